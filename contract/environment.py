"""How producer and worker read a setting: from its variable, or from the file that a second variable names."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FILE_SUFFIX: Final = "_FILE"
"""`X_FILE` names the file that holds the value of X, as secrets of Docker and Kubernetes come."""


def value_of(environ: Mapping[str, str], name: str) -> str | None:
    """Return the variable's value, else the text of its file without white space at the ends; empty is none.

    Raises:
        ValueError: the file cannot be read; the message names variable, file and reason, and nothing of its content.
    """
    if value := environ.get(name):
        return value
    path = environ.get(name + FILE_SUFFIX)
    if not path:
        return None
    try:
        return Path(path).read_text("utf8").strip() or None
    except OSError as exc:
        raise ValueError(f"{name}{FILE_SUFFIX}: user {os.getuid()} cannot read {path}: {exc.strerror}") from exc
    except UnicodeDecodeError:
        raise ValueError(f"{name}{FILE_SUFFIX}: {path} is not UTF-8") from None
