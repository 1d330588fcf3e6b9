"""Templates have no logic: they print, loop, call a macro and test one ready boolean."""

from __future__ import annotations

from pathlib import Path

import jinja2
import jinja2.nodes as nodes
import pytest

from mockgen import inputs, render
from mockgen.code import Code, raw

FOLDER = render.template_folder()
TEMPLATES = sorted(FOLDER.rglob("*.jinja"))
MOST_LINES = 60
FILTERS = {"indented"}
MACROS = {name for names in render.MACROS.values() for name in names}
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Macro,
    nodes.Call,
    nodes.Filter,
    nodes.Include,
    nodes.Const,
)


def faults(source: str) -> list[str]:
    """Return what a template does that is more than printing."""
    found = []
    tree = render.environment().parse(source)
    for node in [tree, *tree.find_all(nodes.Node)]:
        if not isinstance(node, ALLOWED):
            found.append(f"line {node.lineno}: {type(node).__name__}")
        elif isinstance(node, nodes.If) and not is_attribute(node.test):
            found.append(f"line {node.lineno}: a condition is not one attribute")
        elif isinstance(node, nodes.For) and not is_plain_loop(node):
            found.append(f"line {node.lineno}: a loop is not over one attribute or parameter")
        elif isinstance(node, nodes.Call) and not is_macro(node):
            found.append(f"line {node.lineno}: a call of what is no macro")
        elif isinstance(node, nodes.Filter) and not is_plain(node):
            found.append(f"line {node.lineno}: the filter {node.name}")
        elif isinstance(node, nodes.Const):
            found.append(f"line {node.lineno}: a constant")
    return found


def is_attribute(node: nodes.Node) -> bool:
    """Tell whether an expression is `name.attribute` and no more."""
    return isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name)


def is_plain_loop(node: nodes.For) -> bool:
    ready = is_attribute(node.iter) or isinstance(node.iter, nodes.Name)
    return ready and node.test is None and not node.recursive


def is_macro(node: nodes.Call) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name in MACROS


def is_plain(node: nodes.Filter) -> bool:
    return node.name in FILTERS and not (node.args or node.kwargs)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_template_has_no_logic(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_template_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    "source",
    [
        "{% set x = a.b %}",
        "{% if a.b == a.c %}{% endif %}",
        "{% if a.b and a.c %}{% endif %}",
        "{% if not a.b %}{% endif %}",
        "{% if a %}{% endif %}",
        "{% if a.b.c %}{% endif %}",
        "{% if a.b is defined %}{% endif %}",
        "{{ a.b ~ a.c }}",
        "{{ a.b + a.c }}",
        "{{ a.b * 2 }}",
        "{{ a['b'] }}",
        "{{ a.b.strip() }}",
        "{{ a() }}",
        "{{ a.b | upper }}",
        "{{ a.b | join(', ') }}",
        "{{ a.b if a.c else a.d }}",
        "{{ 'text' }}",
        "{% for x in [a, b] %}{% endfor %}",
        "{% for x in a.b if x.c %}{% endfor %}",
        "{% for x in a.b() %}{% endfor %}",
        "{% filter indented %}{% endfilter %}",
        "{% raw %}{% endraw %}{% with x = a.b %}{% endwith %}",
        "{% extends a.b %}",
        "{% import 'x' as y %}",
    ],
)
def test_logic_is_found(source: str) -> None:
    assert faults(source)


def test_what_is_allowed_is_let_pass() -> None:
    source = (
        "{{ a.b }}{{ a.b | indented }}{{ dict_class(a) }}"
        "{% for x in a.b %}{% if loop.first %}{{ x }}{% endif %}{% else %}none{% endfor %}"
    )
    assert faults(source) == []


def test_an_undefined_name_is_an_error() -> None:
    assert issubclass(render.environment().undefined, jinja2.StrictUndefined)
    for source in ("{{ a.b }}", "{% if a.b %}{% endif %}", "{% for x in a.b %}{% endfor %}"):
        with pytest.raises((jinja2.UndefinedError, TypeError)):
            render.environment().from_string(source).render(a=raw("x"))


def test_code_is_printed_and_nothing_else() -> None:
    template = render.environment().from_string("{{ a }}")
    assert template.render(a=raw("x = 1")) == "x = 1"
    for value in ("x = 1", b"x", 1, None, True, ["x"], str(raw("x"))):
        with pytest.raises(TypeError, match="which is no code"):
            template.render(a=value)


def test_text_that_is_joined_is_code_no_longer() -> None:
    for source in ("{{ a ~ b }}", "{{ a + b }}", "{{ a | upper }}", "{{ [a, b] | join }}"):
        with pytest.raises(TypeError, match="which is no code"):
            render.environment().from_string(source).render(a=raw("x"), b="text")


def test_a_filter_keeps_code() -> None:
    assert render.indented(raw("a\n\nb")) == "    a\n\n    b"
    assert isinstance(render.indented(raw("a")), Code)


def test_every_file_that_is_generated_has_its_template() -> None:
    names = {path.relative_to(FOLDER).as_posix() for path in TEMPLATES}
    wanted = {f"package/{name}.jinja" for name in (*render.RENDERED, render.FACADE, render.TYPES, render.HOOKS)}
    assert wanted | {f"package/{name}" for name in render.MACROS} == names
    assert {path.name for path in (FOLDER / "runtime").glob("*.py")} == set(render.RUNTIME)


def test_every_template_counts_for_staleness(tmp_path, monkeypatch) -> None:
    for path in [*TEMPLATES, *FOLDER.rglob("*.py")]:
        copied = tmp_path / "templates" / path.relative_to(FOLDER)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())
    before = inputs.templates_digest()
    monkeypatch.setattr(inputs, "HERE", str(tmp_path / "mockgen"))
    assert inputs.templates_digest() == before
    for path in sorted((tmp_path / "templates").rglob("*.*")):
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert inputs.templates_digest() != before
        path.write_bytes(kept)
    assert inputs.templates_digest() == before
