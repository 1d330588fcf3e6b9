"""A Django signal for each call; connect a receiver to count, time or audit calls."""

from __future__ import annotations

from django.dispatch import Signal

call_finished = Signal()
"""Sent after a call with its retries, whatever came of it; a receiver cannot break it.

`sender` is the client's class. Keywords: `service`, `operation` (`POST /v1/charges`),
`status` (None without an answer), `error` (None with one), `duration_s`, `attempts`.
A call is over when a stream begins. Fetching a token is the operation `POST (token)`.
"""
