"""The two states that an article sets against each other: who "the two sides" are, and whose losses an attack makes."""

from collections import Counter
from itertools import chain

from worker.extraction.claims.views import BodyView, ParagraphView


def find_rivals(body: BodyView) -> tuple[str, str] | None:
    """Return the two states of which the article speaks most, in text order; None unless they stand out clearly.

    Clear means that each is mentioned at least three times and twice as often as any third state, and that some
    sentence holds both.
    """
    counts = Counter(each.code for view in body.views for each in view.states)
    ranked = [*counts.most_common(3), ("", 0), ("", 0), ("", 0)]
    (first, _), (second, often), (_, third) = ranked[:3]
    if often < max(_OFTEN, 2 * third):
        return None
    pair = {first, second}
    if not any(pair <= codes for codes in chain.from_iterable(map(_by_sentence, body.views))):
        return None
    one, other = (code for code in counts if code in pair)
    return one, other


def _by_sentence(view: ParagraphView) -> list[set[str]]:
    doc = view.parsed.doc
    return [{each.code for each in view.states_in(sentence.start, sentence.end)} for sentence in doc.sents]


_OFTEN = 3
"""Mentions: two can be chance in a short article."""
