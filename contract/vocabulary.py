"""The closed sets of words that a claim is told in: cue classes, factuality, kinds of quote, agent, relation, date."""

from enum import StrEnum


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
    """A cue that no table lists."""


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


class EventType(StrEnum):
    """What kind of event the content tells of: the types of PLOVER, as POLECAT codes them (Halterman et al. 2023)."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class EventStatus(StrEnum):
    """Whether the event has been, according to the source."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    SCHEDULED = "scheduled"
    """Promised, planned or foretold."""
    HYPOTHETICAL = "hypothetical"
    """Asked for, threatened, possible, or under a condition."""
    DENIED = "denied"
    """The source says that it was not so."""


class PlaceKind(StrEnum):
    """What a place is."""

    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    CONTINENT = "continent"
    WATER = "water"
    MOUNTAIN = "mountain"
    FACILITY = "facility"
    OTHER = "other"


class RelationType(StrEnum):
    """How one claim of an article stands to another."""

    DENIES = "denies"
    CONTRADICTS = "contradicts"
    CORROBORATES = "corroborates"
    """Another party says the same; whether the two are independent of each other the text may not tell."""
    REPEATS = "repeats"
    ELABORATES = "elaborates"


class DateBasis(StrEnum):
    """Where a publication date came from, surest first."""

    JOB = "job"
    """The producer said so."""
    JSON_LD = "json_ld"
    META = "meta"
    GUESS = "guess"
    """Read off the page or the URL: may be wrong, and so may be what is counted from it."""
