"""What is to become claims: every statement with the attribution that it belongs to, before anyone is put to it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from contract.claim import CueClass
from worker.extraction.attribution.model import Attribution, Bounds
from worker.extraction.attribution.spans import NOTHING, TokenSet, bounds_of, subtree
from worker.extraction.claims.asides import find_asides, own_words
from worker.extraction.claims.narrator import find_narrated, untied
from worker.extraction.claims.propositions import Proposition, split
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import BodyView, ParagraphView


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement on one view."""

    view: ParagraphView
    proposition: Proposition
    content: tuple[Bounds, ...]


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """The statements of one attribution, or of one stretch of the narrator's."""

    attribution: int | None
    """Index among the attributions; None for the narrator."""
    whole: tuple[Bounds, ...]
    """All that the cue introduces, or the stretch."""
    statements: tuple[Statement, ...]
    reason: str | None = None


def draft_claims(body: BodyView, attributions: Sequence[Attribution], tables: ClaimTables) -> tuple[ClaimDraft, ...]:
    """Return every statement of the article's body; those of one attribution together."""
    nested: dict[int | None, list[Attribution]] = defaultdict(list)
    for attribution in attributions:
        nested[attribution.nested_in].append(attribution)
    found: list[ClaimDraft] = []
    for index, attribution in enumerate(attributions):
        if _tells_nothing(body, attribution, tables):
            continue
        parts = [_part(view, attribution, nested[index], tables) for view in body.over(attribution.content)]
        statements = tuple(statement for part in parts for statement in part.statements)
        if statements:
            whole = tuple(sorted({stretch for part in parts for stretch in part.whole}))
            found.append(ClaimDraft(index, whole, statements))
        for part in parts:
            for aside in part.asides:
                found.extend(_narrated(part.view, aside, tables, "in the narrator's voice beside what is reported"))
    return (*found, *_narration(body, attributions, tables))


def _tells_nothing(body: BodyView, attribution: Attribution, tables: ClaimTables) -> bool:
    """Tell "declined to comment", and the reporter's own question: "Asked whether …, she said"."""
    if attribution.cue is None or not attribution.content:
        return False
    cue = body.at(attribution.cue.bounds[0]).tokens(attribution.cue.bounds).root
    if cue.tag_ == "VBN" and attribution.source is None:
        return attribution.cue.lemma == "ask" and not any(child.dep_ == "auxpass" for child in cue.children)
    content = body.at(attribution.content[0][0]).tokens(attribution.content[0])
    words = [token.lower_ for token in content if token.tag_ != "TO" and not token.is_punct]
    return (
        attribution.cue.lemma in tables.stance.withholding.verbs
        and len(words) == 1
        and words[0] in tables.clauses.silence
    )


def _narration(body: BodyView, attributions: Sequence[Attribution], tables: ClaimTables) -> Iterator[ClaimDraft]:
    touching: dict[int, list[Attribution]] = defaultdict(list)
    for attribution in attributions:
        cue = (attribution.cue.bounds,) if attribution.cue is not None else ()
        for view in body.over((*attribution.content, *cue)):
            touching[view.offset].append(attribution)
    for view in body.views:
        for stretch in find_narrated(view, touching[view.offset], tables):
            yield from _narrated(view, stretch, tables, "the article itself asserts it")


@dataclass(frozen=True, slots=True)
class _Part:
    """What one attribution has on one view."""

    view: ParagraphView
    whole: tuple[Bounds, ...]
    statements: tuple[Statement, ...]
    asides: tuple[TokenSet, ...]


def _part(view: ParagraphView, attribution: Attribution, nested: Sequence[Attribution], tables: ClaimTables) -> _Part:
    doc = view.parsed.doc
    given = view.indices(attribution.content)
    content = (
        _without_reporting_clauses(view, given, nested) | _qualified(view, attribution) | _called(view, attribution)
    )
    denied = view.indices(_denied(attribution, nested))
    asides = () if denied else find_asides(view, attribution, content, tables)
    own = own_words(content, asides, doc)
    stretches = tuple(each for each in attribution.content if view.indices([each]))
    whole = stretches if own == given else bounds_of(doc, own, offset=view.offset)
    return _Part(view, whole, tuple(_statements(view, denied or own, stretches, tables)), asides)


def _narrated(view: ParagraphView, stretch: TokenSet, tables: ClaimTables, reason: str) -> Iterator[ClaimDraft]:
    statements = tuple(_statements(view, untied(view.parsed.doc, stretch), (), tables))
    if statements:
        whole = bounds_of(view.parsed.doc, stretch, offset=view.offset)
        yield ClaimDraft(None, whole, statements, reason)


def _statements(
    view: ParagraphView, tokens: TokenSet, whole: Sequence[Bounds], tables: ClaimTables
) -> Iterator[Statement]:
    propositions = split(view.parsed.doc, tokens, tables)
    for proposition in propositions:
        content = bounds_of(view.parsed.doc, proposition.tokens, offset=view.offset)
        if len(propositions) == 1 and view.indices(whole) == tokens:
            content = tuple(whole)
        if content:
            yield Statement(view, proposition, content)


def _denied(attribution: Attribution, nested: Sequence[Attribution]) -> tuple[Bounds, ...]:
    """Return the content of the report that is denied: "denied reports that …" denies the very same."""
    if attribution.cue is None or attribution.cue.cue_class is not CueClass.DENY:
        return ()
    start, end = attribution.content[0][0], attribution.content[-1][1]
    for other in nested:
        reported = other.cue is not None and other.cue.cue_class is not CueClass.DENY
        if reported and other.content[0][0] >= start and other.content[-1][1] >= end - _TAIL_CHARACTERS:
            return other.content
    return ()


def _qualified(view: ParagraphView, attribution: Attribution) -> TokenSet:
    """Return "backed by two unions" of "calls backed by two unions to strike": it says which calls are meant."""
    if attribution.cue is None or attribution.cue.bounds[1] > attribution.content[0][0]:
        return NOTHING
    cue = view.indices([attribution.cue.bounds])
    content = view.indices(attribution.content)
    if not cue or not content:
        return NOTHING
    between = frozenset(range(max(cue) + 1, min(content)))
    clauses = [child for child in view.parsed.doc[max(cue)].children if child.dep_ == "acl" and child.i in between]
    return between if any(clause.tag_ == "VBN" and between <= subtree(clause) for clause in clauses) else NOTHING


def _called(view: ParagraphView, attribution: Attribution) -> TokenSet:
    """Return "that" of "dismissed that as fiction", where only what it is called was taken for the content."""
    content = view.indices(attribution.content)
    first = view.parsed.doc[min(content)] if content else None
    if first is None or attribution.cue is None or first.lower_ != "as" or first.dep_ != "prep":
        return NOTHING
    cue = view.indices([attribution.cue.bounds])
    objects = (child for child in first.head.children if child.dep_ == "dobj" and child.i < first.i)
    return NOTHING.union(*map(subtree, objects)) if first.head.i in cue else NOTHING


def _without_reporting_clauses(view: ParagraphView, content: TokenSet, nested: Sequence[Attribution]) -> TokenSet:
    """Return the content without ", which it said was …": that is a claim of its own."""
    doc: Doc = view.parsed.doc
    for each in nested:
        cue = view.indices([each.cue.bounds]) if each.cue is not None else NOTHING
        for index in cue & content:
            if doc[index].dep_ == "relcl" and doc[index].head.i in content:
                content -= subtree(doc[index])
    return content


_TAIL_CHARACTERS = 2
"""A full stop and a quotation mark may follow what is reported."""
