"""What becomes of a violation: it is raised, warned of, or known; an old suite adopts the contract step by step."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from typing import Any

from mockgen.diagnostics import printable
from mockgen.testing import baseline
from mockgen.testing.ledger import LEDGER
from mockgen.testing.undeclared import WARN
from mockgen.testing.violations import UNDECLARED, ContractViolation, ContractWarning, Problem

_SEEN: dict[Any, Any] = {}
"""Which warnings were shown, as a module's `__warningregistry__` says it."""


class Leniency:
    """What one mock lets pass.

    Args:
        service: the name of the service.
        warns: whether it only warns of what breaks the contract.
        undeclared: the service's rule for names that nothing declares.
    """

    def __init__(self, service: str, warns: bool, undeclared: str):
        self._service, self._warns = service, warns
        self._kinds = {UNDECLARED} if undeclared == WARN else set()

    def is_soft(self, problem: Problem) -> bool:
        """Tell whether a problem is only warned of."""
        return self._warns or problem.kind in self._kinds

    def raise_or_tell(self, violation: ContractViolation, side: str) -> None:
        """Raise what is left of a violation without what is known and what is only warned of.

        Args:
            violation: what was found.
            side: `request`, or `answer` with its status.

        Raises:
            ContractViolation: something is left, or a filter makes errors of warnings.
        """
        name = f"{self._service}.{violation.operation}"
        entries = {problem: entry(name, side, problem) for problem in violation.problems}
        known = [problem for problem, line in entries.items() if baseline.current().knows(line)]
        if known:
            LEDGER.note_known(name, map(entries.__getitem__, known))
        fresh = [problem for problem in entries if problem not in known]
        soft = [problem for problem in fresh if self.is_soft(problem)]
        if soft:
            LEDGER.note_warning(name)
            tell(narrowed(violation, soft))
        hard = [problem for problem in fresh if problem not in soft]
        if hard:
            raise narrowed(violation, hard)


def entry(operation: str, side: str, problem: Problem) -> str:
    """Return the line by which a baseline knows a problem."""
    return printable(f"{operation} {side} {problem.spot or problem.place} {problem.kind}")


def narrowed(violation: ContractViolation, problems: Iterable[Problem]) -> ContractViolation:
    """Return a violation with some of its problems."""
    return type(violation)(violation.operation, problems, violation.caller)


def tell(violation: ContractViolation) -> None:
    """Warn of a violation, at the line that is at fault.

    Raises:
        ContractViolation: a filter makes an error of the warning.
    """
    file, _, line = violation.caller.rpartition(":")
    place = (os.path.abspath(file), int(line)) if file else ("mockgen", 1)
    try:
        warnings.warn_explicit(str(violation), ContractWarning, *place, registry=_SEEN)
    except ContractWarning:
        raise violation from None
