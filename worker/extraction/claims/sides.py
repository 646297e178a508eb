"""Who suffered a loss, where the article makes it clear; nobody otherwise."""

from collections.abc import Sequence

from spacy.tokens import Span, Token

from contract.claim import AgentKind
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.event_parties import EventParties
from worker.extraction.claims.mentions import Shape, read_mentions
from worker.extraction.claims.naming import enter, enter_state
from worker.extraction.claims.paragraph_figures import Figure
from worker.extraction.claims.propositions import Proposition, controller_of, subject_of
from worker.extraction.claims.states import Form
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


class Sides:
    """Knows who speaks, and which two states the article sets against each other."""

    def __init__(
        self, cast: Cast, speakers: Sequence[str], rivals: tuple[str, str] | None, tables: ClaimTables
    ) -> None:
        self._cast = cast
        self._speakers = speakers
        self._rivals = rivals
        self._tables = tables
        countries = {cast.country(each) for each in speakers}
        self._own = countries.pop() if len(countries) == 1 else None

    def sufferer(self, view: ParagraphView, proposition: Proposition, figure: Figure) -> str | None:
        """Return the agent that lost what is counted: whom the sentence names, else the opponent of who did it."""
        if figure.side is not None:
            return self._named(view, view.tokens(figure.side))
        item = view.tokens(figure.bounds).root
        verb = next((above for above in item.ancestors if above.pos_ in {"VERB", "AUX"}), None)
        if figure.category in _BY_ITSELF:
            subject = subject_of(verb) or controller_of(verb) if verb is not None else None
            parties = EventParties(self._cast, self._speakers, self._tables)
            found = parties.ids(view, [subject], acts=True) if subject is not None and item.dep_ != "nsubjpass" else ()
            return found[0] if len(found) == 1 else None
        if figure.category not in _BY_AN_OPPONENT:
            return None
        if verb is None or not (_is_inside_object(item) or verb.dep_ == "advcl"):
            return None
        subject = subject_of(verb) or (proposition.lent if verb == proposition.head else None) or controller_of(verb)
        actor = self._country(view, view.parsed.doc[subject.left_edge.i : subject.i + 1]) if subject else None
        return self._agent(self._opponent(actor))

    def _named(self, view: ParagraphView, words: Span) -> str | None:
        root = words.root
        if root.lemma_.lower() in self._tables.quantities.outcomes.losses.opponents:
            across = any(each.lower_ == "other" for each in words)
            return self._agent(self._opponent(self._own)) if across else None
        if (country := self._country(view, words)) is not None:
            return self._agent(country)
        mentions = read_mentions(view, words, self._tables)
        if len(mentions) == 1 and mentions[0].shape is Shape.NAMED and mentions[0].kind in _LOSING:
            return enter(self._cast, mentions[0], self._tables)
        return None

    def _country(self, view: ParagraphView, words: Span) -> str | None:
        found = {each.code for each in view.states_in(words.start, words.end) if each.form is not Form.SEAT}
        if len(found) == 1:
            return found.pop()
        return self._own if any(each.lower_ in _OWN for each in words) else None

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


def _is_inside_object(item: Token) -> bool:
    """Tell the second of "a boat and a tanker", and the last of "sank a boat, and later a tanker"."""
    token = item
    while token.dep_ == "conj" and token.head.pos_ not in {"VERB", "AUX"}:
        token = token.head
    return token.dep_ in {"dobj", "conj"}


_OWN = frozenset({"its", "our", "their", "we"})
_LOSING = frozenset({AgentKind.ARMED_FORCE, AgentKind.ARMED_GROUP, AgentKind.GROUP})
_BY_ITSELF = frozenset({"dismissed", "jobs_cut"})
"""Who cuts jobs loses them."""
_BY_AN_OPPONENT = frozenset(
    {
        "captured",
        "equipment_damaged",
        "equipment_destroyed",
        "injured",
        "killed",
        "losses_unspecified",
        "unit_destroyed",
    }
)
"""Of two states at war, what one does of these, the other suffers."""
