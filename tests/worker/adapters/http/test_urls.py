"""Which URLs are asked for at all."""

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from worker.adapters.http.failures import CallError, Failure
from worker.adapters.http.urls import checked_url, redirect_target

BAD = [
    *(
        "",
        " ",
        "news.example",
        "//news.example/x",
        "file:///etc/passwd",
        "ftp://news.example/",
        "gopher://x/",
        "data:,x",
    ),
    *("javascript:alert(1)", "http://", "http:///x", "http://user@news.example/", "http://u:p@news.example/"),
    *("http://news.example:0/", "http://news.example:99999/", "http://a b/", "http://x\n/", "http://x/\x00"),
    *(
        "http://xn--/",
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://%31%32%37.0.0.1/",
        "http://news.example\\@127.0.0.1/",
        "http://[::1",
    ),
    *("http://.../", " http://news.example/", "http://x/" + "a" * 9_000),
]


@pytest.mark.parametrize("url", BAD, ids=lambda url: repr(url[:40]))
def test_what_is_no_plain_web_url_is_bad(url):
    with pytest.raises(CallError) as caught:
        checked_url(url)
    assert caught.value.failure is Failure.BAD_URL


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://news.example/a?b=c#part", "https://news.example/a?b=c"),
        ("HTTP://News.Example", "http://news.example"),
        ("http://bücher.example/ä", "http://bücher.example/%C3%A4"),
        ("http://my_paper.example:8080/", "http://my_paper.example:8080/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_plain_web_url_is_asked_for_without_its_fragment(url, asked):
    assert checked_url(url) == httpx.URL(asked)


@pytest.mark.parametrize(
    ("location", "target"),
    [("/b", "https://news.example/b"), ("c?d", "https://news.example/a/c?d"), ("//x.example/", "https://x.example/")],
)
def test_redirect_may_be_relative(location, target):
    assert str(redirect_target(location, base=httpx.URL("https://news.example/a/b"))) == target


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://u:p@x/", "gopher://x", "http://[::1", "http://x:0/"]
)
def test_redirect_is_checked_like_any_url(location):
    with pytest.raises(CallError) as caught:
        redirect_target(location, base=httpx.URL("https://news.example/a"))
    assert caught.value.failure is Failure.BAD_URL


@given(st.text(max_size=60) | st.text(max_size=30).map(lambda tail: "http://" + tail))
@example("http://0\u3002/")
def test_any_text_is_a_checked_url_or_bad(text):
    try:
        url = checked_url(text)
    except CallError as exc:
        assert exc.failure is Failure.BAD_URL  # noqa: PT017 - either outcome is right
    else:
        assert url.scheme in {"http", "https"}
        assert not url.userinfo
        assert url.raw_host
        assert checked_url(str(url)) == url
