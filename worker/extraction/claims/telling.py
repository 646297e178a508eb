"""A statement as the article tells it: who says it, and which of its words are quoted."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from contract.claim import QuoteKind
from worker.extraction.attribution.model import Attribution, Bounds
from worker.extraction.claims.claim_drafts import Statement
from worker.extraction.claims.content_parties import ContentParties
from worker.extraction.claims.stretches import tokens_within
from worker.extraction.claims.views import ParagraphView
from worker.extraction.claims.wording import unclosed


@dataclass(frozen=True, slots=True)
class Telling:
    """A statement as it is told: by whom, in which attribution; neither where the article itself asserts it."""

    statement: Statement
    parties: ContentParties
    speaker: str | None
    attribution: Attribution | None
    reported: Sequence[Bounds]
    """What others say, as the attribution reports it."""

    @property
    def view(self) -> ParagraphView:
        """Return the paragraph that it stands in."""
        return self.statement.view

    def quotes(self, word: Token) -> bool:
        """Tell whether the word stands between the quotation marks of the attribution."""
        if self.attribution is None or self.attribution.quote is QuoteKind.NONE:
            return False
        return self.attribution.quote is QuoteKind.DIRECT or unclosed(self.view.text[: word.idx]) is not None

    def is_of_another(self, word: Token) -> bool:
        """Tell whether a quoted word may be somebody's whom the speaker reports, or who reports the speaker."""
        if self.attribution is None or self.attribution.nested_in is not None:
            return True
        at = self.view.bounds(word)[0]
        first = max((start for start, _ in self.attribution.content if start <= at), default=at)
        before = (each for each in tokens_within(self.view.parsed, [(first, at)]) if each.is_quote)
        opening = [each for each in before if not each.whitespace_ and (each.i == 0 or each.nbor(-1).whitespace_)]
        is_twice = len(opening) > (self.attribution.quote is QuoteKind.MIXED)
        return is_twice or any(start <= at < end for start, end in self.reported)
