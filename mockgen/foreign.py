"""What mockgen prints, parsed and held against a list of what it ever prints.

`code` lets no text of a document become code. Should it fail one day, this is what stands between the document and the
developer who imports what was written: a call, an import or a statement that no template prints ends the run, and
nothing is written. The modules of `templates/runtime` are copied as they are and need no guard.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

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

PLAINEST = frozenset(kind for kind, parts in PARTS.items() if not parts)
"""Kinds with nothing inside, most of all nodes."""

TELLING = frozenset({ast.Call, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef})
"""Kinds of which more is asked."""


class ForeignCodeError(AssertionError):
    """What was printed holds code that mockgen never prints; nothing of it may be written."""


def guarded(text: str, path: str) -> None:
    """Refuse a generated module that is no Python, or that does what no template makes it do.

    Raises:
        ForeignCodeError: it is such a module; the message names file and line.
    """
    found = Found(path)
    found.add(parsed(text, path))
    found.judge()


def parsed(text: str, path: str) -> ast.Module:
    """Return the tree of a module.

    Raises:
        ForeignCodeError: it is no Python.
    """
    try:
        return ast.parse(text, path)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        raise ForeignCodeError(f"mockgen printed what is no Python: {path}, line {line}") from error


class Found:
    """What was found in one module that is judged only when all of it was seen: an import may follow a call.

    Attributes:
        calls: what is called, as `_callee` says it, and the first line of each.
    """

    def __init__(self, path: str):
        self._path = path
        self._imported = set(BUILTINS)
        self.calls: dict[str, int] = {}

    def add(self, tree: ast.AST) -> None:
        """Look at a part of the module.

        Raises:
            ForeignCodeError: it holds what is never printed.
        """
        stack = [tree]
        while stack:  # `ast.walk` takes four times as long, and large packages have millions of nodes
            node = stack.pop()
            kind = type(node)
            if kind not in PARTS:
                raise _foreign(self._path, node, f"a {kind.__name__}")
            if kind in TELLING:
                self._note(node)
            for name in PARTS[kind]:
                value = getattr(node, name)
                if type(value) is list:
                    for each in value:
                        if each is not None and type(each) not in PLAINEST:  # a key of a dict that is unpacked is none
                            stack.append(each)
                elif value is not None and type(value) not in PLAINEST:
                    stack.append(value)

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self.calls.setdefault(_callee(node.func), node.lineno)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self._imported.update(_imported(node, self._path))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            _check_definition(node, self._path)

    def judge(self) -> None:
        """Hold the calls against what the module imports.

        Raises:
            ForeignCodeError: one of them is never printed.
        """
        for called, line in self.calls.items():
            if not is_known(called, self._imported):
                raise _said(self._path, line, f"a call of {called[:80]}")


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
        if _callee(decorator) not in DECORATORS:
            raise _foreign(path, decorator, f"the decorator {_callee(decorator)[:80]}")
    if isinstance(node, ast.ClassDef):
        named = [keyword.arg for keyword in node.keywords if keyword.arg != "total"]
        if named:
            raise _foreign(path, node, f"a class with {named[0]}")
    else:
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        names = [argument.arg for argument in given]
        if len(set(names)) != len(names):
            raise _foreign(path, node, "an argument twice")


def _callee(function: ast.expr) -> str:
    """Return what is called: `name`, `name.method`, `"".method` of a text, or anything else as it is written."""
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute):
        of = function.value
        if isinstance(of, ast.Name):
            return f"{of.id}.{function.attr}"
        if isinstance(of, ast.Constant) and isinstance(of.value, str):
            return f'"".{function.attr}'
    return ast.unparse(function)


def is_known(called: str, imported: Collection[str]) -> bool:
    """Tell whether templates call this, as `_callee` says it, in a module that imports these names."""
    of, _, method = called.partition(".")
    if not method:
        return called in imported
    if not method.isidentifier() or method.startswith("__"):
        return False
    is_ours = of.endswith(("Client", "Mock")) or called in CONSTRUCTORS
    return of == '""' or of in RECEIVERS or (of in imported and is_ours)


def _foreign(path: str, node: ast.AST, what: str) -> ForeignCodeError:
    return _said(path, getattr(node, "lineno", 0), what)


def _said(path: str, line: int, what: str) -> ForeignCodeError:
    return ForeignCodeError(f"mockgen printed {what}, which it never does: {path}, line {line}")
