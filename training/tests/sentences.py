"""Sentences of our own, marked: [s …] source, [c …] cue, [t …] content; a line is an attribution's paragraph."""

import re

from training.corpus import Document
from worker.marking.tagset import ROLES, Role

MARKED = (
    "[s The harbour master] [c said] [t the ferry would sail at noon].",
    "[t \u201cWe have counted every crate,\u201d] [c said] [s Amina Okoro], who runs the depot.",
    "[c According to] [s the museum], [t the painting had hung upside down for years].",
    "[s Two villagers] [c denied] [t that the well had been closed].",
    "[t \u201cIt rained for a week,\u201d] [s the mayor] [c told] reporters. [t \u201cThen it stopped.\u201d]",
    "[s Officials in the valley] [c fear] [t the dam could fail before spring].",
    "The orchestra played until midnight and nobody left early.",
    "[s The baker] [c hopes] [t to reopen on Tuesday].",
    "[s Lars Petersen] [c called] [t the tunnel \u201ca gift to the island\u201d].",
    "[t The bridge is safe], [s the engineer\u2019s report] [c found].",
    "Snow fell on the pass, and the road was shut for three days.",
    "[s The union] [c announced] [t a strike at both quarries].",
)


def document(*lines: str, name: str = "own") -> Document:
    """Return the paragraphs as one marked document."""
    text = ""
    attributions = []
    for line in lines or MARKED:
        text += "\n\n" if text else ""
        spans: dict[Role, list[tuple[int, int]]] = {role: [] for role in ROLES}
        for part in _PART.finditer(line):
            said = part["marked"] or part["plain"]
            if part["marked"]:
                spans[_ROLES[part["role"]]].append((len(text), len(text) + len(said)))
            text += said
        if any(spans.values()):
            attributions.append(spans)
    return Document(name, text, tuple(attributions))


def worded(read: Document) -> list[dict[Role, list[str]]]:
    """Return the words of each attribution's spans."""
    return [{role: [read.text[start:end] for start, end in each[role]] for role in ROLES} for each in read.attributions]


_PART = re.compile(r"\[(?P<role>[sct]) (?P<marked>[^\]]+)\]|(?P<plain>[^\[]+)")
_ROLES = {"s": Role.SOURCE, "c": Role.CUE, "t": Role.CONTENT}
