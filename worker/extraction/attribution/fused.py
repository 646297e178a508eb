"""The rules' attributions and the model's marks -> the attributions of the article, each with who found it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from contract.claim import CueClass
from worker.extraction.attribution.kinds import kind_of
from worker.extraction.attribution.model import Attribution, Bounds, CueMatch
from worker.extraction.attribution.quotations import Quotation
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
    by_cue = {each.cue.bounds: each for each in told if each.cue is not None}
    text = parsed.article.text
    for mark in marks:
        content = tuple(cut for stretch in mark.content if (cut := _trimmed(text, stretch)))
        if not content:
            continue
        known = next((each for bounds, each in by_cue.items() if _touch(bounds, mark.cue)), None)
        if known is not None:
            if not _knows_better(known, content):
                known = replace(known, content=content, quote=kind_of(content, quotations))
            reasons = (*known.reasons, "the model says so, too")
            yield replace(known, source=known.source or mark.source, reasons=reasons)
        elif (cue := _cue(mark.cue, parsed, tables)) is not None:
            yield Attribution(
                source=mark.source,
                cue=cue,
                content=content,
                quote=kind_of(content, quotations),
                nested_in=None,
                confidence=_ALONE,
                reasons=("the model alone",),
            )
    said = [stretch for mark in marks for stretch in mark.content]
    cues = [mark.cue for mark in marks]
    for place, each in enumerate(told):
        if each.cue is None:
            if not _overlap(each.content, said):
                yield each
        elif not _overlap([each.cue.bounds], cues) and (
            _is_denied(each, told)
            or _goes_on(place, told)
            or (each.confidence >= _SURE and not _overlap([*each.content, each.cue.bounds], said))
        ):
            yield each


def _is_denied(each: Attribution, told: Sequence[Attribution]) -> bool:
    """Tell whether it is the report that another denies: two attributions, the inner with its own claim."""
    host = told[each.nested_in].cue if each.nested_in is not None else None
    return host is not None and host.cue_class is CueClass.DENY


def _goes_on(place: int, told: Sequence[Attribution]) -> bool:
    """Tell whether a source goes on with another cue: "said that …, stressing that …"."""
    source = told[place].source
    return source is not None and any(each.source == source for each in told[:place])


def _knows_better(known: Attribution, content: Sequence[Bounds]) -> bool:
    """Tell whether the rules' content is kept: it is nearly the model's, or that one holds the source."""
    if _agreement(known.content, content) >= _SAME:
        return True
    return known.source is not None and _overlap([known.source], content)


def _trimmed(text: str, stretch: Bounds) -> Bounds | None:
    """Return a stretch without the "that" before it and the marks around it; none where it is all marks."""
    start, end = stretch
    while start < end and text[start] in _EDGES:
        start += 1
    if text[start:end].lower().startswith(_LINK):
        start += len(_LINK)
    while start < end and text[end - 1] in _EDGES + ".":
        end -= 1
    return (start, end) if start < end else None


def _agreement(some: Sequence[Bounds], others: Sequence[Bounds]) -> float:
    """Return the characters that two contents share, over those that either has."""
    shared = sum(max(0, min(one[1], other[1]) - max(one[0], other[0])) for one in some for other in others)
    return shared / max(1, sum(end - start for start, end in (*some, *others)) - shared)


def _overlap(some: Sequence[Bounds], others: Sequence[Bounds]) -> bool:
    return any(_touch(one, other) for one in some for other in others)


def _cue(bounds: Bounds, parsed: ParsedArticle, tables: Tables) -> CueMatch | None:
    try:
        span = parsed.at(bounds[0]).span(*bounds)
    except ValueError:
        return None
    head = _head(span)
    lemma = head.lemma_.lower()
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


def _touch(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[1] and other[0] < one[1]


_ALONE = 0.6
"""Rough: how often content and source are both right of what the model finds on PolNeAR dev (0.71), less what the rules
confirm."""
_SAME = 0.8
"""Of two contents: so alike, the rules' is kept, whose edges are the parse's."""
_LINK = "that "
_EDGES = " \t\n,;:\"\u201c\u201d\u2018\u2019'"
_SURE = 0.75
"""Of a rule whose cue and content the model does not see: from here on it costs no precision on PolNeAR dev."""
