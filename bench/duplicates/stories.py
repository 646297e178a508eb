"""Stories: read from a folder, or invented; and pairs of two that look like one."""

import itertools
import json
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.worker.article.gold_pages import gold_pages

MIN_WORDS: Final = 120

Story = list[str]
"""Its paragraphs."""

_SLOT: Final = re.compile(r"[A-Z]{3,}\d?")
"""A word of a template that is filled: the same again where it has a number."""
PAIRS_OF_A_KIND: Final = 100

_TEMPLATES: Final = tomllib.loads((Path(__file__).parent / "templates.toml").read_text("utf8"))
_STEMS = ["".join(pair).title() for pair in itertools.permutations(_TEMPLATES["words"].pop("syllables"), 2)]
WORDS: Final[dict[str, list[str]]] = _TEMPLATES["words"] | {
    "NAME": [f"{stem}n" for stem in _STEMS],
    "PLACE": [f"{stem}ford" for stem in _STEMS],
}
"""What may stand in a slot; a FIGURE is any."""


def stories_in(folder: Path | None, rng: random.Random, *, invented: int) -> Iterator[Story]:
    """Yield the stories of a folder, of the gold pages, and invented ones."""
    texts = itertools.chain(_texts_in(folder) if folder else (), (gold.body for gold in gold_pages()))
    for text in texts:
        story = [line.strip() for line in text.splitlines() if line.strip()]
        if words_of(story) >= MIN_WORDS:
            yield story
    for _ in range(invented):
        yield invent(rng)


def _texts_in(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.txt")):
        yield path.read_text("utf8")
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text("utf8").splitlines():
            yield json.loads(line)["text"]


def invent(rng: random.Random) -> Story:
    """Return a story of 7 to 14 paragraphs."""
    return [
        " ".join(fill(rng, _TEMPLATES["sentence"]) for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(7, 14))
    ]


def fill(rng: random.Random, template: str) -> str:
    """Return a template with something at random in each of its slots."""
    chosen: dict[str, str] = {}

    def value(found: re.Match[str]) -> str:
        slot = found[0]
        kind = slot.rstrip("0123456789")
        if slot not in chosen or kind == slot:
            chosen[slot] = str(rng.randint(2, 999)) if kind == "FIGURE" else rng.choice(WORDS[kind])
        return chosen[slot]

    return _SLOT.sub(value, template)


def near_misses(rng: random.Random, stories: list[Story]) -> Iterator[tuple[str, list[tuple[Story, Story]]]]:
    """Yield pairs of two stories, by what they have in common."""
    with_background = []
    for one, other in zip(stories[::2], stories[1::2], strict=False):
        background = invent(rng)
        while words_of(background) > 0.3 * min(words_of(one), words_of(other)):
            background = background[:-1]
        with_background.append(([*one[:-1], *background], [*other[:-1], *background]))
    yield "a common background", with_background
    for kind, template in _TEMPLATES["kinds"].items():
        filled = [fill(rng, template).splitlines() for _ in range(2 * PAIRS_OF_A_KIND)]
        yield kind, list(zip(filled[::2], filled[1::2], strict=True))


def words_of(story: Story) -> int:
    """Return how many words a story has."""
    return sum(len(paragraph.split()) for paragraph in story)
