"""Who is meant by the pronouns, bare surnames and short names of a claim, where the article leaves no doubt."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Token

from contract.claim import AgentKind
from worker.extraction.attribution.model import Attribution, Bounds
from worker.extraction.attribution.spans import TokenSet, subtree
from worker.extraction.claims.claim_drafts import Statement
from worker.extraction.claims.content_parties import ContentParties
from worker.extraction.claims.flow import INSTITUTIONS, Flow
from worker.extraction.claims.people import Person
from worker.extraction.claims.pronouns import OnePerson
from worker.extraction.claims.propositions import Proposition, subject_of
from worker.extraction.claims.stretches import tokens_within
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.telling import Telling
from worker.extraction.claims.views import ParagraphView


class FullNames:
    """Finds them by the rules that resolve sources and parties, and gives none where more than one can be meant."""

    def __init__(
        self, flow: Flow, one_person: OnePerson, attributions: Sequence[Attribution], tables: ClaimTables
    ) -> None:
        self._flow = flow
        self._one_person = one_person
        self._attributions = attributions
        self._tables = tables
        self._within: dict[int | None, list[Bounds]] = defaultdict(list)
        for attribution in attributions:
            self._within[attribution.nested_in].extend(attribution.content)
        self._titles: dict[str, frozenset[str]] = defaultdict(frozenset)
        for person in flow.people.mentions:
            self._titles[person.name] |= self._titles_of(person) if person.called == person.name else frozenset()
        self._surnames = self._borne_by_one()

    def of(
        self, statement: Statement, parties: ContentParties, *, speaker: str | None, attribution: int | None
    ) -> Mapping[int, str]:
        """Return place -> full name, for the first word of the statement that means each party.

        A place is where a bracket can stand, behind the word and its ending, in code points of the paragraph.
        `speaker` is the only one who says it; `attribution` is by index.
        """
        told = Telling(
            statement,
            parties,
            speaker,
            self._attributions[attribution] if attribution is not None else None,
            self._within[attribution] if attribution is not None else (),
        )
        tokens = _worded(statement.proposition)
        surnames = {word.i: name for word, name in self._bare_surnames(statement.view, tokens)}
        found: dict[str, int] = {}
        for index in sorted(tokens):
            word = statement.view.parsed.doc[index]
            if (name := surnames.get(index) or self._meant(word, told)) is not None:
                found.setdefault(name, _behind(word))
        return {place: name for name, place in found.items()}

    def _meant(self, word: Token, told: Telling) -> str | None:
        if word.tag_ == "NN":
            return self._short(word, told)
        is_pronoun = word.tag_ in _PRONOUNS and not word.morph.get("Reflex", [])
        match self._tables.parties.pronouns.get(word.lower_) if is_pronoun else None:
            case "i":
                return self._speaker(word, told, _PERSONS)
            case "we":
                return self._speaker(word, told, INSTITUTIONS)
            case "he" | "she" as pronoun:
                return self._one(pronoun, word, told)
            case "it":
                return self._reported(word, told)
            case _:
                return None

    def _speaker(self, word: Token, told: Telling, kinds: frozenset[AgentKind]) -> str | None:
        """Return who speaks of himself, within quotation marks that no other quotation stands in."""
        if told.speaker is None or not told.quotes(word) or told.is_of_another(word):
            return None
        name = self._named(told.speaker, kinds)
        return name if name is not None and self._is_consistent(name) else None

    def _one(self, pronoun: str, word: Token, told: Telling) -> str | None:
        """Return the one person near of that pronoun; in quoted words that is not who speaks."""
        if told.speaker is None and told.attribution is not None:
            return None
        at, end = told.view.bounds(word)[0], told.view.bounds(word.sent)[1]
        speaker = self._flow.cast.name(told.speaker) if told.speaker is not None and told.quotes(word) else None
        found = self._one_person.only(pronoun, at, sentence_end=end, but=speaker)
        if found is None or at - found.start > _NEARBY_CHARACTERS or self._is_another_near(found.start, at):
            return None
        return found.name

    def _is_another_near(self, start: int, end: int) -> bool:
        """Tell whether the text speaks in between of a person without a full name, or of who may be one."""
        known = [(each.start, each.end) for each in self._flow.people.between(start, end)]
        return any(
            self._may_be_a_person(token)
            for view in self._flow.body.over([(start, end)])
            for token in tokens_within(view.parsed, [(start, end)])
            if token.tag_ in _SINGULAR and not any(first <= view.bounds(token)[0] < last for first, last in known)
        )

    def _may_be_a_person(self, token: Token) -> bool:
        if token.tag_ == "NNP":
            is_name = self._flow.people.full_names(token.text) or token.text in self._tables.given_names
            return bool(is_name) or token.dep_ in (_PARTIES if token.ent_type_ in _UNKNOWN else _SUBJECTS)
        kind = self._tables.parties.kind_of.get(token.lemma_.lower())
        return token.dep_ not in _NO_PARTY and (kind in _PEOPLE or (kind is None and token.dep_ in _SUBJECTS))

    def _reported(self, word: Token, told: Telling) -> str | None:
        """Return the institution that says it of itself: nothing else in the sentence can be "it"."""
        source = told.attribution.source if told.attribution is not None else None
        if told.speaker is None or source is None or told.quotes(word) or not _acts(word):
            return None
        bounds, at = told.view.bounds, told.view.bounds(word)[0]
        if not bounds(word.sent)[0] <= source[0] < at:
            return None
        before = (token for token in word.sent if token.i < word.i and token.tag_ in _SINGULAR)
        if any(self._may_be_it(token) for token in before if not source[0] <= bounds(token)[0] < source[1]):
            return None
        party = told.parties.only(told.view, word)
        return self._named(party, INSTITUTIONS) if party is not None else None

    def _may_be_it(self, token: Token) -> bool:
        is_stated_in = token.lemma_.lower() in self._tables.parties.documents and token.dep_ == "pobj"
        return token.ent_type_ not in _TIMES and not is_stated_in

    def _short(self, word: Token, told: Telling) -> str | None:
        """Return the only party of the article that "the union" can be."""
        if word.left_edge.i != word.i - 1 or word.left_edge.lower_ != "the" or word.right_edge.i != word.i:
            return None
        party = told.parties.short(told.view, word)
        if party is None:
            return None
        cast, head = self._flow.cast, word.lemma_.lower()
        kind = self._tables.parties.kind_of.get(head)
        is_called_so = self._is_called(party, head) or (
            cast.kind(party) is kind is AgentKind.COMPANY and head in self._tables.parties.any_company
        )
        others = (each for each in self._flow.speakers() if each != party)
        if not is_called_so or any(cast.kind(each) is kind or self._is_called(each, head) for each in others):
            return None
        return self._named(party, INSTITUTIONS)

    def _is_called(self, party: str, head: str) -> bool:
        name = self._flow.cast.name(party)
        return head in name.lower().split() or any(
            each.name == name and each.head == head for each in self._flow.body.introductions
        )

    def _bare_surnames(self, view: ParagraphView, tokens: TokenSet) -> Iterator[tuple[Token, str]]:
        """Yield the bare surnames that one person of the article bears."""
        doc = view.parsed.doc
        start, end = view.bounds(doc[min(tokens)])[0], view.bounds(doc[max(tokens)])[1]
        for each in self._flow.people.between(start, end):
            if self._surnames.get(each.called) == each.name and self._is_told_alike(each):
                word = view.tokens((each.start, each.end)).root
                of_state = any(state.start <= word.i < state.end for state in view.states)
                if word.i in tokens and word.dep_ not in _NO_PARTY and not of_state:
                    yield word, each.name

    def _borne_by_one(self) -> Mapping[str, str]:
        """Return surname -> full name, where nobody else bears it, be it one whom no full name was found of."""
        names = {name.rpartition(" ")[2]: name for name in self._titles if " " in name}
        bearers = Counter(name.rpartition(" ")[2] for name in self._titles)
        for view in self._flow.body.views:
            for word in view.parsed.doc[1:] if any(name in view.text for name in names) else ():
                if word.text in names and self._is_first_name(word.nbor(-1), names[word.text]):
                    bearers[word.text] += 1
        return {surname: name for surname, name in names.items() if bearers[surname] == 1}

    def _is_first_name(self, word: Token, name: str) -> bool:
        """Tell "Keith" from the words of the name itself, and from titles."""
        titles = self._tables.parties.titles.all
        return word.tag_ == "NNP" and word.text not in name.split() and word.lower_.rstrip(".") not in titles

    def _is_told_alike(self, person: Person) -> bool:
        """Tell a person who bears the titles that stand here with the full name, too."""
        return self._titles_of(person) <= self._titles[person.name] and self._is_consistent(person.name)

    def _titles_of(self, person: Person) -> frozenset[str]:
        return self._tables.parties.titles.any.intersection(office.rstrip(".") for office in person.offices)

    def _is_consistent(self, name: str) -> bool:
        """Tell whether one pronoun is told of this person: where two are, two were taken for one."""
        return len(self._one_person.pronouns_of(name)) <= 1

    def _named(self, party: str, kinds: frozenset[AgentKind]) -> str | None:
        """Return its name, where it has one."""
        name = self._flow.cast.name(party)
        return name if self._flow.cast.kind(party) in kinds and any(map(str.isupper, name)) else None


def _worded(proposition: Proposition) -> TokenSet:
    """Return the tokens that the statement is told with."""
    own = proposition.tokens | (subtree(proposition.lent) if proposition.lent is not None else frozenset())
    return own | _worded(proposition.host) if proposition.host is not None else own


def _behind(word: Token) -> int:
    """Return where the word ends, with what is written to it: "Lee's", "she'd"."""
    end = word
    while not end.whitespace_ and end.i + 1 < len(word.doc):
        following = end.nbor()
        if following.tag_ != "POS" and not any(map(str.isalpha, following.text)):
            break
        end = following
    return end.idx + len(end)


def _acts(word: Token) -> bool:
    """Tell an owner, and the subject of a verb that does something to something: no "it" that stands for a clause."""
    if word.tag_ == "PRP$":
        return True
    verb = word.head
    if word.dep_ != "nsubj" or verb.lemma_ == "be" or not any(child.dep_ in _OBJECTS for child in verb.children):
        return False
    start = word.sent.start
    before = subject_of(word.doc[start - 1].sent.root) if start > 0 else None
    return before is None or before.tag_ not in _TOPICS


_PRONOUNS = frozenset({"PRP", "PRP$"})
_SINGULAR = frozenset({"NN", "NNP"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_TOPICS = frozenset({"NN", "PRP", "DT"})
_OBJECTS = frozenset({"dobj", "xcomp", "ccomp"})
_NO_PARTY = frozenset({"appos", "attr", "compound", "nmod", "npadvmod"})
"""Words for what another word means, or by which another is told."""
_PARTIES = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative", "poss", "agent"})
_UNKNOWN = frozenset({"", "PERSON"})
_TIMES = frozenset({"DATE", "TIME"})
_PERSONS = frozenset({AgentKind.PERSON})
_PEOPLE = frozenset({AgentKind.PERSON, AgentKind.UNNAMED_SOURCE, AgentKind.GROUP, AgentKind.ARMED_GROUP})
_NEARBY_CHARACTERS = 1_000
"""Whoever was named further off is not surely meant, and the way there need not be read. Our choice."""
