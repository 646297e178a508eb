"""One stretch of content -> the single statements that it makes, each with its own words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from worker.extraction.attribution.spans import TokenSet, subtree
from worker.extraction.claims.tables import ClaimTables


@dataclass(frozen=True, slots=True)
class Proposition:
    """One statement: its tokens, their head, and the subject that an earlier statement lends it."""

    tokens: TokenSet
    head: Token
    lent: Token | None = None
    """Head of the subject, where it stands outside `tokens`."""
    carried: Token | None = None
    """The verb that is left out and meant again."""
    host: "Proposition | None" = None
    """The statement that a participle, or "without …", hangs on: it cannot be read without it."""


def split(doc: Doc, tokens: TokenSet, tables: ClaimTables) -> tuple[Proposition, ...]:
    """Return the statements in text order; nothing to split gives one.

    Sentences part, and so do coordinated verbs that each have something of their own to say, a participle behind a
    comma ("… , sinking two boats"), and a list of what happened ("… , with the loss of two boats").
    """
    found: list[Proposition] = []
    for sentence in _sentences(doc, tokens):
        roots = [doc[index] for index in sorted(sentence) if doc[index].head.i not in sentence or _is_root(doc[index])]
        words = [root for root in roots if not root.is_punct and not root.is_space]
        if not words:
            continue
        verbal = next((root for root in words if root.pos_ in _VERBAL), words[0])
        found.extend(_parts(verbal, sentence, tables))
    return tuple(sorted(found, key=lambda proposition: min(proposition.tokens)))


def subject_of(verb: Token) -> Token | None:
    """Return the subject that hangs on the verb."""
    return next((child for child in verb.children if child.dep_ in _SUBJECTS), None)


def controller_of(verb: Token) -> Token | None:
    """Return the subject of the clause that a participle or a second verb hangs on."""
    above = verb
    while above.dep_ in {"advcl", "conj", "xcomp"} and above.head != above:
        above = above.head
        if (subject := subject_of(above)) is not None:
            return subject
    return None


def _sentences(doc: Doc, tokens: TokenSet) -> Iterator[TokenSet]:
    left = set(tokens)
    while left:
        sentence = doc[min(left)].sent
        inside = tokens & frozenset(range(sentence.start, sentence.end))
        yield inside
        left -= inside


def _is_root(token: Token) -> bool:
    return token.head.i == token.i


def _parts(head: Token, tokens: TokenSet, tables: ClaimTables) -> Iterator[Proposition]:
    rest = tokens
    found: list[Proposition] = []
    subject = subject_of(head)
    shared = subject if subject is not None else _lender(head)
    for branch in sorted(_branches(head, tokens, tables), key=lambda token: -token.i):
        own = subtree(branch) & rest
        if not own or not _can_stand(branch, own, tokens):
            continue
        rest -= own
        for part in _parts(branch, own, tables):
            if _carries_on(branch, tables) and branch.head == head:
                carried = next((child for child in head.children if _is_participle(child)), head)
                found.append(replace(part, lent=shared, carried=carried))
            else:
                found.append(part)
    lent = _antecedent(head) or (None if subject is not None and subject.i in rest else shared)
    main = Proposition(_trimmed(head.doc, rest), head, lent if head.pos_ in _VERBAL else None)
    for part in found:
        yield replace(part, host=main) if part.host is None and _leans(part) and not _leans(main) else part
    yield main


def _leans(part: Proposition) -> bool:
    """Tell a participle and its like, which have neither tense nor subject of their own."""
    verb = part.carried or part.head
    is_bare = verb.tag_ == "VBG" and not any(child.dep_ in {"aux", *_SUBJECTS} for child in verb.lefts)
    return (is_bare and verb.dep_ in {"advcl", "conj"}) or (part.head.dep_ == "prep" and part.carried is None)


def _lender(verb: Token) -> Token | None:
    """Return the subject of the clause that a second verb or a participle hangs on."""
    while verb.dep_ in {"conj", "advcl"} and verb.head != verb:
        verb = verb.head
        if (subject := subject_of(verb)) is not None:
            return subject
    return None


def _antecedent(verb: Token) -> Token | None:
    """Return the noun that "which" stands for, in "a system which they say is sold"."""
    subject = subject_of(verb)
    if subject is None or subject.tag_ not in _RELATIVE:
        return None
    return next((above.head for above in (verb, *verb.ancestors) if above.dep_ == "relcl"), None)


def _branches(head: Token, tokens: TokenSet, tables: ClaimTables) -> Iterator[Token]:
    """Yield the heads of what can stand as a statement of its own."""
    for token in (head.doc[index] for index in sorted(subtree(head) & tokens) if index > head.i):
        if token.dep_ == "prep" and token.lower_ in tables.clauses.listing and _left_neighbour(token) == ",":
            yield from _listed(token, tables)
        elif (token.head == head and _stands_beside(head, token, tables)) or _adds(token, tokens, tables):
            yield token


def _stands_beside(head: Token, token: Token, tables: ClaimTables) -> bool:
    return _is_participle(token) or (
        token.dep_ == "conj" and (_carries_on(token, tables) or (_is_second_verb(head, token) and not _is_bound(head)))
    )


def _adds(token: Token, tokens: TokenSet, tables: ClaimTables) -> bool:
    """Tell "without being heard", and ", which …" at the end."""
    if token.dep_ == "prep":
        return token.lower_ in tables.clauses.lacking and _has_clause(token)
    behind_comma = _left_neighbour(token) == ","
    return token.dep_ == "relcl" and behind_comma and token.tag_ in _TENSED and _ends(token, tokens)


def _is_participle(token: Token) -> bool:
    # the parser takes some for a coordinated verb, though nothing coordinates it and no auxiliary stands before it
    hangs = token.dep_ in {"advcl", "conj"} and not any(child.dep_ in {"aux", "mark"} for child in token.lefts)
    return hangs and token.tag_ == "VBG" and _left_neighbour(token) == "," and _says_what(token)


def _is_second_verb(first: Token, second: Token) -> bool:
    if second.pos_ not in _VERBAL or not _is_finite(second) or _is_alternative(first, second):
        return False
    if subject_of(second) is not None:
        return True
    shares_auxiliary = second.tag_ not in _TENSED and not any(
        child.dep_ in {"aux", "auxpass"} for child in second.lefts
    )
    shares_negation = shares_auxiliary and any(child.dep_ == "neg" for child in first.children)
    return _has_complement(first) and _has_complement(second) and not shares_negation


def _is_alternative(first: Token, second: Token) -> bool:
    """Tell "seen the plans or signed the contract": neither is said to be so by itself."""
    return any(child.dep_ == "cc" and child.lower_ in _OR and child.i < second.i for child in first.children)


def _is_bound(verb: Token) -> bool:
    """Tell "if the talks failed, drivers would strike and trains would stop": the condition is that of both."""
    return any(_is_condition(child) for child in verb.children if child.dep_ == "advcl")


def _is_condition(clause: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in _IF for child in clause.children)


def _is_finite(verb: Token) -> bool:
    """Tell a verb that can head a statement, by itself or by the auxiliary that it shares."""
    auxiliaries = (child for each in (verb, verb.head) for child in each.children if child.dep_ in {"aux", "auxpass"})
    return verb.tag_ in _TENSED or any(auxiliary.tag_ != "TO" for auxiliary in auxiliaries)


def _has_clause(preposition: Token) -> bool:
    return any(child.dep_ == "pcomp" and _says_what(child) for child in preposition.children)


def _ends(clause: Token, tokens: TokenSet) -> bool:
    """Tell a clause that closes the statement, and so adds to it rather than telling which one is meant."""
    return max(subtree(clause) & tokens) == max(tokens)


def _carries_on(noun: Token, tables: ClaimTables) -> bool:
    """Tell "… , and later a tanker": the verb before it is meant again."""
    return noun.pos_ in _NOMINAL and any(child.lower_ in tables.clauses.carrying for child in noun.lefts)


def _listed(preposition: Token, tables: ClaimTables) -> Iterator[Token]:
    """Yield the nouns of "with the loss of … and the sinking of …", where each is something that happened."""
    happenings = {word for part, word in tables.quantities.outcomes.by_word if part == "nouns"}
    for noun in (child for child in preposition.children if child.dep_ == "pobj"):
        if all(each.lemma_.lower() in happenings for each in (noun, *noun.conjuncts)):
            yield noun
            yield from (
                below
                for below in noun.subtree
                if below.dep_ == "conj" and below.lemma_.lower() in happenings and _has_of(below)
            )


def _has_of(noun: Token) -> bool:
    return any(child.lower_ == "of" for child in noun.rights)


def _can_stand(branch: Token, own: TokenSet, tokens: TokenSet) -> bool:
    return own < tokens and any(branch.doc[index].is_alpha for index in own)


def _has_complement(verb: Token) -> bool:
    return any(child.dep_ in _COMPLEMENTS and child.i > verb.i for child in verb.children)


def _says_what(verb: Token) -> bool:
    return any(child.dep_ in {"dobj", "ccomp", "xcomp", "prep", "agent"} for child in verb.children)


def _left_neighbour(token: Token) -> str:
    edge = token.left_edge.i
    before = token.doc[edge - 1] if edge > 0 else None
    return before.text if before is not None else ""


def _trimmed(doc: Doc, tokens: TokenSet) -> TokenSet:
    """Return the tokens without a conjunction, a comma or a lone preposition left hanging at the end."""
    left = sorted(tokens)
    while left and (doc[left[-1]].dep_ in {"cc", "punct"} or doc[left[-1]].is_space or _hangs(doc[left[-1]], tokens)):
        left.pop()
    while left and (doc[left[0]].dep_ in {"cc", "punct"} or doc[left[0]].tag_ == "WRB"):
        left.pop(0)
    return frozenset(left) or tokens


def _hangs(token: Token, tokens: TokenSet) -> bool:
    """Tell a preposition whose object has gone to another statement."""
    objects = [child for child in token.children if child.dep_ in {"pobj", "pcomp"}]
    return token.dep_ == "prep" and bool(objects) and not any(each.i in tokens for each in objects)


_VERBAL = frozenset({"VERB", "AUX"})
_RELATIVE = frozenset({"WDT", "WP"})
_TENSED = frozenset({"VBD", "VBZ", "VBP"})
_OR = frozenset({"or", "nor"})
_IF = frozenset({"if", "unless"})
_NOMINAL = frozenset({"NOUN", "PROPN"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_COMPLEMENTS = frozenset({"dobj", "attr", "ccomp", "xcomp", "prep", "acomp", "oprd", "dative", "agent"})
