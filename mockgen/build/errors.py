"""`errors.py`: what a call can raise, under names of the service's own."""

from __future__ import annotations

from mockgen.build.signatures import class_head
from mockgen.code import docstring, identifier
from mockgen.ir import ErrorClass

KINDS = (
    ("StatusError", "StatusError", "The service answered with a status that is not 2xx."),
    ("Timeout", "ServiceTimeout", "The service did not answer in time."),
    ("ConnectionError", "ServiceConnectionError", "There was no connection to the service, or it broke."),
    ("DecodeError", "ServiceDecodeError", "The service answered something that it does not claim to be."),
    ("ConfigurationError", "ServiceConfigurationError", "A setting that the client needs is missing or wrong."),
)
"""Each error below the base: the end of its name, its class in `transport.py`, what it says."""


def error_classes(prefix: str) -> tuple[ErrorClass, ...]:
    """Return the errors of one service; the base of all is the template's."""
    return tuple(
        ErrorClass(class_head(f"{prefix}{kind}", identifier(f"{prefix}Error"), identifier(base)), docstring([doc], 4))
        for kind, base, doc in KINDS
    )
