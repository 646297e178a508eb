"""How producer and worker read a setting: from its variable, or from the file that a second variable names."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FILE_SUFFIX: Final = "_FILE"
"""`X_FILE` names the file that holds the value of X, as secrets of Docker and Kubernetes come."""


def value_of(environ: Mapping[str, str], name: str) -> str | None:
    """Return the variable's value, or the text of its file without white space at the ends; an empty variable is none.

    Raises:
        ValueError: both are given, or the file is empty or cannot be read; the message names variable, file and
            reason, and nothing of a value.
    """
    file_name = name + FILE_SUFFIX
    value, path = environ.get(name), environ.get(file_name)
    if not path:
        return value or None
    if value:
        raise ValueError(f"{name} and {file_name} are both set: leave one out")
    try:
        text = Path(path).read_text("utf8").strip()
    except OSError as exc:
        raise ValueError(f"{file_name}: user {os.getuid()} cannot read {path}: {exc.strerror}") from exc
    except UnicodeDecodeError:
        raise ValueError(f"{file_name}: {path} is not UTF-8") from None
    if not text:
        raise ValueError(f"{file_name}: {path} is empty")
    return text
