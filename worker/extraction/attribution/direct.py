"""Direct speech: which reporting clause a quotation belongs to, and which quotation goes on with the one before."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from worker.extraction.attribution.cue_draft import CueDraft
from worker.extraction.attribution.cued_paragraph import CuedParagraph
from worker.extraction.attribution.quotations import Quotation
from worker.extraction.parse import ParsedParagraph


@dataclass(slots=True)
class Speech:
    """Quotations that one reporting clause introduces; grows while the article is read."""

    draft: CueDraft
    quotations: list[Quotation] = field(default_factory=list)


def speeches(
    parsed: ParsedParagraph,
    quotations: Sequence[Quotation],
    drafts: Iterable[CueDraft],
    *,
    text: str,
    before: Speech | None,
    make_cue: Callable[[Token], CueDraft | None],
) -> list[Speech]:
    """Return what is said in whole quotations of one paragraph, in text order.

    Words or phrases in quotation marks inside a sentence are no speech of their own: they belong to the clause around.

    Args:
        parsed: The paragraph.
        quotations: Those of the paragraph, in text order.
        drafts: The paragraph's cues; those that can quote are tried.
        text: Article.text.
        before: What was said last, if the paragraph before ended with it: a quotation without a cue goes on with it.
        make_cue: Makes a cue of a verb that no table holds ("he barked"), where its place says that it is one.
    """
    cued = CuedParagraph.of(parsed, text, (draft for draft in drafts if draft.can_quote), make_cue)
    found: dict[int, Speech] = {}
    last = before
    end_before = parsed.paragraph.start
    for place, quotation in enumerate(quotations):
        start, end = quotation.bounds
        next_start = quotations[place + 1].bounds[0] if place + 1 < len(quotations) else parsed.paragraph.end
        gap, end_before = (end_before, start), end
        if not cued.is_whole(quotation):
            continue
        draft = cued.cue_before(gap) or cued.cue_behind(quotation, (end, next_start))
        if draft is not None:
            last = found.setdefault(draft.head.i, Speech(draft))
        elif last is not None and (last is before or not found):
            # a comma at its end promises a reporting clause that the rules did not recognise
            last = last if not cued.words(gap).strip() and not cued.words(quotation.inner).endswith(",") else None
        elif last is not None and cued.has_new_sentence((_end_of(last, parsed), start)):
            last = None
        if last is not None:
            last.quotations.append(quotation)
    announced = cued.cue_before((end_before, parsed.paragraph.end)) if cued.announces() else None
    if announced is not None:
        found.setdefault(announced.head.i, Speech(announced))
    return list(found.values())


def open_end(parsed: ParsedParagraph, text: str, spoken: Sequence[Speech], before: Speech | None) -> Speech | None:
    """Return the speech that the paragraph ends with, so that the next paragraph may go on with it."""
    last = spoken[-1] if spoken else before
    if last is None or not last.quotations:
        return last if spoken else None
    end = last.quotations[-1].bounds[1]
    if not parsed.paragraph.start <= end <= parsed.paragraph.end:
        return None
    return (
        None
        if CuedParagraph.of(parsed, text, (), lambda _: None).has_new_sentence((end, parsed.paragraph.end))
        else last
    )


def _end_of(speech: Speech, parsed: ParsedParagraph) -> int:
    """Return where the speech's last quotation ends; its cue, where it has none yet."""
    return speech.quotations[-1].bounds[1] if speech.quotations else parsed.bounds(speech.draft.head)[1]
