"""SQL for the cells of a CSV file that comes straight out of the database."""

from __future__ import annotations


def dollars(cents: str) -> str:
    """SQL for cents as decimal dollars with two places."""
    return f"({cents}) * 0.01"


def cell(text: str) -> str:
    """SQL for text that a spreadsheet shows and never runs; `domain.csv_cells` in Python.

    The first characters are = + - @ tab CR; plain numbers stay as they are. Nothing stays
    nothing rather than an empty pair of quotes.
    """
    return (
        f"nullif(CASE WHEN ascii({text}) IN (61, 43, 45, 64, 9, 13)"
        f" AND {text} !~ '^[+-]?[0-9]+(\\.[0-9]+)?$' THEN '''' || {text} ELSE {text} END, '')"
    )
