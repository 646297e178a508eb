"""Claims of one article that say the same in nearly the same words: repeated, denied, or turned into the opposite."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contract.claim import Claim, Factuality, Relation, RelationType, SpeechAct


def find_echoes(claims: Sequence[Claim]) -> Iterator[Relation]:
    """Yield a link from each claim to the first claim of each party before it that says the same.

    Two claims say the same when the words of one, in their order, are the other's but for a few left out, and the
    figures agree. Words put in place of others are taken for another claim, however alike the rest: "Peru lost ten
    boats" is not "Chile lost ten boats".
    """
    voices: list[_Voice] = []
    by_word: dict[str, list[int]] = defaultdict(list)
    heard: set[_Said] = set()
    for claim in claims:
        voice = _voice(claim)
        if voice is None:
            continue
        for place in _candidates(voice.said.words, by_word):
            if (link := _link(voice, voices[place])) is not None:
                yield link
        if voice.said not in heard:
            heard.add(voice.said)
            for word in dict.fromkeys(voice.said.words):
                by_word[word].append(len(voices))
            voices.append(voice)


@dataclass(frozen=True, slots=True)
class _Said:
    """What makes one party's claim the same as another's."""

    agents: tuple[str, ...]
    words: tuple[str, ...]
    figures: tuple[tuple[float | None, ...], ...]
    is_so: bool
    act: SpeechAct


@dataclass(frozen=True, slots=True)
class _Voice:
    claim: Claim
    said: _Said


def _voice(claim: Claim) -> _Voice | None:
    """Return who says what; None where nobody is known to say it, or too little is said to know it again."""
    content = " ".join(span.exact for span in claim.content)
    words = tuple(word for word in _WORD.findall(content.casefold()) if word not in _FUNCTION_WORDS)
    if not claim.source.agents or len(words) < _FEWEST_WORDS or claim.factuality is Factuality.UNDERSPECIFIED:
        return None
    figures = tuple((each.value, each.low, each.high) for each in claim.quantities)
    is_so = claim.factuality.value.endswith("+")
    return _Voice(claim, _Said(claim.source.agents, words, figures, is_so, claim.speech_act))


def _candidates(words: Iterable[str], by_word: dict[str, list[int]]) -> list[int]:
    """Return the places of earlier claims that share enough words, in text order."""
    shared: dict[int, int] = defaultdict(int)
    distinct = dict.fromkeys(words)
    for word in distinct:
        for place in by_word.get(word, ())[:_MOST_CLAIMS_OF_A_WORD]:
            shared[place] += 1
    return sorted(place for place, number in shared.items() if number >= _LEAST_SHARE * len(distinct))


def _link(later: _Voice, earlier: _Voice) -> Relation | None:
    one, other = later.said, earlier.said
    # the very same words are told twice where one attribution stands in another: that is no echo
    if later.claim.attribution_id == earlier.claim.attribution_id or _overlap(later.claim, earlier.claim):
        return None
    if not _says_the_same(one, other):
        return None
    match _likeness(one, other):
        case RelationType.REPEATS as kind:
            why = "the same party says it again in nearly the same words"
        case RelationType.DENIES as kind:
            why = "denied in the words in which another party says it"
        case RelationType.CONTRADICTS as kind:
            why = "the same words and figures, so according to one and not so according to the other"
        case _:
            return None
    return Relation(type=kind, from_=later.claim.id, to=earlier.claim.id, why=why)


def _overlap(one: Claim, other: Claim) -> bool:
    return any(mine.start < its.end and its.start < mine.end for mine in one.content for its in other.content)


def _likeness(one: _Said, other: _Said) -> RelationType | None:
    if one.agents == other.agents:
        return RelationType.REPEATS if (one.is_so, one.act) == (other.is_so, other.act) else None
    if set(one.agents) & set(other.agents) or one.is_so == other.is_so:
        return None
    if one.act is SpeechAct.DENY:
        return RelationType.DENIES
    return RelationType.CONTRADICTS if SpeechAct.ASSERT is one.act is other.act else None


def _says_the_same(one: _Said, other: _Said) -> bool:
    if one.figures != other.figures:
        return False
    shorter, longer = sorted((one.words, other.words), key=len)
    left = iter(longer)
    return len(shorter) >= _LEAST_SHARE * len(longer) and all(word in left for word in shorter)


_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_FUNCTION_WORDS = frozenset(
    _WORD.findall(
        "a an the this that these those its their his her it they he she we our of in on at to by for from with as "
        "is are was were be been being has have had did does do not never also"
    )
)
"""Grammar that one speaker may use and the next leave out; whether it is so is judged by the factuality."""
_FEWEST_WORDS = 3
"""Below it ("it was true") anything echoes anything. Our choice."""
_LEAST_SHARE = 0.75
"""Of the longer claim's words: one of four may be left out. Our choice, on the side of too few links."""
_MOST_CLAIMS_OF_A_WORD = 50
"""Claims looked at for one word: keeps the time in proportion where a text says the same a thousand times."""
