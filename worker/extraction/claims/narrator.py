"""What the article itself asserts: sentences, and clauses beside a cue, that no attribution covers."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from worker.extraction.attribution.model import Attribution
from worker.extraction.attribution.spans import NOTHING, TokenSet, subtree
from worker.extraction.claims.propositions import subject_of
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


def find_narrated(
    view: ParagraphView, attributions: Sequence[Attribution], tables: ClaimTables
) -> tuple[TokenSet, ...]:
    """Return the tokens of each stretch that the narrator asserts, in text order."""
    doc = view.parsed.doc
    cues = [view.indices([each.cue.bounds]) for each in attributions if each.cue is not None]
    contents = [view.indices(each.content) for each in attributions]
    taken = NOTHING.union(*cues, *contents)
    reporting = taken.union(*(_clause(doc, cue, content) for cue, content in _matched(view, attributions)))
    quoted = _quoted(doc)
    found: list[TokenSet] = []
    for sentence in doc.sents:
        # a quotation that no cue was found for is somebody's all the same
        if sentence.root.i not in quoted:
            found.extend(_in_sentence(sentence, taken, reporting, tables))
    return tuple(found)


def untied(doc: Doc, tokens: TokenSet) -> TokenSet:
    """Return the tokens without the words that only tie the clause to another."""
    left = sorted(tokens)
    while left and (doc[left[0]].dep_ in {"cc", "punct", "mark"} or doc[left[0]].is_space):
        left.pop(0)
    return frozenset(left)


def _quoted(doc: Doc) -> TokenSet:
    """Return the tokens between double quotation marks; a mark that nothing closes quotes to the paragraph's end."""
    found: set[int] = set()
    is_open = False
    for token in doc:
        if token.is_quote and token.text not in _APOSTROPHES:
            is_open = not token.is_right_punct if is_open else token.is_left_punct
        elif is_open:
            found.add(token.i)
    return frozenset(found)


def _matched(view: ParagraphView, attributions: Sequence[Attribution]) -> Iterator[tuple[TokenSet, TokenSet]]:
    for each in attributions:
        if each.cue is not None and (cue := view.indices([each.cue.bounds])):
            yield cue, view.indices(each.content)


def _clause(doc: Doc, cue: TokenSet, content: TokenSet) -> TokenSet:
    """Return the clause that reports, where it hangs on another: "…, who said that …" or "according to …"."""
    head = doc[min(cue)]
    while head.i in cue and head.head.i in cue and head.head != head:
        head = head.head
    return subtree(head) if head.dep_ in _HANGING else content | cue


def _in_sentence(sentence: Span, taken: TokenSet, reporting: TokenSet, tables: ClaimTables) -> Iterator[TokenSet]:
    if sentence.text.rstrip().endswith("?"):
        return
    root = sentence.root
    if root.i not in taken:
        stretch = _without_loose_ends(sentence.doc, frozenset(token.i for token in root.subtree) - reporting)
        if _asserts(root, stretch, tables):
            yield untied(sentence.doc, stretch)
        return
    for token in sentence:
        beside = token.dep_ == "conj" or (token.dep_ == "advcl" and _mark(token) in tables.clauses.beside)
        if beside and token.i not in taken and token.head.i in taken | {root.i}:
            stretch = _without_loose_ends(sentence.doc, subtree(token) - reporting)
            if _asserts(token, stretch, tables, lent=subject_of(token.head)):
                yield untied(sentence.doc, stretch)


def _asserts(verb: Token, stretch: TokenSet, tables: ClaimTables, *, lent: Token | None = None) -> bool:
    """Tell a statement from a fragment, an order, a question and a word to the reader."""
    subject = subject_of(verb) or lent
    if subject is None or verb.pos_ not in {"VERB", "AUX"} or _addresses(verb.doc, stretch, tables):
        return False
    if _is_cut_off(verb, stretch):
        return False
    if subject.tag_ in {"WP", "WDT"} or not _is_finite(verb):
        return False
    own_subject = subject_of(verb)
    whole = own_subject.i in stretch if own_subject is not None else _agrees(subject, verb)
    return whole and sum(1 for index in stretch if verb.doc[index].is_alpha) >= _FEWEST_WORDS


def _without_loose_ends(doc: Doc, stretch: TokenSet) -> TokenSet:
    """Return the stretch without the "that" and the "and" of clauses that a report took: "He left and [said] that"."""
    loose: set[int] = set()
    for token in (doc[index] for index in stretch):
        if token.dep_ == "mark":
            tied: Token | None = token.head
        elif token.dep_ == "cc":
            tied = next((each for each in token.head.children if each.dep_ == "conj" and each.i > token.i), None)
        else:
            continue
        if tied is not None and tied.i not in stretch:
            loose.add(token.i)
    return stretch - loose


def _is_cut_off(verb: Token, stretch: TokenSet) -> bool:
    """Tell what a report left of its own verbs: "It has yet to [confirm …]", "He neither confirmed nor [denied …]"."""
    if any(child.dep_ == "preconj" for child in verb.children) and any(
        child.dep_ == "conj" and child.i not in stretch for child in verb.children
    ):
        return True
    below = [child for child in verb.children if child.dep_ == "xcomp"]
    return any(child.i not in stretch or _is_cut_off(child, stretch) for child in below)


def _addresses(doc: Doc, stretch: TokenSet, tables: ClaimTables) -> bool:
    words = (doc[index] for index in stretch)
    return any(word.tag_ in {"PRP", "PRP$"} and word.lower_ in tables.clauses.addressing for word in words)


def _agrees(subject: Token, verb: Token) -> bool:
    """Tell a verb that the subject can share: the parser often hangs a clause on the wrong one."""
    forms = {verb.tag_, *(child.tag_ for child in verb.children if child.dep_ in {"aux", "auxpass"})}
    plural = subject.tag_ in {"NNS", "NNPS"} or subject.lower_ in {"they", "we"} or any(subject.conjuncts)
    return not ("VBP" in forms and not plural) and not ("VBZ" in forms and plural)


def _is_finite(verb: Token) -> bool:
    if verb.tag_ in {"VBD", "VBZ", "VBP"}:
        return True
    auxiliaries = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    if verb.tag_ == "VBN" and verb.dep_ == "ROOT" and not auxiliaries:
        return any(child.dep_ == "nsubj" for child in verb.children)  # the tagger's word for some past tenses
    return any(each.tag_ in {"MD", "VBD", "VBZ", "VBP"} for each in auxiliaries)


def _mark(clause: Token) -> str | None:
    return next((child.lower_ for child in clause.children if child.dep_ == "mark"), None)


_HANGING = frozenset({"relcl", "advcl", "acl", "parataxis", "prep", "appos", "pcomp"})
_APOSTROPHES = frozenset({"'", "`", "\u2018", "\u2019"})
_FEWEST_WORDS = 3
"""Shorter sentences in articles are mostly headings and labels that were not recognised as such."""
