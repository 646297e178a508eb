"""News pages of our own making, each with what a careful reader takes from it (tests/gold/pages/README.md)."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from worker.article.page import Page
from worker.article.reader import ReadArticle
from worker.extraction.article import Zone

FOLDER = Path(__file__).parents[2] / "gold/pages"
# "Read more: …" is told from an advertisement by a box's markup alone, and neither holds claims
ASIDE = frozenset({Zone.PROMOTION, Zone.LINKS})
PICTURE = frozenset({Zone.CAPTION, Zone.CREDIT})
NAMING = frozenset({Zone.BYLINE, Zone.CREDIT})
"""Who wrote or supplied it: the name of an agency below a text is either."""
SHORT = 20
"""Characters up to which a text may stand in another by chance."""


@dataclass(frozen=True)
class GoldPage:
    """A page, and its gold file as it is written."""

    name: str
    html: bytes
    gold: dict[str, Any]

    @property
    def page(self) -> Page:
        return Page(self.html, "text/html", url=self.gold["url"])

    @cached_property
    def lines(self) -> tuple[tuple[Zone, str], ...]:
        return tuple((Zone(line["zone"]), line["text"]) for line in self.gold["line"])

    @property
    def body(self) -> str:
        return "\n".join(text for zone, text in self.lines if zone is Zone.BODY)


def gold_pages(folder: Path = FOLDER) -> Iterator[GoldPage]:
    for toml in sorted(folder.rglob("*.toml")):
        yield GoldPage(toml.stem, toml.with_suffix(".html").read_bytes(), tomllib.loads(toml.read_text("utf8")))


@dataclass(frozen=True)
class Fault:
    """A line that came out otherwise than it should."""

    zone: Zone | None
    """What it is; none for a line that belongs to no article."""
    found: tuple[Zone, ...]
    text: str


@dataclass(frozen=True)
class Verdict:
    """How many lines of each zone a page has, and which came out wrong."""

    total: Counter[Zone]
    faults: tuple[Fault, ...]


def judge(gold: GoldPage, read: ReadArticle) -> Verdict:
    """Hold what was read against the gold.

    A line is right in its zone. A promotion or a link may also be left out, and one may pass for the other; a caption
    and its credit may stand in one line, and so may the parts of a byline; what is optional may come out or not.
    """
    found = [
        (paragraph.zone, _squashed(read.article.text[paragraph.start : paragraph.end]))
        for paragraph in read.article.paragraphs
    ]
    wanted = [(zone, _squashed(text)) for zone, text in gold.lines]
    faults = [
        Fault(zone, tuple(dict.fromkeys(each for each, line in found if line == squashed)), text)
        for (zone, squashed), (_, text) in zip(wanted, gold.lines, strict=True)
        if not _is_right(zone, squashed, found)
    ]
    known = "\n".join((*(text for _, text in wanted), *map(_squashed, gold.gold.get("optional", ()))))
    around = [text for zone, text in wanted if zone in PICTURE or zone is Zone.BYLINE]
    faults += [
        Fault(None, (zone,), line)
        for zone, line in found
        if zone not in ASIDE and line not in known and (zone is Zone.BODY or not any(text in line for text in around))
    ]
    return Verdict(Counter(zone for zone, _ in wanted), tuple(faults))


def _is_right(zone: Zone, text: str, found: Sequence[tuple[Zone, str]]) -> bool:
    if zone in ASIDE:
        return not any(
            text == line or (len(text) > SHORT and text in line) for each, line in found if each not in ASIDE
        )
    if zone in PICTURE and any(each in PICTURE and text in line for each, line in found):
        return True
    if zone is Zone.BYLINE and any(each is zone and text in line for each, line in found):
        return True
    return any(each in NAMING if zone in NAMING else each is zone for each, line in found if line == text)


def _squashed(text: str) -> str:
    return "".join(text.split())
