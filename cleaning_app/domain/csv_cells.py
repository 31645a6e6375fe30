"""CSV cells that a spreadsheet shows and never runs."""

from __future__ import annotations

import re

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def neutralise_cell(text: str) -> str:
    """Prefix `'` to text that a spreadsheet would read as a formula; plain numbers stay as they are.

    Source: OWASP, CSV Injection. Applying it twice changes nothing more.
    """
    if text.startswith(_FORMULA_STARTS) and _PLAIN_NUMBER.fullmatch(text) is None:
        return f"'{text}"
    return text
