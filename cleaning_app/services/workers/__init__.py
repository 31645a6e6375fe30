"""Workers: finding them, reading one, changing them, their teams, skills, certificates, pay
and access."""

from cleaning_app.services.workers import certificates, pay_rates
from cleaning_app.services.workers.access import end_access, give_access, reset_password
from cleaning_app.services.workers.read import (
    SkillRef,
    WorkerDetail,
    WorkerRow,
    find,
    get,
    matches,
    names,
    sees_contacts,
    sees_pay,
    skill_refs,
    skills_json,
)
from cleaning_app.services.workers.teams import (
    SkillRow,
    TeamRow,
    add_skill,
    add_team,
    archive_team,
    rename_team,
    skills,
    teams,
)
from cleaning_app.services.workers.write import WorkerChanges, archive, create, restore, update

__all__ = [
    "SkillRef",
    "SkillRow",
    "TeamRow",
    "WorkerChanges",
    "WorkerDetail",
    "WorkerRow",
    "add_skill",
    "add_team",
    "archive",
    "archive_team",
    "certificates",
    "create",
    "end_access",
    "find",
    "get",
    "give_access",
    "matches",
    "names",
    "pay_rates",
    "rename_team",
    "reset_password",
    "restore",
    "sees_contacts",
    "sees_pay",
    "skill_refs",
    "skills",
    "skills_json",
    "teams",
    "update",
]
