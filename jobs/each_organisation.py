"""Doing the same thing in every organisation, each in a transaction of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx
from cleaning_app.db import unit
from cleaning_app.errors import AppError, NotFound
from cleaning_app.logs import bound, get_logger
from cleaning_app.services import identities, organisations
from jobs.report import Report

log = get_logger(__name__)


async def each_organisation(
    job: str,
    clock: Clock,
    work: Callable[[Ctx], Awaitable[Mapping[str, int]]],
    *,
    module: str = "",
) -> Report:
    """Run `work` as `job` in every open organisation and add up its counters.

    Organisations that have `module` switched off are left out. One that fails is rolled back,
    logged and reported; the others still have their turn.
    """
    report = Report(Counter({"organisations": 0}))
    for org_id in await organisations.every_id():
        with bound(org_id=str(org_id)):
            try:
                identity = await identities.as_job(org_id, job)
                if module and not identity.org.has(module):
                    continue
                async with unit(identity, clock=clock, login="jobs") as ctx:
                    counted = await work(ctx)
            except NotFound:
                continue  # closed meanwhile
            except AppError as error:
                log.warning("failed in one organisation", job=job, exc_info=True)
                report.errors.append(f"{org_id}: {error.detail}")
            except Exception as error:
                log.exception("failed in one organisation", job=job)
                report.errors.append(f"{org_id}: {type(error).__name__}")
            else:
                report.counters.update(counted)
                report.counters["organisations"] += 1
    report.counters["failed"] = len(report.errors)
    return report
