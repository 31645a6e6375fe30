"""The jobs process's command line.

python -m jobs.run                                  run all jobs on their cadence, until stopped
python -m jobs.run --job NAME [--job NAME …]        only these
python -m jobs.run --job NAME [--job NAME …] --once one pass, one JSON line per job
python -m jobs.run --list                           every job, when it runs next and how it went

Exit codes: 0 all well, 1 a job failed, 2 an unknown job (the known ones are listed) or bad settings.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from cleaning_app import db, logs
from cleaning_app.clock import SystemClock
from cleaning_app.errors import AppError
from cleaning_app.services import job_runs
from cleaning_app.services.job_runs import Run
from cleaning_app.settings import load_or_exit
from jobs.performing import perform, runner_name
from jobs.registry import JOBS, Job
from jobs.runner import Runner


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; returns the exit code."""
    asked = _parser().parse_args(arguments)
    unknown = [name for name in asked.job if name not in JOBS]
    if unknown:
        print(f"Unknown job: {', '.join(unknown)}. Known: {', '.join(JOBS)}.", file=sys.stderr)
        return 2
    chosen = [JOBS[name] for name in dict.fromkeys(asked.job)] or list(JOBS.values())
    settings = load_or_exit()
    # With --once and --list, stdout is for the answer.
    logs.configure(settings, sys.stderr if asked.once or asked.list else sys.stdout)
    if asked.list:
        return asyncio.run(_list())
    if asked.once:
        return asyncio.run(_once(chosen))
    asyncio.run(Runner(chosen).run())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m jobs.run", description=__doc__.split("\n")[0])
    parser.add_argument("--job", action="append", default=[], metavar="NAME", help="only this job")
    parser.add_argument("--once", action="store_true", help="one pass, then exit")
    parser.add_argument("--list", action="store_true", help="list every job")
    return parser


async def _once(jobs: Sequence[Job]) -> int:
    """One pass over `jobs` in order; a line each as soon as it is through."""
    failed = False
    for job in jobs:
        line = await perform(job, runner_name(), SystemClock())
        print(json.dumps(line), flush=True)
        failed = failed or line["status"] == "failed"
    await db.dispose()
    return int(failed)


async def _list() -> int:
    now = SystemClock().now()
    try:
        last = await job_runs.last_runs()
    except AppError as error:
        print(error.detail, file=sys.stderr)
        return 1
    finally:
        await db.dispose()
    rows = [("JOB", "CADENCE", "NEXT DUE", "LAST RESULT")]
    for job in JOBS.values():
        due = job.next_due(now)
        when = f"{due:%Y-%m-%d %H:%M} UTC" if due else "always"
        rows.append((job.name, job.cadence, when, _result(last.get(job.name))))
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    for row in rows:
        print("  ".join([*(row[n].ljust(widths[n]) for n in range(3)), row[3]]).rstrip())
    return 0


def _result(run: Run | None) -> str:
    if run is None:
        return "never ran"
    counters = ", ".join(f"{name} {count}" for name, count in run.counters.items())
    return f"{run.status} {run.started_at:%Y-%m-%d %H:%M} UTC {run.error or counters}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
