"""`mockgen fake`: one fake as JSON, of a schema or an answer; and the factories without any mock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: 'https://pets.example'}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '404':
          description: None.
          content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}
  /tags:
    get:
      operationId: listTags
      responses:
        '200': {description: All., content: {application/json: {schema: {type: array, items: {type: string}}}}}
components:
  schemas:
    PetTag: {type: object, required: [code], properties: {code: {type: string, maxLength: 4}, rank: {type: integer}}}
    Pet:
      type: object
      required: [id, tag]
      properties:
        id: {type: string}
        age: {type: integer}
        tag: {$ref: '#/components/schemas/PetTag'}
        more: {type: array, items: {$ref: '#/components/schemas/PetTag'}}
    Kind: {type: string, enum: [cat]}
    Never: {type: object, required: [a], properties: {a: {type: string, minLength: 3, maxLength: 2}}}
"""


@pytest.fixture
def pets(project) -> Any:
    project.spec.write_text(PETS, encoding="utf-8", newline="\n")
    assert project.run("generate").code == 0
    return project


def printed(result: Any) -> Any:
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


def test_a_schema_with_overrides(pets) -> None:
    made = printed(pets.run("fake", "pets", "Pet", "age=3", "tag.code=4242", "tag.rank=7", "more=2"))
    assert list(made) == ["id", "age", "tag", "more"]
    assert (made["age"], made["tag"], len(made["more"])) == (3, {"code": "4242", "rank": 7}, 2)


@pytest.mark.parametrize("name", ["PetTag", "pet_tag", "make_pet_tag"])
def test_a_schema_by_any_of_its_names(pets, name: str) -> None:
    assert "code" in printed(pets.run("fake", "pets", name))


@pytest.mark.parametrize("words", [("GET /pets/{id}",), ("GET", "/pets/{id}", "200"), ("get_pet",)])
def test_an_answer(pets, words: tuple[str, ...]) -> None:
    assert "tag" in printed(pets.run("fake", "pets", *words))


def test_an_answer_is_the_one_of_the_mock(pets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(pets.folder))
    program = (
        "import sys, json; from clients.pets.testing import mock_pets\nwith mock_pets() as pets: print(json.dumps("
    )
    program += "pets.operations['GET /pets/{id}'].fake('404', seed=5, overrides={'why': 'x'})))"
    done = subprocess.run([sys.executable, "-c", program], cwd=pets.folder, capture_output=True, text=True, check=True)
    assert printed(pets.run("fake", "pets", "GET /pets/{id} 404", "why=x", "--seed", "5")) == json.loads(done.stdout)


def test_seed_profile_and_count(pets) -> None:
    first = pets.run("fake", "pets", "Pet", "--seed", "a")
    assert pets.run("fake", "pets", "Pet", "--seed", "a") == first
    assert pets.run("fake", "pets", "Pet", "--seed", "b") != first
    assert set(printed(pets.run("fake", "pets", "Pet", "--profile", "minimal"))) == {"id", "tag"}
    three = pets.run("fake", "pets", "Pet", "--seed", "a", "--count", "3").out
    assert three.startswith(first.out)
    ids = [line for line in three.splitlines() if line.startswith('  "id"')]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("pets", "Pte"), 'error: there is no schema and no operation "Pte"; did you mean Pet?'),
        (("pets", "GET /pet/{id}"), "error: there is no operation GET /pet/{id}; did you mean GET /pets/{id}?"),
        (("pets", "GET /pets/{id} 500"), "error: GET /pets/{id} documents no body 500; it has 200, 404"),
        (("pets", "Pet", "agee=3"), 'error: Pet: "agee" is no field of the object at $; did you mean "age"?'),
        (("pets", "Pet", "tag.cod=3"), 'error: Pet: "cod" is no field of the object at $.tag; did you mean "code"?'),
        (("pets", "Pet", "age=old"), "error: Pet: its schema does not allow age=old"),
        (("pets", "get_pet", "id=null"), "error: get_pet: its schema does not allow id=null"),
        (("pets", "Pet", "tag=1", "tag.code=2"), "error: tag.code: tag is replaced whole already"),
        (("pets", "Pet", "=1"), "error: : it names no field"),
        (("pets", "Pet", "age=1", "age=2"), "error: age: it is replaced already"),
        (("pets", "Kind", "a=1"), "error: Kind has no fields that could be replaced"),
        (("pets", "Never"), "error: Never has no fake: its required 'a' has no value"),
        (("pets", "Pet", "--profile", "tiny"), "error: profile must be"),
        (("pest", "Pet"), "error: no service pest is configured; there is pets"),
    ],
)
def test_what_is_wrong_is_one_line(pets, words: tuple[str, ...], fault: str) -> None:
    result = pets.run("fake", *words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(fault)
    assert result.err.count("\n") == 1


def test_without_a_package_it_says_how_to_generate_one(project) -> None:
    assert project.run("fake", "pets", "Pet") == (
        2,
        "",
        "error: pets is not generated yet; run `mockgen generate pets`\n",
    )


def test_a_package_that_is_broken_is_no_fault_of_mockgen(pets) -> None:
    (pets.package / "testing/factories.py").write_text("(", encoding="utf-8")
    result = pets.run("fake", "pets", "Pet")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: pets cannot be imported: ")


def test_as_a_process_without_django(pets) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "mockgen", "fake", "pets", "Pet", "age=3"]
    done = subprocess.run(command, cwd=pets.folder, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["age"] == 3


# -- factories on their own ---------------------------------------------------------------

PROGRAM = """
import json, sys
from clients.pets.testing.factories import make_pet, values
from mockgen.testing import Values

made = [make_pet(values(seed=1)), make_pet(values(seed=1)), make_pet(values(seed=2), age=3, tag={"code": "x"})]
assert make_pet(Values(1)) == made[0], "this service has no locale and nothing to be judged"
assert not [name for name in sys.modules if name.startswith("django")]
print(json.dumps(made))
"""


def test_in_a_shell(pets) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=pets.folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    first, again, other = json.loads(done.stdout)
    assert first == again != other
    assert (other["age"], other["tag"]["code"]) == (3, "x")


MIGRATION = """
import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState


def fill(apps, schema_editor):
    from clients.pets.testing.factories import make_pet, values

    Pet = apps.get_model("shop", "Pet")
    Pet.objects.bulk_create(Pet(pk=key, payload=make_pet(values(seed=key), age=key)) for key in (1, 2))


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel("Pet", [("id", models.IntegerField(primary_key=True)), ("payload", models.JSONField())]),
        migrations.RunPython(fill),
    ]


with connection.schema_editor() as editor:
    state = Migration("0001", "shop").apply(ProjectState(), editor)
rows = state.apps.get_model("shop", "Pet").objects.values_list("payload", flat=True)
print([row["age"] for row in rows], all(row["tag"] for row in rows))
"""


def test_in_a_data_migration(pets) -> None:
    done = subprocess.run([sys.executable, "-c", MIGRATION], cwd=pets.folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "[1, 2] True\n"


def test_as_an_attribute_of_a_factory_that_calls_it_for_each_object(pets) -> None:
    """factory_boy asks no more of a sequence than a function of a number."""
    program = (
        "from clients.pets.testing.factories import make_pet, values\n"
        "sequence = lambda n: make_pet(values(seed=n), age=n)\n"
        "made = [sequence(n) for n in range(3)]\n"
        "print([each['age'] for each in made], len({each['id'] for each in made}))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=pets.folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "[0, 1, 2] 3\n"), done.stderr


def test_a_rule_of_the_configuration_is_in_the_fake_and_counts_for_the_check(pets) -> None:
    plain = pets.configuration.read_text(encoding="utf-8")
    rule = '\n[tool.mockgen.services.pets.fakes.fields]\n"Pet.id" = {constant = "p1"}\n'
    pets.configuration.write_text(plain + rule, encoding="utf-8", newline="\n")
    assert pets.run("check").code == 1
    assert pets.run("generate").code == 0
    assert printed(pets.run("fake", "pets", "Pet"))["id"] == "p1"
    assert pets.run("check").code == 0
    pets.configuration.write_text(plain + rule.replace("p1", "p2"), encoding="utf-8", newline="\n")
    assert pets.run("check").code == 1


def test_a_rule_that_matches_nothing_is_refused_by_strict(pets) -> None:
    plain = pets.configuration.read_text(encoding="utf-8")
    rule = '\n[tool.mockgen.services.pets.fakes.fields]\n"Pet.idd" = {constant = "p1"}\n'
    pets.configuration.write_text(plain + rule, encoding="utf-8", newline="\n")
    told = 'tool.mockgen.services.pets.fakes.fields."Pet.idd": it matches nothing that it could make; did you mean id?'
    assert f"pyproject.toml: warning: {told}\n" in pets.run("generate").err
    refused = pets.run("generate", "--strict")
    assert (refused.code, refused.err) == (2, f"pyproject.toml: error: {told}\n")
