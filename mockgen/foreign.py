"""What mockgen prints, parsed and held against a list of what it ever prints.

`code` lets no text of a document become code. Should it fail one day, this is what stands between the document and the
developer who imports what was written: a call, an import or a statement that no template prints ends the run, and
nothing is written. The modules of `templates/runtime` are copied as they are and need no guard.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

MODULES = frozenset(
    {
        *("__future__", "collections.abc", "datetime", "decimal", "functools", "importlib", "typing", "uuid"),
        *("django.apps", "django.core.checks", "mockgen.testing", "pytest"),
        *("mockgen.testing.fixtures", "mockgen.testing.roles", "mockgen.testing.signatures", "mockgen.testing.state"),
    }
)
"""What generated modules import, beside each other."""

BUILTINS = frozenset({"AttributeError", "getattr", "globals", "next"})
"""Builtins that templates call."""

RECEIVERS = frozenset({"__name__", "fake", "found", "importlib", "name", "paths", "self", "start"})
"""Names of whose attributes templates call some."""

CONSTRUCTORS = frozenset({"Signature.plain"})
"""Methods of imported classes that templates call."""

DECORATORS = frozenset({"overload", "property", "pytest.fixture", "functools.cached_property"})

KINDS: tuple[type[ast.AST], ...] = (
    *(ast.Module, ast.FunctionDef, ast.ClassDef, ast.Return, ast.Assign, ast.AnnAssign, ast.Expr, ast.Import),
    *(ast.ImportFrom, ast.If, ast.Raise, ast.For, ast.With, ast.Pass, ast.Yield, ast.Call, ast.Attribute, ast.Name),
    *(ast.Constant, ast.Subscript, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Starred, ast.BinOp, ast.UnaryOp),
    *(ast.Compare, ast.IfExp, ast.GeneratorExp, ast.JoinedStr, ast.FormattedValue, ast.alias, ast.arg, ast.arguments),
    *(ast.keyword, ast.comprehension, ast.withitem, ast.BitOr, ast.Eq, ast.Not, ast.NotIn, ast.In, ast.USub),
)
"""The kinds of syntax that templates use."""

PLAIN = frozenset(
    {
        *("arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "level", "module", "name", "simple"),
        *("type_comment",),
    }
)
"""Fields that hold no syntax in any of those kinds, or only whether a name is read or bound."""

PARTS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(field for field in kind._fields if field not in PLAIN) for kind in KINDS
} | {ast.Constant: ()}
"""The fields of each kind that hold syntax."""


class ForeignCodeError(AssertionError):
    """What was printed holds code that mockgen never prints; nothing of it may be written."""


def guarded(text: str, path: str) -> None:
    """Refuse a generated module that is no Python, or that does what no template makes it do.

    Raises:
        ForeignCodeError: it is such a module; the message names file and line.
    """
    try:
        tree = ast.parse(text, path)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        raise ForeignCodeError(f"mockgen printed what is no Python: {path}, line {line}") from error
    imported = set(BUILTINS)
    calls = []
    for node in nodes(tree):
        if type(node) not in PARTS:
            raise _foreign(path, node, f"a {type(node).__name__}")
        if isinstance(node, ast.Call):
            calls.append(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            imported.update(_imported(node, path))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            _check_definition(node, path)
    for call in calls:
        if not _is_known(call.func, imported):
            raise _foreign(path, call, f"a call of {ast.unparse(call.func)[:80]}")


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree that are not plain; what is inside a kind that templates do not use is left out.

    `ast.walk` takes three times as long, and large packages have millions.
    """
    stack = [tree]
    while stack:
        node = stack.pop()
        parts = PARTS.get(type(node))
        if parts != ():
            yield node
        for name in parts or ():
            value = getattr(node, name)
            if type(value) is list:
                stack.extend(filter(None, value))  # a key of a dict that is unpacked is none
            elif value is not None:
                stack.append(value)


def _imported(node: ast.Import | ast.ImportFrom, path: str) -> Iterator[str]:
    """Yield the names that an import binds."""
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    else:
        modules = [] if node.level else [node.module or ""]
    for module in modules:
        if module not in MODULES:
            raise _foreign(path, node, f"an import of {module}")
    yield from (alias.asname or alias.name for alias in node.names)


def _check_definition(node: ast.FunctionDef | ast.ClassDef, path: str) -> None:
    for decorator in node.decorator_list:
        if ast.unparse(decorator) not in DECORATORS:
            raise _foreign(path, decorator, f"the decorator {ast.unparse(decorator)[:80]}")
    if isinstance(node, ast.ClassDef):
        named = [keyword.arg for keyword in node.keywords if keyword.arg != "total"]
        if named:
            raise _foreign(path, node, f"a class with {named[0]}")
    else:
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        names = [argument.arg for argument in given]
        if len(set(names)) != len(names):
            raise _foreign(path, node, "an argument twice")


def _is_known(function: ast.expr, imported: set[str]) -> bool:
    if isinstance(function, ast.Name):
        return function.id in imported
    if not isinstance(function, ast.Attribute) or function.attr.startswith("__"):
        return False
    of = function.value
    if isinstance(of, ast.Constant):
        return isinstance(of.value, str)
    if not isinstance(of, ast.Name):
        return False
    is_ours = of.id.endswith(("Client", "Mock")) or f"{of.id}.{function.attr}" in CONSTRUCTORS
    return of.id in RECEIVERS or (of.id in imported and is_ours)


def _foreign(path: str, node: ast.AST, what: str) -> ForeignCodeError:
    return ForeignCodeError(f"mockgen printed {what}, which it never does: {path}, line {getattr(node, 'lineno', 0)}")
