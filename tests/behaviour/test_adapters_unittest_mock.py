"""unittest.mock: the client is an autospecced one, and its methods do what the mock plans."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from mockgen.testing import RequestViolation, UnmockedOperation, UnusedStub

from .careless import swallow
from .charging import BODY, SPEC, checkout
from .conftest import Generate, Package

PAY = """
from PACKAGE import ShopClient

shop_client = ShopClient(retries=0)
limit = 4200

def new_client(retries=0):
    return ShopClient(retries=retries)

def pay_with_the_module_s():
    return shop_client.create_charge({"amount": 4200}).amount

def pay_with_a_new_one():
    return ShopClient(retries=0).create_charge({"amount": 4200}).amount

def pay_with_the_settings_one():
    return ShopClient.from_settings().create_charge({"amount": 4200}).amount

def pay_with_a_made_one():
    return new_client().create_charge({"amount": 4200}).amount
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def pay(package: Package, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """The code under test: the module `pay`."""
    module = types.ModuleType("pay")
    exec(PAY.replace("PACKAGE", package.name), vars(module))
    monkeypatch.setitem(sys.modules, "pay", module)
    return module


@pytest.fixture
def settings_of_django() -> Iterator[None]:
    """Let the settings of Django say where the service is."""
    from django.conf import settings
    from django.test import override_settings

    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure()
    with override_settings(MOCKGEN={"shop": {"BASE_URL": "https://staging.example"}}):
        yield


@pytest.fixture
def shop(package: Package) -> Iterator[Any]:
    with package.module("testing").ShopMock.in_memory() as mock:
        yield mock


def test_a_client_in_place_of_the_module_s(shop: Any, pay: Any) -> None:
    shop.create_charge.returns(amount=4200)
    with shop.patched("pay.shop_client") as client:
        assert pay.pay_with_the_module_s() == 4200
    client.create_charge.assert_called_once_with(BODY)
    shop.create_charge.assert_called_once_with(body=BODY)


def test_the_name_is_given_back(shop: Any, pay: Any) -> None:
    before = pay.shop_client
    with shop.patched("pay.shop_client"):
        assert pay.shop_client is not before
    assert pay.shop_client is before


def test_a_class_in_place_of_the_client_s(shop: Any, pay: Any, settings_of_django: None) -> None:
    shop.create_charge.returns(amount=7)
    with shop.patched("pay.ShopClient") as client:
        assert pay.pay_with_a_new_one() == 7
        assert pay.pay_with_the_settings_one() == 7
        assert shop.calls[-1].request.url == "https://staging.example/charges"
        pay.ShopClient.assert_called_once_with(retries=0)
        assert client.create_charge.call_count == 2
        with pytest.raises(TypeError, match="retry"):
            pay.ShopClient(retry=0)


def test_a_function_that_makes_the_client(shop: Any, pay: Any) -> None:
    shop.create_charge.returns(amount=7)
    with shop.patched("pay.new_client") as client:
        assert pay.pay_with_a_made_one() == 7
        with pytest.raises(TypeError, match="too many positional"):
            pay.new_client(1, 2)
    client.create_charge.assert_called_once_with({"amount": 4200})


def test_the_configuration_is_that_of_the_client_whose_place_it_takes(shop: Any, pay: Any, package: Package) -> None:
    shop.list_charges.times_out()
    for target, client_of in (
        ("pay.shop_client", lambda: pay.shop_client),
        ("pay.ShopClient", lambda: pay.ShopClient(retries=0)),
        ("pay.new_client", lambda: pay.new_client()),
    ):
        with shop.patched(target), pytest.raises(package.error("Timeout")):
            client_of().list_charges()
    assert shop.clock.slept == []
    with shop.patched("pay.new_client"), pytest.raises(package.error("Timeout")):
        pay.new_client(retries=2).list_charges()
    assert shop.clock.slept == [0.5, 1.0]


def test_a_client_of_a_class_of_one_s_own(shop: Any, pay: Any, package: Package) -> None:
    class Ours(package.module().ShopClient):  # type: ignore[misc]
        def pay(self, amount: int) -> Any:
            return self.create_charge({"amount": amount})

    pay.ours = Ours()
    shop.create_charge.returns(amount=3)
    with shop.patched("pay.ours") as client:
        assert pay.ours.pay(3).amount == 3
    client.pay.assert_called_once_with(3)


def test_a_client_for_code_that_takes_it(shop: Any, package: Package) -> None:
    stub = shop.create_charge.returns()
    client = shop.autospec()
    assert isinstance(client, package.module().ShopClient)
    assert checkout(client) == stub.last.response.id
    client.create_charge.assert_called_once_with(BODY)


def test_a_method_that_the_client_does_not_have(shop: Any) -> None:
    client = shop.autospec()
    with pytest.raises(AttributeError, match="create_chrage"):
        client.create_chrage(BODY)
    with pytest.raises(AttributeError, match="create_chrage"):
        client.create_chrage = None


def test_arguments_that_the_method_does_not_take(shop: Any) -> None:
    client = shop.autospec()
    with pytest.raises(TypeError, match="missing a required argument: 'body'"):
        client.create_charge(bdoy=BODY)
    shop.assert_no_calls()


def test_an_error_is_the_client_s_own(shop: Any, package: Package) -> None:
    shop.create_charge.fails(402, code="declined")
    with pytest.raises(package.error("StatusError")) as caught:
        checkout(shop.autospec())
    assert caught.value.body.code == "declined"  # type: ignore[attr-defined]


def test_a_fault_is_repeated_by_the_client_s_own_code(shop: Any) -> None:
    shop.list_charges.times_out().then.returns(data=[])
    client = shop.autospec()
    assert client.list_charges().data == []
    client.list_charges.assert_called_once_with()
    assert (shop.list_charges.call_count, shop.clock.slept) == (2, [0.5])


def test_a_request_that_the_service_would_refuse(shop: Any) -> None:
    client = shop.autospec()
    with pytest.raises(RequestViolation, match=r"body\.amuont"):
        client.create_charge({"amuont": 1})


def test_a_call_that_is_not_planned(shop: Any) -> None:
    client = shop.autospec()
    with pytest.raises(UnmockedOperation, match=r"from     tests/behaviour/charging\.py:\d+ in checkout"):
        checkout(client)


def test_a_stub_that_nobody_used(package: Package) -> None:
    with pytest.raises(UnusedStub), package.module("testing").ShopMock.in_memory() as shop:
        shop.create_charge.returns()
        shop.autospec()


def test_a_violation_that_the_code_swallowed(package: Package) -> None:
    with pytest.raises(RequestViolation), package.module("testing").ShopMock.in_memory() as shop:
        client = shop.autospec()
        swallow(lambda: client.create_charge({"amuont": 1}))


def test_the_log_of_calls(shop: Any, pay: Any) -> None:
    shop.create_charge.returns()
    with shop.patched("pay.shop_client"):
        pay.pay_with_the_module_s()
    assert [call.operation for call in shop.calls] == ["create_charge"]
    assert shop.calls[0].body == BODY


def test_what_is_no_method_is_the_client_s_own(shop: Any, package: Package) -> None:
    client = shop.autospec()
    assert client.errors is package.module().ShopClient.errors
    assert client.service == "shop"
    shop.get_charge.returns(id="ch_1")
    answer = client.answered(client.get_charge, "ch_1")
    assert (answer.data.id, answer.status) == ("ch_1", 200)
    with client as entered:
        assert entered is client


def test_a_name_that_gives_no_client(shop: Any, pay: Any) -> None:
    with pytest.raises(TypeError, match=r"pay\.limit is no ShopClient, and makes none: it is 4200"):
        shop.patched("pay.limit").__enter__()
    with shop.patched("pay.pay_with_the_module_s"), shop.patched("pay.shop_client"):
        shop.create_charge.returns(amount=1)
        with pytest.raises(TypeError, match=r"pay\.pay_with_the_module_s gave no ShopClient but 1"):
            pay.pay_with_the_module_s()
    with pytest.raises(AttributeError, match="shop_cleint"):
        shop.patched("pay.shop_cleint").__enter__()


def test_a_name_that_the_code_does_not_look_up_there(shop: Any, pay: Any, package: Package) -> None:
    target = f"{package.name}.ShopClient"
    with pytest.raises(ValueError) as caught:
        shop.patched(target).__enter__()
    message = f'who has imported {target} before would not see the patch; patch "pay.ShopClient"'
    assert str(caught.value) == message
