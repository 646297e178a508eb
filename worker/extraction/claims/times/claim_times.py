"""When the source said it, and when the content happened: of the article's times the one that hangs there."""

from collections.abc import Container, Iterable, Iterator, Sequence

from spacy.tokens import Token

from contract.claim import Span as TextSpan
from contract.claim import TimeValue
from worker.extraction.attribution.model import Bounds, CueMatch
from worker.extraction.claims.stretches import span_within, tokens_within
from worker.extraction.claims.times.mentions import TimeMention
from worker.extraction.parse import ParsedParagraph


def reported_at(
    parsed: ParsedParagraph,
    cue: CueMatch,
    content: Sequence[Bounds],
    times: Iterable[TimeMention],
    telling: Container[str] = frozenset(),
) -> TimeValue | None:
    """Return when the source said it: a time that hangs on the cue, outside the content.

    `telling` are verbs of telling beside the cue, as lemmas: "Speaking on Tuesday, she said …".
    """
    words_of_cue = span_within(parsed, cue.bounds)
    if words_of_cue is None:
        return None
    inside = {token.i for token in tokens_within(parsed, content)}
    verb = words_of_cue.root
    outside = [
        each
        for each in times
        if each.words.root.sent == verb.sent
        and not each.is_to_come
        and (_is_of(each, verb) or not inside & set(range(each.words.start, each.words.end)))
    ]
    for each in _with_verbs_before(verb):
        near = [
            time
            for time in outside
            if _hangs_on(time.words.root, each) or _hangs_on_telling(time.words.root, each, telling)
        ]
        if near:
            return _told(parsed, near)
    return None


def _is_of(time: TimeMention, verb: Token) -> bool:
    """Tell "rejected the charge on Wednesday": it hangs on the cue itself, though the content goes on behind it."""
    above = time.words.root.head
    return verb.pos_ == "VERB" and verb in {above, above.head if above.dep_ == "prep" else None}


def _with_verbs_before(verb: Token) -> Iterator[Token]:
    """Yield the verb, and those whose subject it shares: "denied it on Tuesday and said …"."""
    yield verb
    while verb.dep_ in {"conj", "advcl"} and verb.head.pos_ == "VERB" and not _has_subject(verb):
        verb = verb.head
        yield verb


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in {"nsubj", "nsubjpass"} for child in verb.children)


def _hangs_on_telling(word: Token, verb: Token, telling: Container[str]) -> bool:
    beside = (each for each in verb.children if each.dep_ == "advcl" and each.lemma_.lower() in telling)
    return any(_hangs_on(word, each) for each in beside)


def content_time(
    parsed: ParsedParagraph, content: Sequence[Bounds], times: Iterable[TimeMention], cue: CueMatch | None = None
) -> TimeValue | None:
    """Return when the content happened: a time inside it, before others one that hangs on its main verb.

    What hangs on the cue tells when it was said.
    """
    tokens = tokens_within(parsed, content)
    inside = {token.i for token in tokens}
    words_of_cue = span_within(parsed, cue.bounds) if cue is not None else None
    held = [
        each
        for each in times
        if set(range(each.words.start, each.words.end)) <= inside
        and (words_of_cue is None or each.is_to_come or not _is_of(each, words_of_cue.root))
    ]
    mains = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    near = [each for each in held if any(_hangs_on(each.words.root, main) for main in mains)]
    return _told(parsed, near) or _told(parsed, held)


def _told(parsed: ParsedParagraph, times: Sequence[TimeMention]) -> TimeValue | None:
    """Return the first that names a day, with the hour where one is told beside it; else the first that tells any."""
    dates = [each for each in times if each.reach.first is not None]
    dated = next((each for each in dates if each.reach.first == each.reach.last), dates[0] if dates else None)
    hour = next((each.period.hour for each in times if each.period.hour is not None), None)
    if dated is not None:
        return _value(parsed, dated, hour)
    vague = next((each for each in times if not each.period.value.startswith("P") or "_REF" in each.period.value), None)
    return _value(parsed, vague, None) if vague is not None else None


def _value(parsed: ParsedParagraph, mention: TimeMention, hour: str | None) -> TimeValue:
    start, end = parsed.bounds(mention.words)
    period = mention.reach
    value, first, last = period.value, period.first, period.last
    is_one_day = first is not None and first == last
    at = f"T{hour}" if hour is not None and is_one_day else ""
    return TimeValue(
        span=TextSpan(start=start, end=end, exact=mention.words.text),
        value=f"{first.isoformat()}{at}" if at and first is not None else value,
        start=first.isoformat() + at if first is not None else None,
        end=last.isoformat() + at if last is not None else None,
        anchor=period.anchor,
        basis=period.basis,
    )


def _hangs_on(word: Token, verb: Token) -> bool:
    """Tell whether the way up from the word reaches the verb before another verb."""
    for _ in range(_HIGHEST):
        if word.i == verb.i:
            return True
        if word.head.i == word.i or (word.pos_ in {"VERB", "AUX"} and word.i != verb.i):
            return False
        word = word.head
    return False


_HIGHEST = 6
"""Steps up the tree: "in a statement on Monday"."""
