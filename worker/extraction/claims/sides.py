"""Whose the counted are: who suffered a loss, bears a cost, or has what is counted; nobody where it is not clear."""

from spacy.tokens import Span, Token

from contract.claim import AgentKind
from worker.extraction.claims.bodies import Bodies
from worker.extraction.claims.content_parties import ContentParties
from worker.extraction.claims.mentions import Shape, read_mentions
from worker.extraction.claims.naming import STATE_ORGANS, enter, enter_state
from worker.extraction.claims.outcomes import COUNT
from worker.extraction.claims.paragraph_figures import Figure
from worker.extraction.claims.propositions import Proposition, controller_of, subject_of
from worker.extraction.claims.states import Form
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


class Sides:
    """Knows who speaks, and which two states the article sets against each other; `concedes` who admits it."""

    def __init__(
        self,
        parties: ContentParties,
        rivals: tuple[str, str] | None,
        bodies: Bodies,
        tables: ClaimTables,
        *,
        concedes: bool,
    ) -> None:
        self._parties = parties
        self._rivals = rivals
        self._bodies = bodies
        self._tables = tables
        self._concedes = concedes

    def of(self, view: ParagraphView, proposition: Proposition, figure: Figure) -> str | None:
        """Return the agent whose the counted are: whom the sentence names, else the opponent of who did it."""
        item = view.tokens(figure.bounds).root
        verb = next((above for above in item.ancestors if above.pos_ in {"VERB", "AUX"}), None)
        if figure.side is not None:
            named = self._named(view, view.tokens(figure.side), figure, verb)
            if named is not None:
                return self._behind(view, named, figure)
            if figure.like is None:
                return self._of_body(view, figure) if figure.category == COUNT else None  # a minister's battalions
        if figure.item.partition(" ")[0] in self._tables.quantities.outcomes.losses.opponents:
            return self._across()
        found = self._of_body(view, figure) or self._told_by(view, proposition, figure, verb)
        return self.of(view, proposition, figure.like) if found is None and figure.like is not None else found

    def _behind(self, view: ParagraphView, named: str, figure: Figure) -> str:
        """Return for whom a person answers: the loss of soldiers or players is that of whom they serve."""
        if self._parties.cast.kind(named) is not AgentKind.PERSON:
            return named
        if (of_body := self._of_body(view, figure)) is not None:
            return of_body
        employer = (
            self._parties.employer(named) if figure.category in _OF_FORCES and self._is_of_an_office(figure) else None
        )
        return employer or named

    def _across(self) -> str | None:
        """Return the foe of who speaks of "40 enemy soldiers"."""
        if self._rivals is not None:
            return self._forces(self._opponent(self._parties.country))
        speakers = self._parties.speakers
        return self._bodies.opponent(self._serves(speakers[0]), self._parties.cast) if len(speakers) == 1 else None

    def _of_body(self, view: ParagraphView, figure: Figure) -> str | None:
        """Return whose soldiers, officers, pupils or posts they are, where the article has one army, police, school."""
        cast, serving = self._parties.cast, self._tables.parties.serving
        if figure.category in _OF_FORCES | _OF_HOSTS and not self._is_of_many_years(view, figure):
            host = self._bodies.hosts.of_item(figure.item, cast, self._tables)
            if host is not None:
                return host
        head, item = figure.item.rpartition(" ")[2], view.tokens(figure.bounds).root
        is_of_others = any(child.lower_ == "of" for child in item.rights)  # "two battalions of French troops"
        if figure.category == COUNT and head in serving.army | serving.units and not is_of_others:
            return self._own_army() if self._rivals is not None else self._bodies.army
        if self._rivals is not None or figure.category not in _OF_FORCES:
            return None
        if self._concedes and head in serving.offices and not is_of_others and len(self._parties.speakers) == 1:
            return self._serves(self._parties.speakers[0])
        return self._bodies.of_forces(figure.item, self._tables)

    def _is_of_many_years(self, view: ParagraphView, figure: Figure) -> bool:
        """Tell "1,300 pupils were abducted in six years" from what happened at the one school of the article."""
        words = self._tables.parties.of_many.words
        return any(token.lower_ in words for token in view.tokens(figure.bounds).root.sent)

    def _own_army(self) -> str | None:
        """Return the army that speaks, or for which a person speaks."""
        speakers = self._parties.speakers
        if len(speakers) != 1:
            return None
        body = self._behind_person(speakers[0])
        return body if body is not None and self._parties.cast.kind(body) is AgentKind.ARMED_FORCE else None

    def _behind_person(self, speaker: str) -> str | None:
        is_person = self._parties.cast.kind(speaker) is AgentKind.PERSON
        return self._parties.employer(speaker) if is_person else speaker

    def _serves(self, speaker: str) -> str | None:
        """Return the force that speaks, or for which a person speaks."""
        body = self._behind_person(speaker)
        return body if body in {self._bodies.army, self._bodies.group, self._bodies.police} else None

    def _told_by(self, view: ParagraphView, proposition: Proposition, figure: Figure, verb: Token | None) -> str | None:
        """Return whose they are by what is done with them: who cuts jobs loses them, who is shot at loses soldiers."""
        item = view.tokens(figure.bounds).root
        if figure.category in _BY_ITSELF:
            return self._by_itself(view, item, verb)
        for child in item.lefts:
            if child.dep_ == "compound" and (member := self._parties.short(view, child)) is not None:
                return member  # "union stewards"
        is_done_to = verb is not None and (_is_inside_object(item) or verb.dep_ == "advcl")
        is_of_nobody = figure.item.rpartition(" ")[2] in self._tables.quantities.outcomes.losses.bystanders
        if figure.category not in _BY_AN_OPPONENT or verb is None or not is_done_to or is_of_nobody:
            return None
        subject = subject_of(verb) or (proposition.lent if verb == proposition.head else None) or controller_of(verb)
        return self._foe_of(view, subject) if subject is not None else None

    def _by_itself(self, view: ParagraphView, item: Token, verb: Token | None) -> str | None:
        """Return who cuts the jobs: the subject, or the only company where they go by themselves."""
        subject = subject_of(verb) or controller_of(verb) if verb is not None else None
        is_lost = item.dep_ in {"nsubj", "nsubjpass"}
        who = self._parties.only(view, subject) if subject is not None and not is_lost else None
        return who or (self._bodies.company if self._speaks_of_its_own() else None)

    def _speaks_of_its_own(self) -> bool:
        """Tell a company, its people, a document and the article from others, who may speak of any company's posts."""
        documents = self._tables.parties.documents
        return all(
            self._behind_person(each) == self._bodies.company
            or documents & {*self._parties.cast.name(each).lower().split()}
            for each in self._parties.speakers
        )

    def _foe_of(self, view: ParagraphView, subject: Token) -> str | None:
        country = self._country(view, view.parsed.doc[subject.left_edge.i : subject.i + 1])
        if self._rivals is not None:
            return self._forces(self._opponent(country))
        owner = next((child for child in subject.lefts if child.tag_ == "PRP$"), subject)
        return self._bodies.opponent(self._parties.only(view, owner), self._parties.cast)

    def _named(self, view: ParagraphView, words: Span, figure: Figure, verb: Token | None) -> str | None:
        root = words.root
        if root.lemma_.lower() in self._tables.quantities.outcomes.losses.opponents:
            across = any(each.lower_ == "other" for each in words)
            return self._forces(self._opponent(self._parties.country)) if across else None
        if root.tag_ == "PRP$":
            return self._owner(view, root, figure, verb)
        if (country := self._country(view, words)) is not None:
            is_of_forces = figure.category in _OF_FORCES or self._is_of_army(figure)
            return self._forces(country) if is_of_forces else enter_state(self._parties.cast, country, self._tables)
        mentions = read_mentions(view, words, self._tables)
        if len(mentions) == 1 and mentions[0].shape is Shape.NAMED and mentions[0].kind in _LOSING:
            return enter(self._parties.cast, mentions[0], self._tables)
        return self._parties.only(view, root)

    def _is_of_army(self, figure: Figure) -> bool:
        return figure.item.rpartition(" ")[2] in self._tables.parties.serving.units

    def _owner(self, view: ParagraphView, possessive: Token, figure: Figure, verb: Token | None) -> str | None:
        """Resolve "its": who speaks; the subject or the object where that cannot be meant, or the article speaks."""
        owner = self._parties.only(view, possessive)
        if owner is None and (figure.category not in _BY_AN_OPPONENT or _is_inside_subject(possessive)):
            return self._nearest(view, possessive, verb)
        cast = self._parties.cast
        if owner is not None and cast.kind(owner) is AgentKind.PERSON and self._is_of_an_office(figure):
            owner = self._parties.employer(owner) or owner  # "her members" are the union's
        of_state = owner is not None and cast.kind(owner) in {*STATE_ORGANS, AgentKind.STATE}
        return self._forces(self._parties.country) or owner if of_state else owner

    def _nearest(self, view: ParagraphView, possessive: Token, verb: Token | None) -> str | None:
        """Return the object or the subject before, of this clause or of one before it in the sentence."""
        objects = [child for child in verb.children if child.dep_ in {"dobj", "dative"}] if verb is not None else []
        own = (subject_of(verb) or controller_of(verb)) if verb is not None else None
        before = [each for each in possessive.sent if each.i < possessive.i and each.dep_ in {"nsubj", "nsubjpass"}]
        near = [*objects, *([own] if own is not None else []), *(before if _is_inside_subject(possessive) else [])]
        named = [each for each in near if not each.is_ancestor(possessive) and each.i < possessive.i]
        return next((party for each in named if (party := self._parties.only(view, each)) is not None), None)

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
        forces = self._parties.cast.find(AgentKind.ARMED_FORCE, AgentKind.STATE, country=country)
        return forces or enter_state(self._parties.cast, country, self._tables)


def _is_inside_object(item: Token) -> bool:
    """Tell the second of "a boat and a tanker", and the last of "sank a boat, and later a tanker"."""
    token = item
    while token.dep_ == "conj" and token.head.pos_ not in {"VERB", "AUX"}:
        token = token.head
    return token.dep_ in {"dobj", "conj"}


def _is_inside_subject(possessive: Token) -> bool:
    """Tell "at least 11 of its supporters were shot": the subject of the clause before is meant, if any."""
    return any(above.dep_ == "nsubjpass" for above in possessive.ancestors)


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
_OF_HOSTS = frozenset({"displaced", "evacuated", "kidnapped", "infected", "released", "rescued"})
"""What happens to the people of a place, beside the losses of forces."""
