"""Which state a noun phrase belongs to, by the words in it."""

from spacy.tokens import Span, Token

from worker.extraction.claims.page import Page
from worker.extraction.claims.states import Form


def state_of(page: Page, span: Span, root: Token) -> tuple[str | None, bool]:
    """Return the state's code, and whether only its seat of government tells it."""
    seat: str | None = None
    for each in page.states_in(span.start, span.end):
        following = page.parsed.doc[each.end] if each.end < len(page.parsed.doc) else None
        if (following is not None and following.tag_ == "HYPH") or not _belongs(page.parsed.doc[each.end - 1], root):
            continue
        if each.form is not Form.SEAT:
            return each.code, False
        seat = seat or each.code
    return seat, seat is not None


def _belongs(token: Token, root: Token) -> bool:
    """Tell a modifier of the head from a word of a clause, or of a subject, that hangs on it."""
    while token != root:
        if token.dep_ in _APART or token.head == token:
            return False
        if token.dep_ == "prep" and token.lower_ not in _BELONGING:
            return False
        token = token.head
    return True


_APART = frozenset({"relcl", "acl", "advcl", "ccomp", "conj"})
_BELONGING = frozenset({"of", "in", "from", "for"})
"""An expert on a state, or one at a university there, is not therefore its own."""
