"""The JSON Schema of every message, for those who write or read them in another language.

python -m contract.schema           write contract/schema/*.json
python -m contract.schema --check   exit 1 and name what is stale
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from contract.base import SCHEMA_VERSION, Message
from contract.batch import Batch, BatchStatus
from contract.claim import Claim
from contract.delivery import BatchDelivery, Delivery, StoredDelivery, TrialDelivery
from contract.job import Job
from contract.report import Report
from contract.status import JobStatus

DIRECTORY: Final = Path(__file__).parent / "schema"
MESSAGES: Final[tuple[type[Message], ...]] = (
    Job,
    Batch,
    Report,
    Claim,
    Delivery,
    StoredDelivery,
    BatchDelivery,
    TrialDelivery,
    JobStatus,
    BatchStatus,
)
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """Return file name -> JSON Schema, formatted so that the same models give the same characters."""
    return {f"{_file_stem(message)}.json": _schema(message) for message in MESSAGES}


def stale(directory: Path, wanted: Mapping[str, str]) -> list[str]:
    """Return the names of files that are missing, differ, or have no message any more, sorted."""
    present = {path.name: path.read_text(encoding="utf-8") for path in directory.glob("*.json")}
    return sorted(name for name in present.keys() | wanted.keys() if present.get(name) != wanted.get(name))


def write(directory: Path, wanted: Mapping[str, str]) -> None:
    """Make the directory hold exactly these files."""
    directory.mkdir(exist_ok=True)
    for path in directory.glob("*.json"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (directory / name).write_text(text, encoding="utf-8")


def _file_stem(message: type[Message]) -> str:
    """Return the name in the spelling of files: JobStatus -> job-status."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in message.__name__).lstrip("-")


def _schema(message: type[Message]) -> str:
    # "validation", not "serialization": only what has no default is required, since absent parts are left out
    body = message.model_json_schema(mode="validation", by_alias=True)
    head = {"$schema": DIALECT, "$id": f"urn:claimwire:{_file_stem(message)}:{SCHEMA_VERSION}"}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the schemas, or with `--check` compare them; return the exit code."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python -m contract.schema [--check]\n")
        return 2
    wanted = schemas()
    if not arguments:
        write(DIRECTORY, wanted)
        return 0
    names = stale(DIRECTORY, wanted)
    if names:
        sys.stderr.write(f"stale: {', '.join(names)}; run `python -m contract.schema`\n")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
