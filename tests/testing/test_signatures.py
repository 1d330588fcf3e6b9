"""How deliveries are signed: the published examples of each scheme, and what a receiver of each would check."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.testing.signatures import GITHUB, SCHEMES, SLACK, STANDARD, STRIPE, TEST_SECRET, Signature


def test_github() -> None:
    made = GITHUB.headers(b"Hello, World!", "It's a Secret to Everybody", 0, "72d3162e")
    assert made == {
        "X-GitHub-Delivery": "72d3162e",
        "X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    }


def test_standard_webhooks() -> None:
    content = b'{"test": 2432232314}'
    made = STANDARD.headers(
        content, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330, "msg_p5jXN8AQM9LWM0D4loKWxJek"
    )
    assert made == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_stripe() -> None:
    made = STRIPE.headers(b'{"id": "evt_1"}', "whsec_1", 1700000000, "")
    expected = hmac.new(b"whsec_1", b'1700000000.{"id": "evt_1"}', hashlib.sha256).hexdigest()
    assert made == {"Stripe-Signature": f"t=1700000000,v1={expected}"}


def test_slack() -> None:
    made = SLACK.headers(b"token=1&team_id=T1", "8f742231b10e", 1531420618, "")
    expected = hmac.new(b"8f742231b10e", b"v0:1531420618:token=1&team_id=T1", hashlib.sha256).hexdigest()
    assert made == {"X-Slack-Request-Timestamp": "1531420618", "X-Slack-Signature": f"v0={expected}"}


def test_a_plain_hmac() -> None:
    scheme = Signature.plain("X-Signature", algorithm="sha512", encoding="base64", prefix="sha512=")
    expected = base64.b64encode(hmac.new(b"key", b"body", hashlib.sha512).digest()).decode()
    assert scheme.headers(b"body", "key", 1, "2") == {"X-Signature": f"sha512={expected}"}


def test_a_plain_hmac_over_more_than_the_body() -> None:
    scheme = Signature.plain(
        "X-Signature", signs="{id}:{timestamp}:{body}", timestamp_header="X-Time", id_header="X-Id"
    )
    expected = hmac.new(b"key", b"2:1:body", hashlib.sha256).hexdigest()
    assert scheme.headers(b"body", "key", 1, "2") == {"X-Id": "2", "X-Time": "1", "X-Signature": expected}


def test_a_secret_that_is_no_base64() -> None:
    with pytest.raises(ValueError) as caught:
        STANDARD.headers(b"", "whsec_not base64", 1, "2")
    assert str(caught.value) == "a secret of the scheme standard is base64, after whsec_; this one is not"


def test_every_scheme_takes_the_test_secret() -> None:
    for scheme in SCHEMES.values():
        assert scheme.header in scheme.headers(b"{}", TEST_SECRET, 1, "2")


@given(body=st.binary())
def test_nothing_in_a_body_is_taken_for_a_part_of_the_scheme(body: bytes) -> None:
    content = b"{timestamp}{id}{body}{signature}" + body
    expected = hmac.new(b"key", b"1." + content, hashlib.sha256).hexdigest()
    assert STRIPE.headers(content, "key", 1, "2") == {"Stripe-Signature": f"t=1,v1={expected}"}
