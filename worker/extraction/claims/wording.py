"""A claim in words that can be read alone, made of the article's own words only."""

from collections.abc import Sequence

from spacy.tokens import Token

from contract.claim import SpeechAct
from worker.extraction.attribution.model import Bounds
from worker.extraction.claims.page import Page
from worker.extraction.claims.propositions import Proposition, subject_of


def in_words(
    page: Page,
    content: Sequence[Bounds],
    proposition: Proposition,
    *,
    source: str | None,
    cue: str | None,
    act: SpeechAct,
) -> str:
    """Return the statement with what it leaves out: the subject that it shares, and who denies it or wants it.

    What is only denied, wanted or threatened never stands there as if it were so.
    """
    said = _without_relative(page, content, proposition)
    if proposition.lent is not None:
        said = _with_subject(said, proposition, proposition.lent)
    if source is not None and cue is not None and (act is not SpeechAct.ASSERT or _is_infinitive(proposition.head)):
        that = "that " if subject_of(proposition.head) is not None and not cue.endswith(" that") else ""
        said = f"{source} {cue} {that}{said}"
    said = said[:1].upper() + said[1:]
    return said if said.endswith((".", "!", "?", "\u2026")) else f"{said}."


def _without_relative(page: Page, content: Sequence[Bounds], proposition: Proposition) -> str:
    """Return the words without the pronoun of a relative clause: its noun stands there or is lent."""
    head = proposition.head
    clauses = [head, *(child for child in head.children if child.dep_ == "relcl")]
    subjects = [subject for clause in clauses if (subject := subject_of(clause)) is not None]
    dropped = next((subject for subject in subjects if subject.tag_ in {"WDT", "WP"}), None)
    text = page.parsed.doc.text
    parts: list[str] = []
    for start, end in ((each[0] - page.offset, each[1] - page.offset) for each in content):
        if dropped is not None and start <= dropped.idx < end:
            parts += [text[start : dropped.idx], text[dropped.idx + len(dropped) : end]]
        else:
            parts.append(text[start:end])
    return " ".join(" ".join(parts).split())


def _with_subject(said: str, proposition: Proposition, subject: Token) -> str:
    words = _phrase(subject)
    if proposition.carried is not None:
        return f"{words}, {proposition.carried.text} {said}"
    return f"{words} {said}" if _is_tensed(proposition.head) else f"{words}, {said}"


def _phrase(subject: Token) -> str:
    """Return the subject without the clauses that hang on it."""
    aside = {below.i for child in subject.children if child.dep_ in _ASIDE for below in child.subtree}
    words = [token for token in subject.subtree if token.i not in aside]
    return " ".join("".join(token.text_with_ws for token in words).strip(' ,"\u201c\u201d').split())


def _is_tensed(verb: Token) -> bool:
    return verb.tag_ in {"VBD", "VBZ", "VBP", "MD"} or any(child.dep_ in {"aux", "auxpass"} for child in verb.children)


def _is_infinitive(verb: Token) -> bool:
    return subject_of(verb) is None and any(child.tag_ == "TO" for child in verb.lefts)


_ASIDE = frozenset({"relcl", "acl", "appos"})
