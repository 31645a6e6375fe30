"""`python -m cleaning_app import`: the owner's way to take over a folder of books."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cleaning_app.settings import ROOT

DATA = Path(__file__).parents[1] / "data"
BOOKS = DATA / "northlight_small"


@dataclass(frozen=True)
class Ran:
    """What a command printed and answered."""

    code: int
    summaries: dict[str, dict[str, Any]]
    complaint: str


@pytest.fixture
def import_(clean_database):
    """Runs the command as a program of its own against this test's database."""

    def run(folder: Path, *arguments: str) -> Ran:
        command = [sys.executable, "-m", "cleaning_app", "import", str(folder), *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return Ran(done.returncode, {line["file"]: line for line in lines}, done.stderr)

    return run


def organisations(database) -> int:
    """How many there are; the owner of the schema may count them."""
    with psycopg.connect(database.conninfo("owner")) as connection:
        row = connection.execute("SELECT count(*) FROM organisations").fetchone()
    assert row is not None
    return row[0]


def test_a_folder_is_taken_over_once_and_recognised_the_second_time(import_):
    first = import_(BOOKS, "--org", "northlight", "--create", "--timezone", "America/Edmonton")
    assert (first.code, first.complaint) == (0, "")
    assert list(first.summaries) == [
        "clients.csv",
        "workers.csv",
        "bookings.csv",
        "invoices.csv",
        "payments.csv",
        "expenses.csv",
        "gst_instalments.csv",
    ]
    for summary in first.summaries.values():
        assert summary["created"] == summary["rows"] > 0
        assert (summary["updated"], summary["unchanged"], summary["errors"]) == (0, 0, 0)
        assert sum(kind["count"] for kind in summary["kinds"]) == summary["warnings"]
        assert len(summary["problems"]) <= 20 * len(summary["kinds"])
    again = import_(BOOKS, "--org", "northlight", "--create")
    assert again.code == 0
    for summary in again.summaries.values():
        assert summary["unchanged"] == summary["rows"]
        assert (summary["created"], summary["updated"], summary["errors"]) == (0, 0, 0)


def test_a_dry_run_tells_the_same_and_keeps_nothing(import_, clean_database):
    rehearsed = import_(BOOKS, "--org", "northlight", "--create", "--dry-run")
    assert rehearsed.code == 0
    assert all(s["created"] == s["rows"] and s["dry_run"] for s in rehearsed.summaries.values())
    assert organisations(clean_database) == 0
    for_good = import_(BOOKS, "--org", "northlight", "--create")
    assert all(s["created"] == s["rows"] for s in for_good.summaries.values())
    assert organisations(clean_database) == 1


def test_bad_files_are_refused_by_row_and_good_ones_still_come_in(import_, tmp_path: Path):
    for name in ("clients", "workers", "invoices", "bookings"):
        shutil.copy(BOOKS / f"{name}.csv", tmp_path)
    assert import_(tmp_path, "--org", "northlight", "--create").code == 0
    refused = import_(DATA / "bad", "--org", "northlight")
    assert refused.code == 1
    told = {name: (s["created"], s["errors"]) for name, s in refused.summaries.items()}
    assert told == {
        "clients_latin1_semicolon.csv": (2, 0),
        "clients_mixed.csv": (0, 6),
        "truncated.csv": (0, 1),
        "bookings_conflicts.csv": (0, 6),
        "payments_wrong.csv": (0, 5),
        "not_a_csv.csv": (0, 1),
    }
    (cut,) = refused.summaries["truncated.csv"]["problems"]
    assert (cut["row"], cut["column"]) == (3, "name")
    skipped = import_(DATA / "bad", "--org", "northlight", "--skip-bad-rows")
    assert skipped.code == 1
    assert skipped.summaries["clients_mixed.csv"]["created"] == 2
    assert skipped.summaries["bookings_conflicts.csv"]["created"] == 2


@pytest.mark.parametrize(
    ("folder", "arguments", "words"),
    [
        (BOOKS, ("--org", "nobody"), "There is no organisation nobody. --create opens it."),
        (BOOKS / "missing", ("--org", "northlight"), "There is no folder"),
        (DATA, ("--org", "northlight"), "There is no CSV file in"),
        (BOOKS, ("--org", "Not A Slug", "--create"), "Use lower-case letters"),
        (BOOKS, ("--org", "x", "--create", "--timezone", "Mars/Base"), "Not a known time zone"),
        (BOOKS, (), "--org"),
    ],
)
def test_what_cannot_be_done_at_all_is_said_in_a_line(import_, folder, arguments, words: str):
    ran = import_(folder, *arguments)
    assert (ran.code, ran.summaries) == (2, {})
    assert words in ran.complaint
    assert "Traceback" not in ran.complaint
