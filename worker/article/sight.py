"""What a page shows besides an article: by it is told what stands in the article's place."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from worker.article.blocks import Block
from worker.article.json_ld import ARTICLE_TYPES
from worker.article.lines import word_count
from worker.article.named import UNSEEN, names_of, words_within
from worker.article.sign_table import Place, Sign, StandIn, sign_table

LIST_TYPES: Final = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
"""schema.org's of a page that lists others."""

_RESOURCE_ATTRIBUTES: Final = {"script": "src", "iframe": "src", "form": "action", "link": "href", "img": "src"}
# "Headline | Site": what is so short beside a bar or a dash is taken for the site's name
_TITLE_PARTS: Final = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb:-]+\s+")
_MAX_SITE_WORDS: Final = 4
_MAX_ELEMENTS: Final = 20
"""Of one kind that are looked into: each may hold the whole page."""
_MAX_PASSAGES: Final = 1_000
"""A wall has a few dozens; a page with more is none, and each is held against every sign."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen of a page before its article is looked for."""

    host: str
    titles: tuple[str, ...]
    """The title, whole and without a site's name, and every h1."""
    passages: tuple[str, ...]
    """What can be read, in document order, `_MAX_PASSAGES` at most."""
    asides: tuple[str, ...]
    """What is there for readers without scripts or frames."""
    names: frozenset[str]
    """Every id, every class, and the tag of every element that is none of HTML's."""
    hollows: frozenset[str]
    """Those of elements that hold no text."""
    resources: frozenset[str]
    consent_names: frozenset[str]
    """Those that are a sign of a consent page."""
    boxed_words: int
    """In elements that have such a name."""
    declares_article: bool
    declares_list: bool

    @property
    def words(self) -> int:
        """How many words can be read, those of links included."""
        return sum(word_count(passage) for passage in self.passages)

    def find(self, stand_in: StandIn, *places: Place) -> Sign | None:
        """Return the first sign at one of these places, which are looked at in order."""
        shown = {
            Place.TITLE: self.titles,
            Place.TEXT: (*self.passages, *self.asides),
            Place.NAME: self.names,
            Place.HOLLOW: self.hollows,
            Place.RESOURCE: self.resources,
            Place.HOST: (self.host,),
        }
        found = (sign_table().find(stand_in, place, shown[place]) for place in places)
        return next((sign for sign in found if sign is not None), None)


def sight_of(
    root: html.HtmlElement, blocks: Sequence[Block], *, types: Container[str], meta: dict[str, str], url: str | None
) -> Sight:
    """Return what can be seen of a page; `types` are schema.org's of all that it describes."""
    names: set[str] = set()
    hollows: set[str] = set()
    resources: set[str] = set()
    for element in root.iter():
        own = names_of(element)
        names.update(own)
        if not len(element) and not (element.text or "").strip() and element.tag not in UNSEEN:
            hollows.update(own)
        if (attribute := _RESOURCE_ATTRIBUTES.get(element.tag)) and (address := element.get(attribute)):
            resources.add(address)
    consent_names = {name for name in names if sign_table().is_sign(StandIn.CONSENT_WALL, Place.NAME, name)}
    return Sight(
        host=_host_of(url),
        titles=_titles_of(root),
        passages=tuple(block.text for block in blocks[:_MAX_PASSAGES]),
        asides=tuple(" ".join(e.text_content().split()) for e in _first(root, "noscript", "iframe")),
        names=frozenset(names),
        hollows=frozenset(hollows),
        resources=frozenset(resources),
        boxed_words=words_within(root, consent_names.__contains__) if consent_names else 0,
        consent_names=frozenset(consent_names),
        declares_article=any(each in types for each in ARTICLE_TYPES)
        or meta.get("og:type", "").lower() == "article"
        or "article:published_time" in meta,
        declares_list=any(each in types for each in LIST_TYPES),
    )


def drop_boxes(root: html.HtmlElement, names: frozenset[str]) -> bool:
    """Take the elements with one of the names off a page, and tell whether there were any; none that holds the article.

    The text of a consent manager is long and made of sentences, and on the page of a brief would be read in its stead.
    """
    if not names:
        return False
    boxes = [
        element
        for element in root.iter()
        if element is not root
        and not names.isdisjoint(names_of(element))
        and next(element.iter("article", "main", "h1", "body"), None) is None
    ]
    for box in boxes:
        box.drop_tree()
    return bool(boxes)


def _first(root: html.HtmlElement, *tags: str) -> Iterator[html.HtmlElement]:
    return islice(root.iter(*tags), _MAX_ELEMENTS)


def _host_of(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def _titles_of(root: html.HtmlElement) -> tuple[str, ...]:
    title = " ".join((root.findtext(".//title") or "").split())
    parts = [part for part in _TITLE_PARTS.split(title) if part]
    without_site = [
        rest
        for rest, site in ((parts[:-1], parts[-1:]), (parts[1:], parts[:1]))
        if rest and len(site[0].split()) <= _MAX_SITE_WORDS
    ]
    headings = (" ".join(e.text_content().split()) for e in _first(root, "h1"))
    return tuple(filter(None, (title, *(" - ".join(rest) for rest in without_site), *headings)))
