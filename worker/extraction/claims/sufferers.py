"""Who suffered a loss, or has what is counted, where the words around the figure name them."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from worker.extraction.claims.outcomes import anchor_of
from worker.extraction.claims.quantity_tables import Losses


def sufferer_of(doc: Doc, figure: Span, governor: Token | None, losses: Losses) -> Span | None:
    """Return the words that name who suffered it: "Fijian" in "a Fijian frigate"; None where it is not clear."""
    anchor = anchor_of(doc, figure.start, figure.end)
    return (
        _in_figure(figure[1:] if figure[0].tag_ in _OPENING else figure)
        or _shared(figure)
        or _owner(anchor)
        or _origin(anchor)
        or (_borne_by(governor, anchor, losses) if governor is not None and governor.i != anchor.i else None)
    )


def _borne_by(governor: Token, anchor: Token, losses: Losses) -> Span | None:
    """Return whom the verb names beside the figure: in "57 pupils were taken" the figure itself is the subject."""
    found = _by_verb(governor, losses)
    return found if found is None or not found.start <= anchor.i < found.end else None


def owner_of(counted: Token, losses: Losses) -> Span | None:
    """Return the words that name whose the counted are.

    "Its lorries", "lorries owned by the firm", "fighters of the front", "workers from its mine"; and the guards of "the
    guards sent two boats".
    """
    own = _owner(counted) or _owning(counted) or _member_of(counted) or _demonym(counted) or _sender(counted, losses)
    return own or (_drained(counted.head, losses) if counted.dep_ in {"dobj", "nsubjpass"} else None)


def bearer_of(doc: Doc, figure: Span, losses: Losses) -> Span | None:
    """Return the words for who loses, pays or is charged the sum, or whose profit it is that fell by so much."""
    anchor = anchor_of(doc, figure.start, figure.end)
    if anchor.dep_ == "pobj" and anchor.head.lower_ == "of" and anchor.head.head.pos_ == "NOUN":
        return _holder(anchor.head.head, losses)
    verb = anchor.head.head if anchor.dep_ == "pobj" and anchor.head.dep_ == "prep" else anchor.head
    if verb.pos_ == "NOUN" and verb.lemma_ in losses.offers:
        return _owner(verb) or _giver(verb)
    return _payer(verb, anchor, losses) if verb.pos_ == "VERB" and anchor.dep_ in _VERBS_FIGURE else None


def _payer(verb: Token, figure: Token, losses: Losses) -> Span | None:
    if verb.lemma_ in losses.costs:
        return _charged(verb, figure)
    subject = _handed_down_subject(verb)
    if subject is None:
        return None
    if verb.lemma_ in losses.payers:
        return phrase_of(subject)
    moved = next((child for child in verb.children if child.dep_ == "dobj" and child != figure), None)
    owner = _owner(subject) or _share_in(subject) or (_owner(moved) if moved is not None else None)
    return owner or _drained(verb, losses)


def _holder(noun: Token, losses: Losses) -> Span | None:
    """Return "Halden's" of "Halden's offer of €3", and who expects "a profit of €3m"."""
    if (owner := _owner(noun)) is not None:
        return owner
    if noun.lemma_ not in losses.held or noun.dep_ != "dobj" or noun.head.pos_ != "VERB":
        return None
    subject = _handed_down_subject(noun.head)
    return phrase_of(subject) if subject is not None else None


def phrase_of(token: Token) -> Span:
    """Return the noun with what stands before it and its "of", without clauses."""
    end = token.i + 1
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            end = child.right_edge.i + 1
    return token.doc[token.left_edge.i : end]


def _in_figure(figure: Span) -> Span | None:
    """Return the demonym or the possessive among the figure's own words."""
    naming = [
        token.i
        for token in figure
        if (token.ent_type_ in {"NORP", "GPE"} and token.tag_ in {"JJ", "NNP", "NNPS"})
        or token.tag_ == "PRP$"
        or (token.tag_ == "JJ" and token.text[0].isupper())
    ]
    if not naming:
        return None
    end = naming[0] + 1
    while end in naming:
        end += 1
    return figure.doc[naming[0] : end]


def _shared(figure: Span) -> Span | None:
    """Return the demonym that the second of "a Fijian convoy and artillery unit" shares with the first."""
    head = figure.root
    if figure[0].tag_ in _OPENING or head.dep_ != "conj":
        return None
    demonym = next((child for child in head.head.lefts if child.ent_type_ == "NORP" and child.dep_ == "amod"), None)
    return phrase_of(demonym) if demonym is not None else None


def _owner(noun: Token) -> Span | None:
    owner = next((child for child in noun.lefts if child.dep_ == "poss"), None)
    return phrase_of(owner) if owner is not None else None


def _owning(noun: Token) -> Span | None:
    """Return whom "owned by" and "belonging to" name."""
    for child in noun.rights:
        if child.dep_ == "acl" and child.lemma_ in _OWNING:
            for link in child.children:
                if link.lower_ in {"by", "to"}:
                    return next((phrase_of(each) for each in link.children if each.dep_ == "pobj"), None)
    return None


def _member_of(noun: Token) -> Span | None:
    """Return "the front" of "fighters of the front"."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "of" and noun.tag_ == "NNS":
            for of in child.children:
                if of.dep_ == "pobj" and of.pos_ == "PROPN" and of.ent_type_ not in {"GPE", "LOC", "DATE"}:
                    return phrase_of(of)
    return None


def _demonym(noun: Token) -> Span | None:
    """Return "Peruvian" of "six Peruvian envoys", and "Peruvians" itself."""
    naming = [child for child in noun.lefts if child.dep_ == "amod" and child.ent_type_ == "NORP"]
    if noun.ent_type_ == "NORP" and noun.tag_ in {"NNS", "NNPS"}:
        naming.append(noun)
    return noun.doc[naming[0].i : naming[0].i + 1] if naming else None


def _sender(noun: Token, losses: Losses) -> Span | None:
    listed = next((each for each in (noun, *noun.ancestors) if each.dep_ != "conj"), noun)
    if listed.dep_ != "dobj" or listed.head.lemma_ not in losses.senders:
        return None
    subject = _handed_down_subject(listed.head)
    return phrase_of(subject) if subject is not None else None


def _share_in(noun: Token) -> Span | None:
    """Return "Halden" of "shares in Halden"."""
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in {"in", "of", "at"}:
            return next((phrase_of(each) for each in child.children if each.pos_ == "PROPN"), None)
    return None


def _giver(offer: Token) -> Span | None:
    """Return "the rival" of "a €6bn offer from the rival"."""
    for child in offer.rights:
        if child.dep_ == "prep" and child.lower_ in {"by", "from"}:
            return next((phrase_of(each) for each in child.children if each.dep_ == "pobj"), None)
    return None


def _drained(verb: Token, losses: Losses) -> Span | None:
    """Return "his" of "vanished from his account" and "wiped off its value", and the school that pupils are taken from.

    "Their" tells nobody.
    """
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in {"from", "off"}:
            for source in child.children:
                if (owner := _owner(source)) is not None:
                    return owner if owner.text.lower() != "their" else None
                if verb.lemma_ in losses.takers and source.pos_ == "PROPN" and source.ent_type_ in {"FAC", "ORG"}:
                    return phrase_of(source)
    return None


def _charged(verb: Token, figure: Token) -> Span | None:
    """Return whom "cost the company $5 million" and "was fined £1 million" name."""
    for child in verb.children:
        if child.dep_ in {"dative", "dobj", "nsubjpass"} and child != figure and not figure.is_ancestor(child):
            return phrase_of(child)
    return None


def _origin(noun: Token) -> Span | None:
    """Return the place or the force of "ten soldiers from Tonga"."""
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ == "from":
            for place in child.children:
                if place.dep_ == "pobj" and place.ent_type_ in {"GPE", "NORP", "ORG"}:
                    return phrase_of(place)
    return None


def _by_verb(governor: Token, losses: Losses) -> Span | None:
    if governor.pos_ not in {"VERB", "AUX"} and (owner := _owner(governor)) is not None:
        return owner
    verb = next((each for each in _upwards(governor) if each.pos_ in {"VERB", "AUX"}), None)
    if verb is None:
        return None
    lemma = verb.lemma_.lower()
    if lemma in losses.inflicters:
        return _target(verb, governor)
    if lemma not in losses.bearers:
        return None
    if (opponent := _target(verb, governor)) is not None and opponent.root.lemma_.lower() in losses.opponents:
        return opponent
    subject = _handed_down_subject(verb)
    return phrase_of(subject) if subject is not None else None


def _target(verb: Token, governor: Token) -> Span | None:
    """Return whom the losses were inflicted on, whether the parse hangs it on the verb or on the losses."""
    for holder in (verb, governor, *(child for child in verb.children if child.dep_ == "dobj")):
        for child in holder.rights:
            if child.dep_ in {"prep", "dative"} and child.lower_ in {"on", "upon", "to"}:
                for target in child.children:
                    if target.dep_ == "pobj":
                        return phrase_of(target)
    return None


def _handed_down_subject(verb: Token) -> Token | None:
    """Return the subject, handed down to coordinated verbs, participles and infinitives; of "which", its noun."""
    for each in _upwards(verb):
        subject = next((child for child in each.lefts if child.dep_ in {"nsubj", "nsubjpass"}), None)
        if subject is not None:
            is_relative = subject.tag_ in {"WDT", "WP"} and each.dep_ == "relcl"
            return each.head if is_relative else subject
        told = next((child for child in each.head.children if child.dep_ == "dobj" and child.i < each.i), None)
        if each.dep_ == "xcomp" and told is not None:
            return told  # "ordered the firm to pay"
        if each.dep_ not in {"conj", "advcl", "xcomp"} or each.head.pos_ not in {"VERB", "AUX"}:
            return each.head if each.dep_ == "acl" and each.tag_ == "VBG" else None
    return None


def _upwards(token: Token) -> Iterator[Token]:
    for _ in range(_HIGHEST):
        yield token
        if token.head.i == token.i:
            return
        token = token.head


_OPENING = frozenset(("DT", "CD", "IN", "RB", "RBR", "JJR", "JJS"))
"""Tags of what a figure begins with, unless it has nothing of its own but the thing."""
_OWNING = frozenset({"belong", "hold", "own"})
_VERBS_FIGURE = frozenset({"dobj", "dative", "npadvmod", "nsubj", "nsubjpass", "pobj", "prep"})
_HIGHEST = 10
"""Steps up the tree: further up another clause speaks of somebody else."""
