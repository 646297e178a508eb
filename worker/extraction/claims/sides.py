"""Whose the counted are: who suffered a loss, bears a cost, or has what is counted; nobody where it is not clear."""

from spacy.tokens import Span, Token

from contract.claim import AgentKind
from worker.extraction.claims.content_parties import ContentParties
from worker.extraction.claims.forces import Forces
from worker.extraction.claims.mentions import Shape, read_mentions
from worker.extraction.claims.naming import STATE_ORGANS, enter, enter_state
from worker.extraction.claims.paragraph_figures import Figure
from worker.extraction.claims.propositions import Proposition, controller_of, subject_of
from worker.extraction.claims.states import Form
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


class Sides:
    """Knows who speaks, and which two states the article sets against each other."""

    def __init__(
        self, parties: ContentParties, rivals: tuple[str, str] | None, forces: Forces, tables: ClaimTables
    ) -> None:
        self._cast = parties.cast
        self._parties = parties
        self._rivals = rivals
        self._forces_here = forces
        self._tables = tables

    def of(self, view: ParagraphView, proposition: Proposition, figure: Figure) -> str | None:
        """Return the agent whose the counted are: whom the sentence names, else the opponent of who did it."""
        item = view.tokens(figure.bounds).root
        verb = next((above for above in item.ancestors if above.pos_ in {"VERB", "AUX"}), None)
        if figure.side is not None:
            named = self._named(view, view.tokens(figure.side), figure, verb)
            is_person = named is not None and self._cast.kind(named) is AgentKind.PERSON
            return (self._serving(figure) or named) if is_person else named
        return self._serving(figure) or self._told_by(view, proposition, figure, verb)

    def _told_by(self, view: ParagraphView, proposition: Proposition, figure: Figure, verb: Token | None) -> str | None:
        """Return whose they are by what is done with them: who cuts jobs loses them, who is shot at loses soldiers."""
        item = view.tokens(figure.bounds).root
        if figure.category in _BY_ITSELF:
            subject = subject_of(verb) or controller_of(verb) if verb is not None else None
            return self._parties.only(view, subject) if subject is not None and item.dep_ != "nsubjpass" else None
        for child in item.lefts:
            if child.dep_ == "compound" and (member := self._parties.short(view, child)) is not None:
                return member  # "union stewards"
        if (
            figure.category not in _BY_AN_OPPONENT
            or verb is None
            or not (_is_inside_object(item) or verb.dep_ == "advcl")
        ):
            return None
        subject = subject_of(verb) or (proposition.lent if verb == proposition.head else None) or controller_of(verb)
        return self._foe_of(view, subject) if subject is not None else None

    def _serving(self, figure: Figure) -> str | None:
        """Return whose "soldiers" or "officers" they are, where one army, armed group or police speaks."""
        is_of_forces = self._rivals is None and figure.category in _OF_FORCES
        return self._forces_here.of_item(figure.item, self._tables) if is_of_forces else None

    def _foe_of(self, view: ParagraphView, subject: Token) -> str | None:
        country = self._country(view, view.parsed.doc[subject.left_edge.i : subject.i + 1])
        if self._rivals is not None:
            return self._forces(self._opponent(country))
        return self._forces_here.opponent(self._parties.only(view, subject), self._cast)

    def _named(self, view: ParagraphView, words: Span, figure: Figure, verb: Token | None) -> str | None:
        root = words.root
        if root.lemma_.lower() in self._tables.quantities.outcomes.losses.opponents:
            across = any(each.lower_ == "other" for each in words)
            return self._forces(self._opponent(self._parties.country)) if across else None
        if root.tag_ == "PRP$":
            return self._owner(view, root, figure, verb)
        if (country := self._country(view, words)) is not None:
            of_forces = figure.category in _OF_FORCES
            return self._forces(country) if of_forces else enter_state(self._cast, country, self._tables)
        mentions = read_mentions(view, words, self._tables)
        if len(mentions) == 1 and mentions[0].shape is Shape.NAMED and mentions[0].kind in _LOSING:
            return enter(self._cast, mentions[0], self._tables)
        return self._parties.only(view, root)

    def _owner(self, view: ParagraphView, possessive: Token, figure: Figure, verb: Token | None) -> str | None:
        """Resolve "its": who speaks; the subject or the object where that cannot be meant, or the article speaks."""
        owner = self._parties.only(view, possessive)
        if owner is None and figure.category not in _BY_AN_OPPONENT and verb is not None:
            objects = [child for child in verb.children if child.dep_ in {"dobj", "dative"}]
            near = [each for each in (*objects, subject_of(verb) or controller_of(verb)) if each is not None]
            named = [each for each in near if not each.is_ancestor(possessive) and each.i < possessive.i]
            return next((party for each in named if (party := self._parties.only(view, each)) is not None), None)
        if owner is not None and self._cast.kind(owner) is AgentKind.PERSON and self._is_of_an_office(figure):
            owner = self._parties.employer(owner) or owner  # "her members" are the union's
        of_state = owner is not None and self._cast.kind(owner) in {*STATE_ORGANS, AgentKind.STATE}
        return self._forces(self._parties.country) or owner if of_state else owner

    def _is_of_an_office(self, figure: Figure) -> bool:
        head = figure.item.rpartition(" ")[2]
        return self._tables.quantities.outcomes.things.kind_of.get(head) is not None and head not in _KIN

    def _country(self, view: ParagraphView, words: Span) -> str | None:
        found = {each.code for each in view.states_in(words.start, words.end) if each.form is not Form.SEAT}
        if len(found) == 1:
            return found.pop()
        return self._parties.country if any(each.lower_ in _OWN for each in words) else None

    def _opponent(self, country: str | None) -> str | None:
        if self._rivals is None or country not in self._rivals:
            return None
        first, second = self._rivals
        return second if country == first else first

    def _forces(self, country: str | None) -> str | None:
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
_KIN = frozenset({"child", "parent", "relative"})
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
_OF_FORCES = _BY_AN_OPPONENT | {"casualties", "missing"}
