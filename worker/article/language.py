"""Which language a text is in: told from its words, and from what its page declares where they are too few."""

from functools import cache
from typing import Final

from babel import Locale
from py3langid.langid import (  # type: ignore[import-untyped]  # py3langid ships no types
    MODEL_FILE,
    LanguageIdentifier,
)

MIN_BYTES: Final = 60
"""In UTF-8, of the words that count. Calibrated on `tests/gold/language`: English that was joined at random from its 50
sentences full of foreign names was taken for another language up to 38 bytes, and no longer."""

MIN_CONFIDENCE: Final = 0.6
"""Of the model, 0 to 1. Of 506 stretches of 60 bytes in 27 languages 25 stay undecided with it, and one is told wrong:
Indonesian as Malay."""

_MAX_CHARACTERS: Final = 600
"""More tells nothing new; the model reads 3,000 characters a millisecond."""

_NO_LANGUAGE: Final = "zxx"
"""ISO 639-2: no linguistic content, as code and figures are."""


def language_of(text: str, *, declared: str | None) -> str | None:
    """Return the language of a text, BCP 47: its words decide where there are enough, else what the page declares.

    A declaration of the same language keeps its script and region.
    """
    told = told_by_words(text)
    if told is None or (declared is not None and declared.partition("-")[0] == told):
        return declared
    return told


def name_of(language: str) -> str:
    """Return the English name of a language (BCP 47), with its code: "German (de)"."""
    name = Locale("en").languages.get(language.partition("-")[0])
    return f"{name} ({language})" if name else language


def told_by_words(text: str) -> str | None:
    """Return the language that a text is in (ISO 639), none when it is too short or could be of several.

    Words with a capital are left out: names are of every language, and outweigh the words between them.
    """
    counted = " ".join(word for word in text[:_MAX_CHARACTERS].split() if word == word.lower())
    if len(counted.encode("utf-8", "replace")) < MIN_BYTES:
        return None
    language, confidence = language_model().classify(counted)
    return language if confidence >= MIN_CONFIDENCE and language != _NO_LANGUAGE else None


@cache
def language_model() -> LanguageIdentifier:
    """Return py3langid's model, which its wheel holds: 139 languages. Half a second, 75 MB, once a process."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
