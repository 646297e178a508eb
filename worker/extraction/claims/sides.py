"""Who suffered a loss, where the article makes it clear; nobody otherwise."""

from collections.abc import Sequence

from spacy.tokens import Token

from contract.claim import AgentKind
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.naming import enter_state
from worker.extraction.claims.page import Page
from worker.extraction.claims.propositions import Proposition, subject_of
from worker.extraction.claims.states import Form
from worker.extraction.claims.tables import ClaimTables


class Sides:
    """Knows who speaks, and which two states the article sets against each other."""

    def __init__(
        self, cast: Cast, speakers: Sequence[str], rivals: tuple[str, str] | None, tables: ClaimTables
    ) -> None:
        self._cast = cast
        self._rivals = rivals
        self._tables = tables
        countries = {cast.country(each) for each in speakers}
        self._own = countries.pop() if len(countries) == 1 else None

    def sufferer(self, page: Page, proposition: Proposition, item: Token) -> str | None:
        """Return the agent that lost the item: whose it is said to be, who "suffered", or the actor's opponent."""
        if (named := self._named(page, item)) is not None:
            return self._agent(named)
        verb = _verb_above(item)
        if verb is None:
            return None
        if _points_across(verb):
            return self._agent(self._opponent(self._own))
        subject = subject_of(verb) or (proposition.lent if verb == proposition.head else None) or _controller(verb)
        actor = self._country(page, subject) if subject is not None else None
        if verb.lemma_.lower() in self._tables.losses.unspecified.bearers:
            return self._agent(actor)
        if item.dep_ == "dobj" or _is_inside_object(item) or verb.dep_ == "advcl":
            return self._agent(self._opponent(actor))
        return None

    def _named(self, page: Page, item: Token) -> str | None:
        found = {
            each.code
            for each in page.states_in(item.left_edge.i, item.i)
            if each.form is not Form.SEAT and page.parsed.doc[each.end - 1].head in {item, *item.children}
        }
        return found.pop() if len(found) == 1 else None

    def _country(self, page: Page, subject: Token) -> str | None:
        found = {each.code for each in page.states_in(subject.left_edge.i, subject.i + 1) if each.form is not Form.SEAT}
        if len(found) == 1:
            return found.pop()
        own = any(child.dep_ == "poss" and child.lower_ in _OWN for child in subject.children)
        return self._own if own or subject.lower_ == "we" else None

    def _opponent(self, country: str | None) -> str | None:
        if self._rivals is None or country not in self._rivals:
            return None
        first, second = self._rivals
        return second if country == first else first

    def _agent(self, country: str | None) -> str | None:
        if country is None:
            return None
        forces = self._cast.find(AgentKind.ARMED_FORCE, AgentKind.STATE, country=country)
        return forces or enter_state(self._cast, country, self._tables)


def _verb_above(item: Token) -> Token | None:
    for above in item.ancestors:
        if above.pos_ in {"VERB", "AUX"}:
            return above
    return None


def _controller(verb: Token) -> Token | None:
    """Return the subject of the clause that a participle or a second verb hangs on."""
    above = verb
    while above.dep_ in {"advcl", "conj", "xcomp"} and above.head != above:
        above = above.head
        if (subject := subject_of(above)) is not None:
            return subject
    return None


def _points_across(verb: Token) -> bool:
    return any(
        child.dep_ == "prep"
        and below.lemma_.lower() == "side"
        and any(each.lower_ == "other" for each in below.children)
        for child in verb.children
        for below in child.children
    )


def _is_inside_object(item: Token) -> bool:
    """Tell the second of "a boat and a tanker", and the last of "sank a boat, and later a tanker"."""
    token = item
    while token.dep_ == "conj" and token.head.pos_ not in {"VERB", "AUX"}:
        token = token.head
    return token.dep_ in {"dobj", "conj"}


_OWN = frozenset({"its", "our", "their"})
