"""What a page shows besides an article: by it is told what stands in the article's place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from lxml import etree, html  # type: ignore[import-untyped]  # lxml ships no types

from worker.article.blocks import Block
from worker.article.json_ld import ARTICLE_TYPES, nodes_of, types_of
from worker.article.lines import word_count
from worker.article.sign_table import Place, Sign, StandIn, sign_table

LIST_TYPES: Final = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
"""schema.org's of a page that lists others."""

_RESOURCE_ATTRIBUTES: Final = {"script": "src", "iframe": "src", "form": "action", "link": "href", "img": "src"}
_UNSEEN: Final = frozenset({"script", "style", "template"})
# "Headline | Site": what is so short beside a bar or a dash is taken for the site's name
_TITLE_PARTS: Final = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb:-]+\s+")
_MAX_SITE_WORDS: Final = 4
_MAX_TITLES: Final = 10
_MAX_NAME_CHARACTERS: Final = 100


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen of a page before its article is looked for."""

    host: str
    titles: tuple[str, ...]
    """The title, whole and without a site's name, and every h1."""
    passages: tuple[str, ...]
    """What can be read, in document order."""
    asides: tuple[str, ...]
    """What is there for readers without scripts or frames."""
    names: frozenset[str]
    """Every id, every class, and the tag of every element that is none of HTML's."""
    hollows: frozenset[str]
    """Those of elements that hold no text."""
    resources: frozenset[str]
    boxed_words: int
    """In elements whose name is a sign of a consent page."""
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


def sight_of(root: html.HtmlElement, blocks: Sequence[Block], *, meta: dict[str, str], url: str | None) -> Sight:
    """Return what can be seen of a page."""
    names: set[str] = set()
    hollows: set[str] = set()
    resources: set[str] = set()
    for element in root.iter():
        own = _names_of(element)
        names.update(own)
        if not len(element) and not (element.text or "").strip() and element.tag not in _UNSEEN:
            hollows.update(own)
        if (attribute := _RESOURCE_ATTRIBUTES.get(element.tag)) and (address := element.get(attribute)):
            resources.add(address)
    types = {name for node in nodes_of(root) for name in types_of(node)}
    return Sight(
        host=_host_of(url),
        titles=_titles_of(root),
        passages=tuple(block.text for block in blocks),
        asides=tuple(" ".join(e.text_content().split()) for e in root.iter("noscript", "iframe")),
        names=frozenset(names),
        hollows=frozenset(hollows),
        resources=frozenset(resources),
        boxed_words=_boxed_words(root, frozenset(n for n in names if _is_of_consent(n))),
        declares_article=not types.isdisjoint(ARTICLE_TYPES)
        or meta.get("og:type", "").lower() == "article"
        or "article:published_time" in meta,
        declares_list=not types.isdisjoint(LIST_TYPES),
    )


def drop_consent_boxes(root: html.HtmlElement) -> bool:
    """Take the dialogues of consent managers off a page that holds more, and tell whether there were any.

    Their text is long and made of sentences, and on the page of a brief would be read in its stead.
    """
    boxes = [
        element
        for element in root.iter()
        if any(map(_is_of_consent, _names_of(element)))
        and next(element.iter("article", "main", "h1", "body"), None) is None
    ]
    for box in boxes:
        box.drop_tree()
    return bool(boxes)


def _names_of(element: html.HtmlElement) -> tuple[str, ...]:
    tag = (element.tag,) if "-" in element.tag else ()
    names = (*tag, *element.get("id", "").split(), *element.get("class", "").split())
    return tuple(name for name in names if len(name) <= _MAX_NAME_CHARACTERS)


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
    headings = (" ".join(e.text_content().split()) for _, e in zip(range(_MAX_TITLES), root.iter("h1"), strict=False))
    return tuple(filter(None, (title, *(" - ".join(rest) for rest in without_site), *headings)))


@lru_cache(maxsize=4096)
def _is_of_consent(name: str) -> bool:
    return sign_table().find(StandIn.CONSENT_WALL, Place.NAME, (name,)) is not None


def _boxed_words(root: html.HtmlElement, names: frozenset[str]) -> int:
    """Return how many words stand in elements that are named so, whatever is nested in what."""
    if not names:
        return 0
    words = depth = unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        depth += step * (not names.isdisjoint(_names_of(element)))
        unseen += step * (element.tag in _UNSEEN)
        text = element.text if event == "start" else element.tail
        if depth and not unseen and text:
            words += word_count(text)
    return words
