"""The corpus: articles with their attributions marked, one JSON object a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from worker.marking.tagset import ROLES, Role

Span = tuple[int, int]
"""Half-open, in code points of the document's text."""
Attribution = Mapping[Role, Sequence[Span]]
"""Each role's spans, in text order; a role may have none."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article of the corpus."""

    name: str
    text: str
    attributions: tuple[Attribution, ...]


def read_corpus(path: Path) -> list[Document]:
    """Return the articles of a file, in order.

    A line holds `id`, `text` and, where it is marked, `attributions`: for each a list of [start, end] a role; other
    keys are left alone. Raises ValueError, with file and line, for a span outside the text.
    """
    return list(_documents(path))


def _documents(path: Path) -> Iterator[Document]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            told = json.loads(line)
            text = told["text"]
            attributions = tuple(
                {role: tuple(sorted((start, end) for start, end in each.get(role) or ())) for role in ROLES}
                for each in told.get("attributions", ())
            )
            for attribution in attributions:
                for role, spans in attribution.items():
                    if any(not 0 <= start < end <= len(text) for start, end in spans):
                        raise ValueError(f"{path}:{number}: a {role} lies outside the text of {told['id']}")
            yield Document(told["id"], text, attributions)
