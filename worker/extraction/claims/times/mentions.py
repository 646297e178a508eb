"""The times that an article tells, each with the words that tell it and the days that it covers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Doc, Span, Token

from worker.extraction.claims.times.calendar import Calendar, Expression
from worker.extraction.claims.times.days import Period
from worker.extraction.claims.times.frames import ANCHOR_NARRATIVE, ANCHOR_PUBLISHED, Frame
from worker.extraction.claims.times.periods import period_of
from worker.extraction.parse import ParsedParagraph


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time and its words. It dies with the parse."""

    words: Span
    period: Period
    """What the words name."""
    reach: Period
    """What happened then covers: the same, but for "until March" and "after March"."""
    is_to_come: bool = False
    """Whether it begins after the day of publication: nothing was said then."""


def find_times(
    paragraphs: Sequence[ParsedParagraph], calendar: Calendar, published_at: date | None
) -> Mapping[int, Sequence[TimeMention]]:
    """Return the times of each paragraph, in text order, by the paragraph's start.

    What must be counted from the day of publication is left out where that is not known.
    """
    found = {each.paragraph.start: list(_expressions(each.doc, calendar)) for each in paragraphs}
    docs = {each.paragraph.start: each.doc for each in paragraphs}
    onset = next(_onsets(found, calendar, published_at), None)
    told: dict[int, Sequence[TimeMention]] = {}
    last: date | None = None
    happened: date | None = None  # the same, but for days on which something was said
    story: date | None = None  # the day of which the article speaks first
    last_period: date | None = None
    last_paragraph = 0
    for paragraph, (start, expressions) in enumerate(found.items()):
        here: list[TimeMention] = []
        if paragraph > last_paragraph + 1:
            last = None
        for number, (expression, words) in enumerate(expressions):
            follower = _follower(expressions, number, calendar, published_at)
            frame = Frame(
                published_at, follower or last or story, last_period, onset, is_ahead=_is_ahead(words, calendar)
            )
            period = period_of(expression, calendar, frame)
            if period is None:
                continue
            told_by = _explained(period, words)
            reach = _on_day(_bounded(told_by, words, frame), happened or frame.told_last, published_at)
            is_to_come = published_at is not None and period.first is not None and period.first > published_at
            here.append(TimeMention(words, told_by, reach, is_to_come))
            last_period = period.first or last_period
            if period.first is not None and period.first == period.last:
                last, last_paragraph = period.first, paragraph
                happened = happened if _is_of_saying(words.root) else last
                story = story or (last if published_at is not None and last <= published_at else None)
        here += _since_onset(docs[start], calendar, onset, published_at)
        told[start] = list(_with_hours(sorted(here, key=lambda each: each.words.start)))
    return told


def _on_day(period: Period, told: date | None, published_at: date | None) -> Period:
    """Return the hour on the day that was told, else on that of the publication."""
    day = told or published_at
    if period.hour is None or period.first is not None or day is None:
        return period
    anchor = ANCHOR_NARRATIVE if told is not None else ANCHOR_PUBLISHED
    return replace(period, value=f"{day.isoformat()}T{period.hour}", first=day, last=day, anchor=anchor)


def _bounded(period: Period, words: Span, frame: Frame) -> Period:
    """Return from when to when "until March", "by Friday" and "after March 2019" reach."""
    if words.start == 0 or period.last is None or frame.published_at is None:
        return period
    match words.doc[words.start - 1].lower_:
        case "by" | "before" | "through" | "till" | "until" if period.last >= frame.published_at and (
            frame.is_ahead or (period.first or period.last) > frame.published_at
        ):
            return replace(period, first=frame.published_at)
        case "after" if (
            period.first is not None and period.value.count("-") < _DAY and period.last < frame.published_at
        ):
            return replace(period, first=period.last + timedelta(days=1), last=frame.published_at)
        case _:
            return period


def _with_hours(mentions: Sequence[TimeMention]) -> Iterator[TimeMention]:
    """Yield the mentions, the hour and the day of "noon on Tuesday" and "Tuesday at noon" as one."""
    at = 0
    while at < len(mentions):
        here, after = mentions[at], mentions[at + 1] if at + 1 < len(mentions) else None
        at += 1
        if after is not None and 0 <= after.words.start - here.words.end <= 1 and here.words.sent == after.words.sent:
            hour, day = (here, after) if here.period.hour is not None else (after, here)
            one_day = day.period.first is not None and day.period.first == day.period.last
            if hour.period.hour is not None and day.period.hour is None and one_day and "T" not in day.period.value:
                period = replace(day.period, value=f"{day.period.value}T{hour.period.hour}", hour=hour.period.hour)
                yield TimeMention(here.words.doc[here.words.start : after.words.end], period, period)
                at += 1
                continue
        yield here


def _expressions(doc: Doc, calendar: Calendar) -> Iterator[tuple[Expression, Span]]:
    found = list(calendar.expressions(doc.text))
    for number, expression in enumerate(found):
        words = doc.char_span(expression.start, expression.end, alignment_mode="expand")
        behind = found[number + 1].start if number + 1 < len(found) else len(doc.text)
        if expression.form == "daypart" and doc.text[expression.end : behind] in {" ", " on "}:
            continue  # "before dawn on Tuesday"
        if words and not _is_name(words, expression, calendar):
            yield expression, words


def _is_name(words: Span, expression: Expression, calendar: Calendar) -> bool:
    """Tell "the Sunday Times", "Black Friday" and "April Jones" from days and months."""
    doc = words.doc
    if expression.form in {"weekday", "month"}:
        if words.root.ent_type_ in {"ORG", "PERSON", "WORK_OF_ART", "PRODUCT"}:
            return True
        if words.end + 1 < len(doc) and doc[words.end].lower_ == "the" and doc[words.end + 1].text[0].isdigit():
            return True
        if words.start and doc[words.start - 1].lower_ in calendar.words.names.before:
            return True
        last = words[-1]
        if words.end < len(doc) and last.dep_ in {"compound", "nmod"} and last.head.pos_ == "PROPN":
            return last.head.i >= words.end and not (words.start and doc[words.start - 1].dep_ == "prep")
    if expression.form == "nth":
        return words.end < len(doc) and doc[words.end].lower_ == "-"
    return False


def _follower(
    expressions: Sequence[tuple[Expression, Span]], number: int, calendar: Calendar, published_at: date | None
) -> date | None:
    """Return the day of "a day after Sunday's vote", which is told behind what is counted from it."""
    expression, words = expressions[number]
    way = expression.parts.get("way")
    if way is None or number + 1 >= len(expressions) or not calendar.words.ways[way].endswith("reference"):
        return None
    after, behind = expressions[number + 1]
    if behind.start - words.end > _NEAR:
        return None
    period = period_of(after, calendar, Frame(published_at, None, None, None, is_ahead=_is_ahead(behind, calendar)))
    return period.first if period is not None and period.first == period.last else None


def _onsets(
    found: Mapping[int, Sequence[tuple[Expression, Span]]], calendar: Calendar, published_at: date | None
) -> Iterator[date]:
    """Yield the days on which the text says that something began: "broke out on Sunday", "since Sunday"."""
    for expressions in found.values():
        for expression, words in expressions:
            verb = _verb_above(words.root)
            began = verb is not None and verb.lemma_.lower() in calendar.words.onset.verbs and verb.tag_ != "MD"
            since = words.start > 0 and words.doc[words.start - 1].lower_ == "since"
            if not (began or since):
                continue
            frame = Frame(published_at, None, None, None, is_ahead=not since and _is_ahead(words, calendar))
            period = period_of(expression, calendar, frame)
            if period is not None and period.first is not None and period.first == period.last:
                yield period.first


def _since_onset(doc: Doc, calendar: Calendar, onset: date | None, published_at: date | None) -> Iterator[TimeMention]:
    """Yield "since the outbreak of the fighting": from that day on, to that of the publication."""
    if onset is None or published_at is None or onset > published_at:
        return
    for token in doc:
        if token.lower_ != "since" or token.dep_ not in {"prep", "mark"}:
            continue
        for child in token.children:
            if child.dep_ == "pobj" and child.lemma_.lower() in calendar.words.onset.nouns:
                behind = doc[child.i : child.right_edge.i + 1]
                comma = next((each.i for each in behind if each.text == ","), behind.end)
                words = doc[token.i : comma]
                value = f"{onset.isoformat()}/{published_at.isoformat()}"
                period = _explained(Period(value, onset, published_at, ANCHOR_NARRATIVE, "from its beginning"), words)
                yield TimeMention(words, period, period)


def _is_ahead(words: Span, calendar: Calendar) -> bool:
    """Tell whether what happens at that time is still to come, by the verb that it hangs on."""
    verb = _verb_above(words.root)
    if verb is None:
        return _has_ahead_word(words.root.head, calendar)
    while verb.tag_ == "VBG" and verb.dep_ == "xcomp" and verb.head.pos_ in {"VERB", "AUX"}:
        verb = verb.head  # "would begin recalling on Monday"
    auxiliaries = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    if any(each.lower_ == "have" or each.tag_ == "VBN" for each in auxiliaries) and verb.tag_ == "VBN":
        modal = next((each for each in auxiliaries if each.tag_ == "MD"), None)
        return modal is not None and modal.lower_ in {"will", "'ll"}
    unless = any(child.dep_ == "mark" and child.lower_ == "unless" for child in verb.children)
    if unless or any(each.tag_ == "MD" for each in auxiliaries):
        return True
    if any(each.tag_ == "TO" for each in auxiliaries):
        above = verb.head
        until = words.start > 0 and words.doc[words.start - 1].lower_ in _UNTIL
        return until or _has_ahead_word(above, calendar) or above.tag_ in {"VBZ", "VBP", "VBG"} or verb.dep_ == "ROOT"
    if verb.tag_ in {"VBZ", "VBP"} and verb.lemma_ != "be":
        return True  # "the court rules on Friday"
    until = words.start > 0 and words.doc[words.start - 1].lower_ in _UNTIL
    going = verb.tag_ == "VBG" and any(until or each.tag_ in {"VBZ", "VBP"} for each in auxiliaries)
    return going or _has_ahead_word(verb, calendar)


def _has_ahead_word(word: Token, calendar: Calendar) -> bool:
    """Tell "due on Friday", "scheduled for Friday", "a plan for Friday"."""
    near = (word, *(child for child in word.children if child.dep_ in {"acomp", "oprd", "attr"}))
    return any(each.lemma_.lower() in calendar.words.ahead.words for each in near)


def _verb_above(word: Token) -> Token | None:
    for _ in range(_HIGHEST):
        if word.pos_ in {"VERB", "AUX"}:
            return word
        if word.head.i == word.i:
            return None
        word = word.head
    return None


def _is_of_saying(word: Token) -> bool:
    """Tell the day on which something was said, by the clause that the verb over it has for an object."""
    verb = _verb_above(word)
    return verb is not None and any(child.dep_ == "ccomp" for child in verb.children)


def _explained(period: Period, words: Span) -> Period:
    return replace(period, basis=f"\u201c{words.text}\u201d {period.basis or 'names it'}")


_UNTIL = frozenset({"by", "till", "until"})
_HIGHEST = 8
"""Steps up the tree to the verb."""
_DAY = 2
"""Hyphens of a date that names a day: "after Friday" is Friday's, "after March" April's."""
_NEAR = 4
"""Words between "a day after" and the day."""
