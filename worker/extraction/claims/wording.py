"""A claim in words that can be read alone, made of the article's own words only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from spacy.tokens import Token

from contract.claim import CueClass, SpeechAct
from worker.extraction.attribution.model import Bounds, CueMatch
from worker.extraction.attribution.spans import bounds_of
from worker.extraction.claims.propositions import Proposition, subject_of
from worker.extraction.claims.views import ParagraphView


@dataclass(frozen=True, slots=True)
class ToldCue:
    """A cue in words that can follow its source."""

    words: str
    is_open: bool
    """Whether it is not said to be so: "did not rule out", "refused to confirm", "doubts"."""
    has_source: bool = False
    """Whether the source stands in the words: "neither the mayor nor the bishop said"."""


def cue_in_words(view: ParagraphView, cue: CueMatch, taken_back_by: Token | None) -> ToldCue:
    """Return the cue with its auxiliaries, its negation and the verb over it that takes it back."""
    span = view.tokens(cue.bounds)
    verb = span.root
    doubts = cue.cue_class is CueClass.DOUBT
    if any(child.dep_ == "auxpass" for child in verb.children):  # what stands before it is no source
        return ToldCue(span.text, is_open=doubts)
    if taken_back_by is not None and taken_back_by.dep_ == "cc" and verb.dep_ == "conj":
        verb = verb.head  # "neither confirmed nor denied"
    subject = subject_of(verb)
    if subject is not None and taken_back_by is not None and taken_back_by in subject.subtree:
        return ToldCue(_spaced(span.doc[subject.left_edge.i : span.end].text), is_open=True, has_source=True)
    is_under = taken_back_by is not None and taken_back_by == verb.head and taken_back_by.i < span.start
    start = _verb_group_start(verb.head if is_under else verb, span.start, taken_back_by)
    is_told = taken_back_by is not None and start <= taken_back_by.i < span.end
    return ToldCue(_spaced(span.doc[start : span.end].text), is_open=is_told or doubts)


def in_words(
    view: ParagraphView,
    content: Sequence[Bounds],
    proposition: Proposition,
    *,
    source: str | None,
    cue: ToldCue | None,
    act: SpeechAct,
    meant: Mapping[int, str],
) -> str:
    """Return the statement with what it leaves out: its subject, what it hangs on, and who denies it or wants it.

    What is only denied, wanted, threatened or left unsaid never stands there as if it were so. `meant` is place, in
    code points of the paragraph, -> the name that is put there in brackets, unless the words hold it anyway.
    """
    plain = _told(_stated(view, content, proposition, {}), proposition, source=source, cue=cue, act=act)
    new = {place: name for place, name in meant.items() if name not in plain}
    if not new:
        return plain
    return _told(_stated(view, content, proposition, new), proposition, source=source, cue=cue, act=act)


def unclosed(words: str) -> str | None:
    """Return the mark that closes a quotation that the words open and do not close."""
    for opening, closing in _MARKS:
        if opening == closing:
            first = words.find(opening)
            is_open = words.count(opening) % 2 == 1 and (first == 0 or words[first - 1].isspace())
        else:
            is_open = words.count(opening) > words.count(closing)
        if is_open:
            return closing
    return None


def _told(said: str, proposition: Proposition, *, source: str | None, cue: ToldCue | None, act: SpeechAct) -> str:
    top = proposition.host or proposition
    as_so = act is SpeechAct.ASSERT and not _is_infinitive(top.head) and (cue is None or not cue.is_open)
    if source is not None and cue is not None and not as_so:
        has_to = any(child.tag_ == "TO" for child in top.head.lefts)
        is_clause = not has_to and (subject_of(top.head) is not None or top.lent is not None)
        that = "that " if is_clause and not cue.words.endswith(" that") and not _is_question(top.head) else ""
        said = f"{cue.words if cue.has_source else f'{source} {cue.words}'} {that}{said}"
    said = said[:1].upper() + said[1:]
    said += unclosed(said) or ""
    return said if said.endswith((".", "!", "?", "\u2026")) else f"{said}."


def _spaced(words: str) -> str:
    return " ".join(words.split())


def _verb_group_start(verb: Token, at_most: int, taken_back_by: Token | None = None) -> int:
    """Return the first token of the verb with its auxiliaries and its negation; an adverb counts between them only."""
    start = min(verb.i, at_most)
    for token in reversed(verb.doc[verb.left_edge.i : start]):
        if token.head != verb or token.dep_ not in {*_OF_VERB, "advmod"} or token.tag_ == "TO":
            break
        if token.dep_ in _OF_VERB or token == taken_back_by:
            start = token.i
    return start


def _stated(view: ParagraphView, content: Sequence[Bounds], proposition: Proposition, meant: Mapping[int, str]) -> str:
    said = _without_relative(view, content, proposition, meant)
    if (host := proposition.host) is not None:
        doc = view.parsed.doc
        first = min(proposition.tokens)
        joint = "," if proposition.carried is not None or (first > 0 and doc[first - 1].text == ",") else ""
        carried = f"{proposition.carried.text} " if proposition.carried is not None else ""
        of_host = _stated(view, bounds_of(doc, host.tokens, offset=view.offset), host, meant)
        return f"{of_host}{joint} {carried}{said}"
    return said if proposition.lent is None else _with_subject(said, proposition, proposition.lent, meant)


def _without_relative(
    view: ParagraphView, content: Sequence[Bounds], proposition: Proposition, meant: Mapping[int, str]
) -> str:
    """Return the words without an opening "that", and without a "which": its noun stands there or is lent."""
    head = proposition.head
    clauses = [head] if proposition.lent is not None else []
    clauses += [child for child in head.children if child.dep_ == "relcl"]
    subjects = [subject for clause in clauses if (subject := subject_of(clause)) is not None]
    opening = view.parsed.doc[min(proposition.tokens)]
    dropped = [subject for subject in subjects if subject.tag_ in {"WDT", "WP"}][:1]
    dropped += [opening] if opening.dep_ == "mark" and opening.lower_ == "that" else []
    parts: list[str] = []
    for start, end in ((each[0] - view.offset, each[1] - view.offset) for each in content):
        at = start
        for token in sorted((each for each in dropped if start <= each.idx < end), key=lambda each: each.i):
            parts.append(_written(view, at, token.idx, meant))
            at = token.idx + len(token)
        parts.append(_written(view, at, end, meant))
    return " ".join(" ".join(parts).split()).rstrip(" ,;")


def _written(view: ParagraphView, start: int, end: int, meant: Mapping[int, str]) -> str:
    """Return the text of the stretch, with the names that have a place in it."""
    parts: list[str] = []
    for place in sorted(each for each in meant if start < each <= end):
        parts.append(f"{view.text[start:place]} [{meant[place]}]")
        start = place
    return "".join([*parts, view.text[start:end]])


def _with_subject(said: str, proposition: Proposition, subject: Token, meant: Mapping[int, str]) -> str:
    words, verb = _phrase(subject, meant), proposition.head
    if proposition.carried is not None:
        start = _verb_group_start(proposition.carried, proposition.carried.i)
        return f"{words} {verb.doc[start : proposition.carried.i + 1].text} {said}"
    if _is_tensed(verb):
        return f"{words} {said}"
    if verb.dep_ == "conj" and verb.tag_ in {"VB", "VBN"}:  # it shares what stands before the first verb
        shared = [child.text for child in verb.head.lefts if child.dep_ in {"aux", "auxpass"} and child.tag_ != "TO"]
        return " ".join((words, *shared, said))
    return f"{words}, {said}"


def _phrase(subject: Token, meant: Mapping[int, str]) -> str:
    """Return the subject without the clauses that hang on it."""
    aside = {below.i for child in subject.children if child.dep_ in _ASIDE for below in child.subtree}
    words = [token for token in subject.subtree if token.i not in aside]
    return " ".join("".join(map(partial(_spelled, meant=meant), words)).strip(' ,"\u201c\u201d').split())


def _spelled(token: Token, meant: Mapping[int, str]) -> str:
    name = meant.get(token.idx + len(token))
    return token.text_with_ws if name is None else f"{token.text} [{name}]{token.whitespace_}"


def _is_tensed(verb: Token) -> bool:
    return verb.tag_ in {"VBD", "VBZ", "VBP", "MD"} or any(child.dep_ in {"aux", "auxpass"} for child in verb.children)


def _is_infinitive(verb: Token) -> bool:
    return subject_of(verb) is None and any(child.tag_ == "TO" for child in verb.lefts)


def _is_question(verb: Token) -> bool:
    """Tell "which side had started it", which no "that" opens."""
    edge = verb.left_edge
    return edge.tag_ in {"WDT", "WP", "WP$", "WRB"} or (edge.dep_ == "mark" and edge.lower_ in {"whether", "if"})


_ASIDE = frozenset({"relcl", "acl", "appos"})
_OF_VERB = frozenset({"aux", "neg", "preconj"})
_MARKS = (("\u201c", "\u201d"), ("\u00ab", "\u00bb"), ('"', '"'))
