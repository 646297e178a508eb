"""The rules' attributions and the model's marks -> the attributions of the article, each with who found it."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from spacy.tokens import Span, Token

from contract.claim import CueClass
from worker.extraction.attribution.kinds import kind_of
from worker.extraction.attribution.model import Attribution, Bounds, CueMatch
from worker.extraction.attribution.quotations import Quotation
from worker.extraction.attribution.sources import Way
from worker.extraction.attribution.tables import Tables
from worker.extraction.parse import ParsedArticle
from worker.marking.marker import Mark


def fused(
    told: Sequence[Attribution],
    marks: Sequence[Mark],
    parsed: ParsedArticle,
    quotations: Sequence[Quotation],
    tables: Tables,
) -> Iterator[Attribution]:
    """Yield the attributions, not yet nested.

    The model says what is attributed. What the rules know of a cue that both found is kept: its lemma and class, and
    the source that the parse gives it. Of what the model does not see, the rules add a quotation that stands alone, the
    report that another denies, a further cue of the same source, and what they are sure of.
    """
    text = parsed.article.text
    heard = _Stretches((each.cue.bounds, place) for place, each in enumerate(told) if each.cue is not None)
    for mark in marks:
        content = tuple(cut for stretch in mark.content if (cut := _trimmed(text, stretch)))
        if not content:
            continue
        if (place := heard.touched([mark.cue])) is not None:
            yield _confirmed(told[place], mark, content, text, quotations)
        elif (cue := _cue(mark.cue, parsed, tables)) is not None:
            yield Attribution(
                source=mark.source,
                cue=cue,
                content=content,
                quote=kind_of(content, quotations),
                nested_in=None,
                confidence=_shifted(mark.confidence, _UNCONFIRMED),
                reasons=("the model alone, no rule",),
            )
    for each in _unseen(told, marks):
        yield replace(each, reasons=(*each.reasons, "the model does not see it"))


def _confirmed(
    known: Attribution, mark: Mark, content: tuple[Bounds, ...], text: str, quotations: Sequence[Quotation]
) -> Attribution:
    """Return what both found; where they disagree, the reasons say who is believed."""
    reasons = [*known.reasons, "the model says so, too"]
    if not _knows_better(known, content):
        known = replace(known, content=content, quote=kind_of(content, quotations))
        reasons.append("what is said is cut as the model has it, the parse cuts it otherwise")
    if mark.source is not None and f"source: {Way.COORDINATED}" in known.reasons:
        known = replace(known, source=mark.source)  # which verb lends its subject is the parse's guess
    if known.source is not None and not _touch(known.source, mark.source):
        named = f"“{text[slice(*mark.source)]}”" if mark.source is not None else "none"
        reasons.append(f"the source is the parse's, the model has {named}")
    confidence = _shifted(mark.confidence, _CONFIRMED)
    return replace(known, source=known.source or mark.source, confidence=confidence, reasons=tuple(reasons))


def _unseen(told: Sequence[Attribution], marks: Sequence[Mark]) -> Iterator[Attribution]:
    """Yield what the rules add to the marks."""
    cues = _Stretches((mark.cue, place) for place, mark in enumerate(marks))
    said = _Stretches((stretch, place) for place, mark in enumerate(marks) for stretch in mark.content)
    spoke: set[Bounds | None] = set()
    for each in told:
        bounds = [] if each.cue is None else [each.cue.bounds]
        is_new = said.touched([*each.content, *bounds]) is None
        is_seen = cues.touched(bounds) is not None
        # "said that …, stressing that …": a source goes on with another cue
        goes_on = each.source is not None and each.source in spoke
        spoke.add(each.source)
        if each.cue is None:
            if is_new:
                yield each
        elif not is_seen and (_is_denied(each, told) or goes_on or (each.confidence >= _SURE and is_new)):
            yield each


def _touch(one: Bounds, other: Bounds | None) -> bool:
    return other is not None and one[0] < other[1] and other[0] < one[1]


def _shifted(confidence: float, log_odds: float) -> float:
    """Return the probability when something is known that makes it so much likelier."""
    odds = confidence / (1 - confidence) * math.exp(log_odds)
    return odds / (1 + odds)


class _Stretches:
    """Stretches of a text, each with its number, for asking which of them others touch."""

    def __init__(self, stretches: Iterable[tuple[Bounds, int]]) -> None:
        self._by_start = sorted(stretches)
        self._furthest = list(accumulate((bounds[1] for bounds, _ in self._by_start), max))

    def touched(self, others: Sequence[Bounds]) -> int | None:
        """Return the number of a stretch that shares a character with one of the others, the last such; or none."""
        for start, end in others:
            at = bisect_left(self._by_start, end, key=lambda each: each[0][0]) - 1
            while at >= 0 and self._furthest[at] > start:
                bounds, number = self._by_start[at]
                if bounds[1] > start:
                    return number
                at -= 1
        return None


def _is_denied(each: Attribution, told: Sequence[Attribution]) -> bool:
    """Tell whether it is the report that another denies: two attributions, the inner with its own claim."""
    host = told[each.nested_in].cue if each.nested_in is not None else None
    return host is not None and host.cue_class is CueClass.DENY


def _knows_better(known: Attribution, content: Sequence[Bounds]) -> bool:
    """Tell whether the rules' content is kept: it is nearly the model's, or that is a mere "the", or has the source."""
    if _agreement(known.content, content) >= _SAME or sum(end - start for start, end in content) <= _STUB:
        return True
    source = known.source
    return source is not None and any(source[0] < end and start < source[1] for start, end in content)


def _trimmed(text: str, stretch: Bounds) -> Bounds | None:
    """Return a stretch without the "that" before it and the marks around it; none where it is all marks."""
    start, end = stretch
    while start < end and text[start] in _EDGES:
        start += 1
    if text[start:end].lower().startswith(_LINK) and not text[start:end].lower().startswith(_POINTING):
        start += len(_LINK)
    while start < end and text[end - 1] in _EDGES + ".":
        end -= 1
    return (start, end) if start < end else None


def _agreement(some: Sequence[Bounds], others: Sequence[Bounds]) -> float:
    """Return the characters that two contents share, over those that either has."""
    shared = sum(max(0, min(one[1], other[1]) - max(one[0], other[0])) for one in some for other in others)
    return shared / max(1, sum(end - start for start, end in (*some, *others)) - shared)


def _cue(bounds: Bounds, parsed: ParsedArticle, tables: Tables) -> CueMatch | None:
    try:
        span = parsed.at(bounds[0]).span(*bounds)
    except ValueError:
        return None
    head = _head(span)
    lemma = head.lemma_.lower()
    behind = head.doc[head.i + 1].lower_ if head.i + 1 < len(head.doc) else ""
    if (phrase := f"{lemma} {behind}") in tables.verbs:  # "called on"
        lemma = phrase
    frames = tables.verbs.get(lemma) or tables.nouns.get(lemma)
    if "according" in {token.lower_ for token in span}:
        cue_class = CueClass.ACCORDING_TO
    else:
        cue_class = next(iter(frames.values())).cue_class if frames else CueClass.OTHER
    return CueMatch(bounds, lemma, cue_class)


def _head(span: Span) -> Token:
    """Return the word that says what kind of cue it is: a verb or noun of its own before an auxiliary's."""
    telling = [token for token in span if token.pos_ in {"VERB", "NOUN"}]
    return next((token for token in telling if token == span.root), telling[0] if telling else span.root)


_CONFIRMED, _UNCONFIRMED = 0.15, -0.3
"""Log-odds of what a rule finds, too, and of what none finds; fitted on every second article of PolNeAR dev."""
_STUB = 3
"""Characters."""
_SAME = 0.8
"""Of two contents: so alike, the rules' is kept, whose edges are the parse's."""
_LINK = "that "
_POINTING = tuple(
    f"that {word} " for word in ("as", "is", "was", "had", "has", "would", "will", "could", "did", "does")
)
"""Here "that" is what is spoken of: "said that was not true", "dismissed that as fiction"."""
_EDGES = " \t\n,;:\"\u201c\u201d\u2018\u2019'"
_SURE = 0.5
"""Of a rule whose cue and content the model does not see: down to here it costs no F1 on PolNeAR dev."""
