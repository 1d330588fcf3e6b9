"""The command line: read options, call the pipeline, print what it says, exit."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from mockgen import __version__, addresses, check
from mockgen.add import Wanted, add, header_variables
from mockgen.diagnostics import Diagnostic, Severity
from mockgen.errors import MockgenError, UsageError
from mockgen.pipeline import Generated, generate
from mockgen.settings import Service, Settings, find_project, load, one_off
from mockgen.summaries import report, summary, updated
from mockgen.update import Updated, fetch_once, sourced, update

MOST = 20
HeaderEnv = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VARIABLE", help="Send a header whose value is in an environment variable."),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that were edited by hand.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but warnings and errors.")]
app = typer.Typer(
    help="A typed Django client, valid fakes and a contract-checked mock from an OpenAPI document.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def version(value: bool) -> None:
    """Print the version and exit."""
    if value:
        typer.echo(f"mockgen {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Generate a typed client, fakes and a mock of a service; check that they are fresh."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


@app.command("generate")
def generate_command(
    services: Annotated[list[str] | None, typer.Argument(help="Services to generate; all, if none is named.")] = None,
    spec: Annotated[str | None, typer.Option(help="Generate this file or URL, without any configuration.")] = None,
    output: Annotated[Path | None, typer.Option(help="With --spec: the folder for the package.")] = None,
    name: Annotated[str | None, typer.Option(help="With --spec: the name of the service and its package.")] = None,
    root: Annotated[
        Path | None,
        typer.Option(help="With --spec: what references may not leave; its folder, if not given."),
    ] = None,
    overlay: Annotated[
        list[Path] | None,
        typer.Option(help="With --spec: a correction of it (OpenAPI Overlay); may be given several times."),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Refuse what would be left out: operations, corrections, patterns."),
    ] = False,
    header_env: HeaderEnv = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Generate packages from the specs of `[tool.mockgen]`, or from one spec named here."""
    found = chosen(services or [], spec, output, name, root, overlay or [])
    if spec is not None and addresses.is_address(spec):
        if root is not None or overlay:
            raise UsageError.at("--root and --overlay are for a file; fetch it first, then correct what is kept")
        variables = header_variables(header_env or [])
        each(found, lambda one: tell(fetch_once(spec, one.package.parent, one.name, variables, force=force), quiet))
        return
    if header_env:
        raise UsageError.at("--header-env goes with --spec and a URL")
    each(found, lambda one: tell(generate(one, force=force, strict=strict), quiet))


@app.command("add")
def add_command(
    name: Annotated[str, typer.Argument(help="The name of the service and its package.")],
    source: Annotated[str, typer.Argument(help="Its OpenAPI document: an http or https URL, a file or folder.")],
    spec: Annotated[Path | None, typer.Option(help="Where the document is kept; specs/NAME, if not given.")] = None,
    output: Annotated[Path | None, typer.Option(help="The folder for all packages; clients, if not given.")] = None,
    header_env: HeaderEnv = None,
    force: Force = False,
) -> None:
    """Add a service: keep its document in the project, configure it, generate its package, show a first test."""
    added = add(Wanted(name, source, spec, output, header_variables(header_env or []), force), Path.cwd())
    tell(added.done, False)
    typer.echo(report(added))


@app.command("update")
def update_command(
    services: Annotated[
        list[str] | None, typer.Argument(help="Services; all that have a source, if none is named.")
    ] = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Fetch documents anew from their `source`, and generate what changes with them."""
    settings = configured(services or [])
    each(sourced(settings, services or []), lambda one: tell(update(one, settings, force=force), quiet))


@app.command("check", context_settings={"ignore_unknown_options": True})
def check_command(
    packages: Annotated[
        list[str] | None,
        typer.Argument(help="Services or generated folders; all services, if none is named."),
    ] = None,
) -> None:
    """Tell whether generated files match their inputs: exit 0 fresh, 1 stale. Writes nothing."""
    raise typer.Exit(check.run(packages or [], typer.echo))


def each(services: list[Service], work: Callable[[Service], None]) -> None:
    """Do the work for each service; one that fails does not stop the others.

    Raises:
        MockgenError: with the diagnostics of all that failed.
    """
    failures: list[MockgenError] = []
    for service in services:
        try:
            work(service)
        except MockgenError as error:
            failures.append(error)
    if failures:
        raise MockgenError(found for error in failures for found in error.diagnostics)


def tell(done: Generated | Updated, quiet: bool) -> None:
    """Print warnings and, unless `quiet`, what happened to one service."""
    for line in warnings((done.done if isinstance(done, Updated) else done).diagnostics):
        typer.echo(line, err=True)
    if not quiet:
        typer.echo(updated(done) if isinstance(done, Updated) else summary(done))


def chosen(
    services: list[str],
    spec: str | None,
    output: Path | None,
    name: str | None,
    root: Path | None,
    overlays: list[Path],
) -> list[Service]:
    """Return the services that the options name.

    Raises:
        UsageError: the options do not go together, or a service is not configured.
    """
    if spec is not None:
        if output is None or name is None:
            raise UsageError.at("--spec needs --output and --name")
        if services:
            raise UsageError.at(f"--spec and the service {services[0]} do not go together")
        return [one_off(Path(spec), output, name, root, overlays)]
    if overlays or any(option is not None for option in (output, name, root)):
        raise UsageError.at("--output, --name, --root and --overlay go with --spec")
    settings = configured(services)
    return [settings.services[service] for service in services or settings.services]


def configured(services: list[str]) -> Settings:
    """Return the settings of the project.

    Raises:
        UsageError: there are none, or they lack one of these services.
    """
    project = find_project(Path.cwd())
    if project is None:
        hint = "`mockgen add NAME SOURCE` makes one; or use --spec, --output and --name"
        raise UsageError.at("no pyproject.toml with [tool.mockgen] is here or above", None, hint)
    settings = load(project)
    unknown = [service for service in services if service not in settings.services]
    if unknown:
        known = ", ".join(settings.services)
        raise UsageError.at(f"no service {unknown[0]} is configured", None, f"there is {known}")
    return settings


def warnings(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """Return the lines of warnings: of what is lost all of them, of the others the first."""
    found = [found for found in diagnostics if found.severity is Severity.WARNING]
    return [
        *(each.text() for each in found if each.is_loss),
        *few([each.text() for each in found if not each.is_loss]),
    ]


def few(lines: list[str]) -> list[str]:
    """Return the first lines, and how many there are more."""
    return lines if len(lines) <= MOST else [*lines[:MOST], f"... and {len(lines) - MOST} more"]


def run() -> int:
    """Run the program; the one place where errors become exit codes."""
    try:
        code = app(standalone_mode=False)
    except MockgenError as error:
        for line in few([diagnostic.text() for diagnostic in error.diagnostics]):
            typer.echo(line, err=True)
        return error.exit_code
    except typer.Abort:
        return 130
    except Exception as error:
        return usage_or_fault(error)
    return code if isinstance(code, int) else 0


def usage_or_fault(error: Exception) -> int:
    """Print what went wrong: a wrong command line (2), or a fault of mockgen's own (3)."""
    shown = getattr(error, "format_message", None)
    if callable(shown):
        typer.echo(f"error: {shown()}", err=True)
        return 2
    import traceback

    traceback.print_exception(error, file=sys.stderr)
    typer.echo("This is a fault of mockgen's own; please report it with the lines above.", err=True)
    return 3
