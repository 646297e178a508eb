"""Every row of the gold table, and the laws of a canonical URL."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from pydantic import ValidationError

from contract.job import Job
from worker.canonical_urls import canonical_url

GOLD = tomllib.loads((Path(__file__).parents[1] / "gold/urls.toml").read_text("utf8"))

SAFE = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="/?#@:[]\\%"), max_size=12)
PARTS = st.sampled_from(
    ["amp", "a", "..", ".", "index.html", "x.amp", "%7E", "%2f", "", "b c", "é", "%", "a;jsessionid=1"]
)
NAMES = st.sampled_from(["id", "utm_source", "amp", "fbclid", "ref", "", "a", "%61", "b+c"])
LABELS = st.sampled_from(["www", "m", "amp", "news", "example", "xn--bcher-kva"])


@st.composite
def urls(draw) -> str:
    host = ".".join([*draw(st.lists(LABELS, max_size=4)), "site", "example"])
    if draw(st.booleans()):
        host = f"{host.replace('.', '-')}.cdn.ampproject.org/c/s/{host}"
    path = "".join("/" + draw(st.one_of(PARTS, SAFE)) for _ in range(draw(st.integers(0, 5))))
    query = "&".join(f"{draw(NAMES)}={draw(SAFE)}" for _ in range(draw(st.integers(0, 4))))
    port = draw(st.sampled_from(["", ":80", ":443", ":8080"]))
    scheme = draw(st.sampled_from(["http", "https", "HTTPS"]))
    fragment = draw(st.sampled_from(["", "#", "#top", "#!/a", "#!"]))
    return f"{scheme}://{host}{port if '/' not in host else ''}{path}{'?' if query else ''}{query}{fragment}"


def rows(name: str) -> list:
    return [pytest.param(*urls, id=shows) for shows, *urls in GOLD[name]]


@pytest.mark.parametrize(("url", "canonical"), rows("row"))
def test_url_gets_its_canonical_form(url, canonical):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(("one", "other"), rows("different"))
def test_articles_stay_apart(one, other):
    assert canonical_url(one) != canonical_url(other)


def test_rows_are_at_least_eighty():
    assert len(GOLD["row"]) >= 80


@given(urls())
def test_canonical_form_is_its_own(url):
    canonical = canonical_url(url)
    assert canonical_url(canonical) == canonical


@given(urls())
def test_host_is_one_that_the_url_names(url):
    assert (urlsplit(canonical_url(url)).hostname or "none") in url.lower()


@given(urls())
def test_whatever_a_job_may_name_has_a_form(url):
    try:
        job = Job(id="a", url=url)
    except ValidationError:
        reject()
    assert canonical_url(str(job.url)).startswith("https://")


@pytest.mark.parametrize("url", ["https:///a", "a", "", "https://news.example:x/a"])
def test_what_leads_nowhere_is_refused(url):
    with pytest.raises(ValueError, match=r"host|[Pp]ort"):
        canonical_url(url)
