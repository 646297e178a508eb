"""Cues that go on with a report: "said that …, stressing that …", "said that … and denied claims that …".

One speaker, two contents. The parse often hangs the second cue on the clause that is reported, and so gives it the
wrong subject, and its content to the first.
"""

from collections.abc import Mapping

from spacy.tokens import Doc, Token

from contract.claim import CueClass
from worker.extraction.attribution.spans import TokenSet
from worker.extraction.attribution.tables import Tables

QUOTE = "quote"
"""The frame of a verb that introduces what stands between quotation marks."""


def continued_reports(doc: Doc, tables: Tables, quoted: TokenSet) -> Mapping[int, Token]:
    """Return, for each cue that goes on with a report, the verb of that report."""
    found: dict[int, Token] = {}
    for verb in doc:
        if verb.tag_ not in _TAGS or verb.i in quoted:
            continue
        frames = tables.verbs.get(verb.lemma_.lower())
        if frames is None or any(child.dep_ in _OWN for child in verb.children):
            continue
        quote = frames.get(QUOTE)
        adds = quote is not None and quote.cue_class in _ADDING
        is_participle = verb.tag_ == "VBG" and adds and _stands_after_comma(verb)
        denies = any(frame.cue_class is CueClass.DENY for frame in frames.values())
        goes_on = (quote is not None and _has_clause_of_its_own(verb)) or (denies and _has_report(verb, tables))
        if is_participle or goes_on:
            report = _report_above(verb, tables)
            if report is not None and (is_participle or _is_of_its_rank(verb, report)):
                found[verb.i] = report
    return found


def _stands_after_comma(verb: Token) -> bool:
    before = verb.left_edge.i - 1
    return verb.dep_ in {"advcl", "acl", "conj", "dep", "pcomp"} and before >= 0 and verb.doc[before].is_punct


def _has_clause_of_its_own(verb: Token) -> bool:
    """Tell a coordinated verb with a clause that "that" opens."""
    return verb.dep_ == "conj" and any(
        child.dep_ == "ccomp" and any(mark.lower_ == "that" for mark in child.children if mark.dep_ == "mark")
        for child in verb.children
    )


def _has_report(verb: Token, tables: Tables) -> bool:
    """Tell "and denied the rebels' claims that …"."""
    objects = (child for child in verb.children if child.dep_ == "dobj")
    return verb.dep_ == "conj" and any(each.lemma_.lower() in tables.nouns for each in objects)


def _is_of_its_rank(verb: Token, report: Token) -> bool:
    """Tell whether the verb has the form of the report's verb and not that of the clause that is reported."""
    inner = verb.head
    has_auxiliary = any(child.dep_ in {"aux", "auxpass"} for child in inner.children)
    # the tagger takes a past tense behind "had" for a participle
    is_past = {verb.tag_, report.tag_} <= {"VBD", "VBN"}
    return (is_past or verb.tag_ == report.tag_) and (has_auxiliary or inner.tag_ != verb.tag_)


def _report_above(verb: Token, tables: Tables) -> Token | None:
    below = verb
    for _ in range(_LONGEST_WAY):
        above = below.head
        if above is below:
            return None
        if below.dep_ in {"ccomp", "parataxis"} and QUOTE in tables.verbs.get(above.lemma_.lower(), {}):
            return above
        below = above
    return None


_LONGEST_WAY = 8
"""Steps up the parse: a reported clause is seldom deeper."""
_TAGS = frozenset(("VBG", "VBD", "VBN", "VBZ", "VBP"))
_OWN = frozenset(("nsubj", "nsubjpass", "aux", "auxpass", "det", "poss"))
_ADDING = frozenset((CueClass.ADD, CueClass.STRESS, CueClass.SAY, CueClass.ARGUE, CueClass.EXPLAIN, CueClass.WARN))
