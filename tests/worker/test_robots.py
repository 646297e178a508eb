"""robots.txt: what its lines mean for us, and that no file costs more than its length."""

import tracemalloc

import pytest

from worker.robots import MOST_DELAY_SECONDS, read_robots

AGENT = "claimwire/0.1 (+https://claimwire.example)"
A = "https://news.example/a"


@pytest.mark.parametrize(
    ("text", "url", "allowed"),
    [
        ("", A, True),
        ("<!doctype html><title>Not found</title>", A, True),
        ("User-agent: *\nDisallow: /", A, False),
        ("User-agent: *\nDisallow:", A, True),
        ("User-agent: otherbot\nDisallow: /", A, True),
        ("User-agent: otherbot\nUser-agent: *\nDisallow: /", A, False),
        ("User-agent: *\nUser-agent: otherbot\nDisallow: /", A, False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: claimwire\nAllow: /", A, True),
        ("User-agent: Claimwire\nDisallow: /\n\nUser-agent: *\nAllow: /", A, False),
        ("user-agent : claimwire # us\ndisallow : /a", A, False),
        ("User-agent: otherbot\nDisallow: /a\nUser-agent: *\nDisallow: /b", A, True),
        ("User-agent: *\nDisallow: /\nAllow: /a", A, True),
        ("User-agent: *\nDisallow: /*?print=", "https://news.example/a?print=1", False),
        ("User-agent: *\nDisallow: /*.pdf$", "https://news.example/a.pdf?x", True),
        ("User-agent: *\nDisallow: /%C3%BCber", "https://news.example/über", False),
    ],
)
def test_rules_of_robots_txt(text, url, allowed):
    assert read_robots(text, AGENT).allows(url) is allowed


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("", 0),
        ("Crawl-delay: 7", 7),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: soon", 0),
        ("Crawl-delay: -3", 0),
        ("Crawl-delay: 86400", MOST_DELAY_SECONDS),
        ("Request-rate: 1/10", 10),
        ("Request-rate: 6/1m\nCrawl-delay: 3", 10),
    ],
)
def test_distance_between_two_requests(line, seconds):
    assert read_robots(f"User-agent: *\nAllow: /\n{line}", AGENT).delay_seconds == seconds


def test_group_of_countless_robots_is_kept_once():
    others = "".join(f"User-agent: bot{n}\n" for n in range(20_000))
    rules = "".join(f"Disallow: /x{n}\n" for n in range(2_000))
    tracemalloc.start()
    try:
        robots = read_robots(others + "User-agent: *\n" + rules, AGENT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert not robots.allows("https://news.example/x1999")
    assert peak < 20_000_000  # 20,000 times 2,000 rules would be gigabytes
