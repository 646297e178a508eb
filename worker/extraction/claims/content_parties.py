"""The words of a content -> parties of the cast: who acts, who suffers, whose things are counted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Token

from contract.claim import AgentKind
from worker.extraction.claims.flow import Flow
from worker.extraction.claims.mentions import Mention, Shape, read_mentions
from worker.extraction.claims.naming import STATE_ORGANS, enter, enter_person, known_bare
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


class ContentParties:
    """Knows who speaks, and who has spoken: "its army" is that of the speaker's state, and "we" is the speaker."""

    def __init__(self, flow: Flow, speakers: Sequence[str], tables: ClaimTables, *, is_quoted: bool = False) -> None:
        """With `is_quoted` these are the speaker's very words: "he" is then somebody else."""
        self.speakers = tuple(speakers)
        self.cast = flow.cast
        self._flow = flow
        self._tables = tables
        self._is_quoted = is_quoted
        countries = {flow.cast.country(each) for each in speakers}
        self.country = countries.pop() if len(countries) == 1 else None
        """The state that all who speak belong to."""

    def ids(self, view: ParagraphView, words: Iterable[Token], *, acts: bool) -> tuple[str, ...]:
        """Return the parties that the words name, each once; none for things, and for whom the words do not tell."""
        found: dict[str, None] = {}
        for word in words:
            for each in self._of(view, word, acts=acts):
                found.setdefault(each)
        return tuple(found)

    def only(self, view: ParagraphView, word: Token) -> str | None:
        """Return the one party that the word stands for."""
        found = self.ids(view, [word], acts=False)
        return found[0] if len(found) == 1 else None

    def employer(self, person: str) -> str | None:
        """Return the party for which a person of the cast speaks or works, as the article tells."""
        bounds = self._flow.people.employer(self.cast.name(person))
        if bounds is None:
            return None
        view = self._flow.body.at(bounds[0])
        word = view.tokens(bounds).root
        if word.tag_ == "PRP$":
            meant = self._flow.several(self._tables.parties.pronouns.get(word.lower_, ""), bounds[0])
            return meant.agents[0] if meant is not None else None
        return self.only(view, word) or self.short(view, word) or self._named_employer(view, word)

    def _named_employer(self, view: ParagraphView, word: Token) -> str | None:
        """Return "Marsh Rovers" of "the Marsh Rovers manager", whatever it is; a place employs nobody."""
        if word.pos_ != "PROPN" or word.ent_type_ in {"GPE", "LOC"}:
            return None
        (mention, *others) = read_mentions(view, word.doc[word.left_edge.i : word.i + 1], self._tables)
        if others or mention.shape is not Shape.NAMED or mention.kind not in _OF_BARE_NAMES:
            return None
        return enter(self.cast, replace(mention, kind=AgentKind.ORGANIZATION), self._tables)

    def short(self, view: ParagraphView, word: Token) -> str | None:
        """Return the party that a noun means which was named before: "union" of "two union stewards"."""
        lemma = word.lemma_.lower()
        kind = self._tables.parties.kind_of.get(lemma)
        meant = self._flow.short(lemma, kind, view.bounds(word)[0]) if kind is not None else None
        return meant.agents[0] if meant is not None else None

    def _of(self, view: ParagraphView, word: Token, *, acts: bool) -> Iterable[str]:
        if word.tag_ in {"PRP", "PRP$"}:
            return self._meant_by(word.lower_, view.bounds(word)[0])
        if any(child.dep_ == "nummod" for child in word.children):
            return ()  # "10 soldiers" are a figure
        start = word.left_edge.i
        while start < word.i and (word.doc[start].is_punct or word.doc[start].is_quote):
            start += 1
        mentions = read_mentions(view, word.doc[start : word.i + 1], self._tables)
        at = view.bounds(word)[0]
        return [party for each in mentions if (party := self._enter(each, word, at, acts=acts)) is not None]

    def _meant_by(self, pronoun: str, at: int) -> Sequence[str]:
        """Return who speaks, where that can be meant; in the narrator's words who spoke last."""
        meant = self._tables.parties.pronouns.get(pronoun)
        if self._is_quoted and meant not in _FIRST_PERSON:
            return self._other_person(meant, at)
        if not self.speakers and meant in {"it", "they"}:
            before = self._flow.several(meant, at)
            return before.agents if before is not None else ()
        kinds = {self.cast.kind(each) for each in self.speakers}
        if meant == "it" and (len(self.speakers) != 1 or kinds & _ONE_PERSON):
            return ()
        return () if meant in {"he", "she"} and not kinds & {*_ONE_PERSON, AgentKind.UNKNOWN} else self.speakers

    def _other_person(self, meant: str | None, at: int) -> Sequence[str]:
        """Return whom a speaker calls "he": the one other person of the last sentence with people in it."""
        if meant not in {"he", "she"}:
            return ()
        people, own = self._flow.people, {self.cast.name(each) for each in self.speakers}
        before = people.between(self._flow.near_start(at), self._flow.sentence(at))
        near = dict.fromkeys(each.name for each in before if each.sentence == before[-1].sentence)
        others = [name for name in near if name not in own]
        if len(others) != 1:
            return ()
        goes_by = people.pronoun(others[0]) or self._tables.given_names.get(others[0].partition(" ")[0])
        fits = goes_by in {None, meant}
        return [enter_person(self.cast, people, others[0])] if fits else ()

    def _enter(self, mention: Mention, word: Token, at: int, *, acts: bool) -> str | None:
        match mention.shape:
            case Shape.PRONOUN | Shape.RELATIVE | Shape.TOGETHER:
                return None
            case Shape.SURNAME:
                return self._surname(mention)
            case _ if (known := self._known(mention, at)) is not None:
                return known
            case _ if mention.kind is AgentKind.UNKNOWN:
                return self._group(mention) if self._are_people(mention, word, acts=acts) else self._forces_of(mention)
            case _ if mention.owner is not None:
                return self._owned(mention)
        is_anybody = mention.kind is AgentKind.PERSON and mention.name is None
        return None if is_anybody else enter(self.cast, mention, self._tables)

    def _known(self, mention: Mention, at: int) -> str | None:
        """Return whom "the company" means, and whose army "the army" and "army spokesman" speak of: the only one."""
        if mention.shape is Shape.SHORT:
            is_name = mention.words[:1].isupper()
            if (meant := self._flow.short(mention.head, mention.kind, at, is_name=is_name)) is not None:
                return meant.agents[0]
        is_bare = mention.country is None and mention.owner is None
        one_each = self._tables.parties.of_one_state.heads
        return known_bare(self.cast, mention, self._tables) if is_bare and mention.words in one_each else None

    def _owned(self, mention: Mention) -> str | None:
        """Return "its army", where the speaker has a state."""
        if self.country is None or mention.owner not in _OWNERS or mention.kind not in STATE_ORGANS:
            return None
        own = replace(mention, words=mention.words.partition(" ")[2])
        return enter(self.cast, own, self._tables, country=self.country)

    def _surname(self, mention: Mention) -> str | None:
        full = self._flow.people.full_names(mention.name or mention.words)
        if not full and (known := self.cast.only(AgentKind.PERSON, mention.words)) is not None:
            return known
        return enter_person(self.cast, self._flow.people, full[0], called=mention.words) if len(full) == 1 else None

    def _forces_of(self, mention: Mention) -> str | None:
        """Return the army that a state's convoy or position belongs to."""
        if mention.country is None:
            return None
        return self.cast.find(AgentKind.ARMED_FORCE, AgentKind.STATE, country=mention.country)

    def _group(self, mention: Mention) -> str:
        return self.cast.enter(mention.words, AgentKind.GROUP, mention.country, key=mention.words.lower())

    def _are_people(self, mention: Mention, word: Token, *, acts: bool) -> bool:
        """Tell rebels and bakers from tanks; those who act in an event are people, where nothing says otherwise."""
        kind = self._tables.quantities.outcomes.things.kind_of.get(mention.head)
        return kind == "people" or (acts and kind is None and word.tag_ == "NNS")


_ONE_PERSON = frozenset({AgentKind.PERSON, AgentKind.UNNAMED_SOURCE})
_OF_BARE_NAMES = frozenset({AgentKind.GROUP, AgentKind.UNKNOWN})
"""What a name is taken for of which nothing tells what it is."""
_FIRST_PERSON = frozenset({"i", "we"})
_OWNERS = frozenset({"it", "they", "we"})
