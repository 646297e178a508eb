"""Denials that take up what another said before: "rejected that", "denied the allegations", "disputed the count"."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from contract.claim import Claim, CueClass, Relation, RelationType, SpeechAct
from worker.extraction.claims.shapes import Table, Words


class AnaphoraWords(Table):
    """Words by which a denial is known to be about another's statement; see the table."""

    opening: Words
    no_such: str
    never: str
    any: Words
    light: Words
    function: Words
    owners: Words
    endings: tuple[str, ...]
    irregular: dict[str, str]

    @cached_property
    def light_stems(self) -> frozenset[str]:
        """Return the stems of the words that say little."""
        return frozenset(map(self.stem, self.light))

    def stem(self, word: str) -> str:
        """Return what the word has in common with its inflections: "fired" and "fires", "bodies" and "body"."""
        base = self.irregular.get(word, word)
        if not base.endswith(self.endings):
            return base
        for ending in self.endings:
            if base.endswith(ending) and len(base) - len(ending) >= _SHORTEST_STEM:
                return base.removesuffix(ending)
        return base


class Anaphora(Table):
    """anaphora.toml."""

    pronouns: Words
    around: Words
    said: Words
    told: Words
    accused: Words
    counted: Words
    totals: Words
    words: AnaphoraWords

    @cached_property
    def nouns(self) -> frozenset[str]:
        """Return all nouns that stand for what was said."""
        return self.said | self.told | self.accused | self.counted


def denials_of_what_was_said(claims: Sequence[Claim], anaphora: Anaphora) -> Iterator[Relation]:
    """Yield a link from each such denial to what it takes up; `claims` are in text order."""
    for place, denial in enumerate(claims):
        if denial.speech_act is not SpeechAct.DENY:
            continue
        before = [each for each in claims[max(0, place - _LOOKED_AT) : place] if _can_be_meant(each, denial)]
        meant = _accusation_of(denial, before)
        noun = _taken_up(denial, anaphora)
        if noun is not None:
            named = _of_whom_it_names(denial, claims[:place], anaphora)
            meant = before = list(_meant_by(noun, before if named is None else named, anaphora))
        if not meant:
            continue
        why = f"“{denial.content[0].exact}” takes up what was said" if noun is not None else "answers the accusation"
        is_all = noun is not None and (noun in anaphora.told or _is_plural(denial))
        for each in _told_together(meant[-1], before, is_all=is_all):
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
    at = next((at for at, word in enumerate(words) if word not in anaphora.around), len(words))
    first, behind = words[at : at + 1], words[at + 1 :]
    if first and first[0] in anaphora.pronouns and not (behind and behind[0].removesuffix("s") in anaphora.nouns):
        is_all = not behind or behind[0] in anaphora.around  # "denied it was for sale" says what
        says_false = denial.cue is not None and denial.cue.cue_class is not CueClass.DENY  # "said that was not true"
        return first[0] if is_all or says_false else None
    if first and first[0] in anaphora.pronouns:
        first, behind = behind[:1], behind[1:]
    if first and first[0].removesuffix("s") in anaphora.nouns:
        return first[0].removesuffix("s") if not anaphora.words.opening & {*behind[:1]} else None
    last = words[-1].removesuffix("s") if words else ""
    return last if len(words) <= _SHORT and last in anaphora.nouns else None  # "the police count"


def _of_whom_it_names(denial: Claim, before: Sequence[Claim], anaphora: Anaphora) -> Sequence[Claim] | None:
    """Return what the police said, for "the police count"; None where the word before the noun names no source."""
    words = [word for span in denial.content for word in _WORD.findall(span.exact.casefold())]
    qualifying = {
        word.removesuffix("'s").removesuffix("\u2019s")
        for word, noun in pairwise(words)
        if noun.removesuffix("s") in anaphora.nouns and word not in anaphora.around | anaphora.pronouns
    }
    if not qualifying:
        return None
    named = [
        each
        for each in before
        if each.source.span is not None
        and each.speech_act is not SpeechAct.DENY
        and qualifying & {*_WORD.findall(each.source.span.exact.casefold())}
    ]
    return named or None


def _meant_by(noun: str, before: Sequence[Claim], anaphora: Anaphora) -> Sequence[Claim]:
    if noun in anaphora.counted:
        return [each for each in before if any(figure.category not in _MEASURED for figure in each.quantities)]
    accusing = [each for each in before if each.cue is not None and each.cue.cue_class is CueClass.ACCUSE]
    if accusing and (noun in anaphora.accused or noun in anaphora.pronouns):
        return accusing  # of all that was said, one turns down what one is accused of
    return [each for each in before if each.speech_act is SpeechAct.ASSERT] or before


def _accusation_of(denial: Claim, before: Sequence[Claim]) -> Sequence[Claim]:
    """Return the last claim, where it accuses the one who denies: "accused the agency of …. The agency denied …"."""
    if not before or denial.source.span is None:
        return ()
    last = before[-1]
    if last.cue is None or last.cue.cue_class is not CueClass.ACCUSE:
        return ()
    name = _WORD.findall(denial.source.span.exact.casefold().partition(",")[0])
    accused = {word for span in last.content for word in _WORD.findall(span.exact.casefold())}
    return [last] if name and name[-1] in accused else ()


def _can_be_meant(each: Claim, denial: Claim) -> bool:
    """Tell what another said shortly before; the narrator's own statements are seldom denied."""
    distance = denial.content[0].start - each.content[-1].end
    is_by_another = not set(each.source.agents) & set(denial.source.agents)
    said = each.cue is not None and each.speech_act is not SpeechAct.DENY
    is_inside = denial.nested_in == each.attribution_id  # "said that …, a claim disputed by others"
    return (is_inside or 0 <= distance <= _FARTHEST) and said and is_by_another


_MEASURED = frozenset({"area", "duration", "length", "magnitude", "power", "speed", "temperature", "volume", "weight"})
"""Categories that nobody means by "the count"."""
_SHORTEST_STEM = 3
_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_SHORT = 4
"""Words of a content that only names what it denies."""
_LOOKED_AT = 20
"""Claims before a denial."""
_FARTHEST = 500
"""Characters between the two: two or three sentences. Our choice."""
