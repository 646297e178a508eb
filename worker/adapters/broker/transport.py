"""kombu's Redis transport for messages that may be lost: what is taken from a list is gone.

kombu notes in Redis what it has taken and not acknowledged, so that others may get it again. For a hint that is work
without use: the gate sends it again. What is left out with it: four commands a message, a sweep that restores old
messages, and a worker that ends because a full Redis takes no note. Read in kombu 5.7.
"""

import base64
import json
from typing import Any

import structlog
from celery.app.amqp import AMQP
from kombu import Connection
from kombu.transport import redis, virtual
from redis.exceptions import OutOfMemoryError

log = structlog.get_logger(__name__)


class _InMemory(virtual.QoS):  # type: ignore[misc] # kombu has no types
    """Counts what is at work, for the prefetch limit, and knows it in this process alone."""

    restore_at_shutdown = False

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - kombu's signature
        """Forget the message: the gate sends what is still to be done."""
        self.ack(delivery_tag)

    def restore_visible(self, **_: Any) -> None:  # noqa: ANN401 - as above
        """There is nothing to restore."""


class _Message(virtual.Message):  # type: ignore[misc] # as above
    """Of what lay in the list, which anybody may have put there: the task, its id and its words, and nothing else."""

    def __init__(self, payload: Any, channel: Any = None) -> None:  # noqa: ANN401 - as above
        try:
            task, task_id = payload["headers"]["task"], payload["headers"]["id"]
            words, *_ = json.loads(base64.b64decode(payload["body"], validate=True))
        except (TypeError, LookupError) as exc:
            raise ValueError("no message of Celery") from exc
        if not isinstance(words, list) or not all(isinstance(part, str) for part in (task, task_id, *words)):
            raise ValueError("no hint")
        super().__init__(_envelope(task, task_id, words), channel=channel)


def _envelope(task: str, task_id: str, words: list[str]) -> dict[str, object]:
    """Return a message as Celery sends it (protocol 2), without what a hint has no use for."""
    body = json.dumps([words, {}, {}]).encode()
    return {
        "body": base64.b64encode(body).decode(),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {"task": task, "id": task_id, "lang": "py", "ignore_result": True},
        "properties": {
            "delivery_tag": task_id,
            "body_encoding": "base64",
            "delivery_info": {"exchange": "", "routing_key": ""},
        },
    }


class _Channel(redis.Channel):  # type: ignore[misc] # as above
    Message = _Message
    QoS = _InMemory
    do_restore = False

    def _brpop_read(self, **options: Any) -> Any:  # noqa: ANN401 - as above
        """Take a message from the list; one that is none is dropped, where kombu would let the worker end."""
        try:
            return super()._brpop_read(**options)
        except ValueError as exc:
            log.warning("hint_unreadable", error=type(exc).__name__)
            return True


class _Transport(redis.Transport):  # type: ignore[misc] # as above
    Channel = _Channel
    connection_errors = (*redis.Transport.connection_errors, OutOfMemoryError)
    """A worker that starts while Redis is full waits for room, as it waits for the server."""


class _Connection(Connection):  # type: ignore[misc] # as above
    def get_transport_cls(self) -> type[redis.Transport]:
        return _Transport


class HintTransport(AMQP):  # type: ignore[misc] # celery has no types
    """What a Celery app is given as `amqp`, to carry its messages this way."""

    Connection = _Connection
