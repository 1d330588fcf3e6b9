"""`[tool.mockgen.services.NAME.webhooks]`: read once, and everything wrong with it said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockgen.errors import UsageError
from mockgen.hooks import SCHEMES as NAMED
from mockgen.hooks import Hooks
from mockgen.settings import load
from mockgen.spec.declared import DeclaredEvent
from mockgen.testing.signatures import SCHEMES

PLACE = "tool.mockgen.services.payments.webhooks"
HEAD = '[tool.mockgen]\noutput = "clients"\n[tool.mockgen.services.payments]\nspec = "payments.yaml"\n'


def read(folder: Path, table: str) -> Hooks:
    path = folder / "pyproject.toml"
    path.write_text(f"{HEAD}{table}\n", encoding="utf-8")
    return load(path).services["payments"].hooks


def fault(folder: Path, table: str) -> str:
    with pytest.raises(UsageError) as refused:
        read(folder, table)
    (found,) = refused.value.diagnostics
    return found.text().removeprefix("pyproject.toml: error: ").replace(PLACE, "WEBHOOKS")


def test_the_generator_and_the_test_runtime_know_the_same_schemes() -> None:
    assert set(NAMED) == set(SCHEMES)


def test_nothing_is_declared(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Hooks(place=PLACE)


def test_a_scheme_that_has_a_name(tmp_path: Path) -> None:
    found = read(tmp_path, 'webhooks = {signature = "stripe", secret_setting = "PAYMENTS_SECRET"}')
    assert found == Hooks("stripe", {}, "PAYMENTS_SECRET", {}, PLACE)


def test_a_plain_hmac(tmp_path: Path) -> None:
    found = read(tmp_path, 'webhooks.signature = {header = "X-Signature", encoding = "base64", prefix = "v2="}')
    assert (found.scheme, found.plain) == ("", {"header": "X-Signature", "encoding": "base64", "prefix": "v2="})


def test_events(tmp_path: Path) -> None:
    table = f"""
[{PLACE}.events]
charge_failed = "ChargeFailed"
"charge.won" = {{schema = "Event", constants = {{type = "charge.won"}}, headers = {{X-Event = "won"}}}}
"""
    assert read(tmp_path, table).events == {
        "charge_failed": DeclaredEvent("ChargeFailed"),
        "charge.won": DeclaredEvent(
            "Event", "application/json", constants={"type": "charge.won"}, headers={"X-Event": "won"}
        ),
    }


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("webhooks = 1", "[WEBHOOKS] must be a table"),
        ("webhooks.event = {}", "WEBHOOKS has the unknown key event; did you mean events?"),
        ("webhooks.events = 1", "[WEBHOOKS.events] must be a table"),
        ('webhooks.signature = "strip"', "WEBHOOKS.signature must name a scheme; did you mean stripe?"),
        (
            "webhooks.signature = 1",
            "WEBHOOKS.signature must name a scheme; known schemes: stripe, github, slack, standard, and a table with a "
            "header for a plain HMAC",
        ),
        ('webhooks.signature = {prefix = "v1="}', "WEBHOOKS.signature.header is missing"),
        ("webhooks.signature = {header = 1}", "WEBHOOKS.signature.header must be a text"),
        ('webhooks.signature = {header = "X Y"}', "WEBHOOKS.signature.header must be the name of a header"),
        (
            'webhooks.signature = {header = "X", encodings = "hex"}',
            "WEBHOOKS.signature has the unknown key encodings; did you mean encoding?",
        ),
        (
            'webhooks.signature = {header = "X", algorithm = "md5"}',
            "WEBHOOKS.signature.algorithm must be one of sha1, sha256, sha384, sha512",
        ),
        ('webhooks.signature = {header = "X", signs = "all"}', "WEBHOOKS.signature.signs must hold {body}"),
        (
            'webhooks.signature = {header = "X", signs = "{time}{body}"}',
            "WEBHOOKS.signature.signs has the unknown part {time}; known parts: {body}, {timestamp}, {id}",
        ),
        (
            'webhooks.signature = {header = "X", signs = "{timestamp}{body}"}',
            "WEBHOOKS.signature.timestamp_header is missing: the receiver needs the timestamp that is signed",
        ),
        (
            'webhooks = {signature = "slack", secret_setting = "a.b"}',
            "WEBHOOKS.secret_setting must be the name of a Django setting",
        ),
        ('webhooks.secret_setting = "A"', "WEBHOOKS.secret_setting needs a signature beside it"),
        ("webhooks.events.a = 1", "WEBHOOKS.events.a must name a schema, or be a table"),
        ("webhooks.events.a = {}", "WEBHOOKS.events.a.schema is missing"),
        ('webhooks.events.a = {schema = "A", media_type = 1}', "WEBHOOKS.events.a.media_type must be a text"),
        (
            'webhooks.events.a = {schema = "A", constants = {b = []}}',
            "WEBHOOKS.events.a.constants must map properties to texts, numbers or booleans",
        ),
        (
            'webhooks.events.a = {schema = "A", headers = {"b c" = "d"}}',
            "WEBHOOKS.events.a.headers must map names of headers to texts",
        ),
    ],
)
def test_what_is_wrong(tmp_path: Path, table: str, message: str) -> None:
    assert fault(tmp_path, table) == message
