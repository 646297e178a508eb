"""What can happen to the things that are counted, word by word."""

from collections.abc import Mapping
from dataclasses import dataclass

from worker.extraction.claims.shapes import Table, Words, checked
from worker.extraction.tables import TableError, read_table


class Loss(Table):
    """One thing that happens to what is counted, by the words that say so."""

    verbs: Words
    subjects: Words
    nouns: Words
    states: Words
    items: Words


class UnspecifiedLosses(Table):
    """Losses that are not told apart."""

    items: Words
    human: Words
    bearers: Words
    inflicters: Words


class ItemWords(Table):
    """Lemmas of things that are counted."""

    items: Words


@dataclass(frozen=True, slots=True)
class LossWords:
    """What happened to the things counted: word -> category, by the word's part in the clause."""

    by_verb: Mapping[str, str]
    by_subject: Mapping[str, str]
    by_noun: Mapping[str, str]
    by_state: Mapping[str, str]
    by_item: Mapping[str, str]
    unspecified: UnspecifiedLosses
    formations: frozenset[str]
    people: frozenset[str]


def read_losses(language: str) -> LossWords:
    """Read and check the table; raises `TableError` for a word that stands under two categories."""
    where = f"{language}/losses.toml"
    raw = read_table(language, "losses")
    unspecified = checked(where, raw.pop("losses", None), UnspecifiedLosses)
    formations = checked(where, raw.pop("formations", None), ItemWords)
    people = checked(where, raw.pop("people", None), ItemWords)
    losses = {category: checked(f"{where}: {category}", entry, Loss) for category, entry in raw.items()}
    return LossWords(
        by_verb=_by_word(where, {category: loss.verbs for category, loss in losses.items()}),
        by_subject=_by_word(where, {category: loss.subjects for category, loss in losses.items()}),
        by_noun=_by_word(where, {category: loss.nouns for category, loss in losses.items()}),
        by_state=_by_word(where, {category: loss.states for category, loss in losses.items()}),
        by_item=_by_word(where, {category: loss.items for category, loss in losses.items()}),
        unspecified=unspecified,
        formations=formations.items,
        people=people.items,
    )


def _by_word(where: str, words: Mapping[str, frozenset[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for category, each in words.items():
        for word in each:
            if word in found:
                raise TableError(f"{where}: {word} stands under {found[word]} and {category}")
            found[word] = category
    return found
