"""Whether a webhook really comes from Stripe (https://docs.stripe.com/webhooks/signature).

The SDK's own check looks at one secret and at the past only, and decodes the body first; here the
bytes are looked at as they came, under every secret that is valid while one is being changed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

TOLERANCE_SECONDS = 300
_LONGEST_HEADER = 4096
_MOST_SIGNATURES = 16


class BadSignature(Exception):
    """It was not signed by Stripe, or too long ago. The words name what is wrong, nothing secret."""


def check(body: bytes, header: str, secrets: Sequence[str], now: float) -> None:
    """Return when one `v1` signature of the header fits one of `secrets`; `now` is in Unix seconds.

    Every pair is compared, each in constant time, so that nothing is told by how long it takes.

    Raises:
        BadSignature: no signature, none that fits, or more than five minutes off our clock.
    """
    stamp, signatures = _parts(header)
    signed = b"%d." % stamp + body
    fits = False
    for secret in secrets:
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()
        for given in signatures:
            fits |= hmac.compare_digest(expected, given)
    if not fits:
        raise BadSignature("no signature fits")
    if abs(now - stamp) > TOLERANCE_SECONDS:
        raise BadSignature("signed too long ago")


def _parts(header: str) -> tuple[int, list[bytes]]:
    if len(header) > _LONGEST_HEADER:
        raise BadSignature("the header is too long")
    pairs = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in pairs if name == "t"]
    if (
        len(stamps) != 1
        or not stamps[0].isascii()
        or not stamps[0].isdigit()
        or len(stamps[0]) > 12
    ):
        raise BadSignature("no time of signing")
    signatures = [value.encode() for name, _, value in pairs if name == "v1"]
    if not signatures:
        raise BadSignature("no v1 signature")
    return int(stamps[0]), signatures[:_MOST_SIGNATURES]
