"""How the claims of one article stand to each other, where the text itself shows it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contract.claim import Claim, Relation, RelationType, SpeechAct
from worker.extraction.claims.echoes import find_echoes
from worker.extraction.claims.opposed import find_opposed
from worker.extraction.claims.taken_up import Anaphora, denials_of_what_was_said


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim, the attribution that it came from, and its place among the statements of that attribution."""

    claim: Claim
    draft: int
    part: int


def relate(claims: Sequence[Placed], anaphora: Anaphora) -> tuple[Relation, ...]:
    """Return the links: a denial to what it denies, a further statement to the first of the same cue, echoes."""
    told = [each.claim for each in claims]
    found = [*_denials(claims), *_elaborations(claims), *find_echoes(told), *denials_of_what_was_said(told, anaphora)]
    linked = {frozenset((each.from_, each.to)) for each in found}
    found += (each for each in find_opposed(told, anaphora) if frozenset((each.from_, each.to)) not in linked)
    return tuple({(each.type, each.from_, each.to): each for each in reversed(found)}.values())[::-1]


def _denials(claims: Sequence[Placed]) -> Iterator[Relation]:
    reports: dict[str, list[Placed]] = defaultdict(list)
    for each in claims:
        if each.claim.nested_in is not None:
            reports[each.claim.nested_in].append(each)
    for denial in claims:
        if denial.claim.speech_act is not SpeechAct.DENY:
            continue
        for denied in reports[denial.claim.attribution_id]:
            if denied.draft != denial.draft and denied.claim.content == denial.claim.content:
                yield Relation(
                    type=RelationType.DENIES,
                    from_=denial.claim.id,
                    to=denied.claim.id,
                    why="the same words, reported by one and denied by the other",
                )


def _elaborations(claims: Sequence[Placed]) -> Iterator[Relation]:
    first = {(each.draft, each.claim.source.agents): each.claim.id for each in claims if each.part == 0}
    for each in claims:
        base = first.get((each.draft, each.claim.source.agents))
        if each.part > 0 and base is not None and each.claim.cue is not None and each.claim.id != base:
            yield Relation(
                type=RelationType.ELABORATES,
                from_=each.claim.id,
                to=base,
                why="says more of the same, in one statement",
            )
