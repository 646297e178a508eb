"""Text as other origins write it, made of the corpus': spans keep their words.

The corpus is the politics of one country, cleanly set. News elsewhere has other quotation marks or none, datelines,
other names, paragraphs of one sentence or of twenty; some text comes in small letters, or parted at each punctuation
mark.
"""

from training.noise.kinds import noisy

__all__ = ["noisy"]
