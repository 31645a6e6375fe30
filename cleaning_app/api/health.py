"""Whether this process can do its work: for load balancers, containers and the smoke test."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api.endpoint import endpoint
from cleaning_app.services import health


class Health(BaseModel):
    """What `/healthz` says. `error` is only there when something is wrong."""

    status: Literal["ready", "unhealthy"]
    db_connected: bool
    migrations_current: bool
    current_revision: str
    expected_revision: str
    error: str | None = None


async def healthz(request: Request) -> Response:
    """Is the database reachable and migrated?

    200 when ready, 503 with `error` when not. Answers within two seconds, whatever the database
    does.
    """
    found = await health.check()
    answer = Health.model_validate(found, from_attributes=True)
    return Response(
        answer.model_dump_json(exclude_none=True),
        status_code=200 if found.status == "ready" else 503,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


for _path in ("/healthz", "/readyz"):
    endpoint("GET", _path, answer=Health, open=True, module="", tag="watching")(healthz)
