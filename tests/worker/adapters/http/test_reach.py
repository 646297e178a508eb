"""One's own hosts, and the proxy for all others: real sockets on loopback."""

import contextlib
import socket
import threading
import time

import pytest

from worker.adapters.http.reach import EgressProxy, Reach, checked_host
from worker.errors import ClaimwireError, PermanentError, TransientError, UnavailableError

PAGE = b"<p>Ships left the port.</p>"


def failing(call, *args):
    with pytest.raises(ClaimwireError) as caught:
        call(*args)
    return caught.value


def tunnel(connection, served):
    """A proxy that opens every tunnel it is asked for, to loopback whatever the name."""
    port = int(served.requests[-1].split()[1].rpartition(b":")[2])
    with socket.create_connection(("127.0.0.1", port)) as site:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=copy, args=(site, connection))
        back.start()
        copy(connection, site)
        back.join()


def copy(source, sink):
    with contextlib.suppress(OSError):  # either side may have hung up
        while data := source.recv(65_536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def proxy_at(served, login=""):
    return EgressProxy.parse(f"http://{login}127.0.0.1:{served.port}")


def only_the_proxy(host, _port):
    assert host == "127.0.0.1", "a name that the proxy looks up is not looked up here"
    return [host]


def test_a_host_of_ones_own_is_called_wherever_its_name_leads(serve, client, http_answer):
    site = serve(http_answer(body=PAGE))
    reader = client(allow=(), hosts=frozenset({"hooks"}), resolve=lambda *_: ["127.0.0.1"])
    assert reader.get(f"http://HOOKS:{site.port}/").body == PAGE
    assert reader.get(f"http://hooks.:{site.port}/").body == PAGE
    for other in ("hooks.example", "xhooks", "127.0.0.1"):
        assert failing(reader.get, f"http://{other}:{site.port}/").code == "fetch.address_refused"
    assert site.connections == 2


def test_a_redirect_to_a_host_of_ones_own_is_followed_and_one_beside_it_is_not(serve, client, http_answer):
    inner = serve(http_answer(body=PAGE))
    outer = serve(http_answer("302 Found", Location=f"http://hooks:{inner.port}/"))
    wrong = serve(http_answer("302 Found", Location=f"http://127.0.0.1:{inner.port}/"))
    reader = client(allow=(), hosts=frozenset({"hooks", "news.test"}), resolve=lambda *_: ["127.0.0.1"])
    assert reader.get(f"http://news.test:{outer.port}/").body == PAGE
    assert failing(reader.get, f"http://news.test:{wrong.port}/").code == "fetch.address_refused"


def test_a_plain_page_is_asked_of_the_proxy(serve, client, http_answer):
    proxy = serve(http_answer(body=PAGE))
    reader = client(proxy=proxy_at(proxy), resolve=only_the_proxy)
    assert reader.get("http://news.example/a?b=c").body == PAGE
    assert proxy.requests[0].startswith(b"GET http://news.example/a?b=c HTTP/1.1\r\n")
    assert b"Host: news.example" in proxy.requests[0]


def test_tls_goes_through_the_proxy_and_ends_at_the_site(serve, client, http_answer, trusted):
    site, proxy = serve(http_answer(body=PAGE), tls=True), serve(tunnel)
    reader = client(proxy=proxy_at(proxy), tls=trusted, resolve=only_the_proxy)
    assert reader.get(f"https://news.test:{site.port}/").body == PAGE
    assert proxy.requests[0].startswith(f"CONNECT news.test:{site.port} HTTP/1.1".encode())
    assert failing(reader.get, f"https://other.test:{site.port}/").code == "fetch.tls"


def test_the_proxy_gets_its_password_and_the_site_does_not(serve, client, http_answer, trusted):
    site, proxy = serve(http_answer(body=PAGE), tls=True), serve(tunnel)
    client(proxy=proxy_at(proxy, "editor:p%40ss@"), tls=trusted, resolve=only_the_proxy).get(
        f"https://news.test:{site.port}/"
    )
    assert b"Proxy-Authorization: Basic ZWRpdG9yOnBAc3M=" in proxy.requests[0]
    assert b"authorization" not in site.requests[0].lower()


def test_a_host_of_ones_own_is_called_past_the_proxy(serve, client, http_answer):
    site, proxy = serve(http_answer(body=PAGE)), serve(http_answer(body=b"proxied"))
    reader = client(proxy=proxy_at(proxy), hosts=frozenset({"hooks"}), resolve=lambda *_: ["127.0.0.1"])
    assert reader.get(f"http://hooks:{site.port}/").body == PAGE
    assert proxy.connections == 0


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1.", "127.1", "127.1.", "2130706433", "2130706433.", "0x7f000001", "169.254.169.254."),
        *("[::1]", "[::ffff:127.0.0.1]", "[2606:4700::1111]", "[::1%25x]", "[fe80::1%25eth0]"),
    ],
)
def test_a_private_number_is_never_asked_of_the_proxy(host, serve, client, http_answer):
    proxy = serve(http_answer(body=PAGE))
    error = failing(client(allow=(), proxy=proxy_at(proxy)).get, f"http://{host}/")
    assert error.code == ("fetch.bad_url" if "[" in host else "fetch.address_refused")
    assert proxy.connections == 0


def test_a_proxy_that_refuses_a_site_is_a_failed_connection(serve, client, http_answer, trusted):
    proxy = serve(http_answer("403 Forbidden"))
    error = failing(client(proxy=proxy_at(proxy), tls=trusted).get, "https://news.test/")
    assert (error.code, type(error)) == ("fetch.connect", TransientError)
    assert "proxy" in error.message


@pytest.mark.parametrize("url", ["http://news.example/", "https://news.test/"])
def test_a_proxy_that_wants_another_login_is_waited_for(url, serve, client, http_answer, trusted):
    proxy = serve(http_answer("407 Proxy Authentication Required"))
    error = failing(client(proxy=proxy_at(proxy, "u:wrong@"), tls=trusted).get, url)
    assert (error.code, type(error)) == ("fetch.proxy", UnavailableError)
    assert "user or password" in error.message
    assert "wrong" not in error.message


def test_a_site_that_answers_407_by_itself_is_a_site(serve, client, http_answer):
    site = serve(http_answer("407 Proxy Authentication Required"))
    assert failing(client().get, site.url).code == "fetch.http_4xx"


def test_a_proxy_that_is_away_is_waited_for(client, unused_port):
    error = failing(client(proxy=EgressProxy.parse(f"http://127.0.0.1:{unused_port}")).get, "http://news.example/")
    assert (error.code, type(error)) == ("fetch.proxy", UnavailableError)
    assert "CLAIMWIRE_EGRESS_PROXY" in error.message


def test_a_proxy_that_says_nothing_costs_no_more_than_the_time_limit(serve, client, trusted):
    proxy = serve(lambda _, served: served.stopping.wait(10))
    started = time.monotonic()
    reader = client(proxy=proxy_at(proxy), tls=trusted, limits={"total_seconds": 0.5})
    assert failing(reader.get, "https://news.test/").code == "fetch.timeout"
    assert time.monotonic() - started < 2


def test_a_post_goes_through_the_proxy_too(serve, client, http_answer):
    proxy = serve(http_answer("202 Accepted"))
    answer = client(stage="deliver", proxy=proxy_at(proxy), resolve=only_the_proxy).post(
        "http://hooks.example/in", "{}", {}
    )
    assert answer.status == 202
    assert proxy.requests[0].startswith(b"POST http://hooks.example/in ")


def test_without_a_proxy_a_refusal_is_permanent(client):
    assert isinstance(failing(client(allow=()).get, "http://127.0.0.1/"), PermanentError)


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://proxy:3128", EgressProxy("proxy", 3128)),
        ("http://Proxy.", EgressProxy("proxy", 80)),
        ("http://10.0.0.9:3128/", EgressProxy("10.0.0.9", 3128)),
        ("http://u:p%40ss@proxy:3128", EgressProxy("proxy", 3128, (b"u", b"p@ss"))),
        ("http://u:%C3%A9@proxy", EgressProxy("proxy", 80, (b"u", b"\xc3\xa9"))),
    ],
)
def test_a_proxy_is_read_from_its_url(url, proxy):
    assert EgressProxy.parse(url) == proxy
    assert "p@ss" not in repr(proxy)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "proxy:3128",
            "socks5://hidden@proxy",
            "https://hidden@proxy",
            "http://",
            "http://hidden@proxy/x",
            "http://a:b",
        ),
        *("http://:hidden@proxy", "http://pro xy", "http://prøxy", "http://proxy:0", "http://[::1]:3128"),
    ],
)
def test_what_is_no_proxy_is_refused_without_repeating_it(url):
    with pytest.raises(ValueError, match=r"proxy|URL|host") as caught:
        EgressProxy.parse(url)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "*", "*.example", "http://hooks", "hooks:80", "-x", "a b"])
def test_a_host_of_ones_own_is_a_plain_name(name):
    with pytest.raises(ValueError, match="plain name"):
        checked_host(name)


def test_no_host_is_ones_own_by_itself():
    assert not Reach().is_own("localhost")
