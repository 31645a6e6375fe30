"""Take over all known CSV files of a folder, one transaction and one JSON summary line per file."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cleaning_app import db
from cleaning_app.context import Ctx, Identity
from cleaning_app.domain.importing.datasets import BY_KEY, guess_dataset
from cleaning_app.domain.importing.reading import MAX_BYTES, read_header, read_table
from cleaning_app.domain.importing.rows import RowProblem
from cleaning_app.errors import AppError, Invalid, NotFound
from cleaning_app.services import identities, imports, organisations

NAME = "import"
HELP = "take over a company's books from a folder of CSV files"

_MOST_REFUSALS = 200
_MOST_ALIKE = 20
_ORDER = [*BY_KEY, None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments, as the operator's contract has them."""
    parser.add_argument("folder", type=Path, help="folder with clients.csv, workers.csv, …")
    parser.add_argument(
        "--org", required=True, metavar="SLUG", help="the organisation's short name"
    )
    parser.add_argument("--create", action="store_true", help="open it if there is none")
    parser.add_argument(
        "--timezone", default="America/Edmonton", help="of the new organisation (%(default)s)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would happen, keep nothing"
    )
    parser.add_argument(
        "--skip-bad-rows", action="store_true", help="take the good rows of a file with bad ones"
    )


async def run(options: argparse.Namespace) -> int:
    """Import the folder; 1 when any row was refused.

    Raises:
        NotFound: no such folder, no CSV file in it, or no such organisation.
    """
    files = _files(options.folder)
    identity = await _identity(options)
    refused = False
    async with _units(options, identity) as unit:
        for file in files:
            summary = await _import(file, unit, options.skip_bad_rows)
            if options.dry_run:
                summary["dry_run"] = True
            print(json.dumps(summary, ensure_ascii=False), flush=True)
            refused = refused or summary["errors"] > 0
    return 1 if refused else 0


@dataclass(frozen=True)
class _File:
    path: Path
    dataset: str | None


def _files(folder: Path) -> list[_File]:
    """CSV files of the folder in the order in which datasets build on each other."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.")
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".csv", ".tsv"))
    if not paths:
        raise NotFound(f"There is no CSV file in {folder}.")
    files = [_File(path, _dataset(path)) for path in paths]
    return sorted(files, key=lambda file: _ORDER.index(file.dataset))


def _dataset(path: Path) -> str | None:
    with suppress(Invalid):
        return guess_dataset(path.name, read_header(_read(path)))
    return guess_dataset(path.name)


def _read(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise Invalid(f"More than {MAX_BYTES // 1_000_000} MB. Split the file.")
    return path.read_bytes()


async def _identity(options: argparse.Namespace) -> Identity | None:
    """The system as owner of the organisation; None when it is yet to be made in a rehearsal."""
    try:
        org_id = await identities.find_organisation(options.org)
    except NotFound:
        if not options.create:
            message = f"There is no organisation {options.org}. --create opens it."
            raise NotFound(message) from None
        if options.dry_run:
            return None
        name = options.org.replace("-", " ").title()
        org_id = (await organisations.create(options.org, name, timezone=options.timezone)).org.id
    return await identities.as_role(org_id, "system", "command line", "owner")


Unit = Callable[[], AbstractAsyncContextManager[Ctx]]
"""Opens what one file is imported in."""


@asynccontextmanager
async def _units(options: argparse.Namespace, identity: Identity | None) -> AsyncIterator[Unit]:
    """A transaction for each file; in a rehearsal one for all of them, taken back at the end.

    A rehearsal has to write: bookings of one file refer to clients of another.
    """
    if identity is not None and not options.dry_run:
        yield lambda: db.unit(identity)
        return
    draft = organisations.draft(options.org, options.org, options.timezone)
    with suppress(_Rehearsed):
        async with db.unit(identity or draft) as ctx:
            if identity is None:
                await organisations.establish(ctx)

            @asynccontextmanager
            async def part() -> AsyncIterator[Ctx]:
                async with ctx.session.begin_nested():
                    yield ctx

            yield part
            raise _Rehearsed


class _Rehearsed(Exception):
    """Ends a rehearsal, so that its transaction is rolled back."""


async def _import(file: _File, unit: Unit, skip_bad_rows: bool) -> dict[str, Any]:
    """One file's summary, whatever becomes of it."""
    started = time.perf_counter()
    summary: dict[str, Any] = {"file": file.path.name, "dataset": file.dataset}
    try:
        if file.dataset is None:
            read_table(_read(file.path))
            raise Invalid("Its columns fit none of the datasets.")
        async with unit() as ctx:
            result = await imports.run(
                ctx, file.dataset, _read(file.path), file.path.name, skip_bad_rows=skip_bad_rows
            )
        summary |= _counts(result)
    except AppError as error:
        place = {"row": error.extra.get("row"), "column": error.extra.get("column")}
        problem = {**place, "message": error.detail, "severity": "error"}
        summary |= {"rows": 0, "created": 0, "updated": 0, "unchanged": 0, "errors": 1}
        summary["problems"] = [problem]
    summary["seconds"] = round(time.perf_counter() - started, 2)
    return summary


def _counts(result: imports.ImportResult) -> dict[str, Any]:
    """`errors` counts refused rows. `kinds` counts problems alike, `problems` has the refusals and
    the first warnings of each kind: a year's books bring hundreds."""
    counts = result.counts
    refused = [p for p in result.problems if p.severity == "error"][:_MOST_REFUSALS]
    kinds = _kinds(result.problems)
    odd = [p for alike in kinds.values() for p in alike[:_MOST_ALIKE] if p.severity != "error"]
    return {
        "rows": counts.rows,
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "errors": counts.refused,
        "warnings": counts.warnings,
        "written": result.batch_id is not None,
        "made": result.made,
        "kinds": [
            {
                "severity": severity,
                "column": column,
                "count": len(alike),
                "such_as": alike[0].message,
            }
            for (severity, column), alike in kinds.items()
        ],
        "problems": [asdict(problem) for problem in (*refused, *odd)],
    }


def _kinds(problems: list[RowProblem]) -> dict[tuple[str, str], list[RowProblem]]:
    """Problems of one weight in one column, refusals first."""
    kinds: dict[tuple[str, str], list[RowProblem]] = {}
    for problem in sorted(problems, key=lambda p: (p.severity != "error", p.row)):
        kinds.setdefault((problem.severity, problem.column), []).append(problem)
    return kinds
