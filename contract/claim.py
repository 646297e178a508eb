"""A claim: a source says, by a cue, some content; with what can be known of its truth, figures, time and place.

The terms are those of PARC, PolNeAR and Citron (source, cue, content), FactBank (factuality), PLOVER (event types),
TIMEX3 (time) and W3C Web Annotation (spans). Every offset is half-open, in code points of `Report.article.text`.
"""

from enum import StrEnum

from pydantic import Field

from contract.base import Message


class Resolution(StrEnum):
    """How the agents behind a source were found."""

    EXPLICIT = "explicit"
    """The span names them."""
    COREF = "coref"
    """The span stands for a party named elsewhere: a pronoun, a bare surname, a bare institution."""
    METONYM = "metonym"
    """A place stands for its government."""
    GROUP = "group"
    """Several parties speak together, each for itself."""
    NARRATOR = "narrator"
    """The article itself asserts it, with no one else named."""
    UNRESOLVED = "unresolved"
    """Somebody says it, and the article does not tell who, or we cannot tell."""


class CueClass(StrEnum):
    """What kind of saying, thinking or wanting the cue is."""

    SAY = "say"
    ADD = "add"
    ANNOUNCE = "announce"
    STRESS = "stress"
    CONFIRM = "confirm"
    DENY = "deny"
    ADMIT = "admit"
    CLAIM = "claim"
    REPORT = "report"
    ACCORDING_TO = "according_to"
    EXPLAIN = "explain"
    SUGGEST = "suggest"
    ARGUE = "argue"
    AGREE = "agree"
    WARN = "warn"
    THREATEN = "threaten"
    PROMISE = "promise"
    REQUEST = "request"
    ASK = "ask"
    ACCUSE = "accuse"
    PRAISE = "praise"
    PREDICT = "predict"
    BELIEVE = "believe"
    DOUBT = "doubt"
    HOPE = "hope"
    FEAR = "fear"
    WANT = "want"
    INTEND = "intend"
    KNOW = "know"
    FIND = "find"
    OTHER = "other"


class QuoteKind(StrEnum):
    """How much of the content stands between quotation marks."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NONE = "none"
    """The narrator's own words."""


class SpeechAct(StrEnum):
    """What the source does by saying it."""

    ASSERT = "assert"
    DENY = "deny"
    COMMIT = "commit"
    THREATEN = "threaten"
    REQUEST = "request"
    ASK = "ask"


class Factuality(StrEnum):
    """Certainty and polarity of the content according to the source (FactBank, Saurí and Pustejovsky 2009)."""

    CERTAIN = "CT+"
    CERTAINLY_NOT = "CT-"
    PROBABLE = "PR+"
    PROBABLY_NOT = "PR-"
    POSSIBLE = "PS+"
    POSSIBLY_NOT = "PS-"
    UNDERSPECIFIED = "Uu"


class AgentKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    STATE = "state"
    GOVERNMENT = "government"
    MINISTRY = "ministry"
    ARMED_FORCE = "armed_force"
    ARMED_GROUP = "armed_group"
    INTERNATIONAL_ORGANIZATION = "international_organization"
    ORGANIZATION = "organization"
    COMPANY = "company"
    PARTY = "party"
    MEDIA = "media"
    GROUP = "group"
    UNNAMED_SOURCE = "unnamed_source"
    UNKNOWN = "unknown"


class Modifier(StrEnum):
    """How exact a quantity is."""

    EXACT = "exact"
    APPROX = "approx"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    RANGE = "range"
    VAGUE = "vague"


class RelationType(StrEnum):
    """How one claim of an article stands to another."""

    DENIES = "denies"
    CONTRADICTS = "contradicts"
    CORROBORATES = "corroborates"
    REPEATS = "repeats"
    ELABORATES = "elaborates"


class Span(Message):
    """A stretch of the article's text; `exact` repeats its characters (W3C text position and text quote selectors)."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    exact: str


class Agent(Message):
    """A party of the article: who speaks, acts or suffers."""

    id: str
    """Unique within the report."""
    name: str
    kind: AgentKind
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


class Cue(Span):
    """The words by which the content is attributed: a verb, a noun, or "according to"."""

    lemma: str
    cue_class: CueClass = Field(alias="class")


class Quantity(Message):
    """A figure of the content."""

    span: Span
    value: float | None = None
    """Absent when the text gives a range or only a vague amount."""
    low: float | None = None
    high: float | None = None
    modifier: Modifier
    unit: str
    item: str
    """What is counted or measured, in the singular."""
    category: str
    """What happened to the items: killed, injured, equipment_destroyed, …; `count` when nothing is known."""
    side: str | None = None
    """Id of the agent that suffered it."""


class TimeValue(Message):
    """A time expression and what it means (TIMEX3 value, ISO 8601 bounds)."""

    span: Span
    value: str
    start: str | None = None
    end: str | None = None
    anchor: str | None = None
    """What a relative expression was counted from: date_published, or another expression of the text."""
    basis: str | None = None
    """The reasoning in words."""


class Place(Message):
    """Where it happened."""

    span: Span
    name: str
    country: str | None = None


class Event(Message):
    """What the content says happened (PLOVER event type), between whom."""

    type: str
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    status: str | None = None


class Claim(Message):
    """One statement that can be read, checked and stored alone."""

    id: str
    """A hash of the text's digest, the spans and the source: the same claim of the same text has the same id."""
    attribution_id: str
    """Shared by the claims that one cue introduces."""
    nested_in: str | None = None
    """The attribution that reports this one."""
    text: str
    """The claim in words."""
    context: Span
    """The sentence that holds the cue, or the content where there is none."""
    content: tuple[Span, ...]
    """This claim's own words, in text order."""
    statement: tuple[Span, ...]
    """All that the cue introduces: the contents of every claim that shares `attribution_id`."""
    source: Source
    cue: Cue | None = None
    """Absent for the narrator."""
    quote: QuoteKind
    speech_act: SpeechAct
    factuality: Factuality
    event: Event | None = None
    quantities: tuple[Quantity, ...] = ()
    time: TimeValue | None = None
    reported_at: TimeValue | None = None
    """When the source said it."""
    place: Place | None = None
    confidence: float = Field(ge=0, le=1)
    """Of the attribution: that this source says this content."""
    reasons: tuple[str, ...] = ()
    """Why we think so, for an editor to read."""


class Relation(Message):
    """A link between two claims of one report, with its reason."""

    type: RelationType
    from_: str = Field(alias="from")
    to: str
    why: str
