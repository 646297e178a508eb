"""What the stance knows of a language: cues by class, and the words that weaken or turn what is said."""

from contract.claim import CueClass, Factuality, SpeechAct
from worker.extraction.claims.shapes import Table, WordList, Words, read_checked


class CueStance(Table):
    """What a cue makes of a plain content."""

    act: SpeechAct = SpeechAct.ASSERT
    factuality: Factuality = Factuality.CERTAIN
    negated: Factuality = Factuality.UNDERSPECIFIED


class Binding(Table):
    """Classes by which a source commits itself to what lies ahead."""

    clause: frozenset[CueClass]
    infinitive: frozenset[CueClass]
    own_deed: frozenset[CueClass]


class Requesting(Table):
    """Cues that ask for what their infinitive, or their bare verb, says, as lemmas."""

    infinitive: Words
    subjunctive: Words


class Withholding(Table):
    """Verbs that take the act of a cue back."""

    verbs: Words
    before_to: Words


class Negation(Table):
    """What makes a content negative."""

    words: Words
    weakened: Words
    verbs: Words
    correcting: Words
    unproven: Words


class Falsity(Table):
    """What calls a report false, and what counts as a report."""

    words: Words
    nouns: Words
    plain: Words
    true_words: Words
    denying: Words
    reports: Words
    pointing: Words


class Threatening(Table):
    """What makes a threat of what is to come."""

    cues: Words
    anyone: Words
    verbs: Words


class CertaintyWords(Table):
    """Modals and adverbs that make a content less than certain."""

    probable_words: Words
    possible_words: Words
    open_words: Words
    improbable_words: Words


class OverInfinitive(Table):
    """Verbs and adjectives that make the infinitive below them less than certain."""

    ahead: Words
    probable: Words
    possible: Words
    improbable: Words


class Conditions(Table):
    """What opens a clause that leaves open what it says, and what opens an indirect question."""

    words: Words
    asking: Words


class StanceTables(Table):
    """stance.toml."""

    classes: dict[CueClass, CueStance]
    lemmas: dict[str, CueStance]
    binding: Binding
    requesting: Requesting
    withholding: Withholding
    negation: Negation
    falsity: Falsity
    threatening: Threatening
    certainty: CertaintyWords
    ahead: WordList
    over_infinitive: OverInfinitive
    condition: Conditions

    def of_cue(self, lemma: str, cue_class: CueClass) -> CueStance:
        """Return what the cue makes of a plain content."""
        return self.lemmas.get(lemma) or self.classes.get(cue_class) or PLAIN


PLAIN = CueStance()
"""What the narrator and most cues do: assert as certain."""


def load_stance_tables(language: str) -> StanceTables:
    """Read and check the table; raises `TableError` that names the file and the entry."""
    return read_checked(language, "stance", StanceTables)
