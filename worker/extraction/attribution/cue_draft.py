"""An attribution on its way: tokens of one paragraph's parse, before quotations and nesting are settled."""

from dataclasses import dataclass

from spacy.tokens import Token

from contract.claim import CueClass
from worker.extraction.attribution.spans import TokenSet


@dataclass(frozen=True, slots=True)
class CueDraft:
    """A cue with what the parse gives for it; token indices count in one paragraph."""

    head: Token
    """The cue's own verb or noun."""
    cue: TokenSet
    lemma: str
    cue_class: CueClass
    frame: str
    source: TokenSet
    """Empty where the sentence names nobody."""
    content: TokenSet
    """Empty for a verb whose content is yet to be found between quotation marks."""
    confidence: float
    reasons: tuple[str, ...]
    can_quote: bool = False
    """Whether what stands between quotation marks nearby may be its content."""
