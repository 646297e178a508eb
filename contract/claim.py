"""A claim: a source says, by a cue, some content; with what can be known of its truth, figures and time.

The terms are those of PARC, PolNeAR and Citron (source, cue, content), FactBank (factuality), TIMEX3
(time) and W3C Web Annotation (spans). Every offset is half-open, in code points of `Report.article.text`.
"""

from pydantic import Field

from contract.base import Message
from contract.vocabulary import (
    AgentKind,
    CueClass,
    DateBasis,
    EventStatus,
    EventType,
    Factuality,
    Modifier,
    PlaceKind,
    QuoteKind,
    RelationType,
    Resolution,
    SpeechAct,
)

__all__ = [
    "Agent",
    "AgentKind",
    "Claim",
    "Cue",
    "CueClass",
    "Event",
    "EventStatus",
    "EventType",
    "Factuality",
    "Modifier",
    "Place",
    "PlaceKind",
    "Quantity",
    "QuoteKind",
    "Relation",
    "RelationType",
    "Resolution",
    "Source",
    "Span",
    "SpeechAct",
    "TimeValue",
]


class Span(Message):
    """A stretch of the article's text; `exact` repeats its characters (W3C text position and text quote selectors)."""

    start: int = Field(ge=0)
    """The first code point."""
    end: int = Field(ge=0)
    """One past the last code point."""
    exact: str
    """The characters `text[start:end]`."""


class Agent(Message):
    """A party of the article: who speaks, acts or suffers."""

    id: str
    """Unique within the report."""
    name: str
    """The fullest form that the article uses."""
    kind: AgentKind
    """What the party is."""
    country: str | None = None
    """ISO 3166-1 alpha-3, when the article or general knowledge tells it."""
    aliases: tuple[str, ...] = ()
    """The other names that the article uses, in text order."""


class Source(Message):
    """Who says it."""

    span: Span | None = None
    """Absent for the narrator, and where the text names nobody."""
    agents: tuple[str, ...] = ()
    """Ids of `Report.agents`; empty when unresolved."""
    resolution: Resolution
    """How `agents` were found."""


class Cue(Span):
    """The words by which the content is attributed: a verb, a noun, or "according to"."""

    lemma: str
    """The dictionary form, in lower case."""
    cue_class: CueClass = Field(alias="class")
    """What kind of saying it is."""


class Quantity(Message):
    """A figure of the content."""

    span: Span
    """The words of the figure with its unit and item."""
    value: float | None = None
    """Absent when the text gives a range or only a vague amount."""
    low: float | None = None
    """The lower bound of a range."""
    high: float | None = None
    """The upper bound of a range."""
    modifier: Modifier
    """How exact the text says it is."""
    unit: str
    """What one step of `value` is, in the singular: a measure (`km`), a currency (`USD`, ISO 4217), `percent`,
    `fraction`; of things that are counted one by one the thing itself, the same as `item`: `soldier`, `drone`."""
    item: str
    """What is counted or measured, in the singular: of "three km of road" `road`; `money` under a currency, and `item`
    where the text leaves out what it counts."""
    category: str
    """What happened to the items: killed, injured, equipment_destroyed, …; of what is measured its dimension: money,
    percent, duration, length, …; `count` when nothing is known."""
    side: str | None = None
    """Id of the agent that suffered it, or whose the counted people, things or money are."""


class TimeValue(Message):
    """A time expression and what it means (TIMEX3 value, ISO 8601 bounds)."""

    span: Span
    """The words of the time expression."""
    value: str
    """TIMEX3: `2026-02-26`, `2026-W09`, `PRESENT_REF`, …"""
    start: str | None = None
    """ISO 8601, the first moment that it covers."""
    end: str | None = None
    """ISO 8601, the last moment that it covers."""
    anchor: str | None = None
    """What a relative expression was counted from: date_published, or another expression of the text."""
    anchor_basis: DateBasis | None = None
    """Where `date_published` came from, of what was counted from it: from a `guess`, this time is one too."""
    basis: str | None = None
    """The reasoning in words."""


class Event(Message):
    """What the content tells of, coded as in political science; absent where the tables know no type for it."""

    type: EventType
    """Of what the content's main words describe; of a request or a threat, that of the source's own act."""
    span: Span
    """The word that tells it."""
    actor: tuple[str, ...] = ()
    """Ids of `Report.agents` of who does it; empty where the content does not tell."""
    recipient: tuple[str, ...] = ()
    """Ids of those to whom it is done."""
    status: EventStatus
    """Whether it has been, according to the source."""


class Place(Message):
    """Where the content happened."""

    span: Span
    """The words of the place."""
    name: str
    """Without its article."""
    kind: PlaceKind
    """What it is; `other` where the words do not tell and no gazetteer knows."""
    country: str | None = None
    """ISO 3166-1 alpha-3, where the article or the gazetteer tells it."""


class Claim(Message):
    """One statement that can be read, checked and stored alone."""

    id: str
    """A hash of the text's digest, the spans and the source: the same claim of the same text has the same id."""
    attribution_id: str
    """Shared by the claims that one cue introduces."""
    nested_in: str | None = None
    """The attribution that reports this one."""
    text: str
    """The claim in words; brackets hold the name of the agent that the word before them means."""
    context: Span
    """The sentence that holds the cue, or the content where there is none."""
    content: tuple[Span, ...]
    """This claim's own words, in text order."""
    statement: tuple[Span, ...]
    """All that the cue introduces: the contents of every claim that shares `attribution_id`."""
    source: Source
    """The party that says it, or the narrator."""
    cue: Cue | None = None
    """Absent for the narrator."""
    quote: QuoteKind
    """How much of it stands between quotation marks."""
    speech_act: SpeechAct
    """Asserting, promising, asking …: the act, apart from what is said."""
    factuality: Factuality
    """How certain it is, and whether it is so or not, according to the source."""
    event: Event | None = None
    """What kind of event the content tells of, and between whom."""
    quantities: tuple[Quantity, ...] = ()
    """The figures of the content, in text order."""
    time: TimeValue | None = None
    """When it happened, according to the source."""
    reported_at: TimeValue | None = None
    """When the source said it."""
    place: Place | None = None
    """Where it happened, according to the source."""
    confidence: float = Field(ge=0, le=1)
    """Of the attribution: that this source says this content."""
    reasons: tuple[str, ...] = ()
    """Why we think so, for an editor to read."""


class Relation(Message):
    """A link between two claims of one report, with its reason."""

    type: RelationType
    """How the first claim stands to the second."""
    from_: str = Field(alias="from")
    """Id of the claim that denies, repeats, …"""
    to: str
    """Id of the claim that is denied, repeated, …"""
    why: str
    """The reason, for an editor to read."""
