"""Rules for fakes: which one holds, that none makes a fake invalid, and what is said of those without effect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockgen.errors import UsageError
from mockgen.fakes import FakeRules, read_fakes
from mockgen.testing import UnsatisfiableSchema, Values
from mockgen.testing.vocabulary import DOMAINS

from .conftest import Generate, Package

SPEC = """
paths:
  /charges:
    get:
      operationId: listCharges
      parameters:
        - {name: customer_ref, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
      responses:
        '200':
          description: All of them.
          headers: {X-Trace: {required: true, schema: {type: string}}}
          content:
            application/json: {schema: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Charge'}}}
    post:
      operationId: createCharge
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewCharge'}}}
      responses:
        '201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
components:
  schemas:
    Currency: {type: string, minLength: 3, maxLength: 3}
    Colour: {type: string, x-faker: company_suffix}
    NewCharge: {type: object, required: [amount], properties: {amount: {type: integer}}}
    Card:
      type: object
      required: [last4]
      properties:
        last4: {type: string, maxLength: 4}
        brand: {type: string, enum: [visa, amex]}
        meta.data: {type: string}
    Charge:
      type: object
      required: [id, amount, card, currency, url, order_ref, price, tags, note, labels, either, at]
      properties:
        id: {type: string}
        amount: {type: integer, minimum: 1}
        card: {$ref: '#/components/schemas/Card'}
        currency: {$ref: '#/components/schemas/Currency'}
        colour: {$ref: '#/components/schemas/Colour'}
        url: {type: string, format: uri}
        order_ref: {type: [string, 'null']}
        price: {type: string, format: x-money}
        tags: {type: array, minItems: 1, items: {type: string}}
        note: {type: string, x-faker: internet.email}
        labels: {type: object, minProperties: 1, additionalProperties: {type: string}}
        either: {oneOf: [{type: string}, {type: integer}]}
        at: {type: string, format: date-time}
        parent: {$ref: '#/components/schemas/Charge'}
"""


def rules(**tables: Any) -> FakeRules:
    faults: list[str] = []
    found = read_fakes(tables, "fakes", "pyproject.toml", lambda message, hint: faults.append(message))
    assert faults == []
    return found


def charge(package: Package, seed: int = 1, **overrides: Any) -> Any:
    factories = package.module("testing.factories")
    return factories.make_charge(factories.values(seed), **overrides)


def recipes(package: Package) -> str:
    return (package.folder / "testing/factories.py").read_text(encoding="utf-8")


def warned(package: Package) -> list[str]:
    return [found.text() for found in package.diagnostics]


KINDS: list[tuple[Any, str, str]] = [
    ("slug", "fake.slug", "[a-z]+-[a-z]+"),
    ({"faker": "bothify", "text": "??-##"}, 'fake.faker("bothify", text="??-##")', r"[A-Za-z]{2}-\d\d"),
    ({"faker": "random_int", "min": 3, "max": 4}, "fake.held(", "3|4"),
    ({"pattern": "^X[0-9]$"}, 'fake.pattern("^X[0-9]$")', r"X\d"),
    ({"one_of": ["a", "b"]}, 'fake.pick("a", "b")', "a|b"),
    ({"constant": "c"}, 'fake.constant("c")', "c"),
]


@pytest.mark.parametrize(("rule", "recipe", "meant"), KINDS)
def test_every_kind_of_rule_is_read_in_the_recipe(generated: Generate, rule: Any, recipe: str, meant: str) -> None:
    package = generated(SPEC, fakes=rules(fields={"Charge.id": rule}))
    assert recipe in recipes(package)
    assert all(re.fullmatch(meant, charge(package, seed)["id"]) for seed in range(5))
    assert warned(package) == []


@pytest.mark.parametrize(
    ("key", "rule", "place"),
    [
        ("Charge.amount", {"constant": 7}, lambda made: made["amount"]),
        ("Charge.card.last4", {"constant": "7"}, lambda made: made["card"]["last4"]),
        ("Charge.card.meta.data", {"constant": "7"}, lambda made: made["card"]["meta.data"]),
        ("Card.last4", {"constant": "7"}, lambda made: made["card"]["last4"]),
        ("Charge.tags", {"constant": "7"}, lambda made: made["tags"][0]),
        ("Charge.tags", {"constant": ["7"]}, lambda made: made["tags"][0]),
        ("Charge.order_ref", {"constant": "7"}, lambda made: made["order_ref"]),
        ("Charge.labels.*", {"constant": "7"}, lambda made: next(iter(made["labels"].values()))),
        ("Charge.labels", {"constant": {"a": "7"}}, lambda made: made["labels"]["a"]),
        ("Charge.either", {"constant": 7}, lambda made: made["either"]),
        ("Charge.either", {"pattern": "^7$"}, lambda made: made["either"]),
        ("Charge.card", {"constant": {"last4": "7"}}, lambda made: made["card"]["last4"]),
        ("Charge.parent.amount", {"constant": 7}, lambda made: made["parent"]["amount"]),
        ("Charge.card.brand", {"constant": "amex"}, lambda made: made["card"]["brand"].replace("amex", "7")),
    ],
)
def test_a_field_anywhere(generated: Generate, key: str, rule: Any, place: Any) -> None:
    package = generated(SPEC, fakes=rules(fields={key: rule}))
    assert [str(place(charge(package, seed))) for seed in range(4)] == ["7"] * 4
    assert warned(package) == []


def test_a_deep_rule_holds_on_its_way_only(generated: Generate) -> None:
    package = generated(SPEC, fakes=rules(fields={"Charge.parent.amount": {"constant": 7}}))
    made = charge(package)
    assert (made["amount"], made["parent"]["amount"]) != (7, 7)
    assert made["parent"]["amount"] == 7
    factories = package.module("testing.factories")
    assert {factories.make_card(factories.values(seed))["last4"] for seed in range(5)} != {"7"}


LEVELS: list[tuple[str, dict[str, Any]]] = [
    ("operation", {"operations": {"createCharge": {"currency": {"constant": "ope"}}}}),
    ("schema", {"schemas": {"Currency": {"constant": "sch"}}}),
    ("field", {"fields": {"Charge.currency": {"constant": "fie"}}}),
    ("name", {"names": {"curr*": {"constant": "nam"}}}),
]


@pytest.mark.parametrize("first", range(len(LEVELS)))
def test_the_strongest_level_holds(generated: Generate, first: int) -> None:
    tables: dict[str, Any] = {}
    for _, table in LEVELS[first:]:
        tables |= table
    package = generated(SPEC, fakes=rules(**tables))
    with package.mock() as mock:
        operation = mock.create_charge
        assert operation.fake(201)["currency"] == LEVELS[first][0][:3]
        assert operation.fake(201, overrides={"currency": "cal"})["currency"] == "cal"
        operation.returns(currency="cal")
        assert operation.exercise(package.client()).currency == "cal"


def test_a_rule_for_a_field_is_stronger_than_those_for_its_format_and_its_name(generated: Generate) -> None:
    field, format_, name = {"constant": "1"}, {"constant": "2"}, {"constant": "3"}
    tables: dict[str, Any] = {"fields": {"Charge.price": field}, "formats": {"x-money": format_}, "names": {"p*": name}}
    for expected, table in (("1", "fields"), ("2", "formats"), ("3", "names")):
        package = generated(SPEC, fakes=rules(**tables))
        assert charge(package)["price"] == expected
        del tables[table]


def test_of_names_and_ways_the_one_that_says_most(generated: Generate) -> None:
    names = {"*": {"constant": "x"}, "*_ref": {"constant": "y"}, "order_*": {"constant": "z"}}
    assert charge(generated(SPEC, fakes=rules(names=names)))["order_ref"] == "z"
    fields = {"Card.last4": {"constant": "1"}, "Charge.card.last4": {"constant": "2"}}
    package = generated(SPEC, fakes=rules(fields=fields))
    factories = package.module("testing.factories")
    assert charge(package)["card"]["last4"] == "2"
    assert factories.make_card(factories.values())["last4"] == "1"


def test_a_list_as_a_whole_and_by_its_items(generated: Generate) -> None:
    whole = {"Charge.tags": {"constant": ["w"]}}
    package = generated(SPEC, fakes=rules(operations={"createCharge": {"tags": {"constant": "i"}}}, fields=whole))
    with package.mock() as mock:
        assert set(mock.create_charge.fake()["tags"]) == {"i"}
        assert mock.list_charges.fake()[0]["tags"] == ["w"]
    assert warned(package) == []


def test_x_faker_is_weaker_than_the_configuration_of_its_level(generated: Generate) -> None:
    assert charge(generated(SPEC))["note"].endswith(("@example.com", "@example.org", "@example.net"))
    assert "colour=fake.optional(make_colour)" in recipes(generated(SPEC))
    field = generated(SPEC, fakes=rules(fields={"Charge.note": {"constant": "n"}, "Charge.colour": {"constant": "c"}}))
    assert charge(field)["note"] == "n"
    assert charge(field)["colour"] != "c"
    assert [line for line in warned(field) if "stronger" in line] == [
        'pyproject.toml: warning: fakes.fields."Charge.colour": it has no effect: x-faker is stronger'
    ]
    assert charge(generated(SPEC, fakes=rules(names={"note": {"constant": "n"}})))["note"] != "n"
    assert charge(generated(SPEC, fakes=rules(schemas={"Colour": {"constant": "c"}})))["colour"] == "c"


def test_an_operation_by_key_with_parameters_headers_and_items(generated: Generate) -> None:
    table = {"customer_ref": {"constant": "C1"}, "limit": {"one_of": [3]}, "amount": {"constant": 9}}
    fakes = rules(operations={"GET /charges": {**table, "X-Trace": {"constant": "t"}}})
    package = generated(SPEC, fakes=fakes)
    with package.mock("auto") as mock:
        mock.list_charges.exercise(package.client(), seed=3)
        call = mock.list_charges.calls[0]
        assert sorted(urlsplit(call.request.url).query.split("&")) == ["customer_ref=C1", "limit=3"]
        assert {each["amount"] for each in mock.list_charges.fake()} == {9}
        assert mock.create_charge.fake()["amount"] != 9
    assert warned(package) == []
    assert "make_list_charges_charge" in recipes(package)


# -- never invalid ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ({"fields": {"Charge.amount": {"constant": 0}}}, "0 does not keep to minimum 1; give values that"),
        ({"fields": {"Charge.amount": {"one_of": [5, "x"]}}}, "'x' is no integer; give"),
        ({"fields": {"Charge.amount": "email"}}, '"email" makes a string, and the schema asks for a integer'),
        (
            {"fields": {"Charge.amount": {"pattern": "a"}}},
            "a pattern makes a string, and the schema asks for a integer",
        ),
        ({"fields": {"Card.brand": "word"}}, "the schema has values of its own; choose among them with one_of"),
        ({"fields": {"Card.brand": {"constant": "x"}}}, "'x' is none of 'visa', 'amex'; give"),
        ({"fields": {"Charge.card": "word"}}, "this is an object; name its fields, or give"),
        ({"fields": {"Charge.card": {"constant": {"lst4": "1"}}}}, "this is an object; name its fields, or give"),
        ({"fields": {"Charge.labels": "word"}}, 'this is an object with free keys; name its values by "*"'),
        ({"fields": {"Charge.at": {"constant": "soon"}}}, "'soon' is not of the format date-time; give"),
        ({"schemas": {"Currency": {"constant": "euro"}}}, "'euro' does not keep to minLength 3, maxLength 3; give"),
        ({"schemas": {"Card": {"constant": 1}}}, 'this schema is an object; name its fields: fields."Card.FIELD"'),
        ({"operations": {"createCharge": {"amount": {"constant": -1}}}}, "-1 does not keep to minimum 1; give"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(generated: Generate, tables: Any, fault: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        generated(SPEC, fakes=rules(**tables))
    table, key = next(iter(tables)), next(iter(next(iter(tables.values()))))
    line = refused.value.diagnostics[0].text()
    assert line.startswith(f'pyproject.toml: error: fakes.{table}."{key}"')
    assert fault in line
    assert not (tmp_path / "shop").exists()


def test_what_never_fits_raises_with_the_name_of_the_rule(generated: Generate) -> None:
    package = generated(SPEC, fakes=rules(fields={"Card.last4": {"faker": "bothify", "text": "?????"}}))
    with pytest.raises(UnsatisfiableSchema, match=r'the rule fields\."Card\.last4" makes nothing that is valid here'):
        charge(package)


def test_a_hint_that_never_fits_gives_way(generated: Generate) -> None:
    spec = SPEC.replace("last4: {type: string, maxLength: 4}", "last4: {type: string, maxLength: 4, x-faker: uuid}")
    package = generated(spec)
    assert all(len(charge(package, seed)["card"]["last4"]) <= 4 for seed in range(10))
    assert warned(package) == []


def test_a_hint_that_is_unknown_or_unfit_is_told_with_its_place(generated: Generate) -> None:
    spec = SPEC.replace("id: {type: string}", "id: {type: string, x-faker: os.system}")
    spec = spec.replace("brand: {type: string,", "brand: {type: string, x-faker: word,")
    spec = spec.replace("amount: {type: integer, minimum: 1}", "amount: {type: integer, x-faker: lorem.word}")
    package = generated(spec)
    found = [diagnostic for diagnostic in package.diagnostics if "x-faker" in diagnostic.message]
    assert sorted(diagnostic.message for diagnostic in found) == [
        'x-faker is left out: "os.system" is no provider of Faker that a rule may name',
        'x-faker is left out: "word" makes a string, and the type is integer',
        "x-faker is left out: the schema has values of its own",
    ]
    assert all(diagnostic.location and diagnostic.location.line for diagnostic in found)
    assert charge(package)["amount"] != ""


def test_rules_for_formats_and_names_pass_by_what_they_do_not_fit(generated: Generate) -> None:
    names = {key: {"pattern": "^7$"} for key in ("id", "last4", "tag", "amount", "brand")}
    package = generated(SPEC, fakes=rules(names=names))
    made = charge(package)
    assert (made["id"], made["card"]["last4"], made["tags"][0]) == ("7", "7", "7")
    assert isinstance(made["amount"], int)
    assert made["card"]["brand"] in ("visa", "amex")
    assert [line.partition("fakes.")[2] for line in warned(package)] == [
        'names."amount": it matches nothing that it could make',
        'names."brand": it matches nothing that it could make',
    ]


FITTING = st.sampled_from(
    ["word", "email", "url", "name", {"faker": "bs"}, {"pattern": "[a-z]{3,9}"}, {"constant": "abc"}]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=FITTING, low=st.integers(0, 8), size=st.integers(0, 30), format_=st.sampled_from(["", "uri", "email"]))
def test_a_fake_is_valid_or_there_is_none(generated: Generate, rule: Any, low: int, size: int, format_: str) -> None:
    schema = {"type": "string", "minLength": low, "maxLength": low + size, **({"format": format_} if format_ else {})}
    spec = {"paths": {}, "components": {"schemas": {"Charge": {
        "type": "object", "required": ["a"], "properties": {"a": schema}}}}}  # fmt: skip
    try:
        package = generated(spec, fakes=rules(fields={"Charge.a": rule}))
    except UsageError:
        return
    contract = package.module("testing.factories").values()
    for seed in range(3):
        try:
            made = charge(package, seed)
        except UnsatisfiableSchema as error:
            assert 'fields."Charge.a"' in str(error) or "its required 'a' has no value" in str(error)
            continue
        assert contract._is_valid("Charge", made), made


def test_only_what_is_listed_is_asked_of_faker_at_run_time_too() -> None:
    with pytest.raises(ValueError, match="no provider of Faker that a rule may name"):
        Values(1).faker("seed_instance")


def test_arguments_that_faker_refuses_name_the_rule(generated: Generate) -> None:
    fakes = rules(fields={"Charge.id": {"faker": "random_int", "min": 5, "max": 9, "step": 0}})
    with pytest.raises(UnsatisfiableSchema, match=r'fields\."Charge\.id"'):
        charge(generated(SPEC, fakes=fakes))


# -- without effect -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tables", "line"),
    [
        ({"names": {"zzz": "word"}}, 'names."zzz": it matches nothing that it could make'),
        ({"formats": {"x-mony": "word"}}, 'formats."x-mony": it matches nothing that it could make'),
        ({"schemas": {"Curency": "word"}}, 'schemas."Curency": there is no such schema; did you mean Currency?'),
        ({"fields": {"Chrage.id": "word"}}, 'fields."Chrage.id": there is no such schema; did you mean Charge?'),
        (
            {"fields": {"Charge.amuont": "word"}},
            'fields."Charge.amuont": it matches nothing that it could make; did you',
        ),
        ({"fields": {"Charge": "word"}}, 'fields."Charge": there is no such schema'),
        (
            {"operations": {"createCharg": {"id": "word"}}},
            'operations."createCharg"."id": there is no such operation; did you mean createCharge?',
        ),
        (
            {"operations": {"createCharge": {"idd": "word"}}},
            'operations."createCharge"."idd": it matches nothing that it could make',
        ),
        (
            {"schemas": {"Currency": {"constant": "eur"}}, "fields": {"Charge.currency": "currency_code"}},
            'fields."Charge.currency": it has no effect: schemas."Currency" is stronger',
        ),
    ],
)
def test_a_rule_without_effect_is_a_warning_and_a_loss(generated: Generate, tables: Any, line: str) -> None:
    package = generated(SPEC, fakes=rules(**tables))
    lost = [found for found in package.diagnostics if found.is_loss]
    assert len(lost) == 1
    assert lost[0].text().startswith(f"pyproject.toml: warning: fakes.{line}")


# -- locale -------------------------------------------------------------------------------

PEOPLE = """
paths:
  /people:
    get:
      operationId: getPerson
      responses:
        '200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
components:
  schemas:
    Person:
      type: object
      required: [name, email, username, phone, city, company, zip]
      properties:
        name: {type: string}
        email: {type: string, format: email}
        username: {type: string}
        phone: {type: string}
        city: {type: string, maxLength: 12}
        company: {type: string}
        zip: {type: string}
"""


def people(package: Package) -> list[Any]:
    factories = package.module("testing.factories")
    return [factories.make_person(factories.values(seed)) for seed in range(40)]


@pytest.mark.parametrize("locale", ["de_DE", "ja_JP", "fr_FR", "en_GB", "pt_BR", "ar_AE"])
def test_a_locale_changes_people_and_places_and_nothing_that_must_be_reserved(generated: Generate, locale: str) -> None:
    english, found = people(generated(PEOPLE)), generated(PEOPLE, fakes=rules(locale=locale))
    local = people(found)
    assert all(one["name"] != other["name"] for one, other in zip(english, local, strict=True))
    assert all(one["email"].partition("@")[2] in DOMAINS for one in (*english, *local))
    assert all((one["username"] + one["email"]).isascii() and len(one["city"]) <= 12 for one in local)
    block = {"de_DE": "+49 30 23125", "fr_FR": "+33 1 99001", "en_GB": "+44 20 79460"}.get(locale, "+1-555-01")
    assert all(one["phone"].startswith(block) for one in local)
    assert local == people(found)
    with found.mock() as mock:
        assert mock.get_person.fake(seed=1)["name"]


def test_the_locale_is_the_one_of_the_mock_too(generated: Generate) -> None:
    package = generated(PEOPLE, fakes=rules(locale="ja_JP"))
    with package.mock("auto") as mock:
        assert not mock.get_person.fake()["name"].isascii()
        assert not mock.get_person.exercise(package.client()).name.isascii()
    assert '"locale": "ja_JP"' in (package.folder / "testing/contract.json").read_text(encoding="utf-8")
    assert '"locale"' not in (generated(PEOPLE).folder / "testing/contract.json").read_text(encoding="utf-8")
