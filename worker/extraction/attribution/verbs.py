"""Verbs as cues: a verb of the table in one of its frames, with its subject as the source."""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from contract.claim import CueClass
from worker.extraction.attribution.certainty import certainty_of
from worker.extraction.attribution.complements import Complement, complement_of
from worker.extraction.attribution.continued import QUOTE, continued_reports
from worker.extraction.attribution.cue_draft import CueDraft
from worker.extraction.attribution.sources import SourceMatch, Way, is_passive, neighbour, source_of
from worker.extraction.attribution.spans import NOTHING, TokenSet, subtree
from worker.extraction.attribution.tables import CueFrame, Tables


def verb_drafts(doc: Doc, tables: Tables, quoted: TokenSet) -> Iterator[CueDraft]:
    """Yield a draft for every cue verb outside quotation marks, in text order.

    Args:
        doc: One paragraph.
        tables: The language's cues.
        quoted: Tokens between quotation marks: what is said there is one person's words, and not taken apart.
    """
    reports = continued_reports(doc, tables, quoted)
    for verb in doc:
        if verb.pos_ != "VERB" or verb.i in quoted:
            continue
        lemma = _lemma(verb)
        if lemma not in tables.verbs and not any(child.dep_ == "prt" for child in verb.children):
            continue
        passive = is_passive(verb)
        complement = complement_of(verb, passive=passive)
        if complement is not None and complement.cue:
            with_particle = " ".join([lemma, *(doc[i].lower_ for i in sorted(complement.cue))])
            has_particle = any(doc[i].dep_ == "prt" for i in complement.cue)
            known_so = tables.verbs.get(with_particle, {})
            lemma = with_particle if complement.frame in known_so or (has_particle and known_so) else lemma
        frames = tables.verbs.get(lemma, {})
        known = frames.get(complement.frame) if complement is not None else None
        quoting = None if passive else frames.get(QUOTE)
        if (cue_frame := known or quoting) is None or _is_of_no_report(verb, complement, tables):
            continue
        source = spoken_by(reports.get(verb.i, verb), tables, quoted, quotes=quoting is not None)
        draft = _draft(verb, lemma, complement if known is not None else None, cue_frame, source)
        cut = NOTHING.union(*(_with_link(doc[i]) for i, report in reports.items() if report.i == verb.i))
        if draft.confidence >= _LEAST_CONFIDENCE:
            yield replace(draft, content=draft.content - cut, can_quote=quoting is not None)


def _is_of_no_report(verb: Token, complement: Complement | None, tables: Tables) -> bool:
    """Tell "a claim disputed by two of them" from "a bill rejected by the house"."""
    is_behind = complement is not None and complement.frame == "passive_behind"
    return is_behind and verb.head.lemma_.lower() not in tables.nouns


def _with_link(verb: Token) -> TokenSet:
    """Return what hangs on the verb, and the "and" or "but" before it."""
    link = verb.left_edge.i - 1
    return subtree(verb) | ({link} if link >= 0 and verb.doc[link].pos_ == "CCONJ" else NOTHING)


def unlisted_draft(verb: Token, tables: Tables) -> CueDraft | None:
    """Return a draft for a verb whose place beside a quotation makes it a cue: `"Enough," he barked`."""
    source = spoken_by(verb, tables, NOTHING, quotes=True)
    if source is None:
        return None
    return CueDraft(
        head=verb,
        cue=frozenset((verb.i,)),
        lemma=_lemma(verb),
        cue_class=CueClass.SAY,
        frame=QUOTE,
        source=source.tokens,
        content=frozenset(),
        confidence=_UNLISTED_PRECISION,
        reasons=("a verb beside a quotation", f"source: {source.way}"),
        can_quote=True,
    )


def spoken_by(verb: Token, tables: Tables, quoted: TokenSet, *, quotes: bool) -> SourceMatch | None:
    """Return the verb's source outside quotation marks; beside a quotation, the nearest noun where the parse fails."""
    source = source_of(verb, documents=tables.documents)
    if source is not None and not (source.head.i in quoted and quotes):
        return replace(source, tokens=source.tokens - quoted) if quotes and source.tokens & quoted else source
    if not quotes:
        return source
    if verb.tag_ in _FINITE:
        return neighbour(verb, quoted)
    # "…, telling the crowd, “…”": the parse may hang the participle on a word inside the quotation
    above = next((each for each in verb.ancestors if each.i not in quoted and each.pos_ in {"VERB", "AUX"}), None)
    main = source_of(above, documents=tables.documents) if above is not None else None
    return replace(main, way=Way.MAIN_CLAUSE) if main is not None and main.head.i not in quoted else None


def _draft(
    verb: Token, lemma: str, complement: Complement | None, known: CueFrame, source: SourceMatch | None
) -> CueDraft:
    content = complement.content if complement is not None else frozenset()
    way = source.way if source is not None else "nobody named"
    return CueDraft(
        head=verb,
        cue=frozenset((verb.i,)) | (complement.cue if complement is not None else frozenset()),
        lemma=lemma,
        cue_class=known.cue_class,
        frame=complement.frame if complement is not None else QUOTE,
        source=source.tokens - content if source is not None else frozenset(),
        content=content - ({verb.i} | (source.tokens if source is not None else frozenset())),
        confidence=round(known.precision * certainty_of(verb, source), 2),
        reasons=(f"{lemma} with {complement.frame if complement is not None else QUOTE}", f"source: {way}"),
    )


def _lemma(verb: Token) -> str:
    """Return the verb's lemma in small letters; the parser's lemmatizer makes "hoping" a form of "hop"."""
    lemma = verb.lemma_.lower()
    return "hope" if lemma == "hop" and verb.lower_.startswith("hop") and not verb.lower_.startswith("hopp") else lemma


_UNLISTED_PRECISION = 0.54
"""Source and content both right, of 39 on PolNeAR train."""
_LEAST_CONFIDENCE = 0.3
"""Half of the F1 that the rules reach (0.6 on PolNeAR train): below it a draft costs more than it brings."""
_FINITE = frozenset(("VBD", "VBZ", "VBP"))
