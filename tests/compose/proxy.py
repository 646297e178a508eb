"""A forward proxy for plain HTTP, which says what it was asked for."""

import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            answer = OPENER.open(self.path, timeout=10)
        except HTTPError as refusal:
            answer = refusal
        with answer:
            body = answer.read()
        self.send_response(answer.status)
        self.send_header("content-type", answer.headers["content-type"])
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", 3128), Handler).serve_forever()
