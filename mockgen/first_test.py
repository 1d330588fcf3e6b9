"""A first test of a service that was just added: it passes as it is, and shows where the user's own code goes."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from mockgen.build.media import MediaKind, media_kind
from mockgen.pipeline import Made
from mockgen.spec.document import Operation, Response

READ_WHOLE = (MediaKind.JSON, MediaKind.TEXT)


@dataclasses.dataclass(frozen=True)
class FirstTest:
    """A test module.

    Attributes:
        file: its name.
        folder: where it is to lie and to be run, as the user calls it.
        text: what it holds.
    """

    file: str
    folder: str
    text: str


def first_test(made: Made, project: Path) -> FirstTest | None:
    """Return a test of the most natural operation; None where no operation has an answer, or no import is possible."""
    folder = import_root(made.service.package, project)
    package = made.service.package.relative_to(folder).parts
    found = [operation for operation in made.document.operations if success(operation)]
    if not found or not all(part.isidentifier() for part in package):
        return None
    operation = min(found, key=strangeness)
    name = made.service.name
    method = dict(made.built.operations)[operation.key]
    client = f"{made.built.package.prefix}Client"
    lines = [
        f"from {'.'.join(package)} import {client}",
        "",
        f'pytest_plugins = ["{".".join(package)}.testing.fixtures"]',
        "",
        "",
        f"def test_{method}({name}):",
        *body(operation, f"{name}.{method}", f"{client}()", method),
    ]
    return FirstTest(f"test_{name}.py", os.path.relpath(folder), "".join(f"{line}\n" for line in lines))


def body(operation: Operation, mock: str, client: str, method: str) -> list[str]:
    """Return the lines of the test.

    Args:
        operation: what is called.
        mock: the expression of its mock.
        client: that of a client.
        method: the client's method.
    """
    call = f"{client}.{method}()"
    if needs_arguments(operation):
        call = f"{mock}.exercise({client})  # with fake arguments"
    planned = f"{mock}.returns()  # a valid fake; keywords replace its fields"
    comment = "    # call your own code here: it uses the real client, and nothing leaves this process"
    if all(media_kind(media) in READ_WHOLE for media in success(operation)[0].content):
        last = "    assert answer == stub.last.response"
        return [f"    stub = {planned}", "", comment, f"    answer = {call}", "", last]
    return [f"    {planned}", "", comment, f"    {call}", "", f"    {mock}.assert_called_once()"]


def strangeness(operation: Operation) -> tuple[bool, ...]:
    """Return the order in which operations make a good example, the best first; of equals, the document's first."""
    kinds = {media_kind(media) for media in success(operation)[0].content}
    return operation.deprecated, operation.method != "get", needs_arguments(operation), MediaKind.JSON not in kinds


def needs_arguments(operation: Operation) -> bool:
    """Tell whether an operation cannot be called without arguments."""
    parameters = any(parameter.required for parameter in operation.parameters)
    return parameters or (operation.body is not None and operation.body.required)


def success(operation: Operation) -> list[Response]:
    """Return the documented answers that mean success; `default` where no other does."""
    found = [response for response in operation.responses if response.status.startswith("2")]
    return found or [response for response in operation.responses if response.status == "default"]


def import_root(package: Path, project: Path) -> Path:
    """Return the folder from which a package is imported: that of `manage.py`, a `src`, or the project's own."""
    for folder in package.parents:
        if folder == project or folder.name == "src" or (folder / "manage.py").is_file():
            return folder
    return project
