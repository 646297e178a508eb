"""A URL -> the form under which its article is known: the same for all URLs that surely lead to the same article.

It is a key and is never fetched. Two articles under one key would cost one of them; two keys of one article cost a
second visit. So only what is known to change nothing is taken off; the table says what that is.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_PERCENT: Final = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)
# RFC 3986, 2.3, and what else may stand unencoded in a path (3.3) or a query (3.4)
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH: Final = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_IN_QUERY: Final = _IN_PATH | frozenset("?")
_MIN_LABELS: Final = 2
"""Of a host that a label is taken off."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*")
    @classmethod
    def _in_lower_case(cls, value: object) -> object:
        names = value if isinstance(value, frozenset) else ()
        if wrong := next((name for name in names if name != name.lower()), None):
            raise ValueError(f"{wrong!r} must be in lower case")
        return value


class _Hosts(_Strict):
    labels: frozenset[str]
    caches: re.Pattern[str]


class _Paths(_Strict):
    documents: frozenset[str]
    amp_segments: frozenset[str]
    amp_endings: dict[str, str]
    session: re.Pattern[str]


class _Parameters(_Strict):
    names: frozenset[str]
    prefixes: tuple[str, ...]
    values: dict[str, frozenset[str]]


class _Table(_Strict):
    host: _Hosts
    path: _Paths
    parameter: _Parameters


@cache
def _table() -> _Table:
    source = files("worker").joinpath("canonical_urls.toml").read_text(encoding="utf-8")
    try:
        return _Table.model_validate(tomllib.loads(source))
    except ValidationError as exc:
        raise ValueError(f"canonical_urls.toml: {exc}") from exc


def canonical_url(url: str) -> str:
    """Return the canonical form of an http or https URL (RFC 3986, 6.2.2 and 6.2.3, and the table); idempotent.

    Raises:
        ValueError: it has no host, or a port that is none.
    """
    while (shorter := _once(url)) != url:
        url = shorter
    return url


def _once(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(f"no host in {url[:100]!r}")
    if cached := _table().host.caches.fullmatch(f"{parts.hostname}{parts.path}"):
        url = f"https://{cached['article']}" + (f"?{parts.query}" if parts.query else "")
        parts = urlsplit(url)
    query = _query(parts.query)
    # "#!" names a page of a site that is one script; any other fragment a place within the page
    fragment = "#" + _encoded(parts.fragment, _IN_QUERY) if parts.fragment.startswith("!") else ""
    return f"https://{_authority(parts)}{_path(parts.path)}" + (f"?{query}" if query else "") + fragment


def _authority(parts: SplitResult) -> str:
    """Return host and port; the scheme is lost with the port that goes without saying."""
    host = (parts.hostname or "").rstrip(".")
    labels = host.split(".")
    while len(labels) > _MIN_LABELS and labels[0] in _table().host.labels:
        del labels[0]
    host = ".".join(labels)
    try:
        host = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        host = _encoded(host, _UNRESERVED)
    port = parts.port
    has_port = port is not None and port != _DEFAULT_PORTS.get(parts.scheme)
    user = parts.netloc.rpartition("@")[0]
    return (f"{user}@" if user else "") + (f"[{host}]" if ":" in host else host) + (f":{port}" if has_port else "")


def _path(path: str) -> str:
    table = _table().path
    segments = _without_dots(table.session.sub("", _encoded(path, _IN_PATH))).split("/")
    while len(segments) > 1:
        last = segments[-1].lower()
        if last and last not in table.documents and last not in table.amp_segments:
            break
        segments.pop()
    for ending, plain in table.amp_endings.items():
        if segments[-1].lower().endswith(ending):
            segments[-1] = segments[-1][: -len(ending)] + plain
    return "/".join(segments) or "/"


def _without_dots(path: str) -> str:
    """Resolve "." and ".." (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    """Return the parameters that say what is shown, by name; those of one name keep their order."""
    kept = []
    for part in query.split("&"):
        name, sign, value = part.partition("=")
        name, value = (_encoded(each.replace("+", "%20"), _IN_QUERY - {"&"}) for each in (name, value))
        if (name or value) and not _is_idle(name.lower(), value.lower()):
            kept.append((name, sign, value))
    return "&".join(name + sign + value for name, sign, value in sorted(kept, key=lambda each: each[0]))


def _is_idle(name: str, value: str) -> bool:
    table = _table().parameter
    return name in table.names or name.startswith(table.prefixes) or value in table.values.get(name, ())


def _encoded(text: str, allowed: frozenset[str]) -> str:
    """Percent-encode what is not allowed, and nothing else: `%7E` becomes `~`, `%2f` stays, in capitals."""
    return "".join(_character(found[0], allowed) for found in _PERCENT.finditer(text))


def _character(character: str, allowed: frozenset[str]) -> str:
    if len(character) > 1:
        plain = unquote_to_bytes(character).decode("latin-1")
        return plain if plain in _UNRESERVED else character.upper()
    if character in allowed:
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
