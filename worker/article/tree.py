"""Characters -> an HTML tree that is small enough to be read."""

import re
from typing import Final

from lxml import etree, html  # type: ignore[import-untyped]  # lxml ships no types

from worker.article import refusals

# A large news page has 2 MB and 8,000 elements, 60 deep; our choice leaves room. Past it an extractor's time grows
# faster than the page: trafilatura 2.3.1 takes 34 s for 100,000 paragraphs.
MAX_CHARACTERS: Final = 6_000_000
MAX_ELEMENTS: Final = 20_000
MAX_DEPTH: Final = 200
"""Below libxml2's own limit of 256, at which it stops reading without a word to the caller."""

MAX_ATTRIBUTES: Final = 200
"""Of one tag: libxml2 compares each with all before it. As many on each of 5,000 tags take a few seconds; with 9,000 on
each of 50 tags it took 32 s."""

MAX_NAME_CHARACTERS: Final = 2_000_000
"""Of all ids and classes, each of which is looked at several times: 6,000,000 took 10 s. Large pages have 800,000."""

# A start tag as HTML reads it (HTML, 13.2.5.32 to 37). Possessive, so that it costs one pass over any text.
_ATTRIBUTE: Final = r"""[\s/]*+=?+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_TAG: Final = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?+")

# A reference to a control character, which libxml2 may let into the tree although XML cannot hold it.
_CONTROL_REFERENCE: Final = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)|x0*(?:[0-8bcef]|1[0-9a-f]|7f|fffe|ffff|d[89a-f][0-9a-f]{2}))(?![0-9a-f]);?",
    re.IGNORECASE,
)


def parsed(text: str) -> html.HtmlElement | None:
    """Return the root of a page's tree, or none when it holds no element.

    Raises:
        PermanentError: article.html_too_complex.
    """
    if len(text) > MAX_CHARACTERS:
        raise refusals.html_too_complex(f"more than {MAX_CHARACTERS:,} characters")
    if any(tag["more"] for tag in _TAG.finditer(text)):
        raise refusals.html_too_complex(f"more than {MAX_ATTRIBUTES:,} attributes on one element")
    text = _CONTROL_REFERENCE.sub("", text)
    # as bytes: lxml refuses characters whose markup declares another encoding
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    _check_size(root)
    return root


def _check_size(root: html.HtmlElement) -> None:
    depth = elements = names = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        if depth > MAX_DEPTH:
            raise refusals.html_too_complex(f"elements more than {MAX_DEPTH} deep")
        if elements > MAX_ELEMENTS:
            raise refusals.html_too_complex(f"more than {MAX_ELEMENTS:,} elements")
        names += len(element.get("id", "")) + len(element.get("class", ""))
        if names > MAX_NAME_CHARACTERS:
            raise refusals.html_too_complex(f"more than {MAX_NAME_CHARACTERS:,} characters of ids and classes")
