"""Claims that one party makes and another turns down in words of its own: "no such call had taken place"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from contract.claim import Claim, Factuality, Quantity, Relation, RelationType, SpeechAct
from worker.extraction.claims.echoes import Figure, overlap
from worker.extraction.claims.taken_up import Anaphora


def find_opposed(claims: Sequence[Claim], anaphora: Anaphora) -> Iterator[Relation]:
    """Yield a link from each claim to the nearest one before it of another party that it cannot stand beside.

    One of the two says that something is not so. "No such call" and "there was never a contract" are about any claim
    with the noun, and "no such call" without it about the one just before; a denial must have two of three of its words
    in the other's, any other claim all; and who counts the dead otherwise contradicts it.
    """
    heard = [_Heard.of(each, anaphora) for each in claims if _is_plain(each)]
    for place, later in enumerate(heard):
        near = heard[max(0, place - _LOOKED_AT) : place]
        others = [each for each in reversed(near) if not set(later.claim.source.agents) & set(each.claim.source.agents)]
        found = next(((each, why) for each in others if (why := _against(later, each)) is not None), None)
        if found is None and later.denied_noun is not None and later.is_such and others:
            found = (others[0], f"no such {later.denied_noun} as that") if _is_just_before(others[0], later) else None
        if found is not None:
            denies = later.claim.speech_act is SpeechAct.DENY or later.denied_noun is not None
            kind = RelationType.DENIES if denies else RelationType.CONTRADICTS
            yield Relation(type=kind, from_=later.claim.id, to=found[0].claim.id, why=found[1])


@dataclass(frozen=True, slots=True)
class _Heard:
    """A claim with what its words have in common with their inflections."""

    claim: Claim
    stems: frozenset[str]
    owned: frozenset[str]
    """Owners, each with the speaker: "its border" is another's in another mouth."""
    told: frozenset[str]
    """Of the stems those that say much."""
    is_of_any: bool
    denied_noun: str | None
    """ "call" of "no such call had taken place", "contract" of "there was never a contract"."""
    is_such: bool
    is_total: bool
    """Whether it tells of all the dead."""

    @classmethod
    def of(cls, claim: Claim, anaphora: Anaphora) -> "_Heard":
        words = anaphora.words
        said = [word.casefold() for span in claim.content for word in _WORD.findall(span.exact)]
        stems = {words.stem(word) for word in said if word not in words.function}
        such = never = None
        if claim.factuality is Factuality.CERTAINLY_NOT:
            such = re.search(words.no_such, claim.content[0].exact, re.IGNORECASE)
            never = re.match(words.never, claim.content[0].exact, re.IGNORECASE)
        noun = such or never
        return cls(
            claim,
            frozenset(stems),
            frozenset(f"{word} of {'+'.join(claim.source.agents)}" for word in said if word in words.owners),
            frozenset(stems - words.light_stems),
            any(word in words.any for word in said),
            words.stem(noun[1].casefold()) if noun is not None else None,
            such is not None,
            any(word in anaphora.totals for word in said),
        )


def _is_plain(claim: Claim) -> bool:
    """Tell what somebody says is so, or is not so, for certain."""
    says = claim.speech_act in {SpeechAct.ASSERT, SpeechAct.DENY}
    is_sure = claim.factuality in {Factuality.CERTAIN, Factuality.CERTAINLY_NOT}
    return claim.cue is not None and says and is_sure and bool(claim.source.agents)


def _is_just_before(earlier: _Heard, later: _Heard) -> bool:
    between = later.claim.content[0].start - earlier.claim.content[-1].end
    return earlier.claim.factuality is Factuality.CERTAIN and 0 <= between <= _JUST_BEFORE


def _against(later: _Heard, earlier: _Heard) -> str | None:
    """Return why the two cannot both be right; None where they may."""
    if overlap(later.claim, earlier.claim):
        return None
    if later.claim.factuality is earlier.claim.factuality:
        return _counted_otherwise(later, earlier)
    if later.denied_noun is not None:
        is_meant = later.denied_noun in earlier.stems and not _count_apart(later.claim, earlier.claim)
        return f"it says that there was no {later.denied_noun}" if is_meant else None
    shared = (later.stems | later.owned) & (earlier.stems | earlier.owned)
    least = min(len(later.stems | later.owned), len(earlier.stems | earlier.owned))
    is_same = len(shared) >= max(_FEWEST_SHARED, least) or _is_denied(later, earlier) or _is_denied(earlier, later)
    if not is_same or _count_apart(later.claim, earlier.claim) or _is_of_another_time(later.claim, earlier.claim):
        return None
    return f"it is so by one and not so by the other: {', '.join(sorted(shared))}"


def _is_denied(denial: _Heard, other: _Heard) -> bool:
    """Tell whether the denial is of the other: two of three of its words, or the one that it says of anything."""
    if denial.claim.speech_act is not SpeechAct.DENY or other.claim.speech_act is SpeechAct.DENY or not denial.told:
        return False
    if denial.owned and other.owned:
        return False  # "its army" is another's in another mouth
    shared = denial.told & other.stems
    if len(denial.told) == 1:
        return denial.is_of_any and bool(shared)
    return len(shared) >= max(_FEWEST_SHARED, _LEAST_DENIED * len(denial.told))


def _counted_otherwise(one: _Heard, other: _Heard) -> str | None:
    """Return the two figures of the dead of one side, or of a part and of all of them, that cannot both be right."""
    is_elsewhere = one.claim.place and other.claim.place and one.claim.place != other.claim.place
    if one.claim.factuality is not Factuality.CERTAIN or is_elsewhere or _is_of_another_time(one.claim, other.claim):
        return None
    for here, there in product(one.claim.quantities, other.claim.quantities):
        if here.category != there.category or here.category not in _LOST or here.side != there.side:
            continue
        is_same = here.side is not None and here.item == there.item and _is_below(here, there) | _is_below(there, here)
        is_too_much = (one.is_total and _is_below(here, there)) or (other.is_total and _is_below(there, here))
        if is_same or is_too_much:
            return f"“{here.span.exact}” and “{there.span.exact}” cannot both be right"
    return None


def _is_below(here: Quantity, there: Quantity) -> bool:
    return Figure.of(here).most < Figure.of(there).least


def _is_of_another_time(one: Claim, other: Claim) -> bool:
    return one.time is not None and other.time is not None and one.time.value != other.time.value


def _count_apart(one: Claim, other: Claim) -> bool:
    """Tell whether they give different numbers of one thing: who denies five boats may have lost two."""
    values = {each.item: each.value for each in other.quantities}
    return any(each.item in values and each.value != values[each.item] for each in one.quantities)


_WORD = re.compile(r"[^\W\d_]{2,}(?:['\u2019]\w+)?")
_LOST = frozenset({"captured", "injured", "kidnapped", "killed", "missing"})
_FEWEST_SHARED = 2
"""Words in common: one proves nothing."""
_LEAST_DENIED = 0.66
"""Of the denial's words. Our choice."""
_JUST_BEFORE = 120
"""Characters: the sentence before, or the same. Our choice."""
_LOOKED_AT = 12
"""Claims before: further back the same words speak of something else more often."""
