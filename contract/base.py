"""What every message has in common."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict

SCHEMA_VERSION: Final = 1


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""A point in time, always UTC; one that is written without a zone is taken as UTC."""


class Message(BaseModel):
    """A frozen model of the wire: unknown fields are ignored on reading, absent parts are left out on writing."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )

    def to_json(self) -> str:
        """Return the message as compact JSON; the same message gives the same characters."""
        return self.model_dump_json(exclude_none=True)

    def to_dict(self) -> dict[str, Any]:
        """Return the message as plain JSON types."""
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def from_json(cls, raw: str | bytes) -> Self:
        """Read the message; raises `pydantic.ValidationError` when it is not one."""
        return cls.model_validate_json(raw)
