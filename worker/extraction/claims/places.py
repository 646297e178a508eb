"""Where a sentence says that its source speaks: "In Oslo, officials said"."""

from dataclasses import dataclass

from spacy.tokens import Span

from worker.extraction.claims.states import Form
from worker.extraction.claims.views import ParagraphView


@dataclass(frozen=True, slots=True)
class Capital:
    """A seat of government, and the state that it stands for."""

    words: str
    code: str


def capital_beside(view: ParagraphView, source: Span) -> Capital | None:
    """Return the capital that the verb above the source is set in; None when the sentence names none."""
    verb = source.root.head
    for preposition in verb.children:
        if preposition.dep_ != "prep" or preposition.lower_ not in _INSIDE:
            continue
        for place in preposition.children:
            if place.dep_ != "pobj":
                continue
            for each in view.states_in(place.left_edge.i, place.i + 1):
                if each.form is Form.SEAT and each.end == place.i + 1:
                    return Capital(view.parsed.doc[each.start : each.end].text, each.code)
    return None


_INSIDE = frozenset({"in", "from"})
