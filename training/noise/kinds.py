"""The kinds of noise, and which an article gets."""

import random
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from training.corpus import Document
from training.noise.edits import Edit, edited
from training.noise.names import load_names
from worker.marking.tagset import ROLES, Role

Noise = Callable[[Document, random.Random], Iterable[Edit]]


def noisy(document: Document, chance: random.Random) -> Document:
    """Return the document as another origin might have set it: each kind of noise by its own share."""
    for kind, share in SHARES:
        if chance.random() < share:
            document = edited(document, kind(document, chance))
    return document


def other_names(document: Document, chance: random.Random) -> Iterable[Edit]:
    """Give the people that the article quotes other names, the same for the same name all through it.

    Who is a person is told by form alone: a source of two capitalised words, and their last word wherever it stands.
    """
    names = load_names()
    renamed: dict[str, str] = {}
    for attribution in document.attributions:
        for start, end in attribution[Role.SOURCE]:
            named = _PERSON.fullmatch(document.text[start:end])
            if named and names.institutions.isdisjoint(named.group().split()):
                renamed.setdefault(named["given"], chance.choice(names.given))
                renamed.setdefault(named["family"], chance.choice(names.family))
    for word in _WORD.finditer(document.text):
        if word.group() in renamed:
            yield Edit(*word.span(), renamed[word.group()])


def other_marks(document: Document, chance: random.Random) -> Iterable[Edit]:
    """Set the quotation marks as another house does, or leave them out."""
    opening, closing = chance.choice(_HOUSES)
    is_open = False
    for mark in _MARK.finditer(document.text):
        if mark.group() == "\n":
            is_open = False
            continue
        is_open = mark.group() == "\u201c" or (mark.group() == '"' and not is_open)
        yield Edit(*mark.span(), opening if is_open else closing)


def lost_marks(document: Document, chance: random.Random) -> Iterable[Edit]:
    """Lose some quotation marks."""
    for mark in _DOUBLE_MARK.finditer(document.text):
        if chance.random() < _LOST:
            yield Edit(*mark.span(), "")


def straight_apostrophes(document: Document, chance: random.Random) -> Iterable[Edit]:
    """Write all apostrophes straight, or all curly."""
    apostrophe = chance.choice("'\u2019")
    for found in _APOSTROPHE.finditer(document.text):
        yield Edit(*found.span(), apostrophe)


def small_letters(document: Document, _: random.Random) -> Iterable[Edit]:
    """Write all in small letters."""
    for found in _CAPITALS.finditer(document.text):
        small = found.group().lower()
        if len(small) == len(found.group()):
            yield Edit(*found.span(), small)


def dateline(document: Document, chance: random.Random) -> Iterable[Edit]:
    """Open the first long paragraph with a place, and perhaps a day and an agency."""
    names = load_names()
    line = chance.choice(names.places)
    line = line.upper() if chance.random() < _HALF else line
    if chance.random() < _HALF:
        line += f", {chance.choice(_MONTHS)} {chance.randint(1, 28)}"
    if chance.random() < _HALF:
        line += f" ({chance.choice(names.agencies)})"
    opening = _LONG_PARAGRAPH.search(document.text)
    if opening:
        yield Edit(
            opening.start(), opening.start(), line + chance.choice((" - ", " \u2014 ", " \u2013 ", ": ", " -- "))
        )


def parted_words(document: Document, _: random.Random) -> Iterable[Edit]:
    """Part words and punctuation by spaces, as corpora and some feeds do."""
    for found in _TIGHT.finditer(document.text):
        yield Edit(found.start(), found.start(), " ")


def long_paragraphs(document: Document, chance: random.Random) -> Iterable[Edit]:
    """Run paragraphs together."""
    share = chance.choice((0.4, 1.0))
    for found in _BREAK.finditer(document.text):
        if chance.random() < share:
            yield Edit(*found.span(), " ")


def short_paragraphs(document: Document, chance: random.Random) -> Iterable[Edit]:
    """Break paragraphs between sentences, where no attribution goes on."""
    inside = sorted(
        (min(start for start, _ in spans), max(end for _, end in spans))
        for spans in ([span for role in ROLES for span in each[role]] for each in document.attributions)
        if spans
    )
    starts = [start for start, _ in inside]
    for found in _SENTENCE_BREAK.finditer(document.text):
        before = bisect_right(starts, found.start())
        if (
            all(end <= found.start() + 1 for _, end in inside[max(0, before - 3) : before])
            and chance.random() < _BROKEN
        ):
            yield Edit(*found.span(), "\n\n")


SHARES: tuple[tuple[Noise, float], ...] = (
    (other_names, 0.6),
    (long_paragraphs, 0.15),
    (short_paragraphs, 0.25),
    (other_marks, 0.5),
    (lost_marks, 0.1),
    (straight_apostrophes, 0.3),
    (dateline, 0.3),
    (parted_words, 0.1),
    (small_letters, 0.1),
)
"""Share of the noisy articles that get each kind, in the order in which they are made; chosen, not tuned."""

_HOUSES = (
    ('"', '"'),
    ("\u201c", "\u201d"),
    ("\u2018", "\u2019"),
    ("'", "'"),
    ("``", "''"),
    ("\u00ab", "\u00bb"),
    ("\u201e", "\u201c"),
    ("", ""),
)
_LOST = 0.3
_BROKEN = 0.6
_HALF = 0.5
_PERSON = re.compile(r"(?P<given>[A-Z][a-z]+) (?:[A-Z]\. )?(?P<family>[A-Z][a-z]+)")
_WORD = re.compile(r"[A-Za-z]+")
_MARK = re.compile('["\u201c\u201d\n]')
_DOUBLE_MARK = re.compile("[\"\u201c\u201d]|``|''")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019](?=\w)")
_CAPITALS = re.compile(r"[A-Z\u00c0-\u00de]+")
_TIGHT = re.compile(
    r"(?<=\w)(?=n't\b|['\u2019](?:s|re|ve|ll|d|m)\b)|(?<=[^\s])(?=[,.;:?!\"\u201d)](?:\s|$|[\"\u201d]))"
)
_BREAK = re.compile(r"(?<=[.!?\"\u201d])\s*\n\s*")
_SENTENCE_BREAK = re.compile(r"(?<=[a-z]{2}[.!?]) (?=[A-Z])")
_LONG_PARAGRAPH = re.compile(r"^(?=[A-Z][^\n]{120,})", re.MULTILINE)
_MONTHS = ("Jan", "Jan.", "February", "March", "April", "May", "June", "July", "Aug.", "Sept", "October", "Nov.", "Dec")
