"""A mention -> a party of the cast: its name, its kind, and the key by which the same party is known again."""

from contract.claim import AgentKind
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.mentions import Mention
from worker.extraction.claims.people import People
from worker.extraction.claims.tables import ClaimTables


def enter(cast: Cast, mention: Mention, tables: ClaimTables, *, country: str | None = None) -> str:
    """Return the party's id. `country` is what the words leave out and the article tells."""
    if mention.words.isupper() and (known := cast.called(mention.words)) is not None:
        return known
    if mention.kind is AgentKind.STATE and mention.country is not None:
        return enter_state(cast, mention.country, tables, called=mention.words)
    if mention.institution is not None:
        return cast.enter(mention.words, mention.kind, mention.country, key=mention.institution, fuller=True)
    known_country = country or mention.country
    name = mention.words
    if country is not None and mention.country is None and mention.kind in STATE_ORGANS:
        name = f"{mention.words} of {tables.states.names[country]}"
    key = _core(mention, tables, known_country)
    return cast.enter(name, mention.kind, known_country, key=key, called=filter(None, [mention.words, mention.acronym]))


def known_bare(cast: Cast, mention: Mention, tables: ClaimTables) -> str | None:
    """Return the only party of the article that "the army" can mean, whatever its state."""
    return cast.only(mention.kind, _core(mention, tables, None))


def enter_state(cast: Cast, code: str, tables: ClaimTables, *, called: str | None = None) -> str:
    """Return the id of the state; its name is the fullest that the article uses, or else its usual one."""
    usual = tables.states.names[code]
    if called is not None and tables.states.is_name(called, code):
        return cast.enter(called, AgentKind.STATE, code, key=usual, fuller=True)
    return cast.enter(usual, AgentKind.STATE, code, key=usual, called=[called] if called else [])


def enter_person(cast: Cast, people: People, name: str, *, called: str | None = None) -> str:
    """Return the id of the person of this full name."""
    return cast.enter(name, AgentKind.PERSON, people.country(name), key=name, called=[called] if called else [])


def _core(mention: Mention, tables: ClaimTables, country: str | None) -> str:
    """Return the words that tell this party from others of its state, in one order: "defense ministry"."""
    words = [_unowned(word) for word in mention.words.lower().replace("defence", "defense").split()]
    state = set(tables.states.words_of(country)) if country else set()
    core = sorted({word for word in words if word not in _LINKING and word not in state})
    return " ".join(core) or mention.words.lower()


def _unowned(word: str) -> str:
    return word.removesuffix("'s").removesuffix("\u2019s")


_LINKING = frozenset({"the", "of", "for", "a", "an", "'s", "\u2019s"})
STATE_ORGANS = frozenset({AgentKind.ARMED_FORCE, AgentKind.GOVERNMENT, AgentKind.MINISTRY})
