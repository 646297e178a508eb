"""Who is said to say what: cues, their sources and their contents."""

from worker.extraction.attribution.find import find_attributions
from worker.extraction.attribution.model import Attribution, CueMatch
from worker.extraction.attribution.tables import Tables, load_tables

__all__ = ["Attribution", "CueMatch", "Tables", "find_attributions", "load_tables"]
