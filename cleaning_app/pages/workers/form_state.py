"""What the worker form holds while it is open."""

from __future__ import annotations

from dataclasses import dataclass, field

import reflex as rx

from cleaning_app.components import forms
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain.working_hours import WEEKDAY_NAMES
from cleaning_app.services import workers


def _no_hours() -> dict[str, list[str]]:
    return {day: ["", ""] for day, _ in WEEKDAY_NAMES.items()}


@dataclass
class Form:
    """A worker as typed."""

    name: str = ""
    phone: str = ""
    email: str = ""
    team_id: str = ""
    notes: str = ""
    hours: dict[str, list[str]] = field(default_factory=_no_hours)


@dataclass
class Tick:
    """A skill, ticked or not."""

    id: str
    name: str
    on: bool


class WorkerForm(forms.FormState, rx.State, mixin=True):
    """Mix in for a page with the worker form."""

    form: Form = Form()
    teams: list[Option] = []
    skills: list[Tick] = []
    editing: bool = False

    async def _open_form(self, ctx: Ctx, worker: workers.WorkerDetail | None = None) -> None:
        has = {skill.id for skill in worker.skills} if worker else set()
        self.teams = [Option("", "No team")] + [
            Option(str(team.id), team.name) for team in await workers.teams(ctx)
        ]
        self.skills = [Tick(str(s.id), s.name, s.id in has) for s in await workers.skills(ctx)]
        self.form = Form() if worker is None else _form(worker)
        self.problems, self.editing = {}, True


def _form(worker: workers.WorkerDetail) -> Form:
    return Form(
        worker.name,
        worker.phone or "",
        worker.email or "",
        str(worker.team_id or ""),
        worker.notes,
        _no_hours() | {day: list(times) for day, times in worker.weekly_hours.items()},
    )
