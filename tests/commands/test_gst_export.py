"""`python -m cleaning_app gst-export`: the quarter's ZIP from the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from cleaning_app.settings import ROOT


@pytest.fixture
def gst_export(office, tmp_path: Path):
    """Runs the command as a program of its own against this test's database."""

    def run(*arguments: str, org: str = "") -> subprocess.CompletedProcess[bytes]:
        slug = org or office.identity.org.slug
        command = [sys.executable, "-m", "cleaning_app", "gst-export", "--org", slug, *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60)

    return run


QUARTER = ("--from", "2026-01-01", "--to", "2026-03-31")


def test_the_zip_lands_where_it_was_asked_for(gst_export, tmp_path):
    path = tmp_path / "q1.zip"
    done = gst_export(*QUARTER, "--basis", "accrual", "--output", str(path))
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, str(path), b"")
    assert "gst_invoices.csv" in ZipFile(path).namelist()
    assert [entry.name for entry in tmp_path.iterdir()] == ["q1.zip"]


def test_a_dash_sends_it_to_standard_output(gst_export, tmp_path):
    done = gst_export(*QUARTER, "--output", "-")
    path = tmp_path / "piped.zip"
    path.write_bytes(done.stdout)
    assert ZipFile(path).testzip() is None


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--from", "31/04/2026", "--to", "2026-03-31"), "not a date"),
        (("--from", "2026-04-01", "--to", "2026-03-31"), "ends before that"),
        ((*QUARTER, "--basis", "barter"), "accrual or cash"),
        ((*QUARTER, "--output", "/nowhere/at/all.zip"), "Can't write /nowhere/at/all.zip"),
    ],
)
def test_a_wrong_request_says_why_and_leaves_nothing(gst_export, arguments, complaint):
    done = gst_export(*arguments)
    assert done.returncode == 2
    assert complaint in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_an_unknown_organisation_is_said_so(gst_export):
    assert gst_export(*QUARTER, org="nobody").returncode == 2
