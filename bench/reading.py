"""How well and how fast pages are read, beside what users would pick instead, page by page in one run.

    python -m bench.reading FOLDER
    python -m bench.reading tests/gold/pages

A folder is in the format of the article-extraction benchmark (scrapinghub/article-extraction-benchmark): the texts in
`ground-truth.json` (page id -> `articleBody`, perhaps `url`), the pages in `html/<id>.html.gz` or `.html`; or it holds
gold pages of our own, `<id>.html` beside `<id>.toml`. Scored as there: the shingles of four words that both texts hold,
each page counting as much as any other. newspaper4k takes part where it is installed (requirements/bench.txt). Of gold
pages it is also told how many lines came out in their zone.
"""

import argparse
import gzip
import importlib.util
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import trafilatura

from tests.worker.article.gold_pages import GoldPage, gold_pages, judge
from worker.article.charset import decoded
from worker.article.page import Page
from worker.article.reader import read_page
from worker.errors import PermanentError
from worker.extraction.article import Zone

SHINGLE_WORDS = 4
WARMING_PAGES = 3
"""Read once before the clock starts: caches that a worker fills once."""
_WORD = re.compile(r"\w+")


class Sample(NamedTuple):
    """A page and the text that a reader takes from it."""

    name: str
    url: str | None
    html: bytes
    text: str


Reader = Callable[[Sample], str]


class Score(NamedTuple):
    """Of one page: shares of all its shingles, so that a long text weighs no more than a short one."""

    both: float
    only_read: float
    only_gold: float


@dataclass(slots=True)
class Tally:
    """What one system did with all pages."""

    seconds: float = 0.0
    scores: dict[str, Score] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        return self._share(lambda score: score.only_read)

    @property
    def recall(self) -> float:
        return self._share(lambda score: score.only_gold)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)

    def _share(self, missed: Callable[[Score], float]) -> float:
        both = sum(score.both for score in self.scores.values())
        return both / max(both + sum(map(missed, self.scores.values())), 1e-9)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--worst", type=int, default=0, help="pages to name whose text came out worst")
    arguments.add_argument("--faults", action="store_true", help="list the lines of gold pages that came out wrong")
    chosen = arguments.parse_args()
    samples = list(samples_in(chosen.folder))
    if not samples:
        arguments.error(f"{chosen.folder} holds no ground-truth.json and no gold pages")
    systems = readers()
    tallies = {name: Tally() for name in systems}
    for sample in samples[:WARMING_PAGES]:
        for name, read in systems.items():
            _read(read, sample, tallies[name])
    tallies = {name: Tally() for name in systems}
    for sample in samples:
        for name, read in systems.items():
            tallies[name].scores[sample.name] = score(sample.text, _read(read, sample, tallies[name]))
    _report(samples, tallies, chosen.worst)
    if pages := list(gold_pages(chosen.folder)):
        _report_zones(pages, chosen.faults)


def samples_in(folder: Path) -> Iterator[Sample]:
    """Yield the pages of a folder, in the order of their names."""
    truth = folder / "ground-truth.json"
    if truth.exists():
        for name, gold in sorted(json.loads(truth.read_text("utf8")).items()):
            packed, plain = folder / f"html/{name}.html.gz", folder / f"html/{name}.html"
            page = gzip.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()
            yield Sample(name, gold.get("url"), page, gold["articleBody"])
    for gold_page in gold_pages(folder):
        yield Sample(gold_page.name, gold_page.page.url, gold_page.html, gold_page.body)


def readers() -> dict[str, Reader]:
    systems: dict[str, Reader] = {
        "claimwire": _claimwire,
        "trafilatura": lambda sample: trafilatura.extract(decoded(sample.html, "")) or "",
        "trafilatura, precision": lambda sample: (
            trafilatura.extract(decoded(sample.html, ""), favor_precision=True, include_comments=False) or ""
        ),
    }
    if importlib.util.find_spec("newspaper"):
        systems["newspaper4k"] = _newspaper
    else:
        print("newspaper4k is not installed: `make .venv/bench.stamp` adds it")
    return systems


def _claimwire(sample: Sample) -> str:
    article = read_page(Page(sample.html, "text/html", url=sample.url)).article
    return "\n".join(article.text[p.start : p.end] for p in article.paragraphs if p.zone is Zone.BODY)


def _newspaper(sample: Sample) -> str:
    import newspaper  # noqa: PLC0415 - only where it is installed

    article = newspaper.Article(sample.url or "https://news.example/", fetch_images=False)
    article.download(input_html=decoded(sample.html, ""))
    article.parse()
    return str(article.text)


def _read(read: Reader, sample: Sample, tally: Tally) -> str:
    """Return what a system reads on a page, empty where it refuses it; its CPU time is added up."""
    start = time.process_time()
    try:
        return read(sample)
    except PermanentError as exc:
        tally.refused[sample.name] = exc.code
        return ""
    finally:
        tally.seconds += time.process_time() - start


def score(gold: str, read: str) -> Score:
    """Return how the shingles of two texts overlap."""
    wanted, found = _shingles(gold), _shingles(read)
    both = (wanted & found).total()
    whole = max((wanted | found).total(), 1)
    return Score(both / whole, (found - wanted).total() / whole, (wanted - found).total() / whole)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1)))


def _report(samples: list[Sample], tallies: dict[str, Tally], worst: int) -> None:
    ours, baseline = tallies["claimwire"], tallies["trafilatura"]
    size = sum(len(sample.html) for sample in samples)
    print(f"{len(samples)} pages, {size / len(samples) / 1000:,.0f} kB each")
    print(f"{'':24s} precision  recall      F1  pages a CPU second")
    for name, tally in tallies.items():
        figures = f"{tally.precision:9.3f} {tally.recall:7.3f} {tally.f1:7.3f}"
        print(f"{name:24s} {figures} {len(samples) / tally.seconds:10.1f}")
    speed = baseline.seconds / ours.seconds
    print(f"claimwire beside trafilatura: F1 {ours.f1 - baseline.f1:+.3f}, {speed:.2f} of its speed")
    for page, code in ours.refused.items():
        print(f"refused: {page}: {code}")
    for page, result in sorted(ours.scores.items(), key=lambda entry: entry[1].both)[:worst]:
        missed, added = result.only_gold, result.only_read
        print(f"{page}: {result.both:.2f} agreed, {missed:.2f} missed, {added:.2f} too much")


def _report_zones(pages: list[GoldPage], list_faults: bool) -> None:  # noqa: FBT001 - a flag of the command line
    total: Counter[Zone] = Counter()
    wrong: Counter[Zone | None] = Counter()
    for gold in pages:
        try:
            verdict = judge(gold, read_page(gold.page))
        except PermanentError as exc:
            print(f"{gold.name}: {exc.code}")
            continue
        total += verdict.total
        wrong += Counter(fault.zone for fault in verdict.faults)
        for fault in verdict.faults if list_faults else ():
            found = ", ".join(fault.found) or "left out"
            print(f"{gold.name}: {fault.zone or 'no part of the article'} -> {found}: {fault.text[:100]!r}")
    for zone, lines in total.items():
        print(f"{zone:10s} {lines - wrong[zone]:4d} of {lines:4d} lines right, {1 - wrong[zone] / lines:6.1%}")
    print(f"{wrong[None]} lines that belong to no article")


if __name__ == "__main__":
    main()
