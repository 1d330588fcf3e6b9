"""Makes mocked and plain calls of a generated package and tells what they took: run by `calls.py`.

Usage: calls_made.py PACKAGE OPERATIONS ROUNDS. Prints medians over the rounds, CPU seconds a call.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import requests
import responses

WARM = 30
CALLS = 200


@dataclasses.dataclass(frozen=True)
class Sample:
    """A call that an operation accepts, and an answer that it gives."""

    key: str
    request: requests.PreparedRequest
    answer: Any

    def send(self) -> None:
        """Send it anew."""
        sent = self.request
        assert sent.method and sent.url
        requests.request(sent.method, sent.url, headers=dict(sent.headers), data=sent.body, timeout=5)


def samples(mock: Any, client: Any, most: int) -> list[Sample]:
    """Return calls of up to `most` operations, evenly over all that can be called."""
    keys = list(mock.operations)
    found = []
    for key in keys[:: max(1, len(keys) // most)][:most]:
        mock.operations[key].exercise(client, seed=0)
        call = mock.calls[-1]
        found.append(Sample(key, call.request, call.answer))
    return found


def took(send: Callable[[], None]) -> float:
    """Return the CPU seconds of a call, once it is warm."""
    for _ in range(WARM):
        send()
    begun = time.process_time()
    for _ in range(CALLS):
        send()
    return (time.process_time() - begun) / CALLS


def plain(sample: Sample) -> float:
    """Return what a call takes that `responses` alone answers."""
    sent, answer = sample.request, sample.answer
    assert sent.method and sent.url
    with responses.RequestsMock() as registered:
        registered.add(
            sent.method,
            sent.url.partition("?")[0],
            body=answer.content(),
            status=answer.status,
            content_type=answer.content_type or "text/plain",
        )
        return took(sample.send)


def mocked(sample: Sample, mocking: Callable[[], Any]) -> float:
    """Return what the same call takes when it is planned and held against the contract."""
    with mocking() as mock:
        operation = mock.operations[sample.key]
        operation.returns(*([sample.answer.body] if sample.answer.content_type else []))
        return took(sample.send)


def begin_and_end(mocking: Callable[[], Any]) -> float:
    """Return what entering and leaving a mock takes."""
    begun = time.process_time()
    for _ in range(CALLS):
        with mocking():
            pass
    return (time.process_time() - begun) / CALLS


def main() -> None:
    """Tell what was asked for."""
    package, operations, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sys.path.insert(0, str(Path.cwd()))
    name = package.rpartition(".")[2]
    mocking = getattr(importlib.import_module(f"{package}.testing"), f"mock_{name}")
    module = importlib.import_module(package)
    client = next(getattr(module, each) for each in dir(module) if each.endswith("Client"))()
    with mocking(mode="auto") as mock:
        found = samples(mock, client, operations)
        count = len(mock.operations)
    runs = [[(plain(sample), mocked(sample, mocking)) for _ in range(rounds)] for sample in found]
    ratios = [median(ours / theirs for theirs, ours in each) for each in runs]
    told = {
        "of": count,
        "plain": median(theirs for each in runs for theirs, _ in each),
        "mocked": median(ours for each in runs for _, ours in each),
        "ratio": median(ratios),
        "worst": max(ratios),
        "begin_and_end": begin_and_end(mocking),
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
