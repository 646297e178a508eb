"""Which state a noun phrase belongs to, by the words in it."""

from spacy.tokens import Span, Token

from worker.extraction.claims.states import Form, StateMention
from worker.extraction.claims.views import ParagraphView


def state_of(view: ParagraphView, span: Span, root: Token) -> tuple[str | None, bool]:
    """Return the state's code, and whether only its seat of government tells it."""
    seat: str | None = None
    found: list[StateMention] = []
    for each in view.states_in(span.start, span.end):
        following = view.parsed.doc[each.end] if each.end < len(view.parsed.doc) else None
        if (following is not None and following.tag_ == "HYPH") or not _belongs(view.parsed.doc[each.end - 1], root):
            continue
        if each.form is not Form.SEAT:
            found.append(each)
        else:
            seat = seat or each.code
    if found:
        own = (each for each in found if each.form is Form.DEMONYM and _qualifies(view.parsed.doc[each.end - 1], root))
        return next(own, found[0]).code, False
    return seat, seat is not None


def _qualifies(token: Token, root: Token) -> bool:
    """Tell "Chilean" in "Peru's Chilean envoy": the adjective of the head says more than a name further off."""
    return token.head == root and token.dep_ == "amod" and token.i < root.i


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
