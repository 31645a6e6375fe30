"""Reading a form: every field is checked and every problem reported at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from cleaning_app.errors import FieldError, Invalid

T = TypeVar("T")

# Control characters have no place in anything people type; PostgreSQL refuses NUL outright.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Fields:
    """Collects what is wrong, field by field; `finish` raises it all together."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def refuse(self, name: str, message: str) -> None:
        """Note one problem."""
        self.errors.append(FieldError(name, message))

    def text(self, name: str, value: str, longest: int, *, required: bool = False) -> str:
        """Text without control characters and surrounding space, of at most `longest` characters."""
        plain = _CONTROL.sub("", value).strip()
        if required and not plain:
            self.refuse(name, "This can't be empty.")
        if len(plain) > longest:
            self.refuse(name, f"At most {longest:,} characters; this has {len(plain):,}.")
        return plain

    def read(self, name: str, reader: Callable[[str], T], value: str | None) -> T | None:
        """What `reader` makes of a value; None for an empty one, and for one it refuses."""
        if value is None or not value.strip():
            return None
        try:
            return reader(value)
        except Invalid as refused:
            self.refuse(name, refused.detail)
            return None

    def number(self, name: str, value: int, least: int, most: int) -> int:
        """A whole number between two bounds, both included."""
        if not least <= value <= most:
            self.refuse(name, f"Between {least:,} and {most:,}.")
        return value

    def finish(self, detail: str) -> None:
        """Raise Invalid with everything that was noted, if anything was."""
        if self.errors:
            raise Invalid(detail, self.errors)
