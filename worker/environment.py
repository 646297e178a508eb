"""Where settings come from: `CLAIMWIRE_*` variables, and the files that `CLAIMWIRE_*_FILE` name."""

import difflib
import os
from collections.abc import Collection
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from contract.environment import FILE_SUFFIX, value_of
from worker.errors import PermanentError

PREFIX = "CLAIMWIRE_"


def variable(setting: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + setting.upper()


class Environment(PydanticBaseSettingsSource):
    """The environment as a source of settings; an empty variable is none."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return what is given for a setting; raises PermanentError `settings.invalid`."""
        try:
            given = value_of(os.environ, variable(field_name))
        except ValueError as exc:
            raise PermanentError("settings.invalid", str(exc)) from exc
        return given, field_name, self.field_is_complex(field)

    def __call__(self) -> dict[str, Any]:
        """Return every setting that is given; raises PermanentError `settings.invalid`."""
        found = {}
        for name, field in self.settings_cls.model_fields.items():
            given, _, is_complex = self.get_field_value(field, name)
            if given is not None:
                try:
                    found[name] = self.prepare_field_value(name, field, given, is_complex)
                except ValueError:
                    # the parser's own message quotes the text, which may be a secret
                    raise PermanentError("settings.invalid", f"{variable(name)} must be a JSON object") from None
        return found


def refuse_unknown_variables(settings: Collection[str]) -> None:
    """Raise PermanentError `settings.unknown` for a variable that is no setting's, with the nearest that is one."""
    known = [variable(name) for name in settings]
    for name in os.environ:
        is_ours = name.upper().startswith(PREFIX)
        if is_ours and name not in known and name.removesuffix(FILE_SUFFIX) not in known:
            nearest = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0)
            raise PermanentError("settings.unknown", f"{name} is no setting; did you mean {nearest[0]}?")
