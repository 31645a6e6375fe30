"""The documentation's tables are true: permissions by role, jobs by name, both read as written."""

from __future__ import annotations

import re
from pathlib import Path

from cleaning_app.permissions import CATALOGUE, ROLES
from cleaning_app.settings import ROOT
from jobs.registry import JOBS

DOCS = ROOT / "deploy" / "docs"


def table_of(page: Path) -> list[list[str]]:
    """The first table of a Markdown page: its header, then its rows, cells without backticks."""
    lines = page.read_text().splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("|"))
    rows: list[list[str]] = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        if not re.fullmatch(r"[|\s:-]+", line):
            rows.append([cell.strip().strip("`") for cell in line.strip().strip("|").split("|")])
    return rows


def test_the_role_table_says_what_the_roles_hold():
    header, *rows = table_of(DOCS / "permissions.md")
    roles = header[2:]
    assert set(roles) == set(ROLES)
    assert {row[0]: row[1] for row in rows} == CATALOGUE
    written = {
        role: {row[0] for row in rows if row[2 + place] == "yes"}
        for place, role in enumerate(roles)
    }
    held = {role: set(permissions) & set(CATALOGUE) for role, permissions in ROLES.items()}
    assert written == held


def test_the_job_table_names_every_job_and_what_it_is_for():
    _, *rows = table_of(DOCS / "jobs.md")
    assert {row[0] for row in rows} == set(JOBS)


def test_every_table_cell_is_yes_or_empty():
    _, *rows = table_of(DOCS / "permissions.md")
    assert {cell for row in rows for cell in row[2:]} == {"yes", ""}
