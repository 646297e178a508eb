"""How sure a content is of itself, by its own words: modals, negation, plans, conditions, questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from contract.claim import Factuality
from worker.extraction.claims.falsity import calls_false, denies, is_called_false, is_false
from worker.extraction.claims.stance_tables import StanceTables

CERTAINTIES = ("CT", "PR", "PS", "Uu")
"""FactBank's, the surest first."""


@dataclass(frozen=True, slots=True)
class ContentStance:
    """What a content's words say of it, whoever says it."""

    certainty: str = "CT"
    """One of `CERTAINTIES`."""
    is_negative: bool = False
    is_called_false: bool = False
    """Whether it is a report with the word that calls it so: "reports of a fire untrue"; a denial says the same."""
    is_denial: bool = False
    """Whether it says of a report, or of what was said before, that it is false: "that was not true"."""
    is_ahead: bool = False
    """Whether it tells what is to come."""
    pronoun: str = ""
    """Its subject, where that is a personal pronoun: "it will", "we would"."""
    has_unless: bool = False
    """Whether it, or what is its own, is to do something unless something else is done: "its members would strike"."""
    is_of_anyone: bool = False
    """Whether something is to come to whoever does something: "anyone who defies it will be jailed"."""
    is_infinitive: bool = False
    is_subjunctive: bool = False
    """Whether it asks for something by its verb: "(insisted) that he hand over the diaries"."""
    is_imperative: bool = False
    is_question: bool = False
    is_indirect_question: bool = False
    """Whether it begins with "whether" or the like."""
    reasons: tuple[str, ...] = ()


def read_content(tokens: Sequence[Token], tables: StanceTables) -> ContentStance:
    """Return the stance of the content that these tokens make, in text order."""
    head = _head(tokens)
    if head is None:
        return ContentStance()
    words = list(_words_at(head))
    certainty, is_ahead, reasons = _certainty(head, words, tables)
    is_infinitive = any(word.tag_ == "TO" and word.dep_ == "aux" for word in words)
    is_perfect = any(word.lemma_ == "have" and word.dep_ == "aux" for word in words)
    negations = _negations(head, words, tables)
    improbable = [word.lower_ for word in _modifying(head) if word.lower_ in tables.certainty.improbable_words]
    is_question = _asks(tokens)
    unproven = [child for child in head.children if _is_unproven(child, tables)]
    return ContentStance(
        certainty="Uu" if is_question or unproven else certainty,
        is_negative=(len(negations) + len(improbable)) % 2 == 1,
        is_called_false=is_called_false(head, tokens, tables),
        is_denial=denies(head, tokens, tables),
        is_ahead=is_ahead or (is_infinitive and not is_perfect),
        pronoun=_pronoun(head),
        has_unless=is_ahead and _condition(head, tables) == "unless" and _is_own(head),
        is_of_anyone=(is_ahead or head.lemma_ in tables.threatening.verbs) and _is_of_anyone(head, tables),
        is_infinitive=is_infinitive and not is_perfect,
        is_subjunctive=_is_subjunctive(head, words),
        is_imperative=_is_imperative(head, tokens),
        is_question=is_question,
        is_indirect_question=_opening(head, tables) is not None or _begins_with(tokens, tables.condition.asking),
        reasons=(
            *reasons,
            *(f"negated by \u201c{word}\u201d" for word in negations),
            *(("a question",) if is_question else ()),
        ),
    )


def weaker(first: str, second: str) -> str:
    """Return the less sure of two certainties."""
    return max(first, second, key=CERTAINTIES.index)


def factuality(certainty: str, *, is_negative: bool) -> Factuality:
    """Return the code of FactBank."""
    return Factuality(certainty if certainty == "Uu" else certainty + ("-" if is_negative else "+"))


def _head(tokens: Sequence[Token]) -> Token | None:
    """Return the verb over the rest, or the noun where there is no verb."""
    own = {token.i for token in tokens}
    tops = [token for token in tokens if (token.head.i not in own or token.head.i == token.i) and not token.is_punct]
    verbal = [token for token in tops if token.pos_ in {"VERB", "AUX"}]
    return next(iter(verbal or tops), None)


def _words_at(head: Token) -> Iterator[Token]:
    """Yield what stands at the verb; a bare second verb shares what stands at the first: "could burn and sink"."""
    yield from head.children
    shares = head.dep_ == "conj" and head.tag_ == "VB" and not any(child.dep_ in _SUBJECTS for child in head.children)
    if shares:
        yield from (child for child in head.head.children if child.dep_ in {"aux", "neg"})


def _certainty(head: Token, words: Sequence[Token], tables: StanceTables) -> tuple[str, bool, tuple[str, ...]]:
    """Return the certainty, whether the content lies ahead, and why."""
    known = tables.certainty
    certainty, is_ahead = "CT", False
    reasons: list[str] = []
    for word in words:
        if word.dep_ not in {"aux", "advmod", "acomp"}:
            continue
        found = (
            "PR"
            if word.lower_ in known.probable_words or word.lower_ in known.improbable_words
            else "PS"
            if word.lower_ in known.possible_words
            else "Uu"
            if word.lower_ in known.open_words
            else "CT"
        )
        if found != "CT":
            certainty = weaker(certainty, found)
            is_ahead = is_ahead or word.lower_ in tables.ahead.words
            reasons.append(f"\u201c{word.text}\u201d")
    if (governed := _over_infinitive(head, tables)) is not None:
        certainty, is_ahead = weaker(certainty, governed[0]), is_ahead or governed[1]
        reasons.append(f"\u201c{governed[2]}\u201d over an infinitive")
    if condition := _condition(head, tables):
        certainty = "Uu"
        reasons.append(f"under \u201c{condition}\u201d")
    return certainty, is_ahead, tuple(reasons)


def _over_infinitive(head: Token, tables: StanceTables) -> tuple[str, bool, str] | None:
    """Return certainty, whether it lies ahead, and the word, of "is scheduled to meet", "is likely to fall"."""
    known = tables.over_infinitive
    for word in (head, *(child for child in head.children if child.dep_ in {"acomp", "oprd"})):
        if not any(_has_to(child) for child in word.children if child.dep_ in {"xcomp", "ccomp", "advcl"}):
            continue
        names = {word.lemma_.lower(), word.lower_}
        if names & known.ahead and (word.lemma_ != "go" or word.tag_ == "VBG"):
            return "PR", True, word.text
        if names & (known.probable | known.improbable) and _is_hearsay(word):
            return "PR", False, word.text
        if names & known.possible:
            return "PS", False, word.text
    return None


def _is_hearsay(word: Token) -> bool:
    """Tell "is said to", "is likely to" and "seems to" from "believes her to"."""
    return word.pos_ == "ADJ" or word.tag_ == "VBN" or not any(child.dep_ == "dobj" for child in word.children)


def _has_to(verb: Token) -> bool:
    return any(child.tag_ == "TO" for child in verb.children)


def _condition(head: Token, tables: StanceTables) -> str | None:
    clauses = (head, *(child for child in head.children if child.dep_ == "advcl"))
    return next((opening for verb in clauses if (opening := _opening(verb, tables)) is not None), None)


def _opening(verb: Token, tables: StanceTables) -> str | None:
    for child in verb.children:
        if child.dep_ in {"mark", "advmod"} and child.lower_ in tables.condition.words:
            return child.text
    return None


def _modifying(head: Token) -> Iterator[Token]:
    return (child for child in head.children if child.dep_ in {"advmod", "acomp"})


def _negations(head: Token, words: Sequence[Token], tables: StanceTables) -> list[str]:
    """Return the words that turn the content; two of them leave it as it was."""
    known = tables.negation
    found = [
        word.text
        for word in words
        if word.dep_ in {"neg", "advmod", "preconj", *_SUBJECTS, *_OBJECTS}
        and word.lower_ in known.words
        and not is_weakened(word, tables)
    ]
    for said in (child for child in head.children if child.dep_ == "acomp"):
        found += [child.text for child in said.children if child.dep_ == "neg"]
    for noun in (child for child in head.children if child.dep_ in {*_SUBJECTS, *_OBJECTS}):
        found += [child.text for child in noun.lefts if negates_noun(child, tables)]
    if head.lemma_.lower() in known.verbs and any(_has_to(child) for child in head.children if child.dep_ == "xcomp"):
        found.append(head.text)
    found += [f"{head.text} yet to" for child in head.children if child.dep_ == "xcomp" and is_yet_to(child, tables)]
    is_lie = tables.falsity.nouns | tables.falsity.words
    found += [
        child.text
        for child in head.children
        if calls_false(child, head, tables) or (child.lower_ in is_lie and is_false(child, head, tables))
    ]
    return found


def _begins_with(tokens: Sequence[Token], words: frozenset[str]) -> bool:
    """Tell "why the warning had been ignored"."""
    return next((token.lower_ in words for token in tokens if not token.is_punct), False)


def _is_unproven(noun: Token, tables: StanceTables) -> bool:
    """Tell "there was no evidence that …"."""
    is_noun = noun.dep_ in {*_SUBJECTS, *_OBJECTS} and noun.lemma_.lower() in tables.negation.unproven
    return is_noun and any(negates_noun(child, tables) for child in noun.lefts)


def _is_imperative(head: Token, tokens: Sequence[Token]) -> bool:
    """Tell "Sell your land" and "Let the mayor come" from a statement."""
    first = next((token for token in tokens if not token.is_punct), None)
    has_subject = any(child.dep_ in {*_SUBJECTS, "aux"} for child in head.children)
    return head == first and head.tag_ == "VB" and head.text[0].isupper() and not has_subject


def _is_subjunctive(head: Token, words: Sequence[Token]) -> bool:
    """Tell "that the archbishop hand over …" and "that rafts be tested" from a statement."""
    if any(word.dep_ == "auxpass" and word.tag_ == "VB" for word in words):
        return not any(word.tag_ in {"MD", "TO"} or word.lemma_ == "do" for word in words)
    subjects = [word for word in words if word.dep_ in _SUBJECTS]
    bare = head.tag_ == "VB" or (head.tag_ == "VBP" and any(each.tag_ in {"NN", "NNP"} for each in subjects))
    joined = any(each.conjuncts for each in subjects)
    return bare and bool(subjects) and not joined and not any(word.dep_ in {"aux", "auxpass"} for word in words)


def _is_anyone(subject: Token, tables: StanceTables) -> bool:
    words = (subject, *(child for child in subject.lefts if child.dep_ == "det"))
    return any(word.lower_ in tables.threatening.anyone for word in words)


def _pronoun(head: Token) -> str:
    subjects = [child for child in head.children if child.dep_ in _SUBJECTS]
    is_one = len(subjects) == 1 and subjects[0].tag_ == "PRP" and subjects[0].dep_ == "nsubj"
    return subjects[0].lower_ if is_one else ""


def _is_own(head: Token) -> bool:
    subjects = [child for child in head.children if child.dep_ in _SUBJECTS]
    return any(each.tag_ == "PRP" or any(child.tag_ == "PRP$" for child in each.lefts) for each in subjects)


def _is_of_anyone(head: Token, tables: StanceTables) -> bool:
    return any(
        _is_anyone(child, tables) and any(each.dep_ == "relcl" for each in child.children)
        for child in head.children
        if child.dep_ in _SUBJECTS
    )


def is_yet_to(verb: Token, tables: StanceTables) -> bool:
    """Tell the infinitive of "has yet to open"."""
    marks = (child for child in verb.children if child.tag_ == "TO" and child.i > 0)
    return any(mark.nbor(-1).lower_ in tables.withholding.before_to for mark in marks)


def negates_noun(word: Token, tables: StanceTables) -> bool:
    """Tell "no patients", "neither the mayor nor the bishop" from "not only the mayor" and "not the mayor but …"."""
    if word.dep_ not in {"det", "neg", "preconj", "cc"} or word.lower_ not in tables.negation.words:
        return False
    corrected = (child for child in word.head.children if child.dep_ == "cc" and child.i > word.head.i)
    return not is_weakened(word, tables) and not any(each.lower_ in tables.negation.correcting for each in corrected)


def is_weakened(word: Token, tables: StanceTables) -> bool:
    """Tell "not only" and its like from a negation."""
    behind = word.i + 1
    return behind < len(word.doc) and word.doc[behind].lower_ in tables.negation.weakened


def _asks(tokens: Sequence[Token]) -> bool:
    """Tell whether the last sentence of the content ends with a question mark."""
    last = tokens[-1]
    behind = last.doc[last.i + 1] if last.i + 1 < len(last.doc) else None
    return last.text == "?" or (behind is not None and behind.text == "?")


_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "attr")
