"""The phrase that names a source outright: "according to"."""

from collections.abc import Iterator
from itertools import chain

from spacy.tokens import Doc, Token

from contract.claim import CueClass
from worker.extraction.attribution.cue_draft import CueDraft
from worker.extraction.attribution.sources import noun_phrase
from worker.extraction.attribution.spans import TokenSet, subtree


def according_drafts(doc: Doc, quoted: TokenSet) -> Iterator[CueDraft]:
    """Yield a draft for every "according to" outside quotation marks: the clause around it is the content."""
    for token in doc[:-1]:
        to = token.nbor()
        if token.lower_ != "according" or to.lower_ != "to" or token.i in quoted:
            continue
        name = next((child for child in chain(token.children, to.children) if child.dep_ == "pobj"), None)
        if name is None:
            continue
        source = noun_phrase(name)
        yield CueDraft(
            head=token,
            cue=frozenset((token.i, to.i)),
            lemma="according to",
            cue_class=CueClass.ACCORDING_TO,
            frame="according",
            source=source,
            content=_clause_around(token) - source,
            confidence=_PRECISION,
            reasons=("according to", "source: named by the phrase"),
        )


def _clause_around(token: Token) -> TokenSet:
    """Return the clause that the phrase belongs to: as a rule the sentence, as in PolNeAR, even behind a subclause."""
    head = token.head
    while head.pos_ not in {"VERB", "AUX"} and head.dep_ != "ROOT":
        head = head.head
    return subtree(head) - subtree(token)


_PRECISION = 0.75
"""Source and content both right, of 421 on PolNeAR train."""
