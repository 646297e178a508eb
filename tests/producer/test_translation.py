"""Redis' errors in the client's words."""

import pytest
import redis
from redis import exceptions

from contract import names
from producer import Client, ClientError, QueueFull, QueueUnavailable
from producer.translation import TABLE, redis_errors_translated, translate


@pytest.mark.parametrize(
    ("foreign", "code"),
    [
        (exceptions.OutOfMemoryError("OOM command not allowed"), "queue.full"),
        (exceptions.AuthenticationError("WRONGPASS"), "queue.login"),
        (exceptions.NoPermissionError("no permissions to run xadd"), "queue.forbidden"),
        (exceptions.BusyLoadingError("LOADING"), "queue.loading"),
        (exceptions.TimeoutError("Timeout reading from socket"), "queue.timeout"),
        (exceptions.ConnectionError("Error 111"), "queue.unavailable"),
        (exceptions.ReadOnlyError("a replica"), "queue.refused"),
        (exceptions.ResponseError("MISCONF Errors writing to the AOF file"), "queue.refused"),
    ],
)
def test_every_error_of_redis_has_a_code_and_keeps_its_words(foreign: Exception, code: str) -> None:
    ours = translate(foreign)
    assert isinstance(ours, QueueUnavailable)
    assert isinstance(ours, ClientError)
    assert isinstance(ours, QueueFull) is (code == "queue.full")
    assert ours.code == code
    assert str(foreign) in ours.message


def test_no_row_of_the_table_hides_a_later_one() -> None:
    for index, (foreign, *_) in enumerate(TABLE):
        assert not any(issubclass(later, foreign) for later, *_ in TABLE[index + 1 :]), foreign


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), redis_errors_translated():
        raise KeyError


def test_a_user_without_the_right_is_told_so(redis_url: str, key_prefix: str) -> None:
    user = key_prefix.rstrip(":")
    with redis.Redis.from_url(redis_url) as admin:
        admin.execute_command("ACL", "SETUSER", user, "on", ">secret", "~other:*", "+@all")
    try:
        with (
            Client(redis_url.replace("//", f"//{user}:secret@"), key_prefix=key_prefix) as client,
            pytest.raises(QueueUnavailable) as raised,
        ):
            client.submit("https://news.example/")
        assert raised.value.code == "queue.forbidden"
    finally:
        with redis.Redis.from_url(redis_url) as admin:
            admin.execute_command("ACL", "DELUSER", user)


def test_a_key_of_another_kind_is_refused_in_redis_own_words(client: Client, redis_url: str, key_prefix: str) -> None:
    with redis.Redis.from_url(redis_url) as admin:
        admin.set(key_prefix + names.job("j-1"), "a string")
    with pytest.raises(QueueUnavailable, match="WRONGTYPE") as raised:
        client.status("j-1")
    assert raised.value.code == "queue.refused"
