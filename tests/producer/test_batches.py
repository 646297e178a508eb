"""What is said of a batch, and what is read of it."""

import json

import pytest

from contract import names
from contract.batch import BatchState
from producer.errors import InvalidJob


def said(service):
    return [
        json.loads(fields[names.BATCH_FIELD])
        for _, fields in service.redis.xrange(service.prefix + names.inbox(names.Lane.NORMAL))
    ]


def test_a_batch_is_opened_and_closed_by_messages_of_its_own(client, service) -> None:
    client.open_batch("b", size=3, endpoints=["desk"])
    client.close_batch("b")
    assert said(service) == [
        {"version": 1, "id": "b", "size": 3, "close": False, "endpoints": ["desk"]},
        {"version": 1, "id": "b", "close": True},
    ]


def test_a_job_names_its_batch(client, service) -> None:
    client.submit("https://news.example/a", batch="b")
    assert service.inbox()[0]["batch"] == "b"


@pytest.mark.parametrize(("batch_id", "size"), [("two words", 1), ("b", -1)])
def test_what_is_no_batch_is_refused_before_it_is_sent(client, service, batch_id, size) -> None:
    with pytest.raises(InvalidJob):
        client.open_batch(batch_id, size=size)
    assert said(service) == []


def test_the_counts_of_a_batch_are_read(client, service) -> None:
    assert client.batch("b").state is BatchState.UNKNOWN
    service.note("@b", {"state": "open", "jobs": "3", "extracted": "1", "failed": "1", "deliver:desk": "waiting"})
    status = client.batch("b")
    assert (status.state, status.size, status.jobs, status.extracted, status.failed) == (BatchState.OPEN, None, 3, 1, 1)
    assert status.deliveries == {"desk": "waiting"}
