"""Whatever a stranger gives as a URL, and whatever a site answers: a page, or an error with a code."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.codes import CODES
from worker.adapters.http.client import GuardedClient, Limits
from worker.adapters.http.reach import Reach
from worker.adapters.http.resolver import system_addresses
from worker.errors import ClaimwireError
from worker.sites import FetchedPage, MovedPage, NotModified

KNOWN = {code.code for code in CODES}
CASES = settings(max_examples=500, deadline=None)

odd_text = st.text(st.characters(codec="utf-8") | st.sampled_from("/\\?#@:%[].。\r\n\t\0"), max_size=30)
hosts = (
    odd_text
    | st.ip_addresses().map(str)
    | st.ip_addresses(v=6).map("[{}]".format)
    | st.integers(0, 2**33).map(str)
    | st.integers(0, 2**33).map(hex)
    | st.sampled_from(
        ["localhost", "ⓛocalhost", "127。0。0。1", "[::1%25lo]", "xn--", "a" * 300 + ".example", "..", "-"]
    )
)
urls = odd_text | st.builds(
    "{}://{}{}{}/{}".format,
    st.sampled_from(["http", "https", "HTTP", "file", "ftp", "gopher", "", "javascript"]),
    st.sampled_from(["", "user@", "user:pass@", "@"]),
    hosts,
    st.sampled_from(["", ":", ":0", ":80", ":99999", ":-1", ":x"]),
    odd_text,
)


@CASES
@given(urls)
def test_every_url_is_refused_with_a_code_where_nothing_is_public(url):
    def resolve(host, port):
        # a name leads inside; a number is read as the system reads it
        return [*system_addresses(host, port), "10.0.0.1"] if host[-1:].isdigit() else ["10.0.0.1"]

    reader = GuardedClient("fuzz", Reach(), resolve=resolve, limits=Limits(total_seconds=1, connect_seconds=0.1))
    with pytest.raises(ClaimwireError) as caught:
        reader.get(url)
    assert caught.value.code in KNOWN
    assert "10.0.0.1" not in str(caught.value)


tokens = st.text(string.ascii_letters + "-", min_size=1, max_size=12).map(str.encode)
values = st.binary(max_size=40) | st.sampled_from(
    [b"gzip", b"br", b"zstd", b"chunked", b"-1", b"0", b"9" * 20, b"/", b"http://[", b"//inner", b"Sun, 99"]
)
names = tokens | st.sampled_from(
    [b"Content-Encoding", b"Content-Length", b"Transfer-Encoding", b"Location", b"Retry-After", b"ETag"]
)
headers = st.lists(st.tuples(names, values).map(b": ".join), max_size=6).map(b"\r\n".join)
answers = st.binary(max_size=200) | st.builds(
    b"HTTP/1.%b %b %b\r\n%b\r\n\r\n%b".__mod__,
    st.tuples(
        st.sampled_from([b"1", b"0", b"9"]),
        st.sampled_from([b"200", b"204", b"301", b"304", b"429", b"503", b"100", b"999", b"x"]),
        tokens,
        headers,
        st.binary(max_size=200),
    ),
)


def test_every_answer_is_a_page_or_an_error_with_a_code(serve, client):
    said = [b""]
    site = serve(lambda connection, _: connection.sendall(said[0]))
    reader = client(limits={"total_seconds": 2.0, "read_seconds": 0.5})

    def outcome():
        try:
            return reader.visit(site.url, may_follow=lambda url: url.startswith(site.url))
        except ClaimwireError as error:
            return error

    @CASES
    @given(answers)
    def check(answer):
        said[0] = answer
        found = outcome()
        assert isinstance(found, FetchedPage | MovedPage | NotModified) or found.code in KNOWN

    check()
