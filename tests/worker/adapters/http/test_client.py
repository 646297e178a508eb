"""The guarded client against real servers: what it refuses, what it bounds, what it calls things."""

import gzip
import random
import socket
import threading
import time
import zlib
from ipaddress import ip_network
from pathlib import Path

import brotli
import pytest
from backports import zstd

from worker.adapters.http.client import DEFAULT_LIMITS, GuardedClient
from worker.adapters.http.resolver import system_addresses
from worker.errors import ClaimwireError, PermanentError, TransientError
from worker.sites import MovedPage, NotModified, Seen

LOOPBACK = (ip_network("127.0.0.0/8"),)
PAGE = b"<p>Ships left the port.</p>"


def failing(call, *args):
    with pytest.raises(ClaimwireError) as caught:
        call(*args)
    return caught.value


def test_page_comes_with_what_is_known_of_it(serve, client, http_answer):
    site = serve(http_answer(body=PAGE, Content_Type="text/html; charset=utf-8", ETag='"1"', Set_Cookie="a=b"))
    page = client().get(site.url + "/a#part")
    assert (page.body, page.content_type) == (PAGE, "text/html; charset=utf-8")
    assert page.final_url == site.url + "/a"
    head = site.requests[0].decode().lower()
    assert "user-agent: claimwire-test" in head
    assert f"host: 127.0.0.1:{site.port}" in head


def test_cookies_are_not_kept(serve, client, http_answer):
    site = serve(http_answer(body=PAGE, Set_Cookie="a=b; Path=/"))
    reader = client()
    reader.get(site.url)
    reader.get(site.url)
    assert not any(b"cookie" in request.lower() for request in site.requests)


def test_environment_names_no_proxy(serve, client, http_answer, monkeypatch):
    site, proxy = serve(http_answer(body=PAGE)), serve(http_answer(body=b"proxied"))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("ALL_PROXY", proxy.url)
    assert client().get(site.url).body == PAGE
    assert proxy.connections == 0


LOOPBACK_FORMS = (
    *("127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "0x7f000001", "0x7f.0.0.1", "0", "localhost", "127.0.0.1."),
    *(
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "127。0。0。1",
        "\uff11\uff12\uff17.\uff10.\uff10.\uff11",
        "ⓛocalhost",
    ),
)


@pytest.mark.parametrize("host", LOOPBACK_FORMS)
def test_loopback_is_refused_in_every_form_and_sees_no_connection(host, serve, client, http_answer):
    site = serve(http_answer(body=PAGE))
    error = failing(client(allow=()).get, f"http://{host}:{site.port}/")
    # httpx refuses an octal form, and a resolver may know no address for an odd one, which is as good
    assert error.code in {"fetch.address_refused", "fetch.dns", "fetch.bad_url"}
    assert site.connections == 0


def test_refusal_is_permanent_and_tells_no_address(client):
    error = failing(client(allow=(), resolve=lambda *_: ["10.1.2.3"]).get, "http://inner.example/")
    assert isinstance(error, PermanentError)
    assert error.code == "fetch.address_refused"
    assert "10.1" not in str(error)
    assert "RFC" not in str(error)


def test_one_private_address_among_public_ones_refuses_the_name(serve, client, http_answer):
    site = serve(http_answer(body=PAGE))
    reader = client(allow=(), resolve=lambda *_: ["93.184.215.14", "127.0.0.1"])
    assert failing(reader.get, f"http://mixed.example:{site.port}/").code == "fetch.address_refused"
    assert site.connections == 0


def test_rebinding_name_is_connected_where_it_was_checked(serve, client, http_answer):
    site, inner = serve(http_answer(body=PAGE)), serve(http_answer(body=b"secret"))
    answers = iter([["127.0.0.1"]])
    # a second question would raise StopIteration: the name is asked once
    page = client(resolve=lambda *_: next(answers)).get(f"http://rebind.example:{site.port}/")
    assert page.body == PAGE
    assert inner.connections == 0
    assert b"Host: rebind.example" in site.requests[0]


def test_every_hop_is_checked_anew(serve, client, http_answer):
    inner = serve(http_answer(body=b"secret"))
    outer = serve(http_answer("302 Found", Location=f"http://inner.example:{inner.port}/"))

    def resolve(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "outer.example" else ["::1"]

    reader = client(resolve=resolve)
    assert failing(reader.get, f"http://outer.example:{outer.port}/").code == "fetch.address_refused"
    assert (outer.connections, inner.connections) == (1, 0)


@pytest.mark.parametrize("host", [*LOOPBACK_FORMS, "inner.example", "mixed.example"])
def test_redirect_to_the_inside_is_refused_in_every_form_and_sees_no_connection(host, serve, client, http_answer):
    inner = serve(http_answer(body=b"secret"))
    outer = serve(http_answer("302 Found", Location=f"http://{host}:{inner.port}/"))
    named = {
        "outer.example": ["127.0.0.2"],
        "inner.example": ["127.0.0.1"],
        "mixed.example": ["127.0.0.2", "127.0.0.1"],
    }
    reader = client(
        allow=[ip_network("127.0.0.2/32")],
        resolve=lambda name, port: named.get(name) or system_addresses(name, port),
    )
    outer_url = f"http://outer.example:{outer.port}/"
    assert failing(reader.get, outer_url).code in {"fetch.address_refused", "fetch.dns", "fetch.bad_url"}
    assert (outer.connections, inner.connections) == (1, 0)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://u:p@127.0.0.1/", "ftp://127.0.0.1/", "http://["])
def test_redirect_to_no_web_url_is_bad(location, serve, client, http_answer):
    site = serve(http_answer("301 Moved", Location=location))
    assert failing(client().get, site.url).code == "fetch.bad_url"


def test_redirects_are_followed_and_counted(serve, client, http_answer):
    def hop(connection, served):
        number = int(served.requests[-1].split()[1].decode().strip("/"))
        connection.sendall(http_answer("302 Found", Location=f"/{number - 1}") if number else http_answer(body=PAGE))

    site = serve(hop)
    page = client().get(site.url + "/5")
    assert (page.body, page.final_url) == (PAGE, site.url + "/0")
    assert failing(client().get, site.url + "/6").code == "fetch.too_many_redirects"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("404 Not Found", "fetch.http_4xx"),
        ("410 Gone", "fetch.http_4xx"),
        ("401 Unauthorized", "fetch.http_4xx"),
        ("403 Forbidden", "fetch.http_4xx"),
        ("451 Unavailable For Legal Reasons", "fetch.http_4xx"),
    ],
)
def test_status_that_will_not_change_is_permanent(status, code, serve, client, http_answer):
    error = failing(client().get, serve(http_answer(status)).url)
    assert (error.code, type(error)) == (code, PermanentError)
    assert status[:3] in error.message


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("408 Request Timeout", "fetch.timeout"),
        ("429 Too Many Requests", "fetch.rate_limited"),
        ("500 Internal Server Error", "fetch.http_5xx"),
        ("503 Service Unavailable", "fetch.http_5xx"),
        ("304 Not Modified", "fetch.broken_answer"),
    ],
)
def test_status_that_may_change_is_transient(status, code, serve, client, http_answer):
    error = failing(client().get, serve(http_answer(status)).url)
    assert (error.code, type(error)) == (code, TransientError)
    assert status[:3] in error.message


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_wait_that_the_site_names_is_kept(status, serve, client, http_answer):
    error = failing(client().get, serve(http_answer(status, Retry_After="120")).url)
    assert isinstance(error, TransientError)
    assert error.retry_after_seconds == 120


def test_announced_size_past_the_cap_is_too_large(serve, client, http_answer):
    site = serve(http_answer(body=b"x" * 5_000))
    error = failing(client(limits={"max_wire_bytes": 1_000}).get, site.url)
    assert error.code == "fetch.too_large"


def test_endless_body_is_cut_off(serve, client):
    def endless(connection, served):
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not served.stopping.is_set():
            connection.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")

    assert failing(client(limits={"max_wire_bytes": 1_000_000}).get, serve(endless).url).code == "fetch.too_large"


SQUEEZES = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw deflate": lambda body: zlib.compress(body, wbits=-15),
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("name", SQUEEZES)
@pytest.mark.parametrize("bytes_", [0, 1, 1_000, 2_000_000])
def test_compressed_page_is_read(name, bytes_, serve, client, http_answer):
    page = random.Random(bytes_).randbytes(bytes_).hex().encode()
    site = serve(http_answer(body=SQUEEZES[name](page), Content_Encoding=name.removeprefix("raw ")))
    assert client().get(site.url).body == page


@pytest.mark.parametrize("name", SQUEEZES)
def test_compressed_page_is_read_whatever_the_pieces_it_comes_in(name, serve, client):
    page = random.Random(3).randbytes(5_000).hex().encode() * 3
    body = SQUEEZES[name](page)

    def send(connection, _served):
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Encoding: {name.removeprefix('raw ')}\r\n".encode())
        connection.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(body), 7):
            piece = body[start : start + 7]
            connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        connection.sendall(b"0\r\n\r\n")

    assert client().get(serve(send).url).body == page


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_coding_of_several_members_is_read_whole(name, serve, client, http_answer):
    squeeze = SQUEEZES[name]
    site = serve(http_answer(body=squeeze(PAGE) + squeeze(PAGE) + b"\x00padding", Content_Encoding=name))
    assert client().get(site.url).body == PAGE * 2


def bomb(name):
    """Return the body of 300 MB of nothing."""
    match name:
        case "gzip":
            squeeze = zlib.compressobj(9, wbits=31)
            return b"".join(squeeze.compress(bytes(1_000_000)) for _ in range(300)) + squeeze.flush()
        case "br":
            squeeze = brotli.Compressor(quality=5)
            return b"".join(squeeze.process(bytes(1_000_000)) for _ in range(300)) + squeeze.finish()
        case "zstd":
            squeeze = zstd.ZstdCompressor()
            return b"".join(squeeze.compress(bytes(1_000_000)) for _ in range(300)) + squeeze.flush()


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_bomb_is_never_inflated(name, serve, client, http_answer):
    site = serve(http_answer(body=bomb(name), Content_Encoding=name))
    before = resident_bytes("VmRSS")
    reset_peak()
    error = failing(client().get, site.url)
    assert error.code == "fetch.too_large"
    assert resident_bytes("VmHWM") - before < 40_000_000  # of 300 MB


def test_page_that_grows_past_all_measure_is_refused_though_it_is_small_enough(serve, client, http_answer):
    site = serve(http_answer(body=brotli.compress(bytes(DEFAULT_LIMITS.max_decoded_bytes // 2)), Content_Encoding="br"))
    error = failing(client().get, site.url)
    assert (error.code, type(error)) == ("fetch.too_large", PermanentError)
    assert "250-fold" in error.message


def resident_bytes(field):
    """Return what the kernel counts of this process: memory of the decoders' own is not Python's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def reset_peak():
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("br", b"\xff\xff"),
        ("br", brotli.compress(PAGE)[:-3]),
        ("zstd", b"PAGE"),
        ("zstd", zstd.compress(PAGE)[:-3]),
        ("lzma", PAGE),
        ("gzip, gzip", PAGE),
        ("gzip", PAGE),
        ("deflate", b"\xff\xff"),
        ("gzip", gzip.compress(PAGE, mtime=0)[:-9]),
    ],
)
def test_coding_that_cannot_be_undone_is_bad(name, body, serve, client, http_answer):
    error = failing(client().get, serve(http_answer(body=body, Content_Encoding=name)).url)
    assert (error.code, type(error)) == ("fetch.bad_encoding", PermanentError)


def drip(connection, served):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not served.stopping.wait(0.05):
        connection.sendall(b"x")


def drip_headers(connection, served):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not served.stopping.wait(0.05):
        connection.sendall(b"X: y\r\n")


def stay_silent(_connection, served):
    served.stopping.wait(5)


@pytest.mark.parametrize("talk", [drip, drip_headers, stay_silent])
def test_slow_site_hits_the_deadline(talk, serve, client):
    started = time.monotonic()
    error = failing(client(limits={"total_seconds": 0.6, "read_seconds": 0.5}).get, serve(talk).url)
    assert (error.code, type(error)) == ("fetch.timeout", TransientError)
    assert time.monotonic() - started < 2


def test_redirects_share_one_deadline(serve, client, http_answer):
    def slow_hop(connection, served):
        served.stopping.wait(0.3)
        connection.sendall(http_answer("302 Found", Location="/again"))

    started = time.monotonic()
    assert failing(client(limits={"total_seconds": 0.7}).get, serve(slow_hop).url).code == "fetch.timeout"
    assert time.monotonic() - started < 2


def test_header_flood_is_cut_off(serve, client):
    def flood(connection, served):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not served.stopping.is_set():
            connection.sendall(b"X: " + b"y" * 8_000 + b"\r\n")

    assert failing(client().get, serve(flood).url).code == "fetch.broken_answer"


@pytest.mark.parametrize(
    "what", [b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf"]
)
def test_answer_that_is_none_or_breaks_off_is_worth_another_try(what, serve, client):
    error = failing(client().get, serve(what).url)
    assert (error.code, type(error)) == ("fetch.broken_answer", TransientError)


def test_closed_port_is_worth_another_try(client):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = failing(client().get, f"http://127.0.0.1:{free.getsockname()[1]}/")
    assert (error.code, type(error)) == ("fetch.connect", TransientError)


def test_name_without_an_address_is_worth_another_try(client):
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    error = failing(client(resolve=unknown).get, "http://nowhere.example/")
    assert (error.code, type(error)) == ("fetch.dns", TransientError)


def test_resolver_that_hangs_is_left_behind(client):
    release = threading.Event()
    started = time.monotonic()
    try:
        reader = client(resolve=lambda *_: release.wait(10) and [], limits={"dns_seconds": 0.2})
        assert failing(reader.get, "http://hangs.example/").code == "fetch.dns"
        assert time.monotonic() - started < 2
    finally:
        release.set()


def test_next_address_is_tried_where_one_does_not_answer(serve, client, http_answer):
    site = serve(http_answer(body=PAGE))
    reader = client(resolve=lambda *_: ["127.0.0.2", "127.0.0.1"])
    assert reader.get(f"http://two.example:{site.port}/").body == PAGE


def test_tls_is_for_the_name_in_the_url(serve, client, http_answer, trusted):
    site = serve(http_answer(body=PAGE), tls=True)
    reader = client(resolve=lambda *_: ["127.0.0.1"], tls=trusted)
    assert reader.get(f"https://news.test:{site.port}/").body == PAGE
    error = failing(reader.get, f"https://other.test:{site.port}/")
    assert (error.code, type(error)) == ("fetch.tls", PermanentError)


def test_certificate_of_nobody_known_is_refused(serve, client, http_answer):
    site = serve(http_answer(body=PAGE), tls=True)
    reader = client(resolve=lambda *_: ["127.0.0.1"])
    assert failing(reader.get, f"https://news.test:{site.port}/").code == "fetch.tls"
    assert site.requests == []


def test_bad_url_has_its_code(client):
    assert failing(client().get, "file:///etc/passwd").code == "fetch.bad_url"


def test_one_client_serves_many_threads(serve, client, http_answer):
    site, reader, bodies = serve(http_answer(body=PAGE)), client(), []
    threads = [threading.Thread(target=lambda: bodies.append(reader.get(site.url).body)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [PAGE] * 16


def test_post_sends_the_very_bytes_and_returns_the_answer(serve, client, http_answer):
    site = serve(http_answer("202 Accepted", body=b"thanks"))
    answer = client(stage="deliver").post(site.url + "/hook", '{"a":"ü"}', {"webhook-id": "1", "content-type": "a/b"})
    assert (answer.status, answer.first_bytes, answer.retry_after_seconds) == (202, b"thanks", None)
    head, _, body = site.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook ")
    assert b"webhook-id: 1" in head
    assert b"content-type: a/b" in head.lower()
    assert body == '{"a":"ü"}'.encode()


@pytest.mark.parametrize("status", ["307 Temporary Redirect", "410 Gone", "500 Oops"])
def test_post_follows_nothing_and_judges_nothing(status, serve, client, http_answer):
    inner = serve(http_answer())
    site = serve(http_answer(status, Location=inner.url))
    assert client(stage="deliver").post(site.url, "{}", {}).status == int(status[:3])
    assert inner.connections == 0


def test_answer_to_a_post_is_capped(serve, client, http_answer):
    site = serve(http_answer(body=b"x" * 500_000))
    assert len(client(stage="deliver").post(site.url, "{}", {}).first_bytes) == 64 * 1024


def test_post_that_was_answered_stays_answered_though_the_body_drips(serve, client):
    answer = client(stage="deliver", limits={"total_seconds": 0.5}).post(serve(drip).url, "{}", {})
    assert answer.status == 200


def test_wait_named_by_an_endpoint_is_returned(serve, client, http_answer):
    site = serve(http_answer("429 Too Many Requests", Retry_After="7"))
    assert client(stage="deliver").post(site.url, "{}", {}).retry_after_seconds == 7


def test_codes_carry_the_stage_that_called(serve, client, http_answer):
    site = serve(http_answer())
    error = failing(client(stage="deliver", allow=()).post, site.url, "{}", {})
    assert error.code == "deliver.address_refused"
    assert site.connections == 0


def test_default_client_refuses_loopback(serve, http_answer):
    site = serve(http_answer(body=PAGE))
    assert failing(GuardedClient("claimwire-test").get, site.url).code == "fetch.address_refused"
    assert site.connections == 0


SEEN = Seen("", '"1"', "Thu, 01 Jan 2026 00:00:00 GMT", "a")


def test_page_that_was_seen_is_asked_for_only_if_it_has_changed(serve, client):
    site = serve(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
    assert client().visit(site.url, seen=SEEN) == NotModified()
    head = site.requests[0].decode().lower()
    assert 'if-none-match: "1"' in head
    assert "if-modified-since: thu, 01 jan 2026 00:00:00 gmt" in head


def test_validators_of_a_page_come_with_it(serve, client, http_answer):
    site = serve(http_answer(body=PAGE, ETag=SEEN.etag, Last_Modified=SEEN.last_modified))
    page = client().visit(site.url, seen=SEEN)
    assert (page.body, page.etag, page.last_modified) == (PAGE, SEEN.etag, SEEN.last_modified)


def test_validators_of_one_page_are_not_named_to_another(serve, client, http_answer):
    other = serve(http_answer(body=PAGE))
    site = serve(http_answer("302 Found", Location=other.url))
    assert client().visit(site.url, seen=SEEN).body == PAGE
    assert b"if-none-match" not in other.requests[0].lower()


def test_redirect_that_may_not_be_followed_is_returned(serve, client, http_answer):
    other = serve(http_answer(body=PAGE))
    site = serve(http_answer("302 Found", Location=other.url + "/b#part"))
    found = client().visit(site.url, may_follow=lambda url: url.startswith(site.url))
    assert found == MovedPage(other.url + "/b")
    assert other.connections == 0


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_overloaded_site_that_names_no_time_is_left_alone_for_the_time_of_ours(status, serve, client, http_answer):
    error = failing(client(cool_down_seconds=90).get, serve(http_answer(status)).url)
    assert error.retry_after_seconds == 90
