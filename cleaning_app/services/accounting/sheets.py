"""A file of an export: what it is called, the query it comes from, how big it may get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cleaning_app.services.accounting.names import Names
from cleaning_app.services.accounting.parts import Limit


@dataclass(frozen=True)
class Sheet:
    """One kind of file in a ZIP.

    `keys` lists its documents, `rows` the query of one part of them. `imports` says in a sentence
    where it goes in the other program. Numbered from 01 when it takes more than one file.
    """

    name: str
    keys: str
    rows: str
    limit: Limit
    imports: str

    def file(self, number: int, of: int) -> str:
        """The name of one of its files."""
        return f"{self.name}.csv" if of == 1 else f"{self.name}_{number:02d}.csv"


@dataclass(frozen=True)
class Format:
    """All files of one program's import, and how the README explains them."""

    sheets: tuple[Sheet, ...]
    steps: Callable[[Names], str]
