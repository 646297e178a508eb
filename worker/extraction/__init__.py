"""An article -> its claims. The only home of spaCy; pure: no network, no clock, no environment."""

from worker.extraction.extractor import Extraction, Extractor

__all__ = ["Extraction", "Extractor"]
