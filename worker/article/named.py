"""Elements by their names: ids, classes, and the tags that are none of HTML's."""

from collections.abc import Callable
from typing import Final

from lxml import etree, html  # type: ignore[import-untyped]  # lxml ships no types

from worker.article.lines import word_count

UNSEEN: Final = frozenset({"script", "style", "template"})
"""Elements whose text nobody reads."""

_MAX_CHARACTERS: Final = 100
"""A longer name is none that anybody knows."""
_MAX_NAMES: Final = 60
"""Of one element; style sheets of many small classes need some 40."""


def names_of(element: html.HtmlElement) -> tuple[str, ...]:
    """Return the names of an element as they are written."""
    names = [element.tag] if "-" in element.tag else []
    if own := element.get("id"):
        names += own.split(None, 1)[:1]
    if classes := element.get("class"):
        names += classes.split(None, _MAX_NAMES)[:_MAX_NAMES]
    return tuple([name for name in names if len(name) <= _MAX_CHARACTERS])


def words_within(root: html.HtmlElement, is_wanted: Callable[[str], bool]) -> int:
    """Return how many words stand in elements with a wanted name, each once, whatever is nested in what."""
    words = depth = unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        depth += step * any(map(is_wanted, names_of(element)))
        unseen += step * (element.tag in UNSEEN)
        text = element.text if event == "start" else element.tail
        if depth and not unseen and text:
            words += word_count(text)
    return words
