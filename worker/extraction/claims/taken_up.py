"""Denials that take up what another said before: "rejected that", "denied the allegations", "disputed the count"."""

import re
from collections.abc import Iterator, Sequence

from contract.claim import Claim, CueClass, Relation, RelationType, SpeechAct
from worker.extraction.claims.shapes import Table, Words


class Anaphora(Table):
    """anaphora.toml."""

    pronouns: Words
    around: Words
    said: Words
    accused: Words
    counted: Words


def denials_of_what_was_said(claims: Sequence[Claim], anaphora: Anaphora) -> Iterator[Relation]:
    """Yield a link from each such denial to what it takes up; `claims` are in text order."""
    for place, denial in enumerate(claims):
        if denial.speech_act is not SpeechAct.DENY:
            continue
        before = [each for each in claims[max(0, place - _LOOKED_AT) : place] if _can_be_meant(each, denial)]
        meant = _accusation_of(denial, before)
        noun = _taken_up(denial, anaphora)
        if noun is not None:
            meant = _meant_by(noun, _of_whom_it_names(denial, before), anaphora)
        if not meant:
            continue
        why = f"“{denial.content[0].exact}” takes up what was said" if noun is not None else "answers the accusation"
        for each in _told_together(meant[-1], before, is_all=noun is not None and _is_plural(denial)):
            if each.id != denial.id:
                yield Relation(type=RelationType.DENIES, from_=denial.id, to=each.id, why=why)


def _told_together(last: Claim, before: Sequence[Claim], *, is_all: bool) -> Iterator[Claim]:
    """Yield what the same cue introduces; with `is_all` what the same speaker has said in one go ("the figures")."""
    run = [each for each in before if each.source.agents == last.source.agents and each.speech_act is last.speech_act]
    for each in before:
        if each.attribution_id == last.attribution_id or (is_all and each in run):
            yield each


def _is_plural(denial: Claim) -> bool:
    """Tell "the figures" and "those claims" from "the figure"."""
    words = _WORD.findall(denial.content[0].exact.casefold())[:_SHORT]
    return any(word.endswith("s") and len(word) > _SHORT for word in words) or "those" in words


def _taken_up(denial: Claim, anaphora: Anaphora) -> str | None:
    """Return the pronoun or noun that stands for what was said; None where the denial says itself what it denies."""
    words: list[str] = [each for span in denial.content for each in _WORD.findall(span.exact.casefold())]
    nouns = anaphora.said | anaphora.accused | anaphora.counted
    for at, word in enumerate(words):  # the first that is no article
        if word in anaphora.around:
            continue
        noun = words[at + 1] if word in anaphora.pronouns and at + 1 < len(words) else word
        if noun.removesuffix("s") in nouns:
            return noun.removesuffix("s")
        if word in anaphora.pronouns:
            return word
        break
    last = words[-1].removesuffix("s") if words else ""
    return last if len(words) <= _SHORT and last in nouns else None  # "the police count"


def _of_whom_it_names(denial: Claim, before: Sequence[Claim]) -> Sequence[Claim]:
    """Return what the police said, for "the police count"; all where the content names no source before it."""
    words = set(_WORD.findall(" ".join(span.exact for span in denial.content).casefold()))
    named = [
        each
        for each in before
        if each.source.span is not None and words & {*_WORD.findall(each.source.span.exact.casefold())} - _ARTICLES
    ]
    return named or before


def _meant_by(noun: str, before: Sequence[Claim], anaphora: Anaphora) -> Sequence[Claim]:
    if noun in anaphora.accused:
        accusing = [each for each in before if each.cue is not None and each.cue.cue_class is CueClass.ACCUSE]
        return accusing or before
    if noun in anaphora.counted:
        return [each for each in before if each.quantities]
    return [each for each in before if each.speech_act is SpeechAct.ASSERT] or before


def _accusation_of(denial: Claim, before: Sequence[Claim]) -> Sequence[Claim]:
    """Return the last claim, where it accuses the one who denies: "accused the agency of …. The agency denied …"."""
    if not before or denial.source.span is None:
        return ()
    last = before[-1]
    if last.cue is None or last.cue.cue_class is not CueClass.ACCUSE:
        return ()
    name = _WORD.findall(denial.source.span.exact.casefold())
    accused = {word for span in last.content for word in _WORD.findall(span.exact.casefold())}
    return [last] if name and name[-1] in accused else ()


def _can_be_meant(each: Claim, denial: Claim) -> bool:
    """Tell what another said shortly before; the narrator's own statements are seldom denied."""
    distance = denial.content[0].start - each.content[-1].end
    is_by_another = not set(each.source.agents) & set(denial.source.agents)
    said = each.cue is not None and each.speech_act is not SpeechAct.DENY
    return 0 <= distance <= _FARTHEST and said and is_by_another


_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_ARTICLES = frozenset({"a", "an", "the", "of", "its", "it", "that", "this"})
_SHORT = 4
"""Words of a content that only names what it denies."""
_LOOKED_AT = 20
"""Claims before a denial."""
_FARTHEST = 500
"""Characters between the two: two or three sentences. Our choice."""
