"""A report in rows for people to read. Text of articles is foreign: what a terminal would obey is taken out."""

from typing import Final

from contract.claim import Claim, Resolution
from contract.report import Report

CLAIM_COLUMNS: Final = {"source": 4, "cue": 3, "content": 9, "figures": 4, "fact": 2, "denies": 3}
"""What a row of claims tells, with the share of a line's width that it wants."""


def printable(text: str) -> str:
    """Return the text on one line, without codes that a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in text)


def claim_rows(report: Report) -> list[tuple[str, ...]]:
    """Return a row of `CLAIM_COLUMNS` for each claim, in text order."""
    names = {agent.id: agent.name for agent in report.agents}
    denied = {relation.from_: relation.to for relation in report.relations if relation.type == "denies"}
    sources = {claim.id: _source(claim, names) for claim in report.claims}
    return [
        tuple(
            map(
                printable,
                (
                    sources[claim.id],
                    claim.cue.exact if claim.cue else "",
                    " … ".join(span.exact for span in claim.content),
                    ", ".join(quantity.span.exact for quantity in claim.quantities),
                    claim.factuality,
                    sources.get(denied[claim.id], "") if claim.id in denied else "",
                ),
            )
        )
        for claim in report.claims
    ]


def _source(claim: Claim, names: dict[str, str]) -> str:
    if claim.source.resolution is Resolution.NARRATOR:
        return "(the article)"
    words = claim.source.span.exact if claim.source.span else ""
    return ", ".join(names.get(agent, agent) for agent in claim.source.agents) or words or "(unresolved)"
