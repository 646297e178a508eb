"""Where a paragraph's prose starts: behind a wire's dateline, which names a place and an agency, and nobody's words."""

import re

from worker.extraction.article import Paragraph


def behind_dateline(text: str, paragraph: Paragraph) -> Paragraph:
    """Return the paragraph without "LONDON (Reuters) - " or "FLINT, Mich., Oct. 4 — " at its start.

    The place stands in capitals, as the agencies write it (AP Stylebook, "datelines"). What follows the dash starts a
    sentence: in "BRUSSELS — long a quiet town — said …" the place is the subject.
    """
    found = _DATELINE.match(text, paragraph.start, paragraph.end)
    return Paragraph(found.end(), paragraph.end, paragraph.zone) if found is not None else paragraph


_PLACE = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'\u2019-]+(?:[ ][A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'\u2019-]+){0,2}"
_PART = r"(?:,[ ]?|/)[A-Z][\w.'\u2019]{1,20}(?:[ ][A-Z][\w.]{1,20})?(?:[ ]\d{1,2})?"
"""A state, a country, a second place, a day."""
_AGENCY = r"[ ]?\([A-Z][\w .,/&\u2019'-]{1,40}\)"
_BARE = r"(?=[A-Z\u00c0-\u00de]{5}|[A-Z\u00c0-\u00de.]{2,}[ ][A-Z\u00c0-\u00de]{3})"
"""Without a state or an agency, a short word in capitals is rather an institution: NASA."""
_DATELINE = re.compile(
    rf"(?:{_PLACE}(?:{_PART}){{0,3}}{_AGENCY}|{_PLACE}(?:{_PART}){{1,3}}|{_BARE}{_PLACE})"
    r"(?:[ ]-{1,2}[ ]|\s?[\u2013\u2014]\s?)(?=[A-Z\u00c0-\u00de\d\"'\u201c\u2018\u00ab])"
)
