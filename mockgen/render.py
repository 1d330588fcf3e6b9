"""Package -> files, in memory. The only module that imports Jinja.

The environment prints `Code` and nothing else: any other string in a template's expression is an error, so that
text of a document cannot reach a file by way of a template.
"""

from __future__ import annotations

import dataclasses
import functools
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import jinja2.nodes

from mockgen.code import Code
from mockgen.diagnostics import Location
from mockgen.errors import MockgenError, OutputError
from mockgen.foreign_parts import all_guarded
from mockgen.ir import Package

HERE = Path(__file__).resolve().parent
RUNTIME = (
    "auth.py",
    "configuration.py",
    "pages.py",
    "parameters.py",
    "records.py",
    "signals.py",
    "streams.py",
    "transport.py",
)
RENDERED = (
    "__init__.py",
    "apps.py",
    "client.py",
    "errors.py",
    "paths.py",
    "testing/__init__.py",
    "testing/factories.py",
    "testing/fixtures.py",
    "testing/mock.py",
    "testing/state.py",
)
MACROS = {
    "macros.jinja": ("dict_class", "methods", "type_aliases", "typing_imports"),
    "testing/operation.jinja": ("operation_mock",),
}
"""Templates of macros, and what they define; the later may use the earlier."""
TYPES = "types.py"
FACADE = "facade.py"
HOOKS = "testing/webhooks.py"
"""Rendered where there are webhooks."""


class NoCodeError(TypeError):
    """A template prints something that is no code."""


@dataclasses.dataclass(frozen=True)
class GeneratedFile:
    """A file of a package: its path in it, with `/`, and its text with LF line ends."""

    path: str
    text: str


def template_folder() -> Path:
    """Return where the templates are: in the wheel beside the modules, in a checkout beside the package.

    Raises:
        OutputError: they are in neither place.
    """
    for folder in (HERE / "templates", HERE.parent / "templates"):
        if (folder / "package").is_dir():
            return folder
    raise OutputError.at("mockgen's own templates are missing; reinstall it")


def render(package: Package) -> tuple[GeneratedFile, ...]:
    """Return all files of a package; those that templates print hold nothing else than what templates print.

    Raises:
        ForeignCodeError: a fault of mockgen's own let something else through.
        MockgenError: a template is at fault.
    """
    try:
        templates = environment()
    except jinja2.TemplateError as error:
        raise MockgenError.at(str(error), place_of(error, "macros.jinja")) from error
    modules = vars_of(package)
    paths = (*RENDERED, HOOKS) if package.webhooks.webhooks else RENDERED
    files = [GeneratedFile(path, printed(templates, path, modules)) for path in paths]
    for each in package.types:
        files.append(GeneratedFile(each.path, printed(templates, TYPES, {**modules, "types": each.module})))
    for facade in package.facades:
        files.append(GeneratedFile(facade.path, printed(templates, FACADE, {**modules, "facade": facade.module})))
    all_guarded({file.path: file.text for file in files})
    folder = template_folder() / "runtime"
    for name in RUNTIME:
        text = (folder / name).read_text(encoding="utf-8").replace("\r\n", "\n")
        compile(text, name, "exec", dont_inherit=True)
        files.append(GeneratedFile(name, f"{package.header}\n{text}"))
    files.append(GeneratedFile("py.typed", ""))
    files.append(GeneratedFile("testing/contract.json", package.contract))
    if package.examples:
        files.append(GeneratedFile("testing/examples.json", package.examples))
    return tuple(sorted(files, key=lambda file: file.path))


def vars_of(package: Package) -> dict[str, Any]:
    """Return what templates see."""
    return {
        "package": package,
        "client": package.client,
        "paths": package.paths,
        "factories": package.factories,
        "mock": package.mock,
        "webhooks": package.webhooks,
        "state": package.state,
    }


def printed(templates: jinja2.Environment, path: str, modules: dict[str, Any]) -> str:
    """Return the text of one file.

    Raises:
        MockgenError: the template is at fault.
    """
    try:
        return templates.get_template(f"{path}.jinja").render(modules).strip("\n") + "\n"
    except (jinja2.TemplateError, NoCodeError) as error:
        raise MockgenError.at(str(error), place_of(error, f"{path}.jinja")) from error


def place_of(error: Exception, template: str) -> Location:
    """Return the template and the line at which an error arose; Jinja names lines of templates in its tracebacks."""
    folder = template_folder()
    frames = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        frames.append((error.filename, error.lineno))
    inside = [(Path(name), line) for name, line in frames if name.endswith(".jinja")]
    path, line = inside[-1] if inside else (folder / "package" / template, 0)
    return Location(f"templates/{path.relative_to(folder).as_posix()}", line)


@functools.cache
def environment() -> jinja2.Environment:
    """Return the environment; a test walks its templates for logic."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder() / "package"),
        undefined=jinja2.StrictUndefined,
        finalize=only_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters["indented"] = indented
    for template, names in MACROS.items():
        made.globals.update({name: macro(made, template, name) for name in names})
    return made


def macro(templates: jinja2.Environment, template: str, name: str) -> Callable[..., Code]:
    """Return a macro as a function; what it prints went through `only_code` and is code itself."""
    function = getattr(templates.get_template(template).module, name)

    def run(*arguments: object) -> Code:
        return Code(str(function(*arguments)).strip("\n"))

    return run


def only_code(value: object) -> object:
    """Let `Code` pass and refuse any other value.

    Raises:
        NoCodeError: a template prints something that is no code.
        jinja2.UndefinedError: or something that is not there.
    """
    if isinstance(value, Code):
        return value
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises what is missing
    raise NoCodeError(f"a template prints a {type(value).__name__}, which is no code")


def indented(text: Code) -> Code:
    """Return code one level deeper; blank lines stay empty."""
    return Code("\n".join(f"    {line}" if line else line for line in text.split("\n")))
