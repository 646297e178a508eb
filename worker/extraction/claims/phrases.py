"""Noun phrases: their own words, the person that they name, the noun that a relative pronoun stands for."""

from itertools import takewhile

from spacy.tokens import Span, Token

from worker.extraction.claims.people import person_name
from worker.extraction.claims.tables import ClaimTables


def bare_words(span: Span) -> str:
    """Return the phrase without its article, its possessive ending, and what is said of it behind a comma or a bracket.

    That is a relative clause, and of a name its description: "Doctors for the Coast, an aid group".
    """
    described = _without_relative_clause(span)
    tokens = list(takewhile(lambda token: not _begins_aside(token, span), described)) or list(described)
    while len(tokens) > 1 and (tokens[0].dep_ in {"det", "predet"} or tokens[0].is_punct):
        tokens.pop(0)
    while len(tokens) > 1 and (tokens[-1].dep_ == "case" or tokens[-1].is_punct):
        tokens.pop()
    return " ".join("".join(token.text_with_ws for token in tokens).split())


def person_in(span: Span, root: Token, tables: ClaimTables) -> str | None:
    """Return the name of the person that the phrase is about, without titles."""
    names_people = any(token.ent_type_ == "PERSON" for token in span)  # far cheaper than to ask spaCy for the entities
    for entity in span.ents if names_people else ():
        token = entity.root
        if entity.label_ != "PERSON" or not (token == root or _names(token, root)):
            continue
        if name := person_name(entity, tables.parties.titles):
            return name
    return _titled(span, root, tables)


def antecedent(span: Span) -> Span | None:
    """Return the noun phrase that a relative pronoun stands for; None where the parse attaches it to none."""
    verb = span.root
    while verb.dep_ != "relcl":
        if verb.head == verb or (verb.dep_ in {"ccomp", "advcl"} and verb.head.dep_ != "relcl"):
            return None
        verb = verb.head
    end = verb.left_edge.i
    while end > verb.head.i + 1 and verb.doc[end - 1].is_punct:
        end -= 1
    return verb.doc[verb.head.left_edge.i : max(end, verb.head.i + 1)]


def _begins_aside(token: Token, span: Span) -> bool:
    if token.text == "(":
        return token.i > span.start
    if token.text != "," or not span.root.i < token.i < span.end - 1:
        return False
    following = token.nbor()
    is_one = "Ind" in following.morph.get("Definite", [])
    return following.tag_ in _CLAUSES or is_one or (span.root.pos_ == "PROPN" and following.tag_ in _DETERMINING)


def _without_relative_clause(span: Span) -> Span:
    for child in span.root.children:
        start = child.left_edge.i
        if child.dep_ == "relcl" and start > span.root.i:
            while start > span.root.i + 1 and span.doc[start - 1].is_punct:
                start -= 1
            return span.doc[span.start : min(start, span.end)]
    return span


def _names(token: Token, root: Token) -> bool:
    """Tell the name behind an office from one that only says whose: "the mayor, Lucy Hart", not "Hart allies"."""
    return token.head == root and (token.dep_ == "appos" or (token.dep_ in {"compound", "nmod"} and token.i > root.i))


def _titled(span: Span, root: Token, tables: ClaimTables) -> str | None:
    """Return the name behind a title, as in "Senator Krause", where no name was recognized."""
    title = root.i - 1
    if root.pos_ != "PROPN" or title < span.start or not root.text[:1].isupper():
        return None
    word = span.doc[title]
    is_title = word.text[:1].isupper() and word.lower_.rstrip(".") in tables.parties.titles.all
    return root.text if is_title else None


_CLAUSES = frozenset({"VBG", "VBN", "WDT", "WP", "WP$"})
"""Tags of what opens a clause: "who asked not to be named", "speaking on condition of anonymity"."""
_DETERMINING = frozenset({"DT", "PRP$"})
