"""`generated(spec)`: a package made from a spec that stands in the test, imported, and gone after the test."""

from __future__ import annotations

import dataclasses
import importlib
import itertools
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from mockgen.diagnostics import Diagnostic
from mockgen.pipeline import generate
from mockgen.settings import one_off

INFO = {"info": {"title": "Shop", "version": "1"}}
HEAD = {"openapi": "3.1.0", **INFO, "servers": [{"url": "https://shop.example"}]}
SWAGGER_HEAD = {"swagger": "2.0", **INFO, "host": "shop.example", "schemes": ["https"]}
COUNT = itertools.count()

Generate: TypeAlias = Callable[..., "Package"]


@dataclasses.dataclass(frozen=True)
class Package:
    """A generated package: what of it a test uses.

    Attributes:
        name: as it is imported.
        folder: where it lies.
        diagnostics: what the generator had to say.
    """

    name: str
    folder: Path
    diagnostics: tuple[Diagnostic, ...]

    def module(self, path: str = "") -> Any:
        return importlib.import_module(f"{self.name}.{path}".rstrip("."))

    def client(self, **settings: Any) -> Any:
        return self.module().ShopClient(**settings)

    def mock(self, mode: str = "strict") -> Any:
        return self.module("testing").mock_shop(mode=mode)

    def error(self, kind: str) -> type[Exception]:
        found: type[Exception] = getattr(self.module("errors"), f"Shop{kind}")
        return found


@pytest.fixture
def generated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Generate]:
    """Generate the service `shop` from a spec: YAML text or a mapping; what every spec has may be left out.

    Further keywords are settings of the service: `include`, `rename_operations`, …
    """
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[str] = []

    def generate_package(spec: str | Mapping[str, Any], service: str = "shop", **settings: Any) -> Package:
        tree = yaml.safe_load(spec) if isinstance(spec, str) else spec
        clients = f"clients_{next(COUNT)}"
        file = tmp_path / f"{clients}.yaml"
        head = SWAGGER_HEAD if "swagger" in tree else HEAD
        text = yaml.safe_dump({**head, **tree}, sort_keys=False, allow_unicode=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        configured = dataclasses.replace(one_off(file, tmp_path / clients, service, None), **settings)
        result = generate(configured)
        made.append(clients)
        importlib.invalidate_caches()
        return Package(f"{clients}.{service}", tmp_path / clients / service, result.diagnostics)

    yield generate_package
    for module in [name for name in sys.modules if name.partition(".")[0] in made]:
        del sys.modules[module]
