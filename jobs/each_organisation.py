"""Doing the same thing in every organisation, each in a transaction of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
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
    async for org_id, identity in _organisations(job, module, report):
        with _reported(job, report, str(org_id)):
            async with unit(identity, clock=clock, login="jobs") as ctx:
                counted = await work(ctx)
            report.counters.update(counted)
            report.counters["organisations"] += 1
    report.counters["failed"] = len(report.errors)
    return report


async def each_one(
    job: str,
    clock: Clock,
    find: Callable[[Ctx], Awaitable[Sequence[UUID]]],
    work: Callable[[Ctx, UUID], Awaitable[Mapping[str, int]]],
    *,
    module: str = "",
) -> Report:
    """Run `work` on each thing that `find` names in every open organisation, as `each_organisation`
    does, but each thing in a transaction of its own: the trouble of one keeps back none of the
    others, and no lock is held for longer than one takes."""
    report = Report(Counter({"organisations": 0}))
    async for org_id, identity in _organisations(job, module, report):
        with _reported(job, report, str(org_id)):
            async with unit(identity, clock=clock, login="jobs") as ctx:
                found = await find(ctx)
            report.counters["organisations"] += 1
            for id in found:
                with _reported(job, report, f"{org_id}, {id}"):
                    async with unit(identity, clock=clock, login="jobs") as ctx:
                        counted = await work(ctx, id)
                    report.counters.update(counted)
    report.counters["failed"] = len(report.errors)
    return report


async def each_identity(
    job: str, clock: Clock, work: Callable[[Identity, Clock], Awaitable[Mapping[str, int]]]
) -> Report:
    """Run `work`, which opens its own units, for every open organisation: for what calls something
    outside, during which no transaction is held."""
    report = Report(Counter({"organisations": 0}))
    async for org_id, identity in _organisations(job, "", report):
        with _reported(job, report, str(org_id)):
            report.counters.update(await work(identity, clock))
            report.counters["organisations"] += 1
    report.counters["failed"] = len(report.errors)
    return report


async def _organisations(
    job: str, module: str, report: Report
) -> AsyncIterator[tuple[UUID, Identity]]:
    """Open organisations that have a module on, each with the job as its actor."""
    for org_id in await organisations.every_id():
        with bound(org_id=str(org_id)):
            identity: Identity | None = None
            with _reported(job, report, str(org_id)):
                identity = await identities.as_job(org_id, job)
            if identity is not None and (not module or identity.org.has(module)):
                yield org_id, identity


@contextmanager
def _reported(job: str, report: Report, where: str) -> Generator[None]:
    """Log and note what goes wrong inside, and go on; what is gone meanwhile is no mistake."""
    try:
        yield
    except NotFound:
        return
    except AppError as error:
        log.warning("failed in one organisation", job=job, exc_info=True)
        report.errors.append(f"{where}: {error.detail}")
    except Exception as error:
        log.exception("failed in one organisation", job=job)
        report.errors.append(f"{where}: {type(error).__name__}")
