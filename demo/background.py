"""Servers and processes that run beside the demonstration, and beside the tests of the whole stack."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

from worker.supervisor import Supervisor


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    """Serve from a thread; stop at the end."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def running(supervisor: Supervisor) -> Iterator[Supervisor]:
    """Start the processes and watch over them from a thread; stop both at the end."""
    stopped = threading.Event()
    supervisor.start()
    thread = threading.Thread(target=supervisor.watch, args=[stopped], daemon=True)
    thread.start()
    try:
        yield supervisor
    finally:
        stopped.set()
        thread.join()
        supervisor.stop()
