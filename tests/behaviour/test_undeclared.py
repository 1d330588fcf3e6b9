"""Names that the document does not declare: refused, warned of or allowed, as the service is configured."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from mockgen.testing import ContractWarning, RequestViolation, ResponseViolation

from .conftest import Generate, Package

SPEC = """
components:
  schemas:
    Either: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
    A: {type: object, required: [a], properties: {a: {type: integer}}}
    B: {type: object, properties: {b: {type: integer}}}
paths:
  /declared: {post: {operationId: declared, BODY: {$ref: '#/components/schemas/A'}}}
  /union: {post: {operationId: union, BODY: {$ref: '#/components/schemas/Either'}}}
  /free: {post: {operationId: free, BODY: {type: object}}}
  /open: {post: {operationId: open, BODY: {type: object, properties: {a: {}}, additionalProperties: {type: integer}}}}
  /named: {post: {operationId: named, BODY: {type: object, properties: {a: {}}, patternProperties: {^x-: {}}}}}
  /closed: {post: {operationId: closed, BODY: {type: object, properties: {a: {}}, additionalProperties: false}}}
"""


def made(generated: Generate, **settings: Any) -> Package:
    """Return a package whose operations take and answer the same body."""
    lines = []
    for line in SPEC.splitlines():
        head, found, schema = line.partition("BODY: ")
        if found:
            content = f"{{application/json: {{schema: {schema.removesuffix('}}')}}}}}"
            line = (
                f"{head}requestBody: {{content: {content}}}, "
                f"responses: {{'200': {{description: It., content: {content}}}}}}}}}"
            )
        lines.append(line)
    return generated("\n".join(lines), **settings)


def post(path: str, body: Any) -> None:
    requests.post(f"https://shop.example{path}", json=body, timeout=5)


CASES = [
    ("declared", {"a": 1, "zz": 1}, False),
    ("union", {"a": 1, "zz": 1}, False),
    ("union", {"b": 1}, True),
    ("free", {"zz": 1}, True),
    ("open", {"zz": 1}, True),
    ("named", {"x-zz": 1}, True),
    ("named", {"zz": 1}, True),
    ("closed", {"zz": 1}, False),
]


@pytest.mark.parametrize(("operation", "body", "passes"), CASES)
def test_forbid(generated: Generate, operation: str, body: Any, passes: bool) -> None:
    package = made(generated)
    with package.mock() as shop:
        mock = getattr(shop, operation)
        mock.returns({"a": 1}).optional()
        if passes:
            mock.returns(body)
            post(f"/{operation}", body)
        else:
            with pytest.raises(RequestViolation, match=r"body\.zz +is not declared"):
                post(f"/{operation}", body)
            with pytest.raises(ResponseViolation, match=r"body\.zz +is not declared"):
                mock.returns(body)


def test_warn(generated: Generate) -> None:
    package = made(generated, undeclared="warn")
    with package.mock() as shop:
        with pytest.warns(ContractWarning) as caught:
            shop.declared.returns({"a": 1, "zz": 2})
            post("/declared?c=3", {"a": 1, "zz": 1})
        answer, request = (str(warning.message).splitlines() for warning in caught)
        assert answer[:2] == ["declared could not answer this.", "  body.zz   is not declared"]
        assert request[:3] == [
            "declared does not accept this request.",
            "  body.zz   is not declared",
            "  query.c   is not declared",
        ]
        assert {warning.filename for warning in caught} == {__file__}
        assert shop.declared.calls[0].response.a == 1


def test_warn_is_for_names_alone(generated: Generate) -> None:
    package = made(generated, undeclared="warn")
    with package.mock() as shop:
        shop.declared.returns().optional()
        shop.closed.returns({"a": 1}).optional()
        with pytest.raises(RequestViolation) as caught, pytest.warns(ContractWarning, match=r"body\.zz"):
            post("/declared", {"a": "one", "zz": 1})
        assert [problem.place for problem in caught.value.problems] == ["body.a"]
        with pytest.raises(RequestViolation, match="required, missing"):  # the mistyped name is required
            post("/declared", {"aa": 1})
        with pytest.raises(RequestViolation, match=r"body\.zz +is not declared"):  # the schema itself forbids it
            post("/closed", {"zz": 1})


def test_allow(generated: Generate) -> None:
    package = made(generated, undeclared="allow")
    with package.mock() as shop:
        shop.declared.returns({"a": 1, "zz": 2})
        post("/declared?c=3", {"a": 1, "zz": 1})
        with pytest.raises(RequestViolation, match=r"body\.a +is missing"):
            post("/declared", {"zz": 1})
        with pytest.raises(ResponseViolation, match=r"body\.zz +is not declared"):
            shop.closed.returns({"zz": 1})


def test_it_stands_in_the_contract_where_it_is_not_the_default(generated: Generate) -> None:
    written = [
        (made(generated, **settings).folder / "testing/contract.json").read_text(encoding="utf-8").splitlines()[2]
        for settings in ({}, {"undeclared": "warn"})
    ]
    assert '"undeclared"' not in written[0]
    assert written[1] == written[0].removesuffix("},") + ', "undeclared": "warn"},'
