"""unittest.mock: an autospecced client whose methods are the client's own, in memory."""

from __future__ import annotations

import contextlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from unittest import mock

from mockgen.testing.messages import is_test_file, within


def autospecced(client: Any) -> Any:
    """Return a mock of a client: it knows the client's methods and their signatures, and calls the client's own."""
    double = mock.create_autospec(type(client), instance=True, spec_set=True)
    _delegate(double, client)
    double.__enter__.return_value = double
    return double


@contextlib.contextmanager
def patched(target: str, package: str, client_of: Callable[[type[Any] | None], Any]) -> Iterator[Any]:
    """Put an autospecced client in the place of what a name gives, and yield it.

    Args:
        target: the name where the code under test looks it up: `shop.pay.payments_client`. It gives a client, a class
            of clients, or what returns a client when it is called.
        package: the generated package.
        client_of: returns an in-memory client of a class, None for the service's own.

    Raises:
        TypeError: the name gives nothing of this kind.
        ValueError: others have the client by another name, which the patch would not reach.
    """
    owner, _, name = target.rpartition(".")
    original = getattr(pkgutil.resolve_name(owner), name)
    if owner == package or owner.startswith(f"{package}."):
        _refuse_unreached(target, original, package)
    client = client_of(None)
    kind = original if isinstance(original, type) else original.__class__
    if issubclass(kind, type(client)):
        client = client_of(kind)
    double = autospecced(client)
    with mock.patch(target, _StandIn(target, client, double).of(original)):
        yield double


def _refuse_unreached(target: str, original: object, package: str) -> None:
    """Refuse to patch a name of the package that the code under test has taken from there before."""
    users = [
        f'"{module.__name__}.{name}"'
        for module in list(sys.modules.values())
        if isinstance(module, ModuleType) and not within(module.__name__, package)
        if not is_test_file(getattr(module, "__file__", None) or "")
        for name, found in list(vars(module).items())
        if found is original
    ]
    if users:
        raise ValueError(f"who has imported {target} before would not see the patch; patch {' and '.join(users)}")


class _StandIn:
    """What takes the place of a client, or of what makes clients.

    Args:
        target: the name whose place it takes.
        client: an in-memory client.
        double: its mock.
    """

    def __init__(self, target: str, client: Any, double: Any):
        self._target = target
        self._kind = type(client)
        self._client = client
        self._double = double

    def of(self, original: Any) -> Any:
        """Return it.

        Raises:
            TypeError: the original neither is a client nor could make one.
        """
        if isinstance(original, self._kind):
            return self._adopted(original)
        if not callable(original):
            raise TypeError(f"{self._target} is no {self._kind.__name__}, and makes none: it is {original!r}")
        maker = mock.create_autospec(original)
        if isinstance(original, type):
            _delegate(maker, original)
            maker.from_settings.side_effect = self._adopting(maker.from_settings.side_effect)
        maker.side_effect = self._adopting(original)
        return maker

    def _adopting(self, make: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments, **keywords: self._adopted(make(*arguments, **keywords))

    def _adopted(self, real: Any) -> Any:
        """Return the mock, with the configuration of the client that it stands for."""
        if not isinstance(real, self._kind):
            raise TypeError(f"{self._target} gave no {self._kind.__name__} but {real!r}")
        self._client._fixed = real._fixed
        return self._double


def _delegate(double: Any, original: Any) -> None:
    """Let a mock's public attributes be those of an object or a class: a method is called, any other is the same."""
    for name in dir(original):
        if name.startswith("_"):
            continue
        found = getattr(original, name)
        if callable(found):
            getattr(double, name).side_effect = found
        else:
            setattr(double, name, found)
