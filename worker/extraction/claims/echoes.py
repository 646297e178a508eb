"""Claims of one article that say the same in nearly the same words: repeated, denied, or turned into the opposite."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from contract.claim import Claim, Factuality, Modifier, Quantity, Relation, RelationType, SpeechAct


def find_echoes(claims: Sequence[Claim]) -> Iterator[Relation]:
    """Yield a link from each claim to the first claim of each party before it that says the same.

    Two claims say the same when the words of one, in their order, are the other's but for a few left out, and the
    figures agree; where one figure of the same thing cannot be the other's, they contradict each other. Words put in
    place of others are taken for another claim, however alike the rest: "Peru lost ten boats" is not "Chile lost ten
    boats".
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
class Figure:
    """A quantity as far as two claims are compared by it."""

    item: str
    category: str
    least: float
    most: float
    told: str = field(compare=False)
    """Its words."""

    @classmethod
    def of(cls, quantity: Quantity) -> Self:
        """Return between which bounds the number lies; about a number is a tenth more or less."""
        value = quantity.value
        least, most = quantity.low or 0.0, quantity.high or math.inf
        if value is not None:
            match quantity.modifier:
                case Modifier.EXACT:
                    least, most = value, value
                case Modifier.APPROX:
                    least, most = 0.9 * value, 1.1 * value
                case Modifier.AT_LEAST | Modifier.MORE_THAN:
                    least, most = value, math.inf
                case _:
                    least, most = 0.0, value
        return cls(quantity.item, quantity.category, least, most, quantity.span.exact)


@dataclass(frozen=True, slots=True)
class _Said:
    """What makes one party's claim the same as another's."""

    agents: tuple[str, ...]
    words: tuple[str, ...]
    figures: tuple[Figure, ...]
    is_so: bool
    act: SpeechAct


@dataclass(frozen=True, slots=True)
class _Voice:
    claim: Claim
    said: _Said


def _voice(claim: Claim) -> _Voice | None:
    """Return who says what; None where nobody is known to say it, or too little is said to know it again."""
    words = tuple(word for word in _words(claim) if word not in _FUNCTION_WORDS)
    if not claim.source.agents or len(words) < _FEWEST_WORDS or claim.factuality is Factuality.UNDERSPECIFIED:
        return None
    figures = tuple(Figure.of(each) for each in claim.quantities)
    is_so = claim.factuality.value.endswith("+")
    return _Voice(claim, _Said(claim.source.agents, words, figures, is_so, claim.speech_act))


def _words(claim: Claim) -> Iterator[str]:
    """Yield the words of the content; of a figure only what it counts, since the number is compared as such."""
    for span in claim.content:
        for found in _WORD.finditer(span.exact):
            word, start = found.group().casefold(), span.start + found.start()
            figure = next((each for each in claim.quantities if each.span.start <= start < each.span.end), None)
            if figure is None or any(word.startswith(part[:_STEM]) for part in figure.item.split()):
                yield word


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
    if later.claim.attribution_id == earlier.claim.attribution_id or overlap(later.claim, earlier.claim):
        return None
    if not _uses_the_same_words(one, other):
        return None
    if one.figures == other.figures:
        kind, why = _likeness(one, other), ""
    elif (apart := _incompatible(one, other)) is not None:
        kind, why = RelationType.CONTRADICTS, f"the same but for a figure: {apart}"
    else:
        return None
    if kind is None:
        return None
    return Relation(type=kind, from_=later.claim.id, to=earlier.claim.id, why=why or _WHY[kind])


def overlap(one: Claim, other: Claim) -> bool:
    """Whether the two tell the same words of the article."""
    return any(mine.start < its.end and its.start < mine.end for mine in one.content for its in other.content)


def _likeness(one: _Said, other: _Said) -> RelationType | None:
    if one.agents == other.agents:
        return RelationType.REPEATS if (one.is_so, one.act) == (other.is_so, other.act) else None
    if set(one.agents) & set(other.agents):
        return None
    both_assert = SpeechAct.ASSERT is one.act is other.act
    if one.is_so == other.is_so:
        return RelationType.CORROBORATES if both_assert else None
    if one.act is SpeechAct.DENY:
        return RelationType.DENIES
    return RelationType.CONTRADICTS if both_assert else None


def _incompatible(one: _Said, other: _Said) -> str | None:
    """Return the two figures of one thing that cannot both be right; None where more than one differs."""
    if not (SpeechAct.ASSERT is one.act is other.act and one.is_so and other.is_so):
        return None
    if set(one.agents) & set(other.agents) or len(one.figures) != len(other.figures):
        return None  # the same party may have counted anew
    differing = [pair for pair in zip(one.figures, other.figures, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return None
    here, there = differing[0]
    is_same_thing = (here.item, here.category) == (there.item, there.category)
    apart = here.most < there.least or there.most < here.least
    return f"{here.told} and {there.told}" if is_same_thing and apart else None


def _uses_the_same_words(one: _Said, other: _Said) -> bool:
    shorter, longer = sorted((one.words, other.words), key=len)
    left = iter(longer)
    return len(shorter) >= _LEAST_SHARE * len(longer) and all(word in left for word in shorter)


_WHY = {
    RelationType.REPEATS: "the same party says it again in nearly the same words",
    RelationType.DENIES: "denied in the words in which another party says it",
    RelationType.CONTRADICTS: "the same words and figures, so according to one and not so according to the other",
    RelationType.CORROBORATES: "another party says it in nearly the same words",
}
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
_STEM = 4
"""Letters by which "boats" is known for the item "boat"."""
_MOST_CLAIMS_OF_A_WORD = 50
"""Claims looked at for one word: keeps the time in proportion where a text says the same a thousand times."""
