"""What a generated package says of itself to its tests: contract, examples, fakes; read once in a process."""

from __future__ import annotations

import functools
import importlib
from pathlib import Path
from typing import Any

from mockgen.testing.contract import Contract
from mockgen.testing.examples import Examples
from mockgen.testing.values import Values
from mockgen.testing.vocabulary import ENGLISH


@functools.cache
def contract_of(package: str) -> Contract:
    """Return the contract of a generated package."""
    testing = importlib.import_module(f"{package}.testing")
    return Contract(Path(str(testing.__file__)).with_name("contract.json"))


def values_of(package: str, seed: int | str = 0, profile: str = "full") -> Values:
    """Return what fakes of a generated package are drawn from: in its locale, judged by its contract."""
    contract = contract_of(package)
    locale = contract.service.get("locale", ENGLISH)
    return Values(seed, profile, functools.partial(is_valid, contract), locale)


@functools.cache
def examples_of(package: str) -> Examples:
    """Return the examples of a generated package."""
    return Examples(contract_of(package).path.with_name("examples.json"))


def base_url_of(contract: Contract) -> str:
    """Return where a service without an absolute URL is, under the mock."""
    servers = [server["url"] for server in contract.service["servers"]]
    path = next((url for url in servers if url.startswith("/") and not url.startswith("//")), "")
    return f"https://{contract.service['name'].replace('_', '-')}.test{path.rstrip('/')}"


def is_valid(contract: Contract, check: Any, value: Any) -> bool:
    """Tell whether a fake satisfies the contract's schema of a name."""
    return contract.is_valid(contract.schema(str(check)), value)
