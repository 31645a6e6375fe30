"""The documents say what the program has: read here, so that neither can change alone."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from cleaning_app import __main__, metrics
from cleaning_app.permissions import CATALOGUE, ROLES
from cleaning_app.settings import ROOT, Settings
from jobs.registry import JOBS
from tests.test_architecture import sources

DOCS = ROOT / "deploy" / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.glob("*.md")]
SCRIPTS = sorted(ROOT.glob("deploy/*.sh"))


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables by their first cell, which is a name in backquotes."""
    found: dict[str, list[str]] = {}
    for line in (DOCS / page).read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `"):
            found[cells[0].strip("`")] = cells[1:]
    return found


def test_every_setting_is_documented():
    assert set(rows("environment.md")) == {name.upper() for name in Settings.model_fields}


def test_every_job_is_documented_with_its_cadence():
    assert {name: cells[1] for name, cells in rows("jobs.md").items()} == {
        job.name: job.cadence for job in JOBS.values()
    }


def test_every_permission_is_documented_role_by_role():
    header = next(
        line for line in (DOCS / "permissions.md").read_text().splitlines() if "| owner |" in line
    )
    roles = [cell.strip() for cell in header.strip("|").split("|")][2:]
    table = {name: cells[1:] for name, cells in rows("permissions.md").items()}
    assert roles == list(ROLES)
    assert set(table) == set(CATALOGUE)
    for number, role in enumerate(roles):
        said = {name for name, cells in table.items() if cells[number] == "yes"}
        assert said == ROLES[role] & set(CATALOGUE), role


def test_every_metric_is_documented():
    families = {
        family.name + ("_total" if family.type == "counter" else ""): family.type
        for family in metrics.registry.collect()
    }
    assert {name: cells[0] for name, cells in rows("observability.md").items()} == families


def test_every_folder_of_the_program_is_on_the_map():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    folders = {f"{path.parent.as_posix()}/" for path in sources("cleaning_app", "jobs")}
    top = {"/".join(folder.split("/")[:2]).rstrip("/") + "/" for folder in folders}
    assert sorted(name for name in top if f"| `{name}` |" not in text) == []


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    broken = []
    for target in re.findall(r"(?<!!)\[[^]]*\]\(([^)#\s]*(?:#[^)\s]*)?)\)", page.read_text()):
        file, _, anchor = target.partition("#")
        if file.startswith(("http:", "https:")):
            continue
        path = page.parent / file if file else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_exists(page):
    text = page.read_text()
    files = set(
        re.findall(r"`?((?:deploy|tests|cleaning_app|jobs|alembic|assets)/[\w/.-]*\w/?)", text)
    )
    missing = {file for file in files if not (ROOT / file).exists()}
    assert {file for file in missing if not INVENTED.search(file)} == set()
    commands = {module.NAME for module in __main__.COMMANDS}
    assert set(re.findall(r"python -m cleaning_app ([a-z][\w-]+)", text)) <= commands
    named = set(re.findall(r"--job ([a-z][\w-]+)", text)) - {"its-name"}
    assert named <= set(JOBS)


INVENTED = re.compile(r"things|its_name\.py|provider\.py|0044_|\.png$")
"""Names in recipes, and pictures; nothing that the program needs."""


def test_every_script_is_sound_and_can_be_run():
    assert len(SCRIPTS) >= 15
    wrong = [s.name for s in SCRIPTS if subprocess.run(["bash", "-n", s]).returncode != 0]
    assert wrong == []
    for script in SCRIPTS:
        first = script.read_text().splitlines()[0]
        if first.startswith("# Sourced by"):
            assert not os.access(script, os.X_OK), script.name
        else:
            assert first == "#!/usr/bin/env bash", script.name
            assert os.access(script, os.X_OK), script.name


def test_every_script_is_named_in_a_document():
    text = "".join(page.read_text() for page in PAGES)
    shown = [s.name for s in SCRIPTS if s.name not in text and os.access(s, os.X_OK)]
    assert shown == []
