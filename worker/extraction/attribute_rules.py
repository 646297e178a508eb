"""Which of a model's attribute rules match where, found without trying each rule at each token.

spaCy's attribute ruler tells parts of speech and irregular lemmas; in the English models it has some 180 rules. Nearly
all ask for the tag, the dependency and the word of one token, which come in few combinations: each is tried once.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Span

Match = tuple[int, int, int, int]
"""The rule's ordinal, its name (a number of the vocabulary), and the tokens that it matches, half-open."""


class AttributeRules:
    """The rules that a ruler has now."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self._strings = ruler.vocab.strings
        self._of_one_token, self._of_others = Matcher(ruler.vocab), Matcher(ruler.vocab)
        words: set[int] = set()
        for ordinal, rule in enumerate(ruler.patterns):
            patterns = cast("list[list[dict[str, Any]]]", rule["patterns"])
            is_of_one = all(len(pattern) == 1 and _asks_what_is_kept(pattern[0]) for pattern in patterns)
            (self._of_one_token if is_of_one else self._of_others).add(str(ordinal), patterns)
            words |= {self._strings.add(word) for pattern in patterns for token in pattern for word in _words(token)}
        self._words = frozenset(words)
        self._kept: dict[tuple[int, int, int, int], list[tuple[int, int]]] = {}

    def match(self, doc: Doc) -> list[Match]:
        """Return what the ruler's own `match` does: the matches, in the order of the rules."""
        found = list(self._matches(self._of_others, doc))
        for at, (tag, dependency, lower, is_space) in enumerate(doc.to_array(_ASKED).tolist()):
            asked = tag, dependency, lower if lower in self._words else 0, is_space
            rules = self._kept.get(asked)
            if rules is None:
                matches = self._matches(self._of_one_token, doc[at : at + 1])
                rules = self._kept[asked] = [(ordinal, name) for ordinal, name, _, _ in matches]
            found += [(ordinal, name, at, at + 1) for ordinal, name in rules]
        found.sort()
        return found

    def _matches(self, matcher: Matcher, tokens: Doc | Span) -> Iterator[Match]:
        for name, start, end in matcher(tokens, allow_missing=True):
            yield int(self._strings[name]), name, start, end


def _asks_what_is_kept(token: Mapping[str, Any]) -> bool:
    """Tell whether a token's tag, dependency, white space and, if it is among the words named, word decide."""
    values = [value for value in token.values() if isinstance(value, Mapping)]
    return token.keys() <= set(_ASKED) and all(value.keys() <= _OF_LISTS for value in values)


def _words(token: Mapping[str, Any]) -> Iterable[str]:
    named = token.get("LOWER", ())
    if isinstance(named, str):
        return (named,)
    return [word for key in _OF_LISTS & named.keys() for word in named[key]] if isinstance(named, Mapping) else ()


_ASKED: list[str | int] = ["TAG", "DEP", "LOWER", "IS_SPACE"]
_OF_LISTS = frozenset({"IN", "NOT_IN"})
