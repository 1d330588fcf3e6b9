"""What a service sends and how it signs it, as `[tool.mockgen.services.NAME.webhooks]` declares it.

Read and checked here as far as it can be without the document; `spec/events.py` holds the events against that.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

from mockgen.diagnostics import did_you_mean
from mockgen.spec.declared import JSON, DeclaredEvent

KEYS = ("signature", "secret_setting", "events")
EVENT = ("schema", "media_type", "constants", "headers")
SCHEMES = ("stripe", "github", "slack", "standard")
"""The schemes that have a name; the test runtime knows them (`mockgen/testing/signatures.py`)."""
PLAIN = {
    "header": "",
    "algorithm": "sha256",
    "encoding": "hex",
    "prefix": "",
    "signs": "{body}",
    "timestamp_header": "",
    "id_header": "",
}
"""The keys of a plain HMAC, and what each is where it is not given."""
CHOICES = {"algorithm": ("sha1", "sha256", "sha384", "sha512"), "encoding": ("hex", "base64")}
FIELDS = {"timestamp": "timestamp_header", "id": "id_header"}
"""What may be signed beside the body, and the key that names the header in which it travels."""
FIELD = re.compile(r"\{([^{}]*)\}")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
SETTING = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

Wrong = Callable[[str, str], None]
"""Notes what is wrong, and what to do about it."""


@dataclasses.dataclass(frozen=True)
class Hooks:
    """What is declared for a service.

    Attributes:
        scheme: the name of a known scheme, "" for a plain HMAC or none.
        plain: the keys of a plain HMAC that are given.
        secret_setting: the Django setting that holds the secret, "" for the test secret.
        events: by name.
        place: where it stands, for messages.
    """

    scheme: str = ""
    plain: Mapping[str, str] = dataclasses.field(default_factory=dict)
    secret_setting: str = ""
    events: Mapping[str, DeclaredEvent] = dataclasses.field(default_factory=dict)
    place: str = ""


NO_HOOKS = Hooks()


def read_hooks(value: Any, place: str, wrong: Wrong) -> Hooks:
    """Return what a configuration declares; with anything noted as wrong, it is not for use."""
    if value is None:
        return Hooks(place=place)
    if not isinstance(value, Mapping):
        wrong(f"[{place}] must be a table", "")
        return Hooks(place=place)
    _known(value, KEYS, place, wrong)
    scheme, plain = _signature(value.get("signature", ""), f"{place}.signature", wrong)
    setting = value.get("secret_setting", "")
    if "secret_setting" in value and not (isinstance(setting, str) and SETTING.fullmatch(setting)):
        wrong(f"{place}.secret_setting must be the name of a Django setting", "")
    if setting and "signature" not in value:
        wrong(f"{place}.secret_setting needs a signature beside it", "")
    events = value.get("events", {})
    if not isinstance(events, Mapping):
        wrong(f"[{place}.events] must be a table", "")
        events = {}
    read = {name: _event(entry, f"{place}.events.{name}", wrong) for name, entry in events.items()}
    return Hooks(scheme, plain, str(setting), read, place)


def _signature(value: Any, place: str, wrong: Wrong) -> tuple[str, Mapping[str, str]]:
    """Return the name of a scheme and the keys of a plain HMAC, of which one is empty."""
    if isinstance(value, Mapping):
        _plain(value, place, wrong)
        return "", {key: entry for key, entry in value.items() if isinstance(entry, str)}
    if value in SCHEMES or value == "":
        return value, {}
    named = value if isinstance(value, str) else ""
    known = f"known schemes: {', '.join(SCHEMES)}, and a table with a header for a plain HMAC"
    wrong(f"{place} must name a scheme", did_you_mean(named, SCHEMES) or known)
    return "", {}


def _plain(table: Mapping[str, Any], place: str, wrong: Wrong) -> None:
    _known(table, tuple(PLAIN), place, wrong)
    for key, value in table.items():
        if key in PLAIN and not isinstance(value, str):
            wrong(f"{place}.{key} must be a text", "")
            return
    for key, choices in CHOICES.items():
        if table.get(key, PLAIN[key]) not in choices:
            wrong(f"{place}.{key} must be one of {', '.join(choices)}", "")
    if not table.get("header"):
        wrong(f"{place}.header is missing", "")
    for key in ("header", "timestamp_header", "id_header"):
        if table.get(key) and not TOKEN.fullmatch(table[key]):
            wrong(f"{place}.{key} must be the name of a header", "")
    _signs({**PLAIN, **table}, place, wrong)


def _signs(table: Mapping[str, str], place: str, wrong: Wrong) -> None:
    """Note what is wrong with the text that is signed: every part of it has to reach the receiver."""
    fields = FIELD.findall(table["signs"])
    if "body" not in fields:
        wrong(f"{place}.signs must hold {{body}}", "")
    for name in fields:
        if name != "body" and name not in FIELDS:
            wrong(f"{place}.signs has the unknown part {{{name}}}", "known parts: {body}, {timestamp}, {id}")
        elif name in FIELDS and not table[FIELDS[name]]:
            wrong(f"{place}.{FIELDS[name]} is missing: the receiver needs the {name} that is signed", "")


def _event(entry: Any, place: str, wrong: Wrong) -> DeclaredEvent:
    if isinstance(entry, str) and entry:
        return DeclaredEvent(entry)
    if not isinstance(entry, Mapping):
        wrong(f"{place} must name a schema, or be a table", "")
        return DeclaredEvent("")
    _known(entry, EVENT, place, wrong)
    for key in ("schema", "media_type"):
        if not isinstance(entry.get(key, JSON), str):
            wrong(f"{place}.{key} must be a text", "")
    if not entry.get("schema"):
        wrong(f"{place}.schema is missing", "")
    constants, headers = entry.get("constants", {}), entry.get("headers", {})
    if not _is_table_of(constants, (str, int, float, bool)):
        wrong(f"{place}.constants must map properties to texts, numbers or booleans", "")
        constants = {}
    if not _is_table_of(headers, (str,)) or not all(map(TOKEN.fullmatch, headers)):
        wrong(f"{place}.headers must map names of headers to texts", "")
        headers = {}
    return DeclaredEvent(str(entry.get("schema")), str(entry.get("media_type", JSON)), constants, headers)


def _is_table_of(value: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, Mapping) and all(isinstance(item, kinds) for item in value.values())


def _known(table: Mapping[str, Any], keys: tuple[str, ...], place: str, wrong: Wrong) -> None:
    for key in table:
        if key not in keys:
            wrong(f"{place} has the unknown key {key}", did_you_mean(key, keys) or f"known keys: {', '.join(keys)}")
