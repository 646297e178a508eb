"""An HTML tree -> its stretches of text in document order, each with what the markup says of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml import etree, html  # type: ignore[import-untyped]  # lxml ships no types

from worker.article.hints import hint_names, is_hidden, without_hidden, zone_of
from worker.article.lines import ends_sentence
from worker.extraction.article import Zone

_SKIPPED: Final = frozenset(
    {"audio", "canvas", "head", "iframe", "math", "noscript", "object", "option", "script", "select", "style", "svg"}
    | {"template", "textarea", "video"}
)
_INLINE: Final = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
    }
    | {"label", "mark", "picture", "q", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup"}
    | {"time", "tt", "u", "var", "wbr"}
)
_PICTURES: Final = frozenset({"amp-img", "img", "picture"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEXT_TAGS: Final = frozenset({"p", "li", "blockquote", "body"})
"""In which a picture may stand amid the text."""
_MAX_PICTURE_WORDS: Final = 40
"""Of a caption and its credit; a brief that is shorter is no article either (`reader.MIN_HTML_WORDS`)."""
_SET_APART: Final = frozenset({"b", "big", "font", "strong"})
"""As headings were before style sheets."""
_LINE_BREAK: Final = "\n"
_MIN_PARAGRAPH_WORDS: Final = 12
"""Shorter ones are headings, labels and links more often than sentences."""


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A block element of the page; each is itself alone."""

    tag: str
    around: "Box | None"
    """The block element that holds it: what stands side by side has the same."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text between two block boundaries, white space collapsed."""

    text: str
    box: Box
    """The innermost block element."""
    hint: Zone | None
    link_share: float
    """The part of the characters that is link text, 0 to 1."""
    follows_picture: bool = False
    """Between it and a picture stands no other block."""

    @property
    def tag(self) -> str:
        """The box's tag."""
        return self.box.tag


def blocks_of(root: html.HtmlElement) -> tuple[Block, ...]:
    """Return the blocks of a page; those of scripts, forms' lists and hidden elements are left out."""
    reading = _Reading(_sizes(root))
    skipped: html.HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            if skipped is None:
                reading.leave(element)
            elif element is skipped:
                skipped = None
            if skipped is None:
                reading.read(element.tail)
        elif skipped is None and _is_skipped(element):
            skipped = element
        elif skipped is None:
            reading.enter(element)
            reading.read(element.text)
    reading.flush()
    return tuple(reading.blocks)


def outwards(box: Box | None) -> Iterator[Box]:
    """Yield a box and all that hold it, from the inside out."""
    while box is not None:
        yield box
        box = box.around


def box_of_most(held: Iterable[tuple[Box | None, int]], share: float) -> Box | None:
    """Return the innermost box in which this share of something lies, by how much of it lies directly in which box."""
    within = Counter[Box]()
    total = 0
    for innermost, count in held:
        total += count
        for box in outwards(innermost):
            within[box] += count
    # what holds a box holds no less than it, and comes after it
    return min((box for box, count in within.items() if count >= share * total), key=within.__getitem__, default=None)


def _is_skipped(element: html.HtmlElement) -> bool:
    return (
        element.tag in _SKIPPED
        or "hidden" in element.attrib
        or "display:none" in element.get("style", "").replace(" ", "")
        or is_hidden(element.get("class", ""))
    )


class _Size(NamedTuple):
    """How much text an element holds."""

    words: int
    paragraphs: int
    """Innermost blocks of at least `_MIN_PARAGRAPH_WORDS`."""
    pictures: int
    headings: int


def _sizes(root: html.HtmlElement) -> dict[html.HtmlElement, _Size]:
    sizes: dict[html.HtmlElement, _Size] = {}
    held = [[0, 0, 0, 0]]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            held.append([_words(element.text) if tag not in _SKIPPED else 0, 0, tag in _PICTURES, tag in _HEADINGS])
            continue
        words, paragraphs, pictures, headings = held.pop()
        paragraphs += not paragraphs and words >= _MIN_PARAGRAPH_WORDS and tag not in _INLINE
        sizes[element] = _Size(words, paragraphs, pictures, headings)
        around = held[-1]
        around[0] += words + _words(element.tail)
        around[1] += paragraphs
        around[2] += pictures
        around[3] += headings
    return sizes


def _is_picture_box(tag: str, size: _Size) -> bool:
    """Tell whether an element with a picture holds little else: what can be read in it is about the picture."""
    return 0 < size.words <= _MAX_PICTURE_WORDS and not size.headings and tag not in _INLINE and tag not in _TEXT_TAGS


def _words(text: str | None) -> int:
    return len(text.split()) if text else 0


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that began a block and is not closed yet."""

    element: html.HtmlElement
    box: Box
    hint: Zone | None


@dataclass(slots=True)
class _Reading:
    sizes: dict[html.HtmlElement, _Size]
    blocks: list[Block] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _link_depth: int = 0
    _link_characters: int = 0
    _set_depth: int = 0
    _plain_characters: int = 0
    """Of what is not set apart."""
    _follows_picture: bool = False
    _inline: list[tuple[html.HtmlElement, Zone]] = field(default_factory=list)
    _inline_characters: Counter[Zone] = field(default_factory=Counter)

    def enter(self, element: html.HtmlElement) -> None:
        if element.tag == "br":
            self._break_line()
            return
        if element.tag == "a":
            self._link_depth += 1
        elif element.tag in _PICTURES and not self._plain_characters:
            self._follows_picture = True
        self._set_depth += element.tag in _SET_APART
        names = hint_names(element)
        size = self.sizes[element]
        own = zone_of(element.tag, names, words_inside=size.words, paragraphs_inside=size.paragraphs)
        if own is None and size.pictures and _is_picture_box(element.tag, size):
            own = Zone.CAPTION
        # a credit often shares a paragraph with its caption
        if element.tag not in _INLINE or own is Zone.CREDIT:
            self.flush()
            around = self._open[-1] if self._open else None
            box = Box(element.tag, around.box if around else None)
            self._open.append(_Open(element, box, _inherited(around.hint if around else None, own)))
        elif own is not None:
            self._inline.append((element, own))

    def leave(self, element: html.HtmlElement) -> None:
        if element.tag == "a":
            self._link_depth -= 1
        self._set_depth -= element.tag in _SET_APART
        if self._open and self._open[-1].element is element:
            self.flush()
            self._open.pop()
        elif self._inline and self._inline[-1][0] is element:
            self._inline.pop()

    def read(self, text: str | None) -> None:
        if not text:
            return
        if not (characters := len(text.strip())):
            if self._parts and self._parts[-1] != _LINE_BREAK:
                self._parts.append(text)
            return
        self._parts.append(text)
        if self._link_depth:
            self._link_characters += characters
        if not self._set_depth:
            self._plain_characters += characters
        if self._inline:
            self._inline_characters[self._inline[-1][1]] += characters

    def flush(self) -> None:
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split())
        if self._link_characters:
            text = without_hidden(text)
        if text and self._open:
            innermost = self._open[-1]
            share = min(self._link_characters / len(text), 1.0)
            hint = _inherited(innermost.hint, self._hint_of_most(text))
            self.blocks.append(Block(text, innermost.box, hint, share, self._follows_picture))
            self._follows_picture = False
        self._parts.clear()
        self._link_characters = self._plain_characters = 0
        self._inline_characters.clear()

    def _hint_of_most(self, text: str) -> Zone | None:
        """Return the zone of the inline elements that hold most of a block, as spans hold a byline and its date."""
        if not self._inline_characters:
            return None
        for zone, characters in self._inline_characters.most_common(1):
            if characters > len(text) / 2:
                return zone
        return None

    def _break_line(self) -> None:
        # two in a row part paragraphs on old pages, as does one after a heading or a full stop; else it is a space
        before = self._parts[-1] if self._parts else ""
        if before == _LINE_BREAK or not self._plain_characters or ends_sentence(before.rstrip()):
            self.flush()
        else:
            self._parts.append(_LINE_BREAK)


def _inherited(around: Zone | None, own: Zone | None) -> Zone | None:
    """Return the zone of an element within another: a box of links stays one whatever headings it holds."""
    if around in {Zone.LINKS, Zone.PROMOTION, Zone.CREDIT}:
        return around
    if around is Zone.CAPTION:
        return own if own in {Zone.CREDIT, Zone.LINKS, Zone.PROMOTION} else around
    return own or around
