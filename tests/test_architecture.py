"""The house keeps its shape: who may import whom, where the world is touched, how big things get."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest

from cleaning_app.settings import ROOT, child_environment

PROGRAM = ("cleaning_app", "jobs", "deploy")
DOORS = ("cleaning_app/pages", "cleaning_app/api", "cleaning_app/components")
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 450, 80

Offences = Iterator[int]
"""Line numbers."""


def sources(*folders: str) -> list[Path]:
    """Python files below these folders, as paths from the root."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found)


def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), str(path))


def test_imports_keep_the_contracts():
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=child_environment(), capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]


def asks_the_wall_clock(tree: ast.AST) -> Offences:
    """`datetime.now()`, `datetime.utcnow()`, `date.today()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            whose = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (whose, node.attr) in {
                ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"),
                ("date", "today"),
            }:  # fmt: skip
                yield node.lineno


def reads_the_environment(tree: ast.AST) -> Offences:
    """`os.environ`, `os.getenv`, or either imported by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "getenvb"}:
            yield node.lineno
        names = {a.name for a in node.names} if isinstance(node, ast.ImportFrom) else set()
        if names & {"environ", "environb", "getenv", "getenvb"}:
            yield node.lineno


def holds_the_session(tree: ast.AST) -> Offences:
    """`ctx.session`: whoever has it can write any query."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "ctx.session":
            yield node.lineno


RULES = [
    (
        asks_the_wall_clock,
        "cleaning_app/clock.py",
        PROGRAM,
        "from datetime import date\ndate.today()",
    ),
    (reads_the_environment, "cleaning_app/settings.py", PROGRAM, "import os\nos.getenv('X')"),
    (holds_the_session, "", DOORS, "\nctx.session.execute(1)"),
]


@pytest.mark.parametrize(
    ("rule", "home", "where", "_"), RULES, ids=lambda r: getattr(r, "__name__", "")
)
def test_only_one_place_does_it(rule: Callable[[ast.AST], Offences], home: str, where, _):
    found = [
        f"{path}:{line}"
        for path in sources(*where)
        if str(path) != home
        for line in rule(parsed(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("rule", "_h", "_w", "offence"), RULES, ids=lambda r: getattr(r, "__name__", "")
)
def test_the_rule_sees_an_offence(rule, _h, _w, offence: str):
    assert list(rule(ast.parse(offence))) == [2]


def test_every_module_says_what_it_is_for():
    silent = [str(path) for path in sources(*PROGRAM) if not ast.get_docstring(parsed(path))]
    assert silent == []


def test_files_and_functions_fit_a_head():
    lines = {path: len((ROOT / path).read_text().splitlines()) for path in sources(*PROGRAM)}
    assert [str(path) for path, count in lines.items() if count > MOST_LINES] == []
    assert median(lines.values()) < 120
    long = [
        f"{path}:{node.name}"
        for path in lines
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_nothing_is_called_utils():
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert [str(path) for path in sources(*PROGRAM) if path.stem in vague] == []


def test_no_query_asks_the_database_what_day_it_is_somewhere():
    """Time zone rules change by law, and a database carries a copy of its own: the program's decide."""
    asking = [
        path
        for path in (ROOT / "cleaning_app").rglob("*.py")
        if re.search(r"AT TIME ZONE (?!'UTC')|'TimeZone'", path.read_text())
    ]
    assert asking == []
