"""What configures a client: settings read and checked, servers, timeouts."""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias, cast
from urllib.parse import urlsplit

from .auth import Credential, MisconfiguredError, Scheme

SETTINGS = ("BASE_URL", "SERVER", "SERVER_VARIABLES", "AUTH", "TIMEOUT", "RETRIES")
"""The keys of `settings.MOCKGEN[service]`."""


class TimeoutChoice(enum.Enum):
    """A timeout that is no number."""

    DEFAULT = "default"
    NO_TIMEOUT = "no timeout"


DEFAULT: Final = TimeoutChoice.DEFAULT
"""The timeout of the client: the settings', else 5 s to connect and 30 to read."""

NO_TIMEOUT: Final = TimeoutChoice.NO_TIMEOUT
"""Wait for ever; `None` is refused, since it is so easily passed by mistake."""

Timeout: TypeAlias = float | tuple[float, float] | TimeoutChoice
"""Seconds to connect and to read each, a pair of both, `DEFAULT` or `NO_TIMEOUT`."""

_DEFAULT_TIMEOUT = (5.0, 30.0)
_DEFAULT_RETRIES = 2
_MOST_RETRIES = 10

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Server:
    """A server of the document ("Server Object").

    Args:
        url: may have variables, `https://{region}.example.com`, and may be relative.
        name: what settings may call it.
        variables: the values that each may have, its default first; a single one
            stands for any, and without one the settings have to give it.
    """

    url: str
    name: str = ""
    variables: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_absolute(self) -> bool:
        """Whether it can be called from anywhere."""
        return self.url.startswith(("http://", "https://"))

    def filled(self, values: Mapping[str, object]) -> str:
        """Return the URL with its variables filled in, without a slash at its end.

        Raises:
            MisconfiguredError: a variable has no value, or one that it may not have.
        """
        chosen: dict[str, str] = {}
        for name, allowed in self.variables.items():
            value = str(values[name]) if name in values else next(iter(allowed), "")
            if not value:
                wrong = f"{name!r}, which {self.url} needs"
                raise MisconfiguredError(f"SERVER_VARIABLES is without {wrong}")
            if len(allowed) > 1 and value not in allowed:
                known = ", ".join(allowed)
                wrong = f"{name} is {value!r}; known: {known}"
                raise MisconfiguredError(f"SERVER_VARIABLES: {wrong}")
            chosen[name] = value
        return _VARIABLE.sub(lambda found: chosen[found[1]], self.url).rstrip("/")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which server of the document is called.

    Attributes:
        server: it; None where the document has none that can be called.
        place: its place among the servers of the document, and their number.
        variables: the values of variables that settings give.
    """

    server: Server | None = None
    place: tuple[int, int] = (0, 0)
    variables: Mapping[str, object] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The base URL, `""` where there is none."""
        if self.server is None or not self.server.is_absolute:
            return ""
        return self.server.filled(self.variables)

    def among(self, servers: Sequence[Server]) -> str:
        """Return the URL of an operation's own servers that goes with the choice.

        It is the one of the same name; else, where they are as many as those of the
        document, the one in the same place; else the first.
        """
        name = self.server.name if self.server else ""
        place, count = self.place
        same = [each for each in servers if name and each.name == name]
        found = same[0] if same else servers[place if count == len(servers) else 0]
        return found.filled(self.variables)


class Configuration(NamedTuple):
    """Settings that were checked.

    Attributes:
        base_url: as configured; empty where it is not.
        choice: the server of the document that is chosen, or its first.
        auth: the credential for each scheme.
        timeout: seconds to connect and to read, None for no limit.
        retries: how often a call is sent again at most.
        place: where they stand, for messages.
    """

    base_url: str
    choice: Choice
    auth: Mapping[str, Credential]
    timeout: tuple[float, float] | None
    retries: int
    place: str

    def __repr__(self) -> str:
        """Return the configuration without its credentials."""
        shown = self.base_url or self.choice.server
        return f"Configuration({shown!r}, {sorted(self.auth)})"


def read_configuration(
    values: Mapping[str, object],
    schemes: Mapping[str, Scheme],
    servers: Sequence[Server],
    place: str,
) -> Configuration:
    """Return checked settings; see `Transport` for what they mean.

    Raises:
        MisconfiguredError: one of them is unknown or wrong.
    """
    _check_names(values, SETTINGS, "setting")
    retries = values.get("RETRIES", _DEFAULT_RETRIES)
    if isinstance(retries, bool) or not isinstance(retries, int):
        raise MisconfiguredError("RETRIES must be a whole number")
    if not 0 <= retries <= _MOST_RETRIES:
        raise MisconfiguredError(f"RETRIES must be between 0 and {_MOST_RETRIES}")
    return Configuration(
        _checked_base_url(values.get("BASE_URL")),
        _chosen(values.get("SERVER"), values.get("SERVER_VARIABLES"), servers),
        _checked_auth(values.get("AUTH"), schemes),
        seconds_of(values.get("TIMEOUT", DEFAULT)),
        retries,
        place,
    )


def nearest(name: str, known: Sequence[str], cutoff: float = 0.6) -> str:
    """Return the known name that is most like a name, `""` where none is."""
    import difflib  # for those who misspell only

    return next(iter(difflib.get_close_matches(name, known, 1, cutoff)), "")


def _check_names(given: Mapping[Any, object], known: Sequence[str], what: str) -> None:
    for name in given:
        if name not in known:
            near = nearest(str(name), known, 0.5)
            listed = ", ".join(known) or "there is none"
            hint = f"did you mean {near}?" if near else f"known: {listed}"
            raise MisconfiguredError(f"{name!r} is no {what}; {hint}")


def _checked_base_url(value: object) -> str:
    """Return a base URL without a slash at its end, or `""` where none is given."""
    if value is None or value == "":
        return ""
    wrong = "BASE_URL must be an absolute http(s) URL without query and user"
    if not isinstance(value, str):
        raise MisconfiguredError(wrong)
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        raise MisconfiguredError(wrong) from None
    extras = parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not host or extras:
        raise MisconfiguredError(wrong)
    return value.rstrip("/")


def _chosen(wanted: object, variables: object, servers: Sequence[Server]) -> Choice:
    """Return the server that is chosen: the first that can be called by default."""
    if not servers:
        if wanted is not None or variables:
            raise MisconfiguredError("SERVER: the document names none; set BASE_URL")
        return Choice()
    if not isinstance(variables, Mapping | None):
        raise MisconfiguredError("SERVER_VARIABLES must be a dictionary")
    given = variables or {}
    known = dict.fromkeys(name for server in servers for name in server.variables)
    _check_names(given, list(known), "variable of a server")
    place = _place(wanted, servers)
    choice = Choice(servers[place], (place, len(servers)), given)
    if wanted is not None and not choice.url:
        wrong = f"SERVER: {servers[place].url} is relative; set BASE_URL"
        raise MisconfiguredError(wrong)
    return choice


def _place(wanted: object, servers: Sequence[Server]) -> int:
    names = [server.name for server in servers]
    if wanted is None:
        absolute = (i for i, server in enumerate(servers) if server.is_absolute)
        return next(absolute, 0)
    if isinstance(wanted, str) and wanted and wanted in names:
        return names.index(wanted)
    if type(wanted) is int and 0 <= wanted < len(servers):
        return wanted
    known = ", ".join(repr(name) for name in names if name) or "none has a name"
    wrong = f"SERVER must be a number below {len(servers)} or a name: {known}"
    raise MisconfiguredError(wrong)


def _checked_auth(
    value: object,
    schemes: Mapping[str, Scheme],
) -> Mapping[str, Credential]:
    """Return credentials by scheme; an empty one (an unset variable) is missing."""
    if value is None or value == "":
        return {}
    if isinstance(value, Mapping):
        _check_names(value, sorted(schemes), "security scheme of the document")
        return {name: each for name, each in value.items() if each}
    if len(schemes) != 1:
        known = ", ".join(sorted(schemes)) or "none"
        wrong = "AUTH must be a dictionary by security scheme; the document has"
        raise MisconfiguredError(f"{wrong}: {known}")
    return dict.fromkeys(schemes, cast("Credential", value))


def seconds_of(value: object) -> tuple[float, float] | None:
    """Return seconds to connect and to read, None for no limit."""
    if value is DEFAULT:
        return _DEFAULT_TIMEOUT
    if value is NO_TIMEOUT:
        return None
    pair = value if isinstance(value, tuple | list) else (value, value)
    numbers = [_duration(each) for each in pair]
    if len(numbers) != 2 or not all(numbers):
        wrong = "a timeout is a positive number of seconds, or a pair (connect, read)"
        raise MisconfiguredError(f"{wrong}, or NO_TIMEOUT; not {value!r}")
    return numbers[0], numbers[1]


def _duration(value: object) -> float:
    """Return a number of seconds, 0 for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if math.isfinite(value) and value > 0 else 0.0
