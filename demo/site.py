"""A small news site on loopback: our two articles, and any file that is to be tried."""

import mimetypes
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import quote, unquote

ARTICLES = ("border-incident.html", "earthquake.html")


class Site(ThreadingHTTPServer):
    """Serves the files of `demo/pages`, and the given ones, by their names."""

    daemon_threads = True

    def __init__(self, given: Sequence[Path] = ()) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._given = {path.name: path for path in given}

    def url_of(self, name: str) -> str:
        """Return where a file is served."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/{quote(name)}"

    def find(self, path: str) -> Traversable | None:
        """Return the file behind a path; None when there is none."""
        name = unquote(path.removeprefix("/").partition("?")[0])
        if name in self._given:
            return self._given[name]
        pages = {page.name: page for page in files(__package__).joinpath("pages").iterdir()}
        return pages.get(name)


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        file = self.server.find(self.path)
        body = file.read_bytes() if file else b""
        self.send_response(HTTPStatus.OK if file else HTTPStatus.NOT_FOUND)
        kind, _ = mimetypes.guess_type(file.name if file else "")
        self.send_header("content-type", kind or "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: the demonstration shows the workers' progress."""
