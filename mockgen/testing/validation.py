"""The judgement of openapi-core.

openapi-core is given a document of one operation, made for one verdict: parameters and bodies are
handed to it as JSON that is decoded already, under names of its own, and credentials reduced to
"present or not". So its verdicts on what is missing, on schemas and on security are asked for, and
its deserialisers, path finder and security providers never get in their way.

Importing this module costs half a second: `contract` does so when there is something to judge.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jsonschema import FormatChecker  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]
from jsonschema.validators import extend  # type: ignore[import-untyped]
from jsonschema_path import SchemaPath
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.datatypes import TemplateResult
from openapi_core.templating.paths.datatypes import PathOperationServer
from openapi_core.templating.paths.finders import BasePathFinder
from openapi_core.validation.request.exceptions import (
    MissingRequiredParameter,
    ParameterValidationError,
    SecurityValidationError,
)
from openapi_core.validation.response.exceptions import (
    HeaderValidationError,
    MissingRequiredHeader,
)
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from openapi_core.validation.schemas.factories import SchemaValidatorsFactory
from openapi_core.validation.schemas.validators import SchemaValidator
from openapi_schema_validator import OAS31Validator

from mockgen.testing import ecma, format_checks, wording
from mockgen.testing.components import Schema, Schemas
from mockgen.testing.parts import Part, is_there
from mockgen.testing.predicates import first_repeated, is_multiple
from mockgen.testing.slices import Slicer
from mockgen.testing.violations import Problem

JSON_TYPE = "application/json"

# -- keywords whose stock checks are not exact ---------------------------------------------


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    compiled = ecma.compiled(pattern)
    if isinstance(value, str) and compiled and not compiled.search(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _multiple_of(_: Any, divisor: Any, value: Any, __: Any) -> Iterator[ValidationError]:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and not is_multiple(value, divisor):
        yield ValidationError(f"{value!r} is not a multiple of {divisor!r}")


def _unique_items(_: Any, wanted: Any, value: Any, __: Any) -> Iterator[ValidationError]:
    if wanted and isinstance(value, list) and first_repeated(value):
        yield ValidationError(f"{value!r} has non-unique elements")


EXACT = {"pattern": _pattern, "multipleOf": _multiple_of, "uniqueItems": _unique_items}
VALIDATOR = extend(OAS31Validator, EXACT)
FORMATS = FormatChecker(())
for _name, _check in format_checks.CHECKS.items():
    FORMATS.checks(_name)(lambda value, check=_check: not isinstance(value, str) or check(value))


class _Validators(SchemaValidatorsFactory):
    """Makes a validator once a place of a slice, where the stock factory makes one a call."""

    def __init__(self) -> None:
        super().__init__(VALIDATOR, FORMATS)
        self._made: dict[tuple[Any, ...], SchemaValidator] = {}

    def create(self, spec: SchemaPath, schema: SchemaPath, *_: Any, **__: Any) -> SchemaValidator:
        """Return the validator of `schema`; a slice asks for no other formats or policies."""
        key = schema.parts
        if key not in self._made:
            with schema.resolve() as resolved:
                validator = VALIDATOR(resolved.contents, _resolver=resolved.resolver, format_checker=FORMATS)
            self._made[key] = SchemaValidator(schema, validator)
        return self._made[key]


class _Finder(BasePathFinder):
    """Finds the one operation of a slice."""

    def find(self, method: str, name: str) -> PathOperationServer:
        """Return it, whatever is looked for."""
        path, none = self.spec / "paths" / "/", TemplateResult("", {})
        return PathOperationServer(path, path / "post", None, none, none)


@dataclasses.dataclass
class _Request:
    parameters: RequestParameters
    body: bytes | None = None
    method: str = "post"
    host_url: str = "https://service.test"
    path: str = "/"
    content_type: str = JSON_TYPE


@dataclasses.dataclass
class _Response:
    headers: Mapping[str, str]
    data: bytes | None
    status_code: int = 200
    content_type: str = JSON_TYPE


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


class Judge:
    """openapi-core, asked about one contract; the documents made for it are kept."""

    def __init__(self, schemas: Schemas):
        self._schemas = schemas
        self._kept: dict[tuple[Any, ...], tuple[Any, OpenAPI]] = {}
        self._validators: dict[int, tuple[Schema, Any]] = {}

    def is_valid(self, schema: Schema, value: Any) -> bool:
        """Tell whether `value` is valid; for schemas that no predicate can be made of."""
        known = self._validators.get(id(schema))
        if known is None:
            slicer = Slicer(self._schemas)
            root = {**slicer.schema(schema), "components": {"schemas": slicer.components()}}
            known = (schema, VALIDATOR(root, format_checker=FORMATS))
            self._validators[id(schema)] = known
        return bool(known[1].is_valid(value))

    def request(
        self,
        parameters: list[Part],
        body: Part | None,
        alternatives: list[frozenset[str]],
        present: frozenset[str],
        security_message: str,
    ) -> list[Problem]:
        """Return what openapi-core finds wrong with a request.

        Args:
            parameters: all that are declared.
            body: the declared body in the media type that was sent; None where none is judged.
            alternatives: the security requirements, as sets of schemes.
            present: the schemes whose credentials the request carries.
            security_message: what to say where no alternative is met.
        """
        names = sorted(frozenset().union(*alternatives))
        openapi = self._document(parameters, body, alternatives, names)
        found: list[Problem] = []
        for carried in (present, frozenset(names)):  # it stops at credentials: ask again without
            errors = [*openapi.iter_request_errors(_request(parameters, body, names, carried))]
            if not any(isinstance(error, SecurityValidationError) for error in errors):
                break
            found.append(Problem("security", security_message, "security"))
        for error in errors:
            found.extend(_request_problems(error, parameters, body))
        return found

    def answer(self, headers: list[Part], body: Part | None) -> list[Problem]:
        """Return what openapi-core finds wrong with an answer of a documented status."""
        openapi = self._document([], None, [], [], headers, body)
        values = {f"h{i}": _json(p.value).decode() for i, p in enumerate(headers) if is_there(p)}
        data = _json(body.value) if body else None
        request, response = _Request(RequestParameters()), _Response(values, data)
        found: list[Problem] = []
        for error in openapi.iter_response_errors(request, response):
            if isinstance(error, HeaderValidationError):
                part = headers[int(error.name[1:])]
                missing = isinstance(error, MissingRequiredHeader)
                found.extend(_missing(part) if missing else _invalid(error, part))
            elif body is not None:
                found.extend(_invalid(error, body))
        return found

    # -- the document -------------------------------------------------------------------

    def _document(
        self,
        parameters: list[Part],
        body: Part | None,
        alternatives: list[frozenset[str]],
        names: list[str],
        headers: Iterable[Part] = (),
        answer: Part | None = None,
    ) -> OpenAPI:
        parts = [*parameters, body, *headers, answer]
        held = [part.schema for part in parts if part]
        key = (*(part and (id(part.schema), part.required) for part in parts), *alternatives)
        if key not in self._kept:
            slicer = Slicer(self._schemas)
            document = {
                "openapi": "3.1.0",
                "info": {"title": "", "version": ""},
                "paths": {
                    "/": {
                        "post": {
                            **_request_side(slicer, parameters, body, alternatives, names),
                            "responses": {"200": _answer_side(slicer, headers, answer)},
                        }
                    }
                },
            }
            document["components"] = {
                "schemas": slicer.components(),
                "securitySchemes": {
                    f"c{index}": {"type": "apiKey", "in": "header", "name": f"c{index}"} for index in range(len(names))
                },
            }
            self._kept[key] = (held, _openapi(document))
        return self._kept[key][1]


def _openapi(document: dict[str, Any]) -> OpenAPI:

    config = Config(
        spec_validator_cls=None,  # pyright: ignore[reportArgumentType] - as its guide says
        schema_validators_factory=_Validators(),
        path_finder_cls=_Finder,
    )
    return OpenAPI(SchemaPath.from_dict(document), config=config)


def _media(slicer: Slicer, schema: Schema) -> dict[str, Any]:
    return {JSON_TYPE: {"schema": slicer.schema(schema)}}


def _request_side(
    slicer: Slicer,
    parameters: list[Part],
    body: Part | None,
    alternatives: list[frozenset[str]],
    names: list[str],
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "parameters": [
            {
                "name": f"p{index}",
                "in": "query",
                "required": part.required,
                "content": _media(slicer, part.schema),
            }
            for index, part in enumerate(parameters)
        ],
        "security": [{f"c{names.index(name)}": [] for name in needed} for needed in alternatives],
    }
    if body is not None:
        operation["requestBody"] = {
            "required": body.required,
            "content": _media(slicer, body.schema),
        }
    return operation


def _answer_side(slicer: Slicer, headers: Iterable[Part], body: Part | None) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": "",
        "headers": {
            f"h{index}": {"required": part.required, "content": _media(slicer, part.schema)}
            for index, part in enumerate(headers)
        },
    }
    if body is not None:
        response["content"] = _media(slicer, body.schema)
    return response


# -- what is asked, and what the answers mean ----------------------------------------------


def _request(parameters: list[Part], body: Part | None, names: list[str], present: frozenset[str]) -> _Request:
    query = {f"p{i}": _json(p.value).decode() for i, p in enumerate(parameters) if is_there(p)}
    header = {f"c{index}": "present" for index, name in enumerate(names) if name in present}
    data = _json(body.value) if body and is_there(body) else None
    return _Request(RequestParameters(query=query, header=header), data)


def _request_problems(error: Exception, parameters: list[Part], body: Part | None) -> Iterable[Problem]:
    if isinstance(error, ParameterValidationError):
        part = parameters[int(error.name[1:])]
        missing = isinstance(error, MissingRequiredParameter)
        return _missing(part) if missing else _invalid(error, part)
    if body is None or isinstance(error, SecurityValidationError):
        return []
    return _invalid(error, body) if is_there(body) else _missing(body)


def _missing(part: Part) -> list[Problem]:
    return [Problem(part.place, wording.ABSENT, "required")]


def _invalid(error: Exception, part: Part) -> list[Problem]:
    cause = error.__cause__
    if not isinstance(cause, InvalidSchemaValue):
        raise error
    return wording.problems(cause.schema_errors, part.place)
