"""Runs of the optimiser: what was asked, how far it is, what came out, what was applied."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

KINDS = ("day", "absence")
RUN_STATUSES = ("queued", "running", "done", "cancelled", "failed", "applied", "undone")


class OptimisationRun(OrgRow, table=True):
    """One search for a better plan.

    `wishes` is what was asked; `draft` the problem as it was when the search began, `result` the
    proposal, `applied` what undoing needs. A runner holds the row until `locked_until` and says how
    far it is in `progress`.
    """

    __tablename__ = "optimisation_runs"
    __table_args__ = (
        tenant_key("optimisation_runs"),
        tenant_fk("optimisation_runs", "worker_id", "workers"),
        one_of("optimisation_runs", "kind", KINDS),
        one_of("optimisation_runs", "status", RUN_STATUSES),
        check("optimisation_runs", "worker", "(kind = 'absence') = (worker_id IS NOT NULL)"),
        Index("ix_optimisation_runs_org", "org_id", "created_at", "id"),
        Index(
            "ix_optimisation_runs_waiting",
            "org_id",
            "created_at",
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
    )

    kind: str = Field(max_length=20)
    day: date
    worker_id: UUID | None = None
    status: str = Field(default="queued", max_length=20)
    wishes: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    progress: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    draft: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    result: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    applied: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    error: str = Field(default="", max_length=300)
    enough: bool = False
    attempts: int = 0
    runner: str = Field(default="", max_length=100)
    locked_until: datetime | None = moment()
    started_at: datetime | None = moment()
    finished_at: datetime | None = moment()
    created_by: UUID | None = None
    created_by_name: str = Field(default="", max_length=120)
