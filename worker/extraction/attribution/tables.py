"""What attribution knows of a language: cue verbs, cue nouns, source phrases and quotation marks, checked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from contract.claim import CueClass
from worker.extraction.tables import TableError, read_table, tables_digest


@dataclass(frozen=True, slots=True)
class CueFrame:
    """A cue in one frame."""

    cue_class: CueClass
    precision: float
    """How often what stands in this frame is attributed, with source and content both right; see the table's head."""


Frames = Mapping[str, CueFrame]


@dataclass(frozen=True, slots=True)
class Tables:
    """The knowledge of one language."""

    verbs: Mapping[str, Frames]
    """Lemma, with its particle where it has one -> frame -> cue."""
    nouns: Mapping[str, Frames]
    quotation_marks: Mapping[str, str]
    """Opening mark -> closing mark."""
    documents: frozenset[str]
    """Nouns for what speaks in its author's name: "a statement saying that" is said by who issued it."""
    light_verbs: frozenset[str]
    """Verbs that lend a cue noun their subject: "issued a call to stop"."""
    sha256: str
    """Digest of all tables of the language."""


def load_tables(language: str) -> Tables:
    """Read and check the tables; raises `TableError` for an unknown key, class or frame, a duplicate or a capital."""
    return Tables(
        verbs=check_cues(read_table(language, "cue_verbs"), f"{language}/cue_verbs.toml", of="verbs"),
        nouns=check_cues(read_table(language, "cue_nouns"), f"{language}/cue_nouns.toml", of="nouns"),
        quotation_marks=check_marks(read_table(language, "quotation"), f"{language}/quotation.toml"),
        documents=check_words(read_table(language, "documents"), "documents", f"{language}/documents.toml"),
        light_verbs=check_words(read_table(language, "light_verbs"), "light_verbs", f"{language}/light_verbs.toml"),
        sha256=tables_digest(language),
    )


def check_cues(table: Mapping[str, object], where: str, *, of: Literal["verbs", "nouns"]) -> Mapping[str, Frames]:
    """Return lemma -> frame -> cue; `where` names the table in the error."""
    found: dict[str, dict[str, CueFrame]] = {}
    for section, lemma, frame, value in _entries(table, where):
        entry = f"{where}: [{section}] {lemma}"
        if section not in set(CueClass):
            raise TableError(f"{where}: [{section}] is no cue class")
        if lemma != lemma.lower():
            raise TableError(f"{entry}: a lemma is written in small letters")
        if not _FRAMES[of].fullmatch(frame):
            raise TableError(f"{entry}: unknown frame {frame}")
        if not isinstance(value, int | float) or not 0 < value <= 1:
            raise TableError(f"{entry}: {frame} needs a precision above 0, at most 1")
        frames = found.setdefault(lemma, {})
        if frame in frames:
            raise TableError(f"{entry}: {frame} stands under [{frames[frame].cue_class}] already")
        frames[frame] = CueFrame(CueClass(section), float(value))
    return found


def check_marks(table: Mapping[str, object], where: str) -> Mapping[str, str]:
    """Return opening mark -> closing mark."""
    pairs = table.get("pairs")
    if set(table) != {"pairs"} or not isinstance(pairs, list):
        raise TableError(f"{where}: one key, `pairs`, a list of [opening, closing]")
    found: dict[str, str] = {}
    for pair in pairs:
        match pair:
            case [str(opening), str(closing)] if opening and closing and opening not in found:
                found[opening] = closing
            case _:
                raise TableError(f"{where}: {pair} is no new pair of marks")
    return found


def check_words(table: Mapping[str, object], key: str, where: str) -> frozenset[str]:
    """Return the words of a table that is one list."""
    words = table.get(key)
    if set(table) != {key} or not isinstance(words, list):
        raise TableError(f"{where}: one key, `{key}`, a list of words")
    found = frozenset(word for word in words if isinstance(word, str) and word and word == word.lower())
    if len(found) != len(words):
        raise TableError(f"{where}: each word once, in small letters")
    return found


def _entries(table: Mapping[str, object], where: str) -> Iterator[tuple[str, str, str, object]]:
    for section, lemmas in table.items():
        if not isinstance(lemmas, dict):
            raise TableError(f"{where}: {section} is no section")
        for lemma, frames in lemmas.items():
            if not isinstance(frames, dict) or not frames:
                raise TableError(f"{where}: [{section}] {lemma} has no frame")
            for frame, value in frames.items():
                yield section, lemma, frame, value


_VERB_FRAME = re.compile(
    r"quote|clause|infinitive|gerund|small_clause|adjective|object(_[a-z]+)?|passive_(as|behind|clause|infinitive|object)"
    r"|(passive_)?prep:[a-z]+"
)
_NOUN_FRAME = re.compile(r"clause|infinitive|prep:[a-z]+")
_FRAMES = {"verbs": _VERB_FRAME, "nouns": _NOUN_FRAME}
