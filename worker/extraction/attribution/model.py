"""An attribution: who is said to say what, as spans of the text (the terms of PARC and PolNeAR)."""

from dataclasses import dataclass

from contract.claim import CueClass, QuoteKind

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CueMatch:
    """The words by which content is attributed."""

    bounds: Bounds
    lemma: str
    cue_class: CueClass


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source says, by a cue, some content. Offsets are half-open, in code points of Article.text."""

    source: Bounds | None
    """None where the text names nobody beside this cue."""
    cue: CueMatch | None
    """None for a quotation that stands alone and continues the one before it."""
    content: tuple[Bounds, ...]
    """In text order; never empty."""
    quote: QuoteKind
    nested_in: int | None
    """Index, among the attributions of the article, of the one whose content reports this one."""
    confidence: float
    reasons: tuple[str, ...]
    """The rules that found it, in words for an editor."""
