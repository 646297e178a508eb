"""What stands inside a reported stretch and yet is the narrator's own: it must not be put into the source's mouth."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from contract.claim import CueClass, Factuality, QuoteKind
from worker.extraction.attribution.model import Attribution, CueMatch
from worker.extraction.attribution.spans import NOTHING, TokenSet, subtree
from worker.extraction.claims.propositions import subject_of
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


def find_asides(
    view: ParagraphView, attribution: Attribution, content: TokenSet, tables: ClaimTables
) -> tuple[TokenSet, ...]:
    """Return the parts of the content that the narrator says, in text order; quoted words are never among them."""
    if attribution.cue is None or not content or attribution.quote is QuoteKind.DIRECT:
        return ()
    doc = view.parsed.doc
    found = [
        *_beside(doc, content, tables),
        *_unscoped(view, attribution, content),
        *_presupposed(doc, attribution.cue, content, tables),
    ]
    return tuple(sorted((aside for aside in found if aside and aside < content), key=min))


def _beside(doc: Doc, content: TokenSet, tables: ClaimTables) -> Iterator[TokenSet]:
    """Yield ", while …" behind a clause that "that" introduces: a second reported clause would repeat the "that"."""
    first = min(content)
    if first == 0 or doc[first - 1].lower_ != "that":
        return
    for index in sorted(content):
        clause = doc[index]
        mark = next((child for child in clause.lefts if child.dep_ == "mark"), None)
        if mark is None or mark.lower_ not in tables.clauses.beside or mark.i == 0 or doc[mark.i - 1].text != ",":
            continue
        subject = subject_of(clause)
        own = subtree(clause) & content
        if subject is not None and subject.pos_ != "PRON" and clause.tag_ in _TENSED and max(own) == max(content):
            yield own


def _unscoped(view: ParagraphView, attribution: Attribution, content: TokenSet) -> Iterator[TokenSet]:
    """Yield what precedes ", where …, according to …" when only the clause next to the cue has a figure to source."""
    cue = attribution.cue
    if cue is None or cue.cue_class is not CueClass.ACCORDING_TO or cue.bounds[0] < attribution.content[-1][1]:
        return
    doc = view.parsed.doc
    last = max(content)
    for index in sorted(content):
        clause = doc[index]
        if clause.dep_ != "relcl" or clause.tag_ not in _TENSED | {"VBN"}:
            continue
        own = subtree(clause) & content
        edge = min(own)
        if max(own) == last and edge > 0 and doc[edge - 1].text == "," and _has_figure(doc, own):
            before = frozenset(each for each in content if each < edge - 1)
            if not _has_figure(doc, before):
                yield before
            return


def _has_figure(doc: Doc, tokens: TokenSet) -> bool:
    return any(doc[index].dep_ == "nummod" for index in tokens)


def _presupposed(doc: Doc, cue: CueMatch, content: TokenSet, tables: ClaimTables) -> Iterator[TokenSet]:
    """Yield "the clashes that broke out" from a call to stop them: what is wanted is not told, what is named is."""
    if tables.stance.of_cue(cue.lemma, cue.cue_class).factuality is not Factuality.UNDERSPECIFIED:
        return
    for index in sorted(content):
        clause = doc[index]
        noun = clause.head
        if clause.dep_ != "relcl" or clause.tag_ not in {"VBD", "VBZ", "VBP"} or noun.i not in content:
            continue
        if any(child.lower_ in _DEFINITE for child in noun.children if child.dep_ == "det") and _is_lowest(doc, clause):
            yield subtree(noun) & content
            return


def _is_lowest(doc: Doc, clause: Token) -> bool:
    """Tell a clause that holds its noun close: no comma between them."""
    return all(token.text != "," for token in doc[clause.head.i + 1 : clause.left_edge.i + 1])


def own_words(content: TokenSet, asides: tuple[TokenSet, ...], doc: Doc) -> TokenSet:
    """Return the content without the narrator's clauses; a noun that a clause describes stays with both."""
    taken: TokenSet = NOTHING.union(*asides)
    kept = frozenset(index for aside in asides for index in aside if _is_named(doc, index, aside))
    return (content - taken) | kept


def _is_named(doc: Doc, index: int, aside: TokenSet) -> bool:
    clause = next(
        (doc[each] for each in sorted(aside) if doc[each].dep_ == "relcl" and doc[each].head.i in aside), None
    )
    if clause is None or clause.head.head.i in aside:
        return False
    return index not in subtree(clause)


_TENSED = frozenset({"VBD", "VBZ", "VBP"})
_DEFINITE = frozenset({"the", "this", "these", "those"})
