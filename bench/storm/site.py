"""A news site of short articles: as many as anybody asks for, each under a number of its own."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER_SECONDS = 0.05
"""Of the site and of the receiver: a near server that looks something up. A kill finds calls under way."""

STORIES = (
    """
Mayor of Ostrava defends bridge closure no. {n}

The mayor of Ostrava, Hana Dvorak, said on Tuesday that the river bridge would stay closed for at least {n} days.

“We cannot send buses over a cracked pillar,” she told reporters. Traders near the bridge denied that any pillar was
cracked, and said that they had lost more than {n} customers a day.

According to engineers of the city, the repair will cost between 2 million and 3 million euros. The regional government
has not confirmed that it will pay for any of it.
""",
    """
Dock strike in Gdynia enters day {n}

Dock workers in Gdynia rejected a new offer on Wednesday, the spokesman of their union, Piotr Zielinski, said.

The port operator claimed that {n} ships were waiting outside the harbour. Mr Zielinski called the figure invented:
“There are two, and one of them is ours,” he said.

The transport ministry warned that the price of grain might rise by 5 percent. It added that talks would probably be
resumed on Friday, but gave no date for an agreement.
""",
    """
Flood warning no. {n} is lifted in Patras

The fire service in Patras lifted its flood warning on Thursday evening, after {n} millimetres of rain in a day.

About 40 families had left their homes, officials said. The governor, Eleni Markou, insisted that nobody had been
injured, but two hospitals reported that they had treated six people.

Residents accused the city of leaving drains uncleaned since spring. A spokeswoman for the city denied it and said that
every drain had been inspected in June.
""",
)
"""Headline and three paragraphs each; written for this benchmark, everybody in them is invented."""

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{headline} | The Loopback Post</title></head>
<body>
  <nav><a href="/">Home</a> <a href="/world">World</a></nav>
  <article><h1>{headline}</h1><p>By Ada Local</p>{paragraphs}</article>
  <footer><p>The Loopback Post</p></footer>
</body>
</html>
"""


class Site(ThreadingHTTPServer):
    """Serves `/articles/{number}`."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)

    def url(self, number: int) -> str:
        """Return the address of an article."""
        return f"http://127.0.0.1:{self.server_port}/articles/{number}"


def _page(number: int) -> str:
    headline, *paragraphs = STORIES[number % len(STORIES)].format(n=number + 2).strip().split("\n\n")
    return PAGE.format(headline=headline, paragraphs="".join(f"<p>{part}</p>" for part in paragraphs))


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        time.sleep(ANSWER_SECONDS)
        if self.path == "/robots.txt":
            self.send_error(404)
            return
        body = _page(int(self.path.rpartition("/")[2])).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True  # whoever asked was killed

    def log_message(self, *_: object) -> None:
        pass
