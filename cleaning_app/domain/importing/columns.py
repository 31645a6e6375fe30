"""What a dataset's columns are, and which column of a file is which of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cleaning_app.domain.importing.cells import Reading
from cleaning_app.errors import FieldError, Invalid

Parser = Callable[[str, Reading], object]


@dataclass(frozen=True, slots=True)
class Field:
    """One column a dataset knows: its name, how people call it, and how a cell of it is read.

    `required` means that the column must be there and no cell of it may be empty; an empty cell of
    any other column becomes `default`.
    """

    name: str
    parse: Parser
    help: str
    required: bool = False
    default: object = None
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of the file feeds which field, by position, and the columns nobody asked for."""

    positions: dict[str, int]
    ignored: tuple[str, ...]


def map_columns(
    fields: Sequence[Field], header: Sequence[str], chosen: Mapping[str, str] | None = None
) -> ColumnMap:
    """Match header names with fields: exact names first, then aliases; `chosen` overrides.

    `chosen` maps a field name to a header name, or to "" for "leave this out". Raises `Invalid`
    naming every required field without a column, and every choice that cannot be.
    """
    errors = _check_choice(fields, header, chosen or {})
    if errors:
        raise Invalid("The column mapping does not fit this file.", errors)
    positions = _match(fields, header, chosen or {})
    if not positions:
        raise Invalid(
            "None of the columns is known. The first row should name them: "
            + ", ".join(f.name for f in fields)
            + ".",
            [FieldError("row 1", "No known column name.")],
            {"row": 1},
        )
    missing = [f.name for f in fields if f.required and f.name not in positions]
    if missing:
        noun = "column is" if len(missing) == 1 else "columns are"
        raise Invalid(
            f"{len(missing)} required {noun} missing: {', '.join(missing)}.",
            [FieldError(name, "No column of the file feeds this.") for name in missing],
            {"row": 1},
        )
    used = set(positions.values())
    return ColumnMap(positions, tuple(h for i, h in enumerate(header) if i not in used))


def guess_columns(fields: Sequence[Field], header: Sequence[str]) -> dict[str, str | None]:
    """Which header each field would be fed from, None for those that find no column."""
    positions = _match(fields, header, {})
    return {f.name: header[positions[f.name]] if f.name in positions else None for f in fields}


def count_matches(fields: Sequence[Field], header: Sequence[str]) -> int:
    """How many fields a header feeds; 0 when a required one is missing."""
    positions = _match(fields, header, {})
    if any(f.required and f.name not in positions for f in fields):
        return 0
    return len(positions)


def plain(name: str) -> str:
    """A header reduced to what matters: "N° de téléphone" → "n_de_telephone"."""
    decomposed = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", letters.casefold()).strip("_")


def _match(
    fields: Sequence[Field], header: Sequence[str], chosen: Mapping[str, str]
) -> dict[str, int]:
    by_exact_name = {name: i for i, name in enumerate(header)}
    positions = {f: by_exact_name[h] for f, h in chosen.items() if h}
    taken = set(positions.values())
    by_name: dict[str, int] = {}
    for i, name in enumerate(header):
        by_name.setdefault(plain(name), i)
    for rank in ("name", "aliases"):
        for field in fields:
            if field.name in chosen or field.name in positions:
                continue
            names = (field.name,) if rank == "name" else field.aliases
            found = next((by_name[n] for n in map(plain, names) if n in by_name), None)
            if found is not None and found not in taken:
                positions[field.name] = found
                taken.add(found)
    return positions


def _check_choice(
    fields: Sequence[Field], header: Sequence[str], chosen: Mapping[str, str]
) -> list[FieldError]:
    known = {f.name for f in fields}
    errors: list[FieldError] = []
    used: dict[str, str] = {}
    for name, column in chosen.items():
        if name not in known:
            errors.append(FieldError(name, "There is no such field."))
        elif column and column not in header:
            errors.append(FieldError(name, f"The file has no column {column}."))
        elif column and column in used:
            errors.append(FieldError(name, f"{column} already feeds {used[column]}."))
        elif column:
            used[column] = name
    return errors
