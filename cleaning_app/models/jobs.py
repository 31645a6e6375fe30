"""What the jobs process did."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import Row, moment, one_of


class JobRun(Row, table=True):
    """One run of one job. Belongs to the installation, not to an organisation."""

    __tablename__ = "job_runs"
    __table_args__ = (
        one_of("job_runs", "status", ("running", "succeeded", "failed")),
        Index("ix_job_runs_job", "job", "started_at"),
    )

    job: str = Field(max_length=60)
    started_at: datetime = moment(nullable=False)
    finished_at: datetime | None = moment()
    status: str = Field(default="running", max_length=20)
    counters: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    error: str = Field(default="", max_length=500)
    runner: str = Field(default="", max_length=100)


class ScheduledJob(SQLModel, table=True):
    """A job as the newest runner knows it, so that the dashboard can show what it cannot import."""

    __tablename__ = "scheduled_jobs"

    name: str = Field(primary_key=True, max_length=60)
    purpose: str = Field(max_length=200)
    cadence: str = Field(max_length=80)
    next_due_at: datetime | None = moment()
    wanted_at: datetime | None = moment()


class JobHeartbeat(SQLModel, table=True):
    """That a runner was alive and looking after a job; written at most once a minute."""

    __tablename__ = "job_heartbeats"

    job: str = Field(primary_key=True, max_length=60)
    runner: str = Field(primary_key=True, max_length=100)
    seen_at: datetime = moment(nullable=False)
