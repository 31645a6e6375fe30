"""Whom the schedule can be narrowed down to: teams, skills, workers."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.services import workers


@dataclass
class Choices:
    """What the selects above the schedule offer."""

    teams: list[Option] = field(default_factory=list[Option])
    skills: list[Option] = field(default_factory=list[Option])
    workers: list[Option] = field(default_factory=list[Option])


async def choices(ctx: Ctx) -> Choices:
    """The teams, the skills somebody has, and who works here."""
    return Choices(
        [Option(str(team.id), team.name) for team in await workers.teams(ctx)],
        [Option(skill.key, skill.name) for skill in await workers.skills(ctx) if skill.workers],
        [Option(str(id), name) for id, name in await workers.names(ctx)],
    )
