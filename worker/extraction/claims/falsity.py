"""What says of a report, or of what was said before, that it is false."""

from collections.abc import Sequence

from spacy.tokens import Token

from worker.extraction.claims.stance_tables import StanceTables


def denies(head: Token, tokens: Sequence[Token], tables: StanceTables) -> bool:
    """Tell "no such call had taken place", "(called) the reports untrue" and "that was not true"."""
    told = [child for child in head.children if child.dep_ in _ARGUMENTS]
    if any(noun.doc[noun.left_edge.i : noun.left_edge.i + 2].text.lower() in tables.falsity.denying for noun in told):
        return True
    if is_called_false(head, tokens, tables):
        return True
    return any(is_false(child, head, tables) for child in head.children)


def is_false(word: Token, head: Token, tables: StanceTables) -> bool:
    """Tell "that was not true" and "the charge was nonsense"."""
    if word.dep_ not in {"acomp", "attr"} or any(child.dep_ in _CLAUSES for child in (*head.children, *word.children)):
        return False
    is_negated = any(child.dep_ == "neg" for child in (*head.children, *word.children))
    if word.lower_ not in (tables.falsity.true_words if is_negated else tables.falsity.words | tables.falsity.nouns):
        return False
    subjects = [child.lemma_.lower() for child in head.children if child.dep_ in _SUBJECTS]
    is_truth = is_negated or word.lower_ in tables.falsity.plain  # "that was wrong" judges, and denies nothing
    return any(each in tables.falsity.reports or (is_truth and each in tables.falsity.pointing) for each in subjects)


def calls_false(word: Token, head: Token, tables: StanceTables) -> bool:
    """Tell "it was false that …" and "the reports were untrue" from "the alarm was false"."""
    if word.dep_ != "acomp" or word.lower_ not in tables.falsity.words:
        return False
    if any(child.lemma_.lower() in tables.falsity.reports for child in head.children if child.dep_ in _SUBJECTS):
        return True
    clauses = (child for each in (head, word) for child in each.children if child.dep_ in {"ccomp", "csubj"})
    return any(_is_that_clause(clause) for clause in clauses)


def _is_that_clause(clause: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.children)


def is_called_false(head: Token, tokens: Sequence[Token], tables: StanceTables) -> bool:
    """Tell "reports of a fire untrue"; the parse hangs the last word on any of the others."""
    words = [token for token in tokens if not token.is_punct]
    reports = tables.falsity.reports
    is_report = head.pos_ in {"NOUN", "PROPN"} and head.lemma_.lower() in reports
    if (
        head.tag_ == "VBN"
        and head == words[-1]
        and not any(child.dep_ in {"aux", "auxpass"} for child in head.children)
    ):
        is_report = any(token.pos_ == "NOUN" and token.lemma_.lower() in reports for token in words)
    return is_report and words[-1].lower_ in tables.falsity.words


_SUBJECTS = ("nsubj", "nsubjpass")
_ARGUMENTS = (*_SUBJECTS, "dobj", "attr")
_CLAUSES = frozenset({"ccomp", "csubj", "xcomp"})
