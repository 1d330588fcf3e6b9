"""How services sign what they send: the schemes that many share, and any HMAC like them.

Sources: Stripe, "Verify webhook signatures manually"; GitHub, "Validating webhook deliveries"; Slack, "Verifying
requests from Slack"; Standard Webhooks 1.0.0, "Signature scheme".
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import hmac

SECRET_PREFIX = "whsec_"
TEST_SECRET = f"{SECRET_PREFIX}{'test' * 8}"
"""The secret where none is configured: base64 after its prefix, as Standard Webhooks wants it, and seen to be none."""


@dataclasses.dataclass(frozen=True)
class Signature:
    """A scheme: an HMAC over a text that holds the body, in a header.

    Attributes:
        header: the header of the signature.
        name: what messages call the scheme.
        algorithm: the hash function.
        encoding: `hex` or `base64`.
        signs: what is signed, with the parts `{body}`, `{timestamp}` and `{id}`.
        value: what the header holds, with the parts `{signature}` and `{timestamp}`.
        timestamp_header, id_header: where these travel, "" for nowhere.
        has_encoded_key: whether the key is what the secret holds in base64 after its prefix.
    """

    header: str
    name: str = "hmac"
    algorithm: str = "sha256"
    encoding: str = "hex"
    signs: str = "{body}"
    value: str = "{signature}"
    timestamp_header: str = ""
    id_header: str = ""
    has_encoded_key: bool = False

    @classmethod
    def plain(
        cls,
        header: str,
        *,
        algorithm: str = "sha256",
        encoding: str = "hex",
        prefix: str = "",
        signs: str = "{body}",
        timestamp_header: str = "",
        id_header: str = "",
    ) -> Signature:
        """Return a plain HMAC, as the configuration describes it."""
        value = f"{prefix}{{signature}}"
        return cls(header, "hmac", algorithm, encoding, signs, value, timestamp_header, id_header)

    @property
    def has_time(self) -> bool:
        """Whether the receiver can tell when a delivery was signed."""
        return "{timestamp}" in self.signs

    def headers(self, content: bytes, secret: str, timestamp: int, identity: str) -> dict[str, str]:
        """Return the headers of a delivery.

        Args:
            content: the body as it is sent.
            secret: what sender and receiver share.
            timestamp: when it is signed, in seconds of Unix time.
            identity: what tells it from other deliveries.

        Raises:
            ValueError: the scheme cannot use this secret.
        """
        text = self._filled(self.signs, content, timestamp, identity)
        digest = hmac.new(self._key(secret), text, getattr(hashlib, self.algorithm)).digest()
        made = digest.hex() if self.encoding == "hex" else base64.b64encode(digest).decode()
        value = self.value.replace("{timestamp}", str(timestamp)).replace("{signature}", made)
        return {
            **({self.id_header: identity} if self.id_header else {}),
            **({self.timestamp_header: str(timestamp)} if self.timestamp_header else {}),
            self.header: value,
        }

    def _filled(self, text: str, content: bytes, timestamp: int, identity: str) -> bytes:
        """Return a text with its parts; the body goes in last, so that nothing in it is taken for a part."""
        filled = text.replace("{timestamp}", str(timestamp)).replace("{id}", identity)
        before, _, after = filled.partition("{body}")
        return before.encode() + content + after.encode()

    def _key(self, secret: str) -> bytes:
        if not self.has_encoded_key:
            return secret.encode()
        try:
            return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
        except binascii.Error:
            raise ValueError(
                f"a secret of the scheme {self.name} is base64, after {SECRET_PREFIX}; this one is not"
            ) from None


STRIPE = Signature(
    "Stripe-Signature",
    "stripe",
    signs="{timestamp}.{body}",
    value="t={timestamp},v1={signature}",
)
GITHUB = Signature("X-Hub-Signature-256", "github", value="sha256={signature}", id_header="X-GitHub-Delivery")
SLACK = Signature(
    "X-Slack-Signature",
    "slack",
    signs="v0:{timestamp}:{body}",
    value="v0={signature}",
    timestamp_header="X-Slack-Request-Timestamp",
)
STANDARD = Signature(
    "webhook-signature",
    "standard",
    encoding="base64",
    signs="{id}.{timestamp}.{body}",
    value="v1,{signature}",
    timestamp_header="webhook-timestamp",
    id_header="webhook-id",
    has_encoded_key=True,
)
SCHEMES = {scheme.name: scheme for scheme in (STRIPE, GITHUB, SLACK, STANDARD)}
