"""Workers: team, skills, pay, home, hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaning_app.domain.importing.cells import (
    cents_from,
    clock_time,
    decimal_between,
    keyword,
    list_of,
    text,
    weekday,
)
from cleaning_app.domain.importing.columns import Field
from cleaning_app.domain.importing.contact_cells import email, phone
from cleaning_app.domain.importing.rows import Dataset, Severity


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One worker. `work_start` and `work_end` are HH:MM and hold on every day of `work_days`."""

    row: int
    external_id: str
    name: str
    phone: str | None
    email: str | None
    team: str
    skills: tuple[str, ...]
    hourly_rate: int
    home_lat: float | None
    home_lng: float | None
    work_days: tuple[str, ...]
    work_start: str | None
    work_end: str | None


def _examine(worker: WorkerRow) -> Iterator[tuple[str, str, Severity]]:
    if (worker.home_lat is None) != (worker.home_lng is None):
        missing = "home_lat" if worker.home_lat is None else "home_lng"
        yield missing, "home_lat and home_lng only make sense together.", "error"
    hours = {
        "work_days": worker.work_days,
        "work_start": worker.work_start,
        "work_end": worker.work_end,
    }
    absent = [name for name, value in hours.items() if not value]
    if absent and len(absent) < len(hours):
        yield absent[0], "Days, start and end of work only make sense together.", "error"
    elif worker.work_start and worker.work_end and worker.work_end <= worker.work_start:
        yield "work_end", "The working day ends before it starts.", "error"


WORKERS = Dataset(
    key="workers",
    title="Workers",
    row_type=WorkerRow,
    identity="external_id",
    examine=_examine,
    fields=(
        Field(
            "external_id",
            text(60),
            "The worker's number in the old system.",
            required=True,
            aliases=("id", "worker_id", "employee_id", "staff_id", "no"),
        ),
        Field(
            "name",
            text(120),
            "First and last name.",
            required=True,
            aliases=("worker", "worker_name", "employee", "full_name", "nom"),
        ),
        Field(
            "phone",
            phone,
            "They sign in with it; Canadian unless it starts with +.",
            aliases=("telephone", "mobile", "cell", "phone_number"),
        ),
        Field("email", email, "One e-mail address.", aliases=("e_mail", "mail", "courriel")),
        Field("team", text(100), "A new team is made.", default="", aliases=("crew", "equipe")),
        Field(
            "skills",
            list_of(keyword(60)),
            "Separated by |; new ones are made.",
            default=(),
            aliases=("skill", "services", "competences"),
        ),
        Field(
            "hourly_rate",
            cents_from(0),
            "Dollars an hour.",
            default=0,
            aliases=("rate", "wage", "pay_rate", "hourly_wage", "taux_horaire"),
        ),
        Field("home_lat", decimal_between(-90, 90), "Degrees north.", aliases=("lat", "latitude")),
        Field(
            "home_lng",
            decimal_between(-180, 180),
            "Degrees east.",
            aliases=("lng", "lon", "longitude", "home_lon"),
        ),
        Field(
            "work_days",
            list_of(weekday),
            "Such as mon|tue|wed.",
            default=(),
            aliases=("days", "working_days", "jours"),
        ),
        Field("work_start", clock_time, "Such as 08:00.", aliases=("start", "starts", "debut")),
        Field("work_end", clock_time, "Such as 17:00.", aliases=("end", "ends", "fin")),
    ),
)
