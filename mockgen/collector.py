"""The cyclic garbage collector, paused where it would only get in the way."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector.

    A generation makes millions of objects, hardly any of them in a cycle; going through them again and again would
    double its time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
