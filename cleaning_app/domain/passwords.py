"""Which passwords are good enough."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise
from unicodedata import normalize

from cleaning_app.errors import Invalid

OFFICE_LENGTH = 12
WORKER_LENGTH = 8
LONGEST = 128
_DECORATION = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LEAST_LOCAL_PART = 4


def check_password(password: str, *, office: bool, email: str | None = None) -> None:
    """Raise Invalid, saying why, unless the password is good enough.

    At least 12 characters for the office and 8 for workers; not a common one, with or without
    digits and symbols around it; not one short piece repeated or a plain sequence; and without the
    part of the e-mail before the @. Source: OWASP ASVS 5.0 §6.2, NIST SP 800-63B §3.1.1.
    """
    if reason := _wrong_length(password, office) or _weakness(normalize("NFKC", password), email):
        raise Invalid.field("password", reason)


def _wrong_length(password: str, office: bool) -> str | None:
    """Counted as typed: NFKC can make eighteen characters of one."""
    least = OFFICE_LENGTH if office else WORKER_LENGTH
    if len(password) < least:
        return f"Use at least {least} characters."
    return f"Use at most {LONGEST} characters." if len(password) > LONGEST else None


def _weakness(password: str, email: str | None) -> str | None:
    plain = password.casefold()
    if _is_common(plain):
        return "This password is one of the first that attackers try. Choose another."
    if _is_repetitive(plain) or _is_sequence(plain):
        return "This password is a simple pattern. Choose another."
    local_part = (email or "").rpartition("@")[0].casefold()
    if len(local_part) >= _LEAST_LOCAL_PART and local_part in plain:
        return "Leave your e-mail name out of the password."
    return None


def _is_common(plain: str) -> bool:
    common = _common_passwords()
    core = _DECORATION.sub("", plain)
    return plain in common or (len(core) >= 4 and core in common)


def _is_repetitive(plain: str) -> bool:
    """Whether it is one piece of at most four characters, over and over."""
    return any((plain[:size] * len(plain))[: len(plain)] == plain for size in range(1, 5))


def _is_sequence(plain: str) -> bool:
    """Whether each character follows the one before by the same step of one, up or down."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return steps in ({1}, {-1})


@cache
def _common_passwords() -> frozenset[str]:
    text = files("cleaning_app.domain").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
