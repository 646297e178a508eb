"""Many jobs that wait: nothing but the ledger grows."""

from tests.waiting import wait_for

JOBS = 3_000


def test_a_long_backlog_stays_in_the_ledger(start):
    world = start(host_spacing_seconds=3600, fetch_retry_seconds=3600, max_hints=64)
    server = world.server.client
    empty = data_bytes(server)
    urls = (f"http://host-{n % 20}.invalid/2026/02/27/the-headline-of-an-article-{n:08}" for n in range(JOBS))
    ids = [job.id for job in world.client.submit_many(urls, endpoints=["desk"])]
    longest = 0

    def is_admitted():
        nonlocal longest
        longest = max(longest, *(server.llen(f"claimwire:{stage}") for stage in ("fetch", "extract", "deliver")))
        return server.get("claimwire:open") == str(JOBS).encode()

    wait_for(is_admitted)
    assert longest <= 64, "no more hints than CLAIMWIRE_MAX_HINTS"
    assert (data_bytes(server) - empty) / JOBS < 1500, "bytes a waiting job"
    assert world.client.status(ids[-1]).state == "waiting"


def data_bytes(server):
    """Return what the server holds besides the scripts, which are there once, however many jobs wait."""
    memory = server.info("memory")
    return memory["used_memory"] - memory["used_memory_scripts_eval"]
