"""The command as a process of its own: pipes, Ctrl-C, and a terminal."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

URL = "https://news.example/"
DEADLINE_SECONDS = 20


@pytest.fixture(autouse=True)
def _ctrl_c_is_not_ignored():
    """A shell starts what runs in its background with Ctrl-C ignored, and our processes would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def environment(redis_url, key_prefix) -> dict[str, str]:
    return {
        **os.environ,
        "CLAIMWIRE_REDIS_URL": redis_url,
        "CLAIMWIRE_KEY_PREFIX": key_prefix,
        "TERM": "xterm",
        "COLUMNS": "120",
    }


def command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("claimwire")), *arguments]


def in_inbox(redis_url: str, prefix: str) -> int:
    with redis.Redis.from_url(redis_url) as server:
        return server.xlen(f"{prefix}inbox:normal")


def until(condition) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the state was never reached"
        time.sleep(0.01)  # polls with a deadline


def test_a_pipe_that_stays_open_is_served_as_lines_arrive(environment, redis_url, key_prefix) -> None:
    with subprocess.Popen(command("submit"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(f"{URL}{number}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline().endswith(f"\t{URL}{number}\n".encode())
            assert in_inbox(redis_url, key_prefix) == number + 1
        process.stdin.close()
        assert process.wait(DEADLINE_SECONDS) == 0


def test_ctrl_c_says_exactly_how_many_were_sent(environment, redis_url, key_prefix, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("".join(f"{URL}{number}\n" for number in range(200_000)))
    ids = tmp_path / "ids.tsv"
    with (tmp_path / "urls.txt").open("rb") as urls, ids.open("wb") as out:
        process = subprocess.Popen(
            [*command("submit")], stdin=urls, stdout=out, stderr=subprocess.PIPE, env=environment
        )
        until(lambda: in_inbox(redis_url, key_prefix) > 5_000)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=DEADLINE_SECONDS)
    assert process.returncode == 130
    sent = in_inbox(redis_url, key_prefix)
    assert 5_000 < sent < 200_000
    assert stderr.decode() == f"interrupted: {sent:,} sent, up to line {sent:,} of the input\n"
    assert len(ids.read_text().splitlines()) == sent


def test_ctrl_c_while_a_pipe_is_silent_ends_at_once(environment, redis_url, key_prefix) -> None:
    process = subprocess.Popen(
        command("submit"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert process.stdin
    process.stdin.write(f"{URL}1\n".encode())
    process.stdin.flush()
    until(lambda: in_inbox(redis_url, key_prefix) == 1)
    time.sleep(0.1)  # the command reads again; there is no state to poll for
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=DEADLINE_SECONDS)
    assert process.returncode == 130
    assert stderr.decode() == "interrupted: 1 sent, up to line 1 of the input\n"
    assert stdout.decode().endswith(f"\t{URL}1\n")


def test_ctrl_c_while_waiting_leaves_the_ids(environment, redis_url, key_prefix) -> None:
    process = subprocess.Popen(
        command("submit", "--wait", f"{URL}1"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    until(lambda: in_inbox(redis_url, key_prefix) == 1)
    time.sleep(0.1)  # the command begins to wait; there is no state to poll for
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=DEADLINE_SECONDS)
    assert (process.returncode, stdout) == (130, b"")
    with redis.Redis.from_url(redis_url) as server:
        [(_, fields)] = server.xrange(f"{key_prefix}inbox:normal")
    assert json.loads(fields[b"job"])["id"] == stderr.decode().splitlines()[-1]


def on_a_terminal(arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run with standard output and error on a terminal; return the exit code and what it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    while True:
        try:
            read = os.read(ours, 65536)
        except OSError:  # Linux' way to say that the other end was closed
            break
        if not read:
            break
        shown += read
    os.close(ours)
    return process.wait(DEADLINE_SECONDS), shown.decode()


def test_a_long_list_shows_its_progress_on_a_terminal(environment, redis_url, key_prefix, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("".join(f"{URL}{number}\n" for number in range(30_000)))
    code, shown = on_a_terminal(command("submit", "--file", str(tmp_path / "urls.txt")), environment)
    assert code == 0
    assert in_inbox(redis_url, key_prefix) == 30_000
    assert "30,000 sent" in shown
    assert shown.count(f"\t{URL}") == 30_000, "every id is shown, above the bar"


def test_a_result_is_a_table_on_a_terminal(environment, service) -> None:
    service.store("j-1")
    code, shown = on_a_terminal(command("result", "j-1"), environment)
    assert code == 0
    for word in ("Talks stall", "the ministry", "denied", "at least 12 soldiers", "CT-"):
        assert word in shown


def test_a_terminal_without_urls_is_told_what_to_give(environment) -> None:
    code, shown = on_a_terminal(command("submit"), environment)
    assert code == 2
    assert "no URL given" in shown
