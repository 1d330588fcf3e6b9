"""Contracts for tests: `contract.json` written from its parts, and requests to judge by it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import requests

from mockgen.testing.contract import Contract, OperationContract
from mockgen.testing.violations import Problem

BASE = "https://api.example.com"


def write(path: Path, document: dict[str, Any]) -> Path:
    """Write a contract as the generator does: one line for each operation, webhook and schema."""
    lines = ["{", '"openapi": "3.1.0",']
    service = {"name": "payments", "title": "Payments", "version": "1", "servers": []}
    lines.append(f'"service": {json.dumps({**service, **document.get("service", {})})},')
    for section in ("operations", "webhooks", "schemas"):
        lines.append(f'"{section}": {{')
        entries = [
            f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(node, ensure_ascii=False)}"
            for key, node in document.get(section, {}).items()
        ]
        lines.extend(f"{entry}," for entry in entries[:-1])
        lines.extend(entries[-1:])
        lines.append("}" if section == "schemas" else "},")
    path.write_text("\n".join([*lines, "}", ""]), encoding="utf-8")
    json.loads(path.read_text("utf-8"))  # it is valid JSON as a whole
    return path


def contract(folder: Path, **document: Any) -> Contract:
    """Return a contract of these operations and schemas."""
    return Contract(write(folder / "contract.json", document))


def operation(
    folder: Path,
    key: str = "POST /v1/charges",
    node: dict[str, Any] | None = None,
    **document: Any,
) -> OperationContract:
    """Return the contract of one operation."""
    return contract(folder, operations={key: node or {}}, **document).operation(key)


def parameter(name: str, where: str, schema: Any, **more: Any) -> dict[str, Any]:
    """Return a parameter in normal form; its style is the default of its location."""
    style = {"query": "form", "cookie": "form"}.get(where, "simple")
    style = more.pop("style", style)
    node = {"name": name, "in": where, "required": where == "path", "style": style}
    return {**node, "explode": style == "form", "schema": schema, **more}


def json_body(schema: Any, required: bool = True) -> dict[str, Any]:
    """Return a request body in JSON."""
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def send(
    checked: OperationContract, path: str = "/v1/charges", query: str = "", **options: Any
) -> list[tuple[str, str]]:
    """Return the problems of a request as pairs; `query` travels as it is written."""
    method = checked.key.partition(" ")[0]
    prepared = requests.Request(method, BASE + path, **options).prepare()
    if query:
        prepared.url = f"{prepared.url}?{query}"
    return pairs(checked.request_problems(prepared, path))


def answer(
    checked: OperationContract,
    body: Any = None,
    status: int = 200,
    content_type: str | None = "application/json",
    headers: dict[str, str] | None = None,
) -> list[tuple[str, str]]:
    """Return the problems of an answer as pairs."""
    return pairs(checked.answer_problems(status, headers or {}, content_type, body))


def pairs(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Return problems as pairs of place and message."""
    return [(problem.place, problem.message) for problem in problems]
