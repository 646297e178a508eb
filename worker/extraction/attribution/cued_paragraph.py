"""A paragraph with what can introduce a quotation in it: the cues, and where its sentences end."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Self

from spacy.tokens import Token

from worker.extraction.attribution.cue_draft import CueDraft
from worker.extraction.attribution.model import Bounds
from worker.extraction.attribution.quotations import Quotation
from worker.extraction.parse import ParsedParagraph


@dataclass(frozen=True, slots=True)
class CuedParagraph:
    """A paragraph with what can introduce a quotation in it."""

    parsed: ParsedParagraph
    text: str
    starts: tuple[int, ...]
    """Where each token starts."""
    drafts: tuple[CueDraft, ...]
    cues: tuple[Bounds, ...]
    """Where each draft's cue stands."""
    make_cue: Callable[[Token], CueDraft | None]

    @classmethod
    def of(
        cls,
        parsed: ParsedParagraph,
        text: str,
        drafts: Iterable[CueDraft],
        make_cue: Callable[[Token], CueDraft | None],
    ) -> Self:
        """Read the paragraph; `make_cue` makes a cue of a verb that no table holds, where its place tells it."""
        offset = parsed.paragraph.start
        ordered = tuple(sorted(drafts, key=lambda draft: draft.head.i))
        cues = tuple(parsed.bounds(draft.head) for draft in ordered)
        return cls(parsed, text, tuple(offset + token.idx for token in parsed.doc), ordered, cues, make_cue)

    def words(self, bounds: Bounds) -> str:
        """Return the text of the stretch."""
        return self.text[slice(*bounds)]

    def announces(self) -> bool:
        """Tell whether the paragraph ends with a colon."""
        paragraph = self.parsed.paragraph
        return self.words((max(paragraph.start, paragraph.end - _NEAR), paragraph.end)).rstrip().endswith(":")

    def between(self, gap: Bounds) -> Sequence[tuple[Bounds, CueDraft]]:
        """Return the cues inside the gap."""
        first = bisect_left(self.cues, gap[0], key=itemgetter(0))
        last = bisect_left(self.cues, gap[1], key=itemgetter(0))
        return list(zip(self.cues[first:last], self.drafts[first:last], strict=True))

    def tokens(self, gap: Bounds) -> Sequence[Token]:
        """Return the tokens that start inside the gap."""
        doc = self.parsed.doc
        return list(doc[bisect_left(self.starts, gap[0]) : bisect_left(self.starts, gap[1])])

    def is_whole(self, quotation: Quotation) -> bool:
        """Tell speech from a word or phrase in marks: it ends like a sentence or a clause, or nothing closes it."""
        if not quotation.is_closed:
            return True
        words = self.words(quotation.inner)
        core = words.rstrip(_INNER_MARKS) or words
        start = quotation.bounds[0]
        before = self.words((max(self.parsed.paragraph.start, start - _NEAR), start)).rstrip()
        if core[-1] in _ENDINGS:
            # `a man he called "a fool."` ends a sentence and is a phrase all the same
            is_long = words.count(" ") > _SHORTEST_SPEECH and words[0].isupper()
            return not before or before[-1] in _BEFORE_SPEECH or is_long
        return before.endswith((",", ":")) and words[:1].isupper() and words.count(" ") >= _SHORTEST_SPEECH

    def cue_before(self, gap: Bounds) -> CueDraft | None:
        """Return the cue that leads up to the quotation: `Smith said in a statement: "…"`."""
        words = self.words(gap).rstrip()
        if not words:
            return None
        start = self.last_sentence(gap)
        nearest: CueDraft | None = None
        for cue, draft in self.between((start, gap[1])):
            if words[-1] in _LEADING or self.words((cue[1], gap[1])).strip() in _LINKS:
                nearest = draft
        if nearest is None and words[-1] == ":":
            nearest = self._made_cue(start, gap[1])
        return nearest

    def cue_behind(self, quotation: Quotation, gap: Bounds) -> CueDraft | None:
        """Return the cue that follows the quotation: `"…," said Smith`."""
        words = self.words(quotation.inner).rstrip(_INNER_MARKS)
        behind = self.words(gap)
        last = words[-1:]
        if last == "." or (quotation.is_closed and last not in _BEFORE_CUE and not behind.lstrip().startswith(",")):
            return None
        limit = self.first_sentence(gap)
        cues = self.between((gap[0], limit))
        if cues:
            return cues[0][1]
        return self._made_cue(gap[0], limit) if last == "," else None

    def last_sentence(self, gap: Bounds) -> int:
        """Return where the last sentence between two quotations starts."""
        return max(self._sentence_starts(gap), default=gap[0])

    def first_sentence(self, gap: Bounds) -> int:
        """Return where the first sentence between two quotations ends."""
        return min(self._sentence_starts(gap), default=gap[1])

    def has_new_sentence(self, gap: Bounds) -> bool:
        """Tell whether more than the rest of a sentence stands between two quotations."""
        return any(self.words((start, gap[1])).strip() for start in self._sentence_starts(gap))

    def _sentence_starts(self, gap: Bounds) -> list[int]:
        """Return where a sentence starts inside the gap: the parse says so, and a full stop stands before it."""
        offset = self.parsed.paragraph.start
        return [
            offset + token.idx
            for token in self.tokens(gap)[1:]
            if (token.is_sent_start and token.nbor(-1).text[-1:] in _STOPS) or token.nbor(-1).text.startswith("\n")
        ]

    def _made_cue(self, start: int, end: int) -> CueDraft | None:
        inside = self.tokens((start, end))
        for token in inside:
            subject = next((child for child in token.children if child.dep_ == "nsubj"), None)
            if token.pos_ == "VERB" and subject is not None and inside[0].i <= subject.i <= inside[-1].i:
                # "…," he barked: the reporting clause starts where the quotation ends
                return self.make_cue(token) if min(token.i, subject.left_edge.i) <= inside[0].i + 1 else None
        return None


_INNER_MARKS = "'\u2019\u201d\")]"
_ENDINGS = frozenset(",.?!\u2026\u2014-;")
_BEFORE_SPEECH = frozenset(",:.?!\u2014\"\u201d'\u2019\u00bb)")
_BEFORE_CUE = frozenset(",?!\u2014-\u2026")
_LEADING = frozenset(",:\u2014-")
_LINKS = frozenset((":", ",", "that", ", that", ""))
_STOPS = frozenset('.?!;"\u201d')
_SHORTEST_SPEECH = 2
"""Spaces: three words."""
_NEAR = 40
"""Characters before a quotation that are looked at."""
