"""What an upgrade has moved and what it has lost, kept while it runs."""

from __future__ import annotations

from collections.abc import Iterable

from mockgen.diagnostics import Diagnostic, Severity
from mockgen.spec.references import Bundle


class Ledger:
    """Notes of one upgrade.

    Attributes:
        moved: of each new place, the one that it was made of.
    """

    def __init__(self) -> None:
        self.moved: dict[str, str] = {}
        self._lost: dict[str, dict[str, None]] = {}

    def move(self, old: str, new: str) -> None:
        """Note that what stands at `new` was written at `old`."""
        self.moved[new] = old

    def lose(self, what: str, pointer: str) -> None:
        """Note that the place at `pointer` is read otherwise than written; the same loss counts as one kind."""
        self._lost.setdefault(what, {})[pointer] = None

    def report(self, bundle: Bundle) -> tuple[Diagnostic, ...]:
        """Return one warning for each kind of loss, at its first place."""
        return tuple(_warning(bundle, what, places) for what, places in self._lost.items())


def _warning(bundle: Bundle, what: str, places: Iterable[str]) -> Diagnostic:
    first, *others = places
    more = f" (and so in {len(others)} other place{'s' if len(others) > 1 else ''})" if others else ""
    return Diagnostic(Severity.WARNING, f"{what}{more}", bundle.locate(first))
