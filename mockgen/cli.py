"""The command line: read options, call the pipeline, print what it says, exit."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from mockgen import __version__, addresses, check
from mockgen.add import Wanted, add, header_variables
from mockgen.choice import chosen, configured, generated
from mockgen.collector import collector_paused
from mockgen.errors import MockgenError, UsageError
from mockgen.freshness import untouched
from mockgen.pipeline import Generated, generate
from mockgen.settings import Service
from mockgen.summaries import few, report, summary, updated, warnings
from mockgen.update import Updated, fetch_once, sourced, update

HeaderEnv = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VARIABLE", help="Send a header whose value is in an environment variable."),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that were edited by hand.")]
Anew = Annotated[
    bool, typer.Option("--force", help="Generate what is fresh, too, and overwrite files that were edited by hand.")
]
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
    force: Anew = False,
    quiet: Quiet = False,
) -> None:
    """Generate packages, by `[tool.mockgen]` or from one spec."""
    found = chosen(services or [], spec, output, name, root, overlay or [])
    if spec is not None and addresses.is_address(spec):
        if root is not None or overlay:
            raise UsageError.at("--root and --overlay are for a file; fetch it first, then correct what is kept")
        variables = header_variables(header_env or [])
        each(found, lambda one: tell(fetch_once(spec, one.package.parent, one.name, variables, force=force), quiet))
        return
    if header_env:
        raise UsageError.at("--header-env goes with --spec and a URL")
    each(found, lambda one: tell(generated_anew(one, force, strict), quiet))


def generated_anew(service: Service, force: bool, strict: bool) -> Generated:
    """Generate a package, unless nothing has moved since it was; `--force` and `--strict` look at everything."""
    known = None if force or strict else untouched(service)
    return known or generate(service, force=force, strict=strict)


@app.command("add")
def add_command(
    name: Annotated[str, typer.Argument(help="The name of the service and its package.")],
    source: Annotated[str, typer.Argument(help="Its OpenAPI document: an http or https URL, a file or folder.")],
    spec: Annotated[Path | None, typer.Option(help="Where the document is kept; specs/NAME, if not given.")] = None,
    output: Annotated[Path | None, typer.Option(help="The folder for all packages; clients, if not given.")] = None,
    header_env: HeaderEnv = None,
    force: Force = False,
) -> None:
    """Add a service. Keeps its document in the project, configures it, generates its package, shows a first test."""
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
    """Fetch documents anew. Generates what changes with them; a service's `source` says where from."""
    settings = configured(services or [])
    each(sourced(settings, services or []), lambda one: tell(update(one, settings, force=force), quiet))


@app.command("check")
def check_command(
    packages: Annotated[
        list[str] | None,
        typer.Argument(help="Services or generated folders; all services, if none is named."),
    ] = None,
    deep: Annotated[bool, typer.Option("--deep", help="Generate in memory too, and compare byte by byte.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what `mockgen generate` would change.")] = False,
    any_version: Annotated[
        bool, typer.Option("--any-version", help="Accept packages that another version of mockgen made.")
    ] = False,
    form: Annotated[str, typer.Option("--format", help="text, json or github (annotations).")] = "text",
) -> None:
    """Tell whether generated files match their inputs. Exit code 0 is fresh, 1 stale; it writes nothing."""
    flags = {"--deep": deep, "--diff": diff, "--any-version": any_version}
    options = [option for option, is_given in flags.items() if is_given]
    raise typer.Exit(check.run([*(packages or []), *options, "--format", form], typer.echo))


@app.command("fake")
def fake_command(
    service: Annotated[str, typer.Argument(help="A service that is generated.")],
    what: Annotated[
        list[str],
        typer.Argument(help="A schema, a method or `METHOD /path STATUS`; then fields to replace, as amount=500."),
    ],
    seed: Annotated[str, typer.Option(help="Another seed gives another fake.")] = "0",
    profile: Annotated[str, typer.Option(help="How much is shown: full or minimal.")] = "full",
    count: Annotated[int, typer.Option(min=1, help="How many are printed, one after the other.")] = 1,
) -> None:
    """Print a fake as JSON. It is what the factory of a schema makes, or the body of an answer."""
    folder = generated(service)
    from mockgen.testing.standalone import fakes

    number = int(seed) if seed.lstrip("-").isdecimal() else seed
    for made in fakes(folder, what, seed=number, profile=profile, count=count):
        typer.echo(json.dumps(made, indent=2, ensure_ascii=False))


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


def run() -> int:
    """Run the program; the one place where errors become exit codes."""
    try:
        with collector_paused():  # it would only go through what is in use
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
    """Print what went wrong: a wrong command line, a file that cannot be used (2), or a fault of mockgen's own (3)."""
    if isinstance(error, OSError) and error.filename:
        typer.echo(f"{os.path.relpath(os.fsdecode(error.filename))}: error: {error.strerror}", err=True)
        return 2
    shown = getattr(error, "format_message", None)
    if callable(shown):
        typer.echo(f"error: {shown()}", err=True)
        return 2
    import traceback

    traceback.print_exception(error, file=sys.stderr)
    typer.echo("This is a fault of mockgen's own; please report it with the lines above.", err=True)
    return 3
