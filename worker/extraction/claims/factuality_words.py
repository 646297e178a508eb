"""How a cue's class and the words of a content bear on what is said, and how surely."""

from collections.abc import Mapping
from functools import cached_property

from contract.claim import CueClass, Factuality, SpeechAct
from worker.extraction.claims.shapes import Classes, ClassList, Table, Words


class SpeechActs(Table):
    """Classes of each act that is no plain assertion."""

    deny: Classes
    commit: Classes
    threaten: Classes
    request: Classes
    ask: Classes


class Certainty(Table):
    """Classes of each certainty below certain."""

    probable: Classes
    possible: Classes
    underspecified: Classes


class FactualityOf(Table):
    """Words of the content that bear on its certainty and polarity."""

    possible_modals: Words
    probable_modals: Words
    possible_adverbs: Words
    probable_adverbs: Words
    negators: Words
    failing_verbs: Words
    planning_verbs: Words
    planning_adjectives: Words


class FactualityWords(Table):
    """How sure a claim is, by its cue's class and its own words."""

    speech_acts: SpeechActs
    certainty: Certainty
    reversing: ClassList
    binding: ClassList
    words: FactualityOf

    @cached_property
    def act_of(self) -> Mapping[CueClass, SpeechAct]:
        """Return cue class -> speech act; a class that is missing asserts."""
        acts: dict[CueClass, SpeechAct] = {}
        for act in (SpeechAct.DENY, SpeechAct.COMMIT, SpeechAct.THREATEN, SpeechAct.REQUEST, SpeechAct.ASK):
            acts.update(dict.fromkeys(getattr(self.speech_acts, act), act))
        return acts

    @cached_property
    def certainty_of(self) -> Mapping[CueClass, Factuality]:
        """Return cue class -> certainty of a positive content; a class that is missing is certain."""
        return {
            **dict.fromkeys(self.certainty.probable, Factuality.PROBABLE),
            **dict.fromkeys(self.certainty.possible, Factuality.POSSIBLE),
            **dict.fromkeys(self.certainty.underspecified, Factuality.UNDERSPECIFIED),
        }
