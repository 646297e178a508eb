"""Reports that another denies: "denied police suggestions that …" is a denial, and a suggestion by the police."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from contract.claim import CueClass
from worker.extraction.attribution.kinds import kind_of
from worker.extraction.attribution.model import Attribution, CueMatch
from worker.extraction.attribution.nouns import complements, owner_of
from worker.extraction.attribution.quotations import Quotation
from worker.extraction.attribution.sources import noun_phrase
from worker.extraction.attribution.spans import TokenSet, bounds_of, subtree
from worker.extraction.attribution.tables import Tables
from worker.extraction.parse import ParsedArticle


def with_denied_reports(
    attributions: Sequence[Attribution], parsed: ParsedArticle, quotations: Sequence[Quotation], tables: Tables
) -> Iterator[Attribution]:
    """Yield all attributions, and after each denial the report that it denies, where that names its source.

    The content of such a denial reaches from the noun to the end of what is reported.
    """
    known = {each.cue.bounds for each in attributions if each.cue is not None}
    for each in attributions:
        report = _denied_by(each, parsed, quotations, tables)
        if report is None or report.cue is None or report.cue.bounds in known:
            yield each
            continue
        start = min(report.source[0] if report.source else report.cue.bounds[0], report.cue.bounds[0])
        yield replace(each, content=((start, report.content[-1][1]),))
        yield report


def _denied_by(
    denial: Attribution, parsed: ParsedArticle, quotations: Sequence[Quotation], tables: Tables
) -> Attribution | None:
    if denial.cue is None or denial.cue.cue_class is not CueClass.DENY:
        return None
    paragraph = parsed.at(denial.cue.bounds[0])
    offset = paragraph.paragraph.start
    for verb, noun in ((each, child) for each in paragraph.span(*denial.cue.bounds) for child in each.children):
        frames = tables.nouns.get(noun.lemma_.lower())
        if noun.dep_ != "dobj" or frames is None:
            continue
        content = next((words for frame, words in complements(noun) if frame == "clause"), None) or _behind(verb, noun)
        source = _source(noun, tables, content) if content is not None else None
        if content is None or not source:
            continue
        bounds, named = (
            bounds_of(paragraph.doc, content, offset=offset),
            bounds_of(paragraph.doc, source, offset=offset),
        )
        if bounds and named:
            return Attribution(
                source=(named[0][0], named[-1][1]),
                cue=CueMatch(paragraph.bounds(noun), noun.lemma_.lower(), next(iter(frames.values())).cue_class),
                content=bounds,
                quote=kind_of(bounds, quotations),
                nested_in=None,
                confidence=denial.confidence,
                reasons=(f"noun {noun.lemma_.lower()} under a denial",),
            )
    return None


def _behind(verb: Token, noun: Token) -> TokenSet | None:
    """Return the clause that the parse hangs elsewhere: "denied a report in the Herald that it was for sale"."""
    near = {verb.i, *(each.i for each in noun.subtree)}
    for below in verb.subtree:
        if below.i > noun.i and below.dep_ in {"acl", "ccomp", "relcl"} and below.head.i in near:
            that = next((each for each in below.children if each.dep_ == "mark" and each.lower_ == "that"), None)
            if that is not None:
                return subtree(below) - {that.i}
    return None


def _source(noun: Token, tables: Tables, content: TokenSet) -> TokenSet:
    """Return whose report it is: an owner, "police suggestions", "a report in the Herald"."""
    owner = owner_of(noun, tables)
    if owner is not None and not owner.cue:
        return owner.tokens - content
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in _PUBLISHED:
            for place in (each for each in child.children if each.dep_ == "pobj" and each.i not in content):
                return noun_phrase(place) - content
    return frozenset(child.i for child in noun.lefts if child.dep_ == "compound")


_PUBLISHED = frozenset({"in", "of", "on"})
