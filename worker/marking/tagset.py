"""What the model says: tags of pieces, and pointers between spans, in the order of its scores."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a span of an attribution is."""

    CUE = "cue"
    SOURCE = "source"
    CONTENT = "content"


class Pointer(IntEnum):
    """What points at what, each by the first piece of its span; at itself where there is none."""

    CONTENT_TO_CUE = 0
    CUE_TO_SOURCE = 1
    SOURCE_TO_CUE = 2


ROLES = tuple(Role)
POINTERS = tuple(Pointer)
TAGS = ("O", *(f"{edge}-{role}" for role in ROLES for edge in "BI"))
OUTSIDE = 0


def begin(role: Role) -> int:
    """Return the place of the role's B among the tags; its I follows."""
    return 1 + 2 * ROLES.index(role)
