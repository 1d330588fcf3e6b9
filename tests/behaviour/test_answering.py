"""Functions that answer: `payments.create_charge.answers(lambda call: …)`."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
import requests

from mockgen.testing import Answer, Call, ResponseViolation, faults

from .careless import swallow
from .conftest import Generate, Package
from .test_planning import SPEC

HERE = os.path.relpath(__file__)
CARD = {"last4": "4242", "brand": "visa"}


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def test_a_function_gives_the_body(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.answers(lambda call: {"amount": len(shop.calls), "card": CARD})
        client = package.client()
        assert [client.charge().amount, client.charge().amount] == [1, 2]
    assert stub.call_count == 2 and stub.last.response.amount == 2
    assert stub.last.answer.headers["X-Id"].startswith("r_")


def test_it_may_build_on_a_fake(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.answers(lambda call: shop.charge.fake(overrides={"amount": 7}))
        assert package.client().charge().amount == 7


@pytest.mark.parametrize("form", ["mapping", "record"])
def test_it_may_give_a_record(package: Package, form: str) -> None:
    wire = {"amount": 7, "card": CARD}
    given = package.module("schemas").Charge(wire) if form == "record" else wire
    with package.mock() as shop:
        shop.charge.answers(lambda call: given)
        assert package.client().charge().raw == wire


@pytest.mark.parametrize(
    "answer",
    [
        Answer(402, body={"code": "declined"}),
        Answer(402, "application/json", {"code": "declined"}),
        Answer(402, "application/json", b'{"code": "declined"}'),
    ],
)
def test_it_may_give_an_answer_with_another_status(package: Package, answer: Answer) -> None:
    with package.mock() as shop:
        shop.charge.answers(lambda call: answer)
        with pytest.raises(package.error("StatusError")) as caught:
            package.client().charge()
    assert (caught.value.status, caught.value.body.code) == (402, "declined")  # type: ignore[attr-defined]


def test_it_may_give_a_fault_or_raise_what_requests_raises(package: Package) -> None:
    def lose(call: Call) -> Any:
        raise requests.ConnectionError("gone")

    with package.mock() as shop:
        shop.charge.answers(lambda call: faults.RESET).then.answers(lose)
        for _ in range(2):
            with pytest.raises(package.error("ConnectionError")):
                package.client(retries=0).charge()
        assert [type(call.error) for call in shop.calls] == [requests.ConnectionError] * 2


def test_what_it_gives_is_held_against_the_contract(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.answers(lambda call: {"amount": 0, "card": CARD})  # the line that lies
        with pytest.raises(ResponseViolation) as caught:
            package.client().charge()
    lines = Path(__file__).read_text("utf-8").split("\n")
    line = next(number for number, text in enumerate(lines, 1) if "the line that lies" in text)
    assert str(caught.value) == "\n".join(
        [
            "charge could not answer this.",
            "  body.amount   0 is less than 1",
            f"  from          {HERE}:{line}",
            '  fix           .off_contract("why") plans it all the same',
        ]
    )


def test_off_contract_holds_for_a_function_too(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.off_contract("seen on Monday").answers(lambda call: {"amount": 0})
        assert package.client().charge().amount == 0


def test_a_mistake_in_it_is_not_swallowed_by_the_code_under_test(package: Package) -> None:
    with pytest.raises(KeyError, match="nothing"), package.mock() as shop:
        shop.charge.answers(lambda call: {}["nothing"])
        swallow(package.client().charge)


# -- bodies in every form ------------------------------------------------------------------------

FILES = """
paths:
  /file:
    get:
      operationId: download
      responses: {'200': {description: It., content: {application/pdf: {}}}}
  /text:
    get:
      operationId: read
      responses: {'200': {description: It., content: {text/plain: {schema: {type: string}}}}}
"""


@pytest.mark.parametrize("form", ["bytes", "file in memory", "file"])
def test_a_body_of_bytes(generated: Generate, tmp_path: Path, form: str) -> None:
    package, path = generated(FILES), tmp_path / "it.pdf"
    path.write_bytes(b"%PDF")
    with package.mock() as shop, path.open("rb") as file:
        forms: dict[str, Any] = {"bytes": b"%PDF", "file in memory": io.BytesIO(b"%PDF"), "file": file}
        shop.download.returns(forms[form]).headers({"X-Pages": "1"})
        assert [package.client().download() for _ in range(2)] == [b"%PDF", b"%PDF"]


def test_a_body_of_text(generated: Generate) -> None:
    package = generated(FILES)
    with package.mock() as shop:
        shop.read.returns("schön")
        assert package.client().read() == "schön"


def test_an_operation_without_a_documented_success_returns_nothing_by_itself(generated: Generate) -> None:
    package = generated(
        {"paths": {"/x": {"get": {"operationId": "fetch", "responses": {"404": {"description": "No."}}}}}}
    )
    with package.mock() as shop:
        with pytest.raises(ResponseViolation, match="200 is not documented; 404 is"):
            shop.fetch.returns()
        shop.fetch.fails(404)
        with pytest.raises(package.error("StatusError")):
            package.client().fetch()
