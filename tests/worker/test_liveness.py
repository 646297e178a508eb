"""The watchdog of a worker: it ends one that gets nothing though there is something, and no other."""

import pytest

from worker.errors import UnavailableError
from worker.liveness import Watchdog

LIMIT = 3


@pytest.fixture
def ended():
    return []


@pytest.fixture
def watch(ended):
    """Look once for each of these numbers of waiting hints; None: Redis is away; "got": a hint came first."""

    def watch(*looks):
        watchdog = Watchdog(lambda: next(counts), lambda: ended.append(True), limit_seconds=LIMIT)
        counts = iter(())
        for look in looks:
            if look == "got":
                watchdog.received(request="as Celery passes it")
                continue
            counts = iter([look]) if look is not None else _away()
            assert watchdog.look() is (look is not None)
        return bool(ended)

    return watch


def _away():
    raise UnavailableError("ledger.unavailable", "Redis does not serve")
    yield


def test_hints_that_wait_beyond_the_limit_end_the_worker(watch):
    assert not watch(1, 1, 1)
    assert watch(1, 1, 1, 1)


@pytest.mark.parametrize("relief", [0, None, "got"], ids=["no hint waits", "Redis is away", "a hint came"])
def test_the_count_starts_anew(watch, relief):
    assert not watch(5, 5, 5, relief, 5, 5, 5)
    assert watch(5, 5, 5, relief, 5, 5, 5, 5)


def test_an_empty_queue_ends_nobody(watch):
    assert not watch(*[0] * 100)
