"""Settings → Teams and skills: who works together, and what people can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.settings.sections import sections
from cleaning_app.services import workers


@dataclass
class Row:
    """A team or a skill, and how many have it."""

    id: str
    name: str
    count: str
    certificate: str = ""


class TeamsState(LoadState, forms.FormState, rx.State):
    """Both lists."""

    teams: list[Row] = []
    skills: list[Row] = []
    renaming: str = ""
    asking: str = ""

    @handler("users.manage", module="module.teams", fills=True)
    async def load(self, ctx: Ctx):
        """Show both lists."""
        self.teams = [_row(team) for team in await workers.teams(ctx)]
        takes = {
            one.skill_id: one.certificate for one in await workers.certificates.requirements(ctx)
        }
        self.skills = [_row(skill, takes.get(skill.id, "")) for skill in await workers.skills(ctx)]
        self.renaming, self.asking, self.ready = "", "", True

    @handler("users.manage", module="module.teams", once=())
    async def add_team(self, ctx: Ctx, form: dict[str, Any]):
        """Form a team."""
        await workers.add_team(ctx, str(form.get("team", "")))
        return [toast.done("Team added."), TeamsState.load]

    @handler("users.manage")
    async def rename(self, ctx: Ctx, team_id: str):
        """Open the field for a team's name, or close it ("")."""
        self.renaming = team_id[:40]

    @handler("users.manage", module="module.teams")
    async def save_name(self, ctx: Ctx, team_id: UUID, form: dict[str, Any]):
        """Rename a team."""
        await workers.rename_team(ctx, team_id, str(form.get("name", "")))
        return [toast.done("Renamed."), TeamsState.load]

    @handler("users.manage", module="module.teams")
    async def dissolve(self, ctx: Ctx, team_id: UUID):
        """Dissolve a team; its people stay."""
        await workers.archive_team(ctx, team_id)
        return [toast.done("Dissolved. Its people are in no team now."), TeamsState.load]

    @handler("users.manage", module="module.teams", once=())
    async def add_skill(self, ctx: Ctx, form: dict[str, Any]):
        """Add a skill."""
        await workers.add_skill(ctx, str(form.get("skill", "")))
        return [toast.done("Skill added. Give it to people on their own pages."), TeamsState.load]

    @handler("users.manage")
    async def ask(self, ctx: Ctx, skill_id: str):
        """Open the field for the certificate a skill takes, or close it ("")."""
        self.asking = skill_id[:40]

    @handler("users.manage", module="module.teams")
    async def require(self, ctx: Ctx, skill_id: UUID, form: dict[str, Any]):
        """Say which certificate a skill takes; none when left empty."""
        before = next((one.certificate for one in self.skills if one.id == str(skill_id)), "")
        await workers.certificates.require(ctx, skill_id, str(form.get("certificate", "")))
        undo = TeamsState.require(str(skill_id), {"certificate": before})
        words = "Saved. Who lacks the certificate counts without the skill."
        return [toast.done(words, undo=undo), TeamsState.load]


def _row(one: workers.TeamRow | workers.SkillRow, certificate: str = "") -> Row:
    return Row(str(one.id), one.name, format.count(one.workers, "worker"), certificate)


@page(
    "/settings/teams",
    title="Teams and skills",
    permission="users.manage",
    module="module.teams",
    parent="/settings",
    on_load=TeamsState.load,
)
def teams() -> rx.Component:
    return rx.fragment(
        sections("/settings/teams"),
        rx.el.div(
            pieces.page_head("Teams and skills"),
            shown(TeamsState, rx.el.div(_teams(), _skills(), class_name="two"), 8),
            class_name="page",
        ),
    )


def _teams() -> rx.Component:
    s = TeamsState
    lines = rx.cond(
        s.teams.length() > 0,
        rx.el.div(rx.foreach(s.teams, _team), class_name="lines"),
        pieces.empty("users", "No teams yet", "People who usually go together."),
    )
    return pieces.card("Teams", lines, _adder("team", "New team", s.add_team))


def _team(row: rx.Var[Row]) -> rx.Component:
    s = TeamsState
    plain = rx.el.div(
        rx.el.span(row.name, class_name="strong"),
        rx.el.span(row.count, class_name="faint num"),
        rx.el.span(class_name="push"),
        pieces.button("Rename", kind="quiet", on_click=s.rename(row.id)),
        pieces.button("Dissolve", kind="quiet", on_click=s.dissolve(row.id)),
        class_name="row grow",
    )
    naming = rx.el.form(
        rx.el.input(
            name="name", default_value=row.name, aria_label="Name", class_name="input",
            auto_focus=True, max_length=100,
        ),
        pieces.button("Save", kind="primary", type="submit"),
        pieces.button("Cancel", on_click=s.rename("")),
        on_submit=lambda form: s.save_name(row.id, form),
        class_name="row grow",
    )  # fmt: skip
    return rx.el.div(rx.cond(s.renaming == row.id, naming, plain))


def _skills() -> rx.Component:
    lines = rx.el.div(rx.foreach(TeamsState.skills, _skill), class_name="lines")
    return pieces.card("Skills", lines, _adder("skill", "New skill", TeamsState.add_skill))


def _skill(row: rx.Var[Row]) -> rx.Component:
    s = TeamsState
    takes = rx.cond(row.certificate != "", "Takes “" + row.certificate + "”", "")
    plain = rx.el.div(
        rx.el.span(
            rx.el.span(row.name, class_name="strong"),
            rx.cond(takes != "", rx.el.span(takes, class_name="muted")),
            class_name="two-lines",
        ),
        rx.el.span(row.count, class_name="faint num push"),
        pieces.button("Certificate", kind="quiet", on_click=s.ask(row.id)),
        class_name="row grow",
    )
    asking = rx.el.form(
        rx.el.input(
            name="certificate", default_value=row.certificate, class_name="input",
            aria_label="Certificate it takes", placeholder="Name of the certificate, or nothing",
            auto_focus=True, max_length=100,
        ),
        pieces.button("Save", kind="primary", type="submit"),
        pieces.button("Cancel", on_click=s.ask("")),
        on_submit=lambda form: s.require(row.id, form),
        class_name="row grow",
    )  # fmt: skip
    return rx.el.div(rx.cond(s.asking == row.id, asking, plain))


def _adder(name: str, label: str, on_submit: Any) -> rx.Component:
    problem = TeamsState.problems["name"]
    return rx.el.form(
        rx.el.input(
            name=name, placeholder=label, aria_label=label, class_name="input grow", max_length=100
        ),
        pieces.button("Add", type="submit"),
        rx.cond(problem, rx.el.span(problem, class_name="problem", role="alert")),
        on_submit=on_submit,
        reset_on_submit=True,
        class_name="card-body row",
    )
