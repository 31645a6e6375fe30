"""The policy as a form shows it: dollars, percent, hours as text, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cleaning_app.domain.policies import DEFAULT_POLICY, Policy, policy_from_json
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import parse_cents, to_decimal_string

DEFAULTS: dict[str, Any] = asdict(DEFAULT_POLICY)


def as_text(policy: Policy) -> dict[str, str]:
    """Every term as it stands in its field."""
    return {name: _shown(name, value) for name, value in asdict(policy).items()}


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, frozenset):
        return ", ".join(sorted(str(entry) for entry in value))
    return _plain(value) if name.endswith("_cents") else str(value)


def _plain(cents: int) -> str:
    """50 for fifty dollars, 50.25 with cents."""
    return to_decimal_string(cents).removesuffix(".00")


def read(typed: dict[str, str]) -> dict[str, Any]:
    """Typed terms as the service takes them; names that are no terms are left out.

    Raises:
        Invalid: naming each field that is no number.
    """
    given: dict[str, Any] = {}
    problems: list[FieldError] = []
    for name, text in typed.items():
        if name not in DEFAULTS:
            continue
        try:
            given[name] = _read_one(name, text.strip())
        except Invalid as refused:
            problems.append(FieldError(name, refused.detail))
    if problems:
        raise Invalid("Look at the fields.", problems)
    return given


def _read_one(name: str, text: str) -> Any:
    default = DEFAULTS[name]
    if isinstance(default, bool):
        return text in ("on", "true", "True")
    if isinstance(default, frozenset):
        parts = [part.strip() for part in text.split(",")]
        kept = [
            part.upper().replace(" ", "") if name == "flagged_areas" else part for part in parts
        ]
        return [part[:60] for part in kept if part][:100]
    if name.endswith("_cents"):
        return parse_cents(text)
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Invalid("A whole number.")
    return int(text)


def policy_of(typed: dict[str, str]) -> Policy:
    """The policy the typed terms make. Raises Invalid, naming the fields."""
    return policy_from_json(read(typed))
