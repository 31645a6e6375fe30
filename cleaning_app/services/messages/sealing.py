"""Secrets on their way through the outbox: encrypted in the row, readable only at delivery."""

from __future__ import annotations

from typing import Any

from cleaning_app import crypto
from cleaning_app.services.messages.facts import TEMPLATES, Facts


def seal(facts: Facts) -> dict[str, Any]:
    """The facts as JSON values, those that are secrets encrypted with ENCRYPTION_KEY."""
    values = facts.model_dump(mode="json")
    for name in facts.sealed:
        values[name] = crypto.encrypt(values[name]).decode()
    return values


def unseal(template: str, data: dict[str, Any]) -> Facts:
    """The facts of a queued message.

    Raises:
        KeyError: a template that no longer exists.
        ValidationError: facts queued for another version of the template.
        Invalid: encrypted with a key that has been removed.
    """
    kind = TEMPLATES[template]
    opened = {name: crypto.decrypt(data[name].encode()) for name in kind.sealed if name in data}
    return kind.model_validate(data | opened)
