"""The words for who acts and who suffers -> parties of the cast."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Token

from contract.claim import AgentKind
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.mentions import Mention, Shape, read_mentions
from worker.extraction.claims.naming import STATE_ORGANS, enter
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


class EventParties:
    """Knows who speaks: "its army" is that of the speaker's state, and "we" is the speaker."""

    def __init__(self, cast: Cast, speakers: Sequence[str], tables: ClaimTables) -> None:
        self._cast = cast
        self._speakers = tuple(speakers)
        self._tables = tables
        countries = {cast.country(each) for each in speakers}
        self._own = countries.pop() if len(countries) == 1 else None

    def ids(self, view: ParagraphView, words: Iterable[Token], *, acts: bool) -> tuple[str, ...]:
        """Return the parties that the words name, each once; none for things, and for whom the words do not tell."""
        found: dict[str, None] = {}
        for word in words:
            for each in self._of(view, word, acts=acts):
                found.setdefault(each)
        return tuple(found)

    def _of(self, view: ParagraphView, word: Token, *, acts: bool) -> Iterable[str]:
        if word.tag_ == "PRP":
            return self._speakers if word.lower_ in _SPEAKERS else ()
        if any(child.dep_ == "nummod" for child in word.children):
            return ()  # "10 soldiers" are a figure
        start = word.left_edge.i
        while start < word.i and (word.doc[start].is_punct or word.doc[start].is_quote):
            start += 1
        mentions = read_mentions(view, word.doc[start : word.i + 1], self._tables)
        return [party for each in mentions if (party := self._enter(each, word, acts=acts)) is not None]

    def _enter(self, mention: Mention, word: Token, *, acts: bool) -> str | None:
        if mention.shape in {Shape.PRONOUN, Shape.RELATIVE, Shape.TOGETHER, Shape.SURNAME}:
            return None
        if mention.kind is AgentKind.PERSON and mention.name is None:
            return None
        if mention.kind is AgentKind.UNKNOWN:
            return self._group(mention) if self._are_people(mention, word, acts=acts) else self._forces_of(mention)
        if mention.owner is None:
            return enter(self._cast, mention, self._tables)
        if self._own is None or mention.owner not in _OWNERS or mention.kind not in STATE_ORGANS:
            return None
        own = replace(mention, words=mention.words.partition(" ")[2])
        return enter(self._cast, own, self._tables, country=self._own)

    def _forces_of(self, mention: Mention) -> str | None:
        """Return the army that a state's convoy or position belongs to."""
        if mention.country is None:
            return None
        return self._cast.find(AgentKind.ARMED_FORCE, AgentKind.STATE, country=mention.country)

    def _group(self, mention: Mention) -> str:
        return self._cast.enter(mention.words, AgentKind.GROUP, mention.country, key=mention.words.lower())

    def _are_people(self, mention: Mention, word: Token, *, acts: bool) -> bool:
        """Tell rebels and bakers from tanks; those who act in an event are people, where nothing says otherwise."""
        kind = self._tables.quantities.outcomes.things.kind_of.get(mention.head)
        return kind == "people" or (acts and kind is None and word.tag_ == "NNS")


_SPEAKERS = frozenset({"i", "it", "they", "us", "we", "he", "she"})
_OWNERS = frozenset({"it", "they", "we"})
