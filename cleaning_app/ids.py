"""Identifiers: UUIDv7 (RFC 9562 §5.7), so that ids sort by the moment they were made."""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A fresh UUIDv7, greater than every one this process made before.

    48 bits of Unix milliseconds, then a 12-bit sub-millisecond counter and 62 random bits. When
    the counter is used up or the clock steps back, time is borrowed from the next millisecond, so
    order holds.
    """
    global _last
    with _lock:
        stamp = max(int(time.time() * 1000) << 12, _last + 1)
        _last = stamp
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    value = milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)
