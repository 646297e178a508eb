"""What sites do to a story that an agency sends."""

import random
import re
from collections.abc import Callable

from bench.duplicates.stories import Story, fill, words_of

Edit = Callable[[random.Random, Story], Story]

KEPT_WORDS = 0.7
"""Of a sentence that is written anew."""


def _cut(share: float) -> Edit:
    def edit(_rng: random.Random, story: Story) -> Story:
        left = int(words_of(story) * share)
        kept = []
        for paragraph in story:
            words = paragraph.split()[:left]
            left -= len(words)
            if words:
                kept.append(" ".join(words))
        return kept

    return edit


def _rewritten(share: float) -> Edit:
    def edit(rng: random.Random, story: Story) -> Story:
        """Write some sentences anew: their words in part, in another order, with others between them."""
        return [
            " ".join(
                _anew(rng, sentence) if rng.random() < share else sentence
                for sentence in re.split(r"(?<=[.!?])\s+", paragraph)
            )
            for paragraph in story
        ]

    return edit


def _anew(rng: random.Random, sentence: str) -> str:
    words = [word for word in sentence.split() if rng.random() < KEPT_WORDS]
    at = len(words) // 2
    return " ".join([*words[at:], fill(rng, "NOUN VERB"), *words[:at]]) + "."


def _reheadlined(rng: random.Random, story: Story) -> Story:
    dateline = f"{fill(rng, 'PLACE').upper()}, {rng.randint(1, 28)} May: {story[0]}"
    return [fill(rng, "NAME VERB NOUN in PLACE"), dateline, *story[1:]]


def _corrected(rng: random.Random, story: Story) -> Story:
    figures = [at for at, paragraph in enumerate(story) if re.search(r"\d", paragraph)]
    chosen = set(rng.sample(figures, min(2, len(figures))))
    return [re.sub(r"\d+", str(rng.randint(2, 99)), p, count=1) if at in chosen else p for at, p in enumerate(story)]


def _framed(rng: random.Random, story: Story) -> Story:
    middle = len(story) // 2
    invitation = fill(rng, "Sign up for the PLACE letter: all the news of the day in your inbox.")
    closing = fill(rng, "Reporting by NAME NAME; Editing by NAME")
    return [*story[:middle], invitation, *story[middle:], closing, "Read more: what we know so far"]


EDITS: dict[str, Edit] = {
    "the same": lambda _rng, story: story,
    "another headline and dateline": _reheadlined,
    "figures corrected": _corrected,
    "promotion and credits added": _framed,
    "paragraphs in another order": lambda rng, story: rng.sample(story, len(story)),
    "cut to two thirds": _cut(2 / 3),
    "cut to a half": _cut(1 / 2),
    "a tenth of the sentences rewritten": _rewritten(0.1),
    "a fifth of the sentences rewritten": _rewritten(0.2),
    "three tenths rewritten": _rewritten(0.3),
    "cut to two thirds, a tenth rewritten": lambda rng, story: _rewritten(0.1)(rng, _cut(2 / 3)(rng, story)),
}
