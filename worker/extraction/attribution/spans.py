"""Sets of tokens -> stretches of text."""

from collections.abc import Collection

from spacy.tokens import Doc, Token

from worker.extraction.attribution.model import Bounds

TokenSet = frozenset[int]
"""Token indices in one paragraph's parse."""

NOTHING: TokenSet = frozenset()


def subtree(token: Token) -> TokenSet:
    """Return the token and all that hangs on it."""
    return frozenset(below.i for below in token.subtree)


def bounds_of(doc: Doc, tokens: Collection[int], *, offset: int) -> tuple[Bounds, ...]:
    """Return the stretches that the tokens cover, in text order, counted from `offset`.

    Punctuation and white space do not part a stretch, and none stands at its edges.
    """
    stretches: list[list[int]] = []
    for index in sorted(tokens):
        token = doc[index]
        if token.is_space or (_is_loose(token) and not stretches):
            continue
        if stretches and all(_is_loose(doc[between]) for between in range(stretches[-1][1] + 1, index)):
            stretches[-1][1] = index
        else:
            stretches.append([index, index])
    found: list[Bounds] = []
    for first, last in stretches:
        words = [index for index in range(first, last + 1) if not _is_loose(doc[index])]
        if words:
            end = doc[words[-1]]
            if end.i + 1 in tokens and doc[end.i + 1].text == ")" and "(" in doc[words[0] : end.i + 1].text:
                end = doc[end.i + 1]
            found.append((offset + doc[words[0]].idx, offset + end.idx + len(end)))
    return tuple(found)


def overlong(doc: Doc) -> TokenSet:
    """Return the tokens of sentences too long for prose: lists and noise, where each cue would hold all the rest."""
    long = (range(sent.start, sent.end) for sent in doc.sents if sent.end - sent.start > _LONGEST_SENTENCE)
    return NOTHING.union(*long)


def _is_loose(token: Token) -> bool:
    """Tell punctuation and white space from words, figures and signs such as "$" and "%"."""
    return token.is_space or (token.is_punct and token.text not in _SIGNS)


_SIGNS = frozenset({"%", "\u2030", "&"})
"""Unicode's punctuation, and a word's part to the reader."""
_LONGEST_SENTENCE = 300
"""Tokens. The time that the rules take for a sentence grows with its square: no sentence of prose is so long."""
