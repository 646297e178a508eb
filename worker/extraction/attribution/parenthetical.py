"""A reporting clause set into the sentence that it reports: "The bridge, the mayor said, was closed in May"."""

from spacy.tokens import Doc, Token

from worker.extraction.attribution.spans import TokenSet, subtree


def sentence_around(verb: Token) -> TokenSet | None:
    """Return the rest of the sentence, on both sides of the verb's clause; None where commas do not set it apart.

    The parse hangs such a clause on either half, and sometimes the second half on it, so that only the commas tell.
    """
    doc, sent = verb.doc, verb.sent
    subject = next((child for child in reversed(list(verb.children)) if child.dep_ == "nsubj"), None)
    if verb.tag_ not in _FINITE or subject is None or any(child.dep_ in _OWN for child in verb.children):
        return None
    named = [i for i in subtree(subject) if not doc[i].is_punct]  # none, where the parse takes a mark for a subject
    start = min((verb.i, *named))
    end = _comma(doc, max((verb.i, *named)) + 1, sent.end)
    if (
        end is None
        or start - 1 <= sent.start
        or doc[start - 1].text != ","
        or any(doc[i].tag_ in _LINKS for i in named)
    ):
        return None
    if doc[end + 1].pos_ == "CCONJ" or doc[start - 2].is_punct:
        return None
    first = max((i + 1 for i in range(sent.start, start) if doc[i].text in _STOPS), default=sent.start)
    last = next((i for i in range(end, sent.end) if doc[i].text in _STOPS), sent.end)
    return frozenset(range(first, start)) | frozenset(range(end, last))


def _comma(doc: Doc, start: int, limit: int) -> int | None:
    """Return the comma that closes the clause: behind a day or a place at most, and with words behind it."""
    for i in range(start, min(limit - 2, start + _LONGEST_TAIL)):
        if doc[i].text == ",":
            return i
        if doc[i].is_punct or doc[i].pos_ in {"VERB", "AUX", "SCONJ", "CCONJ"}:
            return None
    return None


_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_LINKS = frozenset(("WDT", "WP", "WP$", "WRB"))
_OWN = frozenset(("dobj", "aux", "neg", "mark", "advcl"))
"""What a verb that is set in does not have. What it reports stands around it; the parse may call that its clause."""
_STOPS = frozenset((";", ":"))
_LONGEST_TAIL = 8
"""Words between the cue and its comma: "on Friday", "in a statement to reporters"."""
