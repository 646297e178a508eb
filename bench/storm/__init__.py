"""Many short articles through the whole service while everything is killed at random, beside a plain Celery chain.

python -m bench.storm [--jobs 1000] [--kills 30] [--seed N] [--only claimwire|chain] [--keep]

Real processes under a supervisor, a real server, a site and a receiver on loopback. Both systems get the same articles
and, from the same seed, the same faults. The exit status is 1 when claimwire breaks what it promises.
"""
