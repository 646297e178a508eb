"""A parsed article -> its attributions."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from contract.claim import QuoteKind
from worker.extraction.attribution.according import according_drafts
from worker.extraction.attribution.cue_draft import CueDraft
from worker.extraction.attribution.denied import with_denied_reports
from worker.extraction.attribution.direct import Speech, open_end, speeches
from worker.extraction.attribution.fused import fused
from worker.extraction.attribution.kinds import kind_of, touched
from worker.extraction.attribution.model import Attribution, Bounds, CueMatch
from worker.extraction.attribution.nesting import nested, with_hosts
from worker.extraction.attribution.nouns import noun_drafts
from worker.extraction.attribution.quotations import Quotation, find_quotations
from worker.extraction.attribution.spans import NOTHING, TokenSet, bounds_of, overlong
from worker.extraction.attribution.tables import Tables
from worker.extraction.attribution.verbs import unlisted_draft, verb_drafts
from worker.extraction.parse import ParsedArticle, ParsedParagraph
from worker.marking.marker import Marker


def find_attributions(parsed: ParsedArticle, tables: Tables, marker: Marker | None = None) -> tuple[Attribution, ...]:
    """Return who is said to say what in the body paragraphs, in text order; by the rules alone without a marker."""
    text = parsed.article.text
    quotations = find_quotations(text, (each.paragraph for each in parsed.paragraphs), tables.quotation_marks)
    paragraphs: list[_ReadParagraph] = []
    said: Speech | None = None
    for paragraph, here in zip(parsed.paragraphs, quotations, strict=True):
        drafts = _drafts(paragraph, here, tables)
        make_cue = partial(unlisted_draft, tables=tables)
        spoken = speeches(paragraph, here, drafts, text=text, before=said, make_cue=make_cue)
        said = open_end(paragraph, text, spoken, said)
        paragraphs.append(_ReadParagraph(paragraph, here, drafts, spoken))
    told = nested(chain.from_iterable(_attributions(read) for read in paragraphs))
    if marker is None:
        return told
    marks = marker.mark(text, [(each.paragraph.start, each.paragraph.end) for each in parsed.paragraphs])
    quoted = list(chain.from_iterable(quotations))
    found = list(fused(told, marks, parsed, quoted, tables))
    return with_hosts(with_denied_reports(found, parsed, quoted, tables))


@dataclass(frozen=True, slots=True)
class _ReadParagraph:
    """One paragraph, read."""

    parsed: ParsedParagraph
    quotations: Sequence[Quotation]
    drafts: Sequence[CueDraft]
    spoken: Sequence[Speech]


def _drafts(parsed: ParsedParagraph, quotations: Sequence[Quotation], tables: Tables) -> list[CueDraft]:
    quoted = _tokens_between(parsed, quotations) | overlong(parsed.doc)
    nouns = list(noun_drafts(parsed.doc, tables, quoted))
    lent = NOTHING.union(*(draft.cue for draft in nouns))
    verbs = [draft for draft in verb_drafts(parsed.doc, tables, quoted) if draft.head.i not in lent]
    return [*verbs, *nouns, *according_drafts(parsed.doc, quoted)]


def _attributions(read: _ReadParagraph) -> Iterator[tuple[CueDraft, Attribution]]:
    by_cue = {speech.draft.head.i: speech for speech in read.spoken}
    listed = {draft.head.i for draft in read.drafts}
    unlisted = [speech.draft for speech in read.spoken if speech.draft.head.i not in listed]
    for draft in (*read.drafts, *unlisted):
        attribution = _attribution(read, draft, by_cue.get(draft.head.i))
        if attribution is not None:
            yield draft, attribution


def _attribution(read: _ReadParagraph, draft: CueDraft, speech: Speech | None) -> Attribution | None:
    parsed, quotations = read.parsed, read.quotations
    offset = parsed.paragraph.start
    if speech is not None and speech.quotations:
        content = tuple(each.inner for each in speech.quotations)
    else:
        content = _whole_quotations(bounds_of(parsed.doc, draft.content, offset=offset), quotations)
    cue = bounds_of(parsed.doc, draft.cue, offset=offset)
    source = bounds_of(parsed.doc, draft.source, offset=offset)
    if not content or not cue:
        return None
    return Attribution(
        source=(source[0][0], source[-1][1]) if source else None,
        cue=CueMatch((cue[0][0], cue[-1][1]), draft.lemma, draft.cue_class),
        content=content,
        quote=QuoteKind.DIRECT if speech is not None and speech.quotations else kind_of(content, quotations),
        nested_in=None,
        confidence=draft.confidence,
        reasons=draft.reasons,
    )


def _whole_quotations(content: Sequence[Bounds], quotations: Sequence[Quotation]) -> tuple[Bounds, ...]:
    """Carry each stretch that ends inside a quotation which it opened to the end of that quotation.

    The closing mark belongs to the stretch where the opening mark does.
    """
    whole: list[Bounds] = []
    for start, end in content:
        if whole and start < whole[-1][1]:
            continue
        opened = touched(quotations, (start, end))[-1:]
        reached = max(
            (
                each.bounds[1] if each.is_closed and start <= each.bounds[0] else each.inner[1]
                for each in opened
                if start <= each.inner[0]
            ),
            default=end,
        )
        whole.append((start, max(end, reached)))
    return tuple(whole)


def _tokens_between(parsed: ParsedParagraph, quotations: Sequence[Quotation]) -> TokenSet:
    if not quotations:
        return NOTHING
    starts = [parsed.paragraph.start + token.idx for token in parsed.doc]
    tokens: set[int] = set()
    for quotation in quotations:
        start, end = quotation.bounds
        tokens.update(range(bisect_right(starts, start) - 1, bisect_left(starts, end)))
    return frozenset(tokens)
