"""Who does what an event's words tell, and to whom it is done."""

from collections.abc import Container, Sequence

from spacy.tokens import Token

from worker.extraction.claims.propositions import Proposition, controller_of, subject_of


def roles_of(word: Token, verb: Token | None, proposition: Proposition) -> tuple[list[Token], list[Token]]:
    """Return the heads of who does it and of those to whom it is done."""
    actors: list[Token] = []
    recipients: list[Token] = []
    if verb is not None:
        subject = subject_of(verb) or controller_of(verb) or proposition.lent
        if subject is not None and subject != word:
            (recipients if subject.dep_ == "nsubjpass" and word == verb else actors).append(subject)
        actors += _governed(verb, {"by"}, "agent")
        recipients += _governed(verb, _TOWARDS)
        if word == verb:
            recipients = [child for child in verb.children if child.dep_ in {"dobj", "dative"}] + recipients
    if word != verb:
        actors += [child for child in word.children if child.dep_ == "poss"]
        actors += _governed(word, {"by", "between", "from"})
        actors += [each for child in word.children if child.dep_ == "acl" for each in _governed(child, {"by"}, "agent")]
        recipients += _governed(word, _TOWARDS if verb is not None else _TOWARDS | {"of"})
    return _with_conjuncts(actors), _with_conjuncts(recipients)


def _governed(word: Token, prepositions: Container[str], relation: str = "prep") -> list[Token]:
    return [
        each
        for child in word.children
        if child.dep_ == relation and child.lower_ in prepositions
        for each in child.children
        if each.dep_ == "pobj"
    ]


def _with_conjuncts(words: Sequence[Token]) -> list[Token]:
    return [each for one in words for each in (one, *one.conjuncts)]


_TOWARDS = frozenset({"against", "at", "on", "with", "to"})
