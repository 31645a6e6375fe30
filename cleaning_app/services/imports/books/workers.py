"""Workers with their team, skills and weekly hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from cleaning_app.domain.importing.datasets.workers import WORKERS, WorkerRow
from cleaning_app.domain.payroll import Rate, rate_on
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.books.book import Book, WordList, readable
from cleaning_app.services.imports.entries import Entry, Report, Stored
from cleaning_app.services.workers import pay_rates

_COLUMNS = {
    "name": "name",
    "phone": "phone",
    "email": "email",
    "team_id": "team",
    "hourly_rate_cents": "hourly_rate",
    "home_lat": "home_lat",
    "home_lng": "home_lng",
    "weekly_hours": "work_days",
}


class Workers(Book[WorkerRow]):
    """New teams and skills are made along the way."""

    dataset = WORKERS
    table = "workers"
    topic = "workers"

    async def look_up(self, rows: Sequence[WorkerRow]) -> None:
        self._teams = await WordList.load(self.ctx, "teams", "name")
        self._skills = await WordList.load(self.ctx, "skills", "key")
        self.word_lists = [self._teams, self._skills]
        known = list((await self.known([row.external_id for row in rows])).values())
        self._rates = await pay_rates.load(self.ctx, known)
        self._today = await _set_today(self, known)

    def entry(self, row: WorkerRow, stored: Stored | None, report: Report) -> Entry | None:
        values: dict[str, Any] = {
            "name": row.name,
            "phone": row.phone,
            "email": row.email,
            "team_id": self._teams.id_of(row.team) if row.team else None,
            "hourly_rate_cents": row.hourly_rate,
            "home_lat": row.home_lat,
            "home_lng": row.home_lng,
            "weekly_hours": {day: [row.work_start, row.work_end] for day in row.work_days},
        }
        if stored is None:
            entry = Entry(self.table, values | {"external_id": row.external_id})
        else:
            written = {c: v for c, v in values.items() if _COLUMNS[c] in self.mapped}
            entry = Entry(self.table, written, stored)
            self._pay(entry)
        if stored is None or "skills" in self.mapped:
            skills = [self._skills.id_of(key, name=readable(key)) for key in row.skills]
            entry.links["worker_skills"] = [
                {"worker_id": entry.id, "skill_id": skill} for skill in skills
            ]
        return entry

    def _pay(self, entry: Entry) -> None:
        """A rate that is new holds from today on: what was worked before was worked for another."""
        cents = entry.values.pop("hourly_rate_cents", None)
        rates = self._rates[entry.id]
        if cents is None or rate_on(rates, self.ctx.today()) == cents:
            return
        if rates == [Rate(None, 0)]:
            entry.values["hourly_rate_cents"] = cents
            return
        values: dict[str, Any] = {"rate_cents": cents}
        stored = self._today.get(entry.id)
        if stored is None:
            values |= {"worker_id": entry.id, "valid_from": self.ctx.today()}
        entry.also.append(Entry("pay_rates", values, stored))


async def _set_today(book: Workers, known: Sequence[UUID]) -> dict[UUID, Stored]:
    """The changes of pay that begin today, by worker."""
    target = tables.table("pay_rates")
    rows = await book.ctx.session.execute(
        select(target)
        .where(target.c.org_id == book.ctx.org.id, target.c.worker_id == func.any(list(known)))
        .where(target.c.valid_from == book.ctx.today())
    )
    return {row["worker_id"]: Stored(row["id"], None, dict(row)) for row in rows.mappings()}
