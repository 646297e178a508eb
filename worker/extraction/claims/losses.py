"""What happened to the things that a figure counts, from the words that govern them."""

from spacy.tokens import Token

from worker.extraction.claims.loss_words import LossWords


def categorize(item: Token, words: LossWords) -> str:
    """Return what happened to the item: `killed`, `equipment_destroyed`, …; `count` when nothing is known."""
    lemma = item.lemma_.lower()
    if lemma in words.unspecified.items:
        human = any(child.lower_ in words.unspecified.human for child in item.children)
        return "casualties" if human else "losses_unspecified"
    for state in item.children:
        if state.dep_ in {"amod", "acl"} and (category := words.by_state.get(state.lower_)):
            return _fitted(category, item, words)
    if category := governing(item, words):
        return _fitted(category, item, words)
    return words.by_item.get(lemma) or words.by_item.get(item.lower_) or words.by_state.get(item.lower_) or "count"


def is_loss(item: Token, words: LossWords) -> bool:
    """Tell whether a single thing counts here: "sank a boat" has a figure, "bought a boat" is just an article."""
    return governing(item, words) is not None


def governing(item: Token, words: LossWords) -> str | None:
    """Return the category by the verb or the noun above the item, through coordination and "of"."""
    token = item
    while token.dep_ == "conj" and token.head.pos_ in {"NOUN", "PROPN", "NUM"}:
        token = token.head
    head, lemma = token.head, token.head.lemma_.lower()
    if token.dep_ == "dobj":
        beside = next((child.lower_ for child in head.children if child.dep_ == "oprd" and child.i > token.i), None)
        return words.by_state.get(beside or "") or _by_verb(head, words)
    if token.dep_ == "nsubjpass":
        return _by_verb(head, words) or words.by_state.get(head.lower_)
    if token.dep_ == "nsubj":
        state = next((child.lower_ for child in head.children if child.dep_ in {"acomp", "oprd"}), None)
        return (
            words.by_subject.get(lemma)
            or words.by_state.get(state or "")
            or (words.by_state.get(head.lower_) if head.dep_ == "acl" else None)
        )
    if token.dep_ == "conj" and any(child.dep_ == "advmod" for child in token.lefts):
        return _carried_on(head, words)
    if token.dep_ == "pobj" and head.lower_ == "of":
        return words.by_noun.get(head.head.lemma_.lower())
    return None


def _by_verb(verb: Token, words: LossWords) -> str | None:
    lemma = verb.lemma_.lower()
    if lemma == "shoot" and not any(child.lower_ == "down" for child in verb.children):
        return None
    return words.by_verb.get(lemma)


def _carried_on(verb: Token, words: LossWords) -> str | None:
    """Return the category of a verb that is left out: "sank a boat, and later a tanker"."""
    for candidate in (verb, *(child for child in verb.children if child.dep_ == "advcl")):
        if category := words.by_verb.get(candidate.lemma_.lower()):
            return category
    return None


def _fitted(category: str, item: Token, words: LossWords) -> str:
    if category != "equipment_destroyed":
        return category
    lemma = item.lemma_.lower()
    if lemma in words.formations:
        return "unit_destroyed"
    return "count" if lemma in words.people else category
