"""Loading a rota: three statements, whatever the number of workers and jobs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from cleaning_app.context import Ctx
from cleaning_app.domain import public_holidays
from cleaning_app.domain.certificates import Held
from cleaning_app.domain.policies import policy_from_json
from cleaning_app.domain.public_holidays import Closures
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.travel import Place
from cleaning_app.domain.working_hours import WeeklyHours
from cleaning_app.services.rota.model import Hand, Job, Off, Rota

_WORKERS = text(
    """
    SELECT w.id, w.name, w.team_id, w.weekly_hours, w.home_lat, w.home_lng,
           s.weekly_hours AS usual_hours, s.buffer_minutes, s.province, s.closures,
           s.policies,
           (SELECT coalesce(jsonb_object_agg(k.key, k.name), '{}')
            FROM worker_skills ws JOIN skills k ON k.id = ws.skill_id
            WHERE ws.worker_id = w.id) AS skills,
           (SELECT coalesce(jsonb_object_agg(k.key, k.certificate), '{}')
            FROM worker_skills ws JOIN skills k ON k.id = ws.skill_id
            WHERE ws.worker_id = w.id AND k.certificate <> '') AS required,
           (SELECT coalesce(jsonb_agg(jsonb_build_array(h.name, h.expires_on)), '[]')
            FROM worker_certificates h
            WHERE h.worker_id = w.id AND h.deleted_at IS NULL) AS certificates
    FROM organisation_settings s
    LEFT JOIN workers w ON w.org_id = s.org_id
      AND (w.id = ANY(:only) OR (:everyone AND (w.archived_at IS NULL OR (:leavers AND EXISTS (
          SELECT 1 FROM booking_crew m JOIN bookings b ON b.id = m.booking_id
          WHERE m.org_id = w.org_id AND m.worker_id = w.id AND b.deleted_at IS NULL
            AND b.status <> 'cancelled' AND b.starts_at < :end AND b.ends_at > :start)))))
    ORDER BY lower(w.name), w.id
    """
).bindparams(bindparam("only", type_=ARRAY(Uuid)))

_JOB = """
    SELECT b.id, b.number, b.status, b.client_id, c.name AS client, t.name AS service, t.colour,
           coalesce(k.key, '') AS skill, coalesce(a.area, '') AS area, a.lat, a.lng,
           b.starts_at, b.ends_at, b.earliest_start, b.latest_start, b.price_cents, b.version,
           ARRAY(SELECT m.worker_id FROM booking_crew m
                 WHERE m.org_id = b.org_id AND m.booking_id = b.id ORDER BY m.worker_id) AS crew,
           (SELECT jsonb_object_agg(p.worker_id, p.kind) FROM client_workers p
            WHERE p.org_id = b.org_id AND p.client_id = b.client_id) AS wishes
    FROM bookings b
    JOIN clients c ON c.id = b.client_id
    JOIN service_types t ON t.id = b.service_type_id
    LEFT JOIN skills k ON k.id = t.skill_id
    LEFT JOIN addresses a ON a.id = b.address_id
"""

# No booking lasts longer than a day, which bounds how far back one can have started.
_IN_TIME = """
    WHERE b.starts_at < :end AND b.starts_at > CAST(:start AS timestamptz) - interval '24 hours'
      AND b.ends_at > :start AND b.deleted_at IS NULL AND b.status <> 'cancelled'
      AND (:everyone OR EXISTS (SELECT 1 FROM booking_crew m WHERE m.org_id = b.org_id
                                AND m.booking_id = b.id AND m.worker_id = ANY(:only)))
    ORDER BY b.starts_at, b.id
"""
_JOBS = text(_JOB + _IN_TIME).bindparams(bindparam("only", type_=ARRAY(Uuid)))

_ONE_JOB = text(_JOB + "WHERE b.id = :id AND b.deleted_at IS NULL")

_OFFS = text(
    """
    SELECT id, scope, worker_id, team_id, kind, reason, starts_at, ends_at, source
    FROM availability_blocks
    WHERE starts_at < :end AND ends_at > :start AND deleted_at IS NULL
    ORDER BY starts_at, id
    """
)


async def load(
    ctx: Ctx,
    window: Interval,
    only: Iterable[UUID] | None = None,
    *,
    leavers: bool = False,
    jobs: bool = True,
) -> Rota:
    """The rota of a stretch of time: of every active worker, or `only` of some (archived ones
    too) and the jobs they are on. With `leavers`, archived workers who had jobs then are there too. Without
    `jobs`, only who works when.
    The caller has checked permission."""
    some = sorted(set(only)) if only is not None else []
    who = {"only": some, "everyone": only is None}
    span = {"start": window.start, "end": window.end}
    workers = (await ctx.session.execute(_WORKERS, {**who, **span, "leavers": leavers})).all()
    found = await ctx.session.execute(_JOBS, {**span, **who}) if jobs else ()
    offs = await ctx.session.execute(_OFFS, span)
    rules = workers[0]
    closures = Closures.from_json(rules.closures)
    first, last = (at.astimezone(ctx.zone).date() for at in (window.start, window.end))
    return Rota(
        window=window,
        zone=ctx.zone,
        hands={row.id: _hand(row) for row in workers if row.id is not None},
        jobs=[_job(row) for row in found],
        offs=[Off(**row) for row in offs.mappings()],
        buffer_minutes=rules.buffer_minutes,
        lead_time_hours=policy_from_json(rules.policies).lead_time_hours,
        holidays=public_holidays.closed(rules.province, first, last, closures),
        named_days=public_holidays.named(rules.province, first, last, closures),
    )


async def job(ctx: Ctx, booking_id: UUID) -> Job | None:
    """One booking as planning sees it, a cancelled one too; None when there is none."""
    row = (await ctx.session.execute(_ONE_JOB, {"id": booking_id})).one_or_none()
    return _job(row) if row is not None else None


def around(when: Interval, margin: timedelta = timedelta(hours=12)) -> Interval:
    """The stretch that matters to a booking: what comes right before and after it."""
    return Interval(when.start - margin, when.end + margin)


def _hand(row: Any) -> Hand:
    return Hand(
        id=row.id,
        name=row.name,
        team_id=row.team_id,
        skills=dict(row.skills),
        hours=WeeklyHours.from_json(row.weekly_hours or row.usual_hours),
        home=_place(row.home_lat, row.home_lng),
        required=dict(row.required),
        certificates=tuple(_held(*pair) for pair in row.certificates),
    )


def _held(name: str, expires_on: str | None) -> Held:
    return Held(name, date.fromisoformat(expires_on) if expires_on else None)


def _job(row: Any) -> Job:
    values = dict(row._mapping)
    lat, lng, crew = values.pop("lat"), values.pop("lng"), values.pop("crew")
    kinds: dict[str, str] = values.pop("wishes") or {}
    wishes = {UUID(id): kind for id, kind in kinds.items()}
    return Job(**values, place=_place(lat, lng), crew=tuple(crew), wishes=wishes)


def _place(lat: float | None, lng: float | None) -> Place | None:
    return Place(lat, lng) if lat is not None and lng is not None else None
