"""Workers with their team, skills and weekly hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaning_app.domain.importing.datasets.workers import WORKERS, WorkerRow
from cleaning_app.services.imports.books.book import Book, WordList, readable
from cleaning_app.services.imports.entries import Entry, Report, Stored

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
        if stored is None or "skills" in self.mapped:
            skills = [self._skills.id_of(key, name=readable(key)) for key in row.skills]
            entry.links["worker_skills"] = [
                {"worker_id": entry.id, "skill_id": skill} for skill in skills
            ]
        return entry
