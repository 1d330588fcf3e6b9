"""Overlays: what an action does, what it may not do, and where what it added is said to stand."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mockgen.errors import SpecError
from mockgen.spec import overlay_actions, pointers
from mockgen.spec.references import Bundle, bundle

SPEC = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "tags": [{"name": "a"}, {"name": "b"}],
    "paths": {
        "/pets": {
            "get": {"tags": ["pets", "old"], "parameters": [{"name": "x"}, {"name": "y"}, {"name": "z"}]},
            "post": {"tags": ["pets"]},
        },
        "/cats": {"get": {"tags": ["cats"]}},
    },
}


class Corrected:
    """A folder with a spec and overlays, and the document that they make."""

    def __init__(self, folder: Path):
        self.folder = folder

    def write(self, name: str, value: Any) -> Path:
        path = self.folder / name
        if isinstance(value, str):
            text = value
        else:
            text = json.dumps(value) if name.endswith(".json") else yaml.safe_dump(value, sort_keys=False)
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def bundle(self, *overlays: Any, spec: Any = SPEC) -> Bundle:
        """Apply overlays, each a list of actions or whole."""
        file = self.write("spec.yaml", spec)
        named = []
        for number, overlay in enumerate(overlays):
            whole = {"overlay": "1.1.0", "actions": overlay} if isinstance(overlay, list) else overlay
            named.append(self.write(f"{number}.overlay.yaml", whole))
        return bundle(file, self.folder, named)

    def tree(self, *actions: Any, spec: Any = SPEC) -> Any:
        return self.bundle(list(actions), spec=spec).tree

    def refused(self, *overlays: Any, spec: Any = SPEC) -> list[str]:
        with pytest.raises(SpecError) as error:
            self.bundle(*overlays, spec=spec)
        return [found.text() for found in error.value.diagnostics]


@pytest.fixture
def corrected(tmp_path: Path) -> Corrected:
    return Corrected(tmp_path)


def at(tree: Any, *keys: Any) -> Any:
    for key in keys:
        tree = tree[key]
    return tree


# -- what actions do --------------------------------------------------------------------------


def test_an_update_is_merged_into_every_object_that_matches(corrected: Corrected) -> None:
    tree = corrected.tree({"target": "$.paths.*.get", "update": {"x": {"deep": 1}, "tags": ["new"]}})
    assert at(tree, "paths", "/pets", "get", "tags") == ["pets", "old", "new"]
    assert at(tree, "paths", "/cats", "get") == {"tags": ["cats", "new"], "x": {"deep": 1}}
    assert at(tree, "paths", "/pets", "post") == {"tags": ["pets"]}
    assert at(tree, "paths", "/pets", "get", "x") is not at(tree, "paths", "/cats", "get", "x")


def test_objects_are_merged_at_any_depth_and_values_replaced(corrected: Corrected) -> None:
    update = {"info": {"version": "2", "contact": {"name": "N"}}, "paths": {"/pets": {"get": {"summary": "All"}}}}
    tree = corrected.tree({"target": "$", "update": update})
    assert tree["info"] == {"title": "Pets", "version": "2", "contact": {"name": "N"}}
    assert tree["paths"]["/pets"]["get"]["summary"] == "All"
    assert tree["paths"]["/cats"] == SPEC["paths"]["/cats"]


@pytest.mark.parametrize(
    ("update", "names"),
    [({"name": "c"}, ["a", "b", "c"]), ([{"name": "c"}, {"name": "d"}], ["a", "b", "c", "d"]), ([], ["a", "b"])],
)
def test_a_list_gets_an_item_or_several(corrected: Corrected, update: Any, names: list[str]) -> None:
    tree = corrected.tree({"target": "$.tags", "update": update})
    assert [tag["name"] for tag in tree["tags"]] == names


@pytest.mark.parametrize("version", ["1.0.0", "1.0.1", "1.1.0"])
def test_a_single_value_is_replaced(corrected: Corrected, version: str) -> None:
    actions = [{"target": "$.info.title", "update": "Cats"}, {"target": "$.paths.*.*.tags[0]", "update": None}]
    tree = corrected.bundle({"overlay": version, "info": {"title": "T", "version": "1"}, "actions": actions}).tree
    assert tree["info"]["title"] == "Cats"
    assert tree["paths"]["/pets"]["get"]["tags"] == [None, "old"]


def test_items_are_removed_together(corrected: Corrected) -> None:
    tree = corrected.tree({"target": "$.paths['/pets'].get.parameters[?@.name != 'y']", "remove": True})
    assert tree["paths"]["/pets"]["get"]["parameters"] == [{"name": "y"}]


def test_what_lies_within_what_is_removed_may_match_too(corrected: Corrected) -> None:
    tree = corrected.tree({"target": "$.paths..*", "remove": True})
    assert tree["paths"] == {}


def test_removing_wins_over_updating(corrected: Corrected) -> None:
    tree = corrected.tree({"target": "$.tags", "update": {"name": "c"}, "remove": True})
    assert "tags" not in tree


def test_a_path_item_is_moved(corrected: Corrected) -> None:
    tree = corrected.tree(
        {"target": "$.paths", "update": {"/dogs": {}}},
        {"target": "$.paths['/dogs']", "copy": "$.paths['/cats']"},
        {"target": "$.paths['/cats']", "remove": True},
    )
    assert list(tree["paths"]) == ["/pets", "/dogs"]
    assert tree["paths"]["/dogs"] == SPEC["paths"]["/cats"]


def test_actions_and_overlays_see_what_those_before_have_done(corrected: Corrected) -> None:
    first = [{"target": "$.info", "update": {"x-note": {"n": 1}}}, {"target": "$.info['x-note']", "update": {"m": 2}}]
    second = [{"target": "$.info['x-note'].m", "update": 3}, {"target": "$.tags", "remove": True}]
    result = corrected.bundle(first, second)
    assert result.tree["info"]["x-note"] == {"n": 1, "m": 3}
    assert "tags" not in result.tree
    assert [file.name for file in result.overlays] == ["0.overlay.yaml", "1.overlay.yaml"]
    assert result.diagnostics == ()


def test_a_reference_that_an_overlay_adds_is_followed(corrected: Corrected) -> None:
    corrected.write("common.yaml", {"Pet": {"type": "object"}})
    tree = corrected.tree({"target": "$", "update": {"components": {"schemas": {"Pet": {"$ref": "common.yaml#/Pet"}}}}})
    reference = tree["components"]["schemas"]["Pet"]["$ref"]
    assert pointers.resolve(tree, reference) == {"type": "object"}


@pytest.mark.parametrize("names", [("spec.json", "fix.json"), ("spec.yaml", "fix.json"), ("spec.json", "fix.yaml")])
def test_json_and_yaml_correct_each_other(corrected: Corrected, names: tuple[str, str]) -> None:
    spec = corrected.write(names[0], SPEC)
    fix = corrected.write(names[1], {"overlay": "1.0.0", "actions": [{"target": "$.tags", "remove": True}]})
    assert "tags" not in bundle(spec, corrected.folder, [fix]).tree


def test_a_document_as_deep_as_may_be_is_searched_to_its_end(corrected: Corrected) -> None:
    inner: Any = {"here": 1}
    for _ in range(390):
        inner = {"x-in": inner}
    tree = json.loads(json.dumps({**SPEC, "x-deep": inner}))
    spec = corrected.write("spec.json", tree)
    fix = corrected.write("fix.yaml", {"overlay": "1.0.0", "actions": [{"target": "$..here", "update": 2}]})
    found = bundle(spec, corrected.folder, [fix]).tree["x-deep"]
    for _ in range(390):
        found = found["x-in"]
    assert found == {"here": 2}


# -- what changes nothing ---------------------------------------------------------------------

ROTTEN = """\
overlay: 1.1.0
info: {title: Fixes, version: "1"}
actions:
  - target: $.info
    update: {title: Better}
  # upstream forgot these
  - description: |
      Of no use
      any more
    target: $.paths['/dogs']
    update:
      get:
        summary: S

  - {target: $.nothing, remove: true}
  - target: $.tags
    remove: false
x-last: 1
"""


def test_an_action_that_changes_nothing_is_named_with_its_lines(corrected: Corrected) -> None:
    result = corrected.bundle(ROTTEN)
    assert result.tree["info"]["title"] == "Better"
    assert [found.text() for found in result.diagnostics] == [
        "0.overlay.yaml:7: warning: action 2 changes nothing: its target matches nothing (at #/actions/1); "
        "fixed upstream? delete lines 7-13",
        "0.overlay.yaml:15: warning: action 3 changes nothing: its target matches nothing (at #/actions/2); "
        "fixed upstream? delete line 15",
        "0.overlay.yaml:16: warning: action 4 changes nothing: it only says `remove: false` (at #/actions/3); "
        "delete lines 16-17",
    ]
    assert all(found.is_loss for found in result.diagnostics)


def test_deleting_the_lines_named_deletes_the_action(corrected: Corrected) -> None:
    lines = ROTTEN.splitlines(keepends=True)
    kept = "".join(lines[:6] + lines[13:14] + lines[17:])
    result = corrected.bundle(kept)
    assert result.diagnostics == ()
    assert result.tree["info"]["title"] == "Better"


@pytest.mark.parametrize(
    "overlay",
    [
        '{"overlay": "1.1.0", "actions": [{"target": "$.no", "remove": true}]}',
        "overlay: 1.1.0\nactions: [{target: $.no, remove: true}, {target: $.tags, remove: true}]\n",
        "overlay: 1.1.0\nactions:\n-\n  target: $.no\n  remove: true\n",
    ],
)
def test_no_lines_are_named_where_they_hold_more(corrected: Corrected, overlay: str) -> None:
    (found,) = corrected.bundle(overlay).diagnostics
    assert found.hint == "fixed upstream? delete the action"


def test_an_overlay_for_another_document_is_told(corrected: Corrected) -> None:
    overlay = {"overlay": "1.1.0", "extends": "other.yaml", "actions": [{"target": "$.tags", "remove": True}]}
    (found,) = corrected.bundle(overlay).diagnostics
    assert found.text() == ("0.overlay.yaml:2: warning: extends other.yaml, but is applied to spec.yaml (at #/extends)")
    for extends in ("spec.yaml", "./spec.yaml", "https://pets.example/openapi.yaml"):
        assert corrected.bundle({**overlay, "extends": extends}).diagnostics == ()


# -- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overlay", "told"),
    [
        ("[]", "0.overlay.yaml:1: error: is a list, not a mapping"),
        ("x: 1", "0.overlay.yaml:1: error: is no overlay: it has no `overlay` version"),
        ("overlay: 2.0.0\nactions: []", "0.overlay.yaml:1: error: `overlay` is not a version"),
        ("overlay: 1.2.0\nactions: []", "0.overlay.yaml:1: error: `overlay` is not a version"),
        ("overlay: 1.0\nactions: []", "0.overlay.yaml:1: error: `overlay` is not a version"),
        ("overlay: 1.1.0", "0.overlay.yaml:1: error: `actions` must be a list of at least one action"),
        ("overlay: 1.1.0\nactions: []", "0.overlay.yaml:2: error: `actions` must be a list of at least one action"),
        (
            "overlay: 1.1.0\nextends: 1\nactions: [{target: $, update: {}}]",
            "yaml:2: error: `extends` must be",
        ),
        (
            "overlay: 1.1.0\nactoins: []",
            "yaml:2: error: unknown key actoins (at #/actoins); did you mean act",
        ),
        ("overlay: 1.1.0\nactions:\n- text", "0.overlay.yaml:3: error: action 1 must be a mapping with `target`"),
        ("overlay: 1.1.0\nactions:\n- update: 1", "0.overlay.yaml:3: error: action 1: `target` must be a JSONPath"),
        ("overlay: 1.1.0\nactions:\n- target: $", "0.overlay.yaml:3: error: action 1: it says nothing to do"),
        (
            "overlay: 1.1.0\nactions:\n- target: $\n  updates: {}",
            "0.overlay.yaml:4: error: action 1: unknown key updates (at #/actions/0/updates); did you mean update?",
        ),
        ("overlay: 1.1.0\nactions:\n- target: $\n  remove: 1", "0.overlay.yaml:4: error: action 1: `remove` must be"),
        (
            "overlay: 1.0.0\nactions:\n- target: $.info\n  copy: $.x",
            "0.overlay.yaml:4: error: action 1: `copy` is of Overlay 1.1",
        ),
        (
            "overlay: 1.1.0\nactions:\n- target: $.info\n  copy: $.x\n  update: {}",
            "0.overlay.yaml:3: error: action 1: `update` and `copy` do not go together",
        ),
        (
            "overlay: 1.1.0\nactions:\n- target: $.paths./pets\n  remove: true",
            "0.overlay.yaml:3: error: action 1: target is no JSONPath: ",
        ),
        ("overlay: 1.1.0\nactions:\n- target: paths\n  remove: true", "error: action 1: target is no JSONPath: "),
        ("overlay: 1.1.0\nactions:\n- target: $[?nope(@)]\n  remove: true", "error: action 1: target is no JSONPath: "),
        ("overlay: 1.1.0\nactions:\n- target: $\n  remove: true", "action 1: it would remove the whole document"),
        (
            "overlay: 1.1.0\nactions:\n- target: $.info\n  copy: $.paths.*",
            "0.overlay.yaml:4: error: action 1: copy must select one value, and selects 2",
        ),
        (
            "overlay: 1.1.0\nactions:\n- target: $.info\n  copy: $.nowhere",
            "0.overlay.yaml:4: error: action 1: copy must select one value, and selects nothing",
        ),
        (
            "overlay: 1.1.0\nactions:\n- target: $['info', 'tags']\n  update: {}",
            "0.overlay.yaml:3: error: action 1: target matches a list and a mapping",
        ),
        (
            "overlay: 1.1.0\nactions:\n- target: $.info\n  update: 1",
            "0.overlay.yaml:4: error: action 1: a single value cannot be merged into a mapping at #/info",
        ),
        (
            "overlay: 1.1.0\nactions:\n- target: $.info\n  update: {title: [a]}",
            "cannot be merged into a single value at #/info/title (at #/actions/0/update); "
            "an action with `remove: true` before it clears the place: $['info']['title']",
        ),
    ],
)
def test_a_faulty_overlay_is_refused_with_its_line(corrected: Corrected, overlay: str, told: str) -> None:
    lines = corrected.refused(overlay)
    assert [line for line in lines if told in line], lines
    assert all(line.startswith("0.overlay.yaml") and "\n" not in line for line in lines)


def test_all_that_is_wrong_is_said_at_once(corrected: Corrected) -> None:
    overlay = "overlay: 3\nextra: 1\nactions: [{target: 1, copy: 2}, {}]\n"
    assert len(corrected.refused(overlay)) >= 5


def test_the_place_that_a_message_names_can_be_cleared(corrected: Corrected) -> None:
    update = {"target": "$.info", "update": {"title": {"it's": "a mapping"}}}
    (line,) = corrected.refused([update])
    path = line.rsplit("the place: ", 1)[1]
    tree = corrected.tree({"target": path, "remove": True}, update)
    assert tree["info"]["title"] == {"it's": "a mapping"}


def test_copies_of_copies_end(corrected: Corrected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlay_actions, "MAX_COPIES", 1_000)
    doubled = [
        action
        for number in range(30)
        for action in (
            {"target": "$.paths['/pets']", "update": {f"x-{number}": {}}},
            {"target": f"$.paths['/pets']['x-{number}']", "copy": "$.paths['/pets']"},
        )
    ]
    (line,) = corrected.refused(doubled)
    assert "the copies of this overlay hold more than 1000 values" in line


def test_an_overlay_outside_of_the_root_is_refused(tmp_path: Path) -> None:
    inner = Corrected(tmp_path / "inner")
    inner.folder.mkdir()
    spec = inner.write("spec.yaml", SPEC)
    outside = Corrected(tmp_path).write("o.yaml", {"overlay": "1.0.0", "actions": [{"target": "$", "update": {}}]})
    link = inner.folder / "link.yaml"
    link.symlink_to(outside)
    for path in (outside, link):
        with pytest.raises(SpecError, match=r"error: lies outside of its root; .*--root"):
            bundle(spec, inner.folder, [path])


# -- where things are said to stand -----------------------------------------------------------

PLACES = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get:
      parameters:
        - {name: x}
        - {name: y}
        - {name: z, schema: {type: string}}
      responses: {}
"""
ADDED = """\
overlay: 1.1.0
actions:
  - target: $.paths['/a'].get.parameters[0, 1]
    remove: true
  - target: $.paths['/a'].get
    update:
      summary: Here
      responses:
        "200":
          description: It.
      parameters:
        - name: w
          schema: {$ref: '#/nowhere'}
  - target: $.paths
    update: {/b: {}}
  - target: $.paths['/b']
    copy: $.paths['/a']
"""


def test_places_are_those_where_the_text_stands(corrected: Corrected) -> None:
    result = corrected.bundle(ADDED, spec=PLACES)
    operation = "/paths/~1a/get"
    found = {
        pointer: (place.file, place.line)
        for pointer in ("", "/parameters/0", "/parameters/0/schema", "/parameters/1/name", "/summary", "/responses/200")
        for place in [result.locate(operation + pointer)]
    }
    assert found == {
        "": ("spec.yaml", 5),
        "/parameters/0": ("spec.yaml", 9),
        "/parameters/0/schema": ("spec.yaml", 9),
        "/parameters/1/name": ("0.overlay.yaml", 12),
        "/summary": ("0.overlay.yaml", 7),
        "/responses/200": ("0.overlay.yaml", 9),
    }
    assert result.locate("/paths/~1b").file == "0.overlay.yaml"


def test_a_reference_that_an_overlay_breaks_is_told_with_the_overlays_line(corrected: Corrected) -> None:
    result = corrected.bundle(ADDED, spec=PLACES)
    places = [found.location for found in result.diagnostics]
    assert [(place.file, place.line) for place in places if place] == [("0.overlay.yaml", 13)] * 2


# -- any document -----------------------------------------------------------------------------

NAMES = st.text("ab/~'\"\\ é0", max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=4)


def merged(old: Any, new: Any) -> Any:
    """What a merge gives, said another way than it is done."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **new, **{name: merged(old[name], new[name]) for name in old.keys() & new.keys()}}
    return old + new if isinstance(old, list) else new


def is_refused(old: Any, new: Any) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return any(is_refused(old[name], new[name]) for name in old.keys() & new.keys())
    if isinstance(old, list) and isinstance(new, list):
        return False
    return isinstance(old, dict | list) or isinstance(new, dict | list)


def ways(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the way to every value in a tree, but for the tree itself."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in members for found in ((*way, key), *ways(inner, (*way, key)))]


def path_of(way: tuple[str | int, ...]) -> str:
    return "$['x-any']" + "".join(f"[{json.dumps(key)}]" for key in way)


def inmost_first(way: tuple[str | int, ...]) -> Any:
    return -len(way), [-key if isinstance(key, int) else 0 for key in way]


@settings(deadline=None)
@given(old=OBJECTS, new=OBJECTS)
def test_any_object_is_merged_into_any_other(tmp_path_factory: pytest.TempPathFactory, old: Any, new: Any) -> None:
    corrected = Corrected(tmp_path_factory.mktemp("any"))
    spec = corrected.write("spec.json", {**SPEC, "x-any": old})
    fix = corrected.write("fix.json", {"overlay": "1.1.0", "actions": [{"target": "$['x-any']", "update": new}]})
    if is_refused(old, new):
        with pytest.raises(SpecError, match="cannot be merged into"):
            bundle(spec, corrected.folder, [fix])
    else:
        assert bundle(spec, corrected.folder, [fix]).tree["x-any"] == merged(old, new)


@settings(deadline=None)
@given(tree=OBJECTS, data=st.data())
def test_any_values_are_removed_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, tree: Any, data: st.DataObject
) -> None:
    assume(tree)
    wanted = sorted(data.draw(st.lists(st.sampled_from(ways(tree)), unique=True, min_size=1)), key=inmost_first)
    expected = copy.deepcopy(tree)
    for *way, key in wanted:
        del at(expected, *way)[key]
    corrected = Corrected(tmp_path_factory.mktemp("any"))
    spec = corrected.write("spec.json", {**SPEC, "x-any": tree})
    actions = [{"target": path_of(way), "remove": True} for way in wanted]
    fix = corrected.write("fix.json", {"overlay": "1.1.0", "actions": actions})
    assert bundle(spec, corrected.folder, [fix]).tree["x-any"] == expected
