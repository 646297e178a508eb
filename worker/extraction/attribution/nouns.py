"""Nouns as cues: "its claim that …", "the fighters' reports that …", "repeated the calls to stop …"."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from worker.extraction.attribution.cue_draft import CueDraft
from worker.extraction.attribution.sources import noun_phrase, source_of
from worker.extraction.attribution.spans import NOTHING, TokenSet, subtree
from worker.extraction.attribution.tables import Tables


def noun_drafts(doc: Doc, tables: Tables, quoted: TokenSet) -> Iterator[CueDraft]:
    """Yield a draft for every cue noun outside quotation marks that has an owner and a content, in text order."""
    for noun in doc:
        if noun.pos_ != "NOUN" or noun.i in quoted:
            continue
        frames = tables.nouns.get(noun.lemma_.lower())
        if frames is None:
            continue
        for frame, content in complements(noun):
            known = frames.get(frame)
            owner = owner_of(noun, tables) if known is not None else None
            if known is None or owner is None:
                continue
            yield CueDraft(
                head=noun,
                cue=owner.cue | {noun.i},
                lemma=noun.lemma_.lower(),
                cue_class=known.cue_class,
                frame=frame,
                source=owner.tokens - content,
                content=content,
                confidence=known.precision,
                reasons=(f"noun {noun.lemma_.lower()} with {frame}", f"source: {owner.way}"),
            )
            break


def complements(noun: Token) -> Iterator[tuple[str, TokenSet]]:
    """Yield the frames and the words that the noun may introduce, likeliest first."""
    behind = [child for child in noun.children if child.i > noun.i]
    for child in behind:
        if child.dep_ in {"acl", "ccomp", "relcl"}:
            that = next((mark for mark in child.children if mark.dep_ == "mark" and mark.lower_ == "that"), None)
            if that is not None or child.dep_ == "ccomp":
                yield "clause", subtree(child) - ({that.i} if that is not None else NOTHING)
        if child.dep_ in {"acl", "relcl"}:
            # "the calls supported by others to stop": the parse hangs the infinitive on the participle
            for verb in (child, *(below for below in child.children if below.dep_ in {"advcl", "xcomp"})):
                if any(aux.dep_ == "aux" and aux.lower_ == "to" for aux in verb.children):
                    yield "infinitive", subtree(verb)
    for child in behind:
        if child.dep_ == "prep":
            content = NOTHING.union(*(subtree(end) for end in child.children if end.dep_ in {"pobj", "pcomp"}))
            if content:
                yield f"prep:{child.lower_}", content


@dataclass(frozen=True, slots=True)
class Owner:
    """Who stands behind a noun."""

    tokens: TokenSet
    cue: TokenSet
    """The light verb that lends its subject."""
    way: str


def owner_of(noun: Token, tables: Tables) -> Owner | None:
    """Return who stands behind the noun; None where the text does not tell."""
    for child in noun.children:
        if child.dep_ == "poss":
            name_only = frozenset(i for i in subtree(child) if noun.doc[i].tag_ != "POS")
            return Owner(name_only, NOTHING, "the noun's possessor")
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from"}:
            name = next((end for end in child.children if end.dep_ == "pobj"), None)
            if name is not None:
                return Owner(noun_phrase(name), NOTHING, f'after "{child.lower_}"')
    nationality = next((child for child in noun.children if child.dep_ == "amod" and child.ent_type_ == "NORP"), None)
    if nationality is not None:
        return Owner(frozenset((nationality.i,)), NOTHING, "the noun's nationality")
    verb = noun.head
    if noun.dep_ == "dobj" and verb.lemma_.lower() in tables.light_verbs:
        source = source_of(verb, documents=tables.documents)
        if source is not None:
            return Owner(source.tokens, frozenset((verb.i,)), f"subject of {verb.lower_}")
    return None
