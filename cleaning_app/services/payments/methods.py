"""What the ways to pay are called."""

from __future__ import annotations

from typing import Final

METHOD_NAMES: Final = {
    "card": "Card",
    "etransfer": "E-transfer",
    "cash": "Cash",
    "cheque": "Cheque",
    "other": "Other",
}
"""Each of `models.payments.METHODS`, as the office reads it."""
