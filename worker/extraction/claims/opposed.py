"""Claims that one party makes and another turns down in words of its own: "no such call had taken place"."""

import re
from collections.abc import Iterator, Sequence

from contract.claim import Claim, Factuality, Relation, RelationType, SpeechAct
from worker.extraction.claims.echoes import overlap


def find_opposed(claims: Sequence[Claim]) -> Iterator[Relation]:
    """Yield a link from each claim to the nearest one before it of another party that it cannot stand beside.

    One of the two says that something is not so. "No such call" and "there was never a contract" are about any claim
    with the noun; otherwise one must hold all words of the other, which names no owner.
    """
    for place, later in enumerate(claims):
        if not _is_plain(later):
            continue
        near = claims[max(0, place - _LOOKED_AT) : place]
        for earlier in reversed(near):
            if _is_plain(earlier) and not set(later.source.agents) & set(earlier.source.agents):
                why = _against(later, earlier)
                if why is not None:
                    denies = later.speech_act is SpeechAct.DENY or _denied_noun(later) is not None
                    kind = RelationType.DENIES if denies else RelationType.CONTRADICTS
                    yield Relation(type=kind, from_=later.id, to=earlier.id, why=why)
                    break


def _is_plain(claim: Claim) -> bool:
    """Tell what somebody says is so, or is not so, for certain."""
    says = claim.speech_act in {SpeechAct.ASSERT, SpeechAct.DENY}
    is_sure = claim.factuality in {Factuality.CERTAIN, Factuality.CERTAINLY_NOT}
    return claim.cue is not None and says and is_sure and bool(claim.source.agents)


def _against(later: Claim, earlier: Claim) -> str | None:
    """Return why the two cannot both be right; None where they may."""
    if later.factuality is earlier.factuality or overlap(later, earlier) or _count_apart(later, earlier):
        return None
    if (noun := _denied_noun(later)) is not None:
        return f"it says that there was no {noun}" if _stem(noun) in _stems(earlier) else None
    one, other = _stems(later), _stems(earlier)
    shared = one & other
    if len(shared) < max(_FEWEST_SHARED, min(len(one), len(other))) or _is_of_another_time(later, earlier):
        return None
    return f"it is so by one and not so by the other: {', '.join(sorted(shared))}"


def _is_of_another_time(one: Claim, other: Claim) -> bool:
    return one.time is not None and other.time is not None and one.time.value != other.time.value


def _count_apart(one: Claim, other: Claim) -> bool:
    """Tell whether they give different numbers of one thing: who denies five boats may have lost two."""
    values = {each.item: each.value for each in other.quantities}
    return any(each.item in values and each.value != values[each.item] for each in one.quantities)


def _denied_noun(claim: Claim) -> str | None:
    """Return "call" of "no such call had taken place", and "contract" of "there was never a contract"."""
    if claim.factuality is not Factuality.CERTAINLY_NOT:
        return None
    found = _NO_SUCH.search(claim.content[0].exact) or _NEVER.match(claim.content[0].exact)
    return found[1].casefold() if found is not None else None


def _stems(claim: Claim) -> set[str]:
    """Return what its words have in common with their inflections; "its border" is another's in another mouth."""
    words = [word.casefold() for span in claim.content for word in _WORD.findall(span.exact)]
    owned = {f"{word} of {'+'.join(claim.source.agents)}" for word in words if word in _OWNERS}
    return owned | {_stem(word) for word in words if word not in _FUNCTION_WORDS}


def _stem(word: str) -> str:
    """Return the word as far as its inflections have it in common: "fired" and "fires", "bodies" and "body"."""
    for ending in ("ing", "ies", "es", "ed", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


_NO_SUCH = re.compile(r"\bno such (\w+)", re.IGNORECASE)
_NEVER = re.compile(
    r"there (?:was|were|is|are|had been|has been) (?:never (?:a|an|any)|no(?! plans?\b)) (\w+)\W*$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{2,}(?:['\u2019]\w+)?")
_FUNCTION_WORDS = frozenset(
    _WORD.findall(
        "an the this that these those its their his her it they he she we our of in on at to by for from with as any "
        "all is are was were be been being has have had did does do not never no none nobody nothing also and or "
        "but there"
    )
)
_OWNERS = frozenset({"her", "his", "its", "my", "our", "their"})
_SHORTEST_STEM = 3
_FEWEST_SHARED = 2
"""Words in common: one proves nothing."""
_LOOKED_AT = 12
"""Claims before: further back the same words speak of something else more often."""
