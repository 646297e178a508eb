"""Whatever lies in the inbox is a job or is refused with a stable code, the field, and what to do."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.batch import Batch
from worker.article.page import Page
from worker.intake import Admission, Held, Refusal, judge

URL = "https://news.example/a"
KNOWN = frozenset({"default", "desk"})


def job(**fields):
    return {b"job": json.dumps(fields).encode()}


def batch(**fields):
    return {b"batch": json.dumps(fields).encode()}


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({}, "inbox.missing_field", "job"),
        ({b"url": URL.encode()}, "inbox.missing_field", "job"),
        ({**job(url=URL), b"tags": b"x"}, "inbox.unknown_field", "tags"),
        ({**job(url=URL), b"\xff": b"x"}, "inbox.unknown_field", "\\xff"),
        ({b"job": b"\x00\xff\xfe"}, "inbox.not_json", "job"),
        ({b"job": b"https://news.example/a"}, "inbox.not_json", "job"),
        ({b"job": b'["https://news.example/a"]'}, "inbox.not_json", "job"),
        ({b"job": b"[" * 100_000}, "inbox.not_json", "job"),
        ({b"job": b'{"url":' + b"[" * 500 + b"]" * 500 + b"}"}, "inbox.bad_url", "url"),
        (job(url="https://user:secret@news.example/a"), "inbox.bad_url", "url"),
        (job(), "inbox.missing_field", "url"),
        (job(url=URL, prioritty=1), "inbox.unknown_field", "prioritty"),
        (job(url=URL, version="1"), "inbox.invalid", "version"),
        (job(url=URL, version=0), "inbox.invalid", "version"),
        (batch(), "inbox.missing_field", "id"),
        (batch(id="b", sise=2), "inbox.unknown_field", "sise"),
        (batch(id="b", size=-1), "inbox.invalid", "size"),
        (batch(id="b", size=1, close=True), "inbox.invalid", ""),
        (batch(id="b", endpoints=["nowhere"]), "inbox.unknown_endpoint", "endpoints"),
        ({**job(url=URL), **batch(id="b")}, "inbox.unknown_field", "batch"),
        (job(url="not a url"), "inbox.bad_url", "url"),
        (job(url="ftp://news.example/a"), "inbox.bad_url", "url"),
        (job(url="file:///etc/passwd"), "inbox.bad_url", "url"),
        (job(url=URL + "a" * 3000), "inbox.bad_url", "url"),
        (job(url=URL, id="has spaces"), "inbox.invalid", "id"),
        (job(url=URL, id=7), "inbox.invalid", "id"),
        (job(url=URL, tags=["a b"]), "inbox.invalid", "tags.0"),
        (job(url=URL, published_at="yesterday"), "inbox.invalid", "published_at"),
        (job(html="<p>a", text="a"), "inbox.invalid", "text"),
        (job(text=""), "inbox.invalid", "text"),
        (job(text="\ud800"), "inbox.invalid", "text"),
        (job(url=URL, endpoints=["nowhere"]), "inbox.unknown_endpoint", "endpoints"),
    ],
)
def test_what_is_no_job_is_refused_with_its_code_and_field(fields, code, field):
    refusal = judge(fields, "1-0", known_endpoints=KNOWN)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (code, field)
    assert refusal.message


@pytest.mark.parametrize(("given_id", "told_under"), [("mine", "mine"), ("not usable", "1-0"), (None, "1-0")])
def test_a_refusal_is_told_under_the_id_its_producer_knows(given_id, told_under):
    refusal = judge(job(url="x", id=given_id), "1-0", known_endpoints=KNOWN)
    assert isinstance(refusal, Refusal)
    assert refusal.job_id == told_under


def test_without_an_id_the_job_gets_that_of_the_entry():
    admission = judge(job(url=URL), "1732363200000-0", known_endpoints=KNOWN)
    assert isinstance(admission, Admission)
    assert admission.job.id == "1732363200000-0"


@pytest.mark.parametrize(
    ("named", "known", "expected"),
    [
        (None, {"default", "desk"}, ("default",)),
        (None, {"desk"}, ()),
        ([], {"default"}, ()),
        (["desk", "desk"], {"default", "desk"}, ("desk",)),
    ],
)
def test_who_gets_the_report(named, known, expected):
    admission = judge(job(url=URL, endpoints=named), "1-0", known_endpoints=known)
    assert isinstance(admission, Admission)
    assert admission.endpoints == expected


@pytest.mark.parametrize(
    ("article", "body", "kind"),
    [
        ({"html": "<p>Füße"}, "<p>Füße".encode(), "text/html; charset=utf-8"),
        ({"text": "<p>Füße"}, "<p>Füße".encode(), "text/plain; charset=utf-8"),
    ],
)
def test_an_article_that_is_handed_in_is_a_page(article, body, kind):
    admission = judge(job(**article), "1-0", known_endpoints=KNOWN)
    assert isinstance(admission, Admission)
    assert admission.page == Page(body, kind)


@pytest.mark.parametrize("named", ["b", "not usable", None, 7])
def test_a_refusal_names_the_batch_that_waits_for_it(named):
    refusal = judge(job(url="x", batch=named), "1-0", known_endpoints=KNOWN)
    assert isinstance(refusal, Refusal)
    assert refusal.batch == ("b" if named == "b" else "")


@pytest.mark.parametrize("fields", [{"size": 2}, {"close": True}, {"endpoints": ["desk"]}, {}])
def test_what_is_said_of_a_batch_is_read(fields):
    assert judge(batch(id="b", **fields), "1-0", known_endpoints=KNOWN) == Batch.model_validate({"id": "b", **fields})


@pytest.mark.parametrize("fields", [job(id="mine", version=2, anything=[1]), batch(id="mine", version=3)])
def test_a_message_of_a_newer_version_is_held_whatever_is_in_it(fields):
    held = judge(fields, "1-0", known_endpoints=KNOWN)
    assert isinstance(held, Held)
    assert (held.job_id, held.code) == ("mine" if b"job" in fields else "", "inbox.unknown_version")


@given(st.dictionaries(st.binary(max_size=8), st.binary(max_size=200), max_size=4))
def test_no_entry_brings_the_gate_down(fields):
    assert isinstance(judge(fields, "1-0", known_endpoints=KNOWN), Refusal)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    )
)
def test_no_json_brings_the_gate_down(message):
    assert isinstance(judge({b"job": json.dumps(message).encode()}, "1-0", known_endpoints=KNOWN), Refusal)
