"""What one line is, told from itself alone."""

import re
from typing import Final

from worker.article.line_table import LineTable

_APOSTROPHE: Final = "\u2019"
_CAPITALS: Final = r"[A-Z][\w.&\u2019'-]*(?:\s+(?:[A-Z][\w.&\u2019'-]*|of|the|de|van|von|al|el)){0,4}"
_WORD: Final = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'\u201d\u2019)\]]*$")
# A full stop inside: not after one letter (initials) or a title, and not before a small letter (abbreviations).
_SENTENCE_BREAK: Final = re.compile(
    r"(?<!\b\w)(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bGen)[.!?…][\"'\u201d\u2019)\]]*\s+"
    r"(?=[\"'\u201c\u2018(\[]?[A-Z\d])"
)
_BRACKETED_END: Final = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]\.?$")
# "(Ann Lee for The Post)", "Ann Lee / The Post": who took the picture, and for whom
_PHOTOGRAPHER: Final = re.compile(rf"{_CAPITALS}(?:\s?/\s?{_CAPITALS}|\s+(?:for|via)\s+{_CAPITALS})+")
_LAST_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+([A-Z][^.!?()\[\]]{1,80})\.?$")
_CREDIT_PARTS: Final = re.compile(r"\s*(?:[/|,;·•()\[\]\u2013\u2014]|\bvia\b|\band\b|\bfor\b|\s-\s)\s*")
_QUOTE: Final = re.compile(r"[\"\u201c\u201d«»]")
_NAME_WORD: Final = r"(?:[A-Z][\w.'\u2019-]*|de|la|van|von|der|al|el|bin)"
_NAME: Final = re.compile(rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}}")
_LOOKS_THIRD_PERSON: Final = re.compile(r"[^sui]s$")
_MAX_CREDIT_WORDS: Final = 14
_MAX_PROMOTION_WORDS: Final = 45
_MAX_CAPTION_WORDS: Final = 60


def word_count(text: str) -> int:
    """Return how many words a line has; a figure is none."""
    return len(_WORD.findall(text))


def ends_sentence(text: str) -> bool:
    """Tell whether the line closes as a sentence does."""
    return bool(_SENTENCE_END.search(text))


def is_one_sentence(text: str) -> bool:
    """Tell whether no sentence ends within the line."""
    return not _SENTENCE_BREAK.search(text)


def reports(text: str, table: LineTable) -> bool:
    """Tell whether the line passes on what someone said."""
    return bool(_QUOTE.search(text)) or any(word.lower() in table.reporting_verbs for word in _WORD.findall(text))


def is_credit(text: str, table: LineTable) -> bool:
    """Tell whether the line names only agencies, photographers and their like."""
    if _has_more_words(text, _MAX_CREDIT_WORDS):
        return False
    if table.credits.fit(text):
        return True
    parts = [part for part in _CREDIT_PARTS.split(text.strip(" .©")) if part]
    if not any(part in table.agencies for part in parts):
        return False
    return all(part in table.agencies or part.lower() in table.companions or _NAME.fullmatch(part) for part in parts)


def _has_more_words(text: str, limit: int) -> bool:
    # a figure is a word here: the limits are rough, and this is asked of every line
    return text.count(" ") >= limit


def is_byline(text: str, table: LineTable) -> bool:
    """Tell whether the line says who wrote the article or when it came out."""
    return table.bylines.fit(text)


def is_promotion(text: str, table: LineTable) -> bool:
    """Tell whether the line invites the reader to something."""
    if _has_more_words(text, _MAX_PROMOTION_WORDS):
        return False
    if table.sure_promotions.fit(text):
        return True
    return table.likely_promotions.fit(text) and not reports(text, table)


def is_marked_caption(text: str, table: LineTable) -> bool:
    """Tell whether the line says itself that it describes a picture, or closes with a picture's credit."""
    if _has_more_words(text, _MAX_CAPTION_WORDS) or _QUOTE.search(text):
        return False
    if table.captions.fit(text):
        return True
    closing = _BRACKETED_END.search(text) or _LAST_SENTENCE.search(text)
    if closing is None:
        return False
    if _PHOTOGRAPHER.fullmatch(closing[1]):
        return True
    if not is_credit(closing[1], table):
        return False
    # "... (Reuters)" also closes an agency's own report; a photographer's name does not
    return "/" in closing[1] or not may_have_finite_verb(text[: closing.start()], table)


def closes_with_name(text: str) -> bool:
    """Tell whether the line closes with a name in brackets, as that of a photographer stands below a picture."""
    closing = _BRACKETED_END.search(text)
    return closing is not None and _NAME.fullmatch(closing[1]) is not None


def may_have_finite_verb(text: str, table: LineTable, *, strictly: bool = False) -> bool:
    """Tell whether the line may be a full sentence rather than a fragment such as captions are.

    An auxiliary and an irregular past are sure. A form in -ed is a past or a participle: before an object it is taken
    for a past, elsewhere only `strictly`; so is a form in -s that may be a verb.
    """
    words = _WORD.findall(text)
    for position, word in enumerate(words):
        low = word.lower().replace(_APOSTROPHE, "'")
        if low in table.finite_verbs or low in table.reporting_verbs or low in table.pasts_or_participles:
            return True
        if not word.islower() or position == 0:
            continue
        before = words[position - 1].lower()
        following = words[position + 1].lower() if position + 1 < len(words) else ""
        if low.endswith("ed") and (strictly or following in table.object_starts) and before not in table.before_nouns:
            return True
        if strictly and _LOOKS_THIRD_PERSON.search(low) and before not in table.before_nouns:
            return True
    return False
