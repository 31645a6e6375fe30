"""The day on the map: points and routes from its plan."""

from __future__ import annotations

from collections import Counter

from cleaning_app.components.map import MapPoint
from cleaning_app.services.schedule import Plan

ROUTES = 10
"""Colours a route can have; a larger crew shares them."""


def routes(plan: Plan) -> dict[str, int]:
    """Worker → the colour of their route, from 1."""
    return {str(row.id): n % ROUTES + 1 for n, row in enumerate(plan.rows)}


def points(plan: Plan) -> list[MapPoint]:
    """Every job with a place, once for each of its crew, in the order of their day."""
    colours = routes(plan)
    names = {str(row.id): row.name for row in plan.rows}
    visits: Counter[str] = Counter()
    found: list[MapPoint] = []
    for job in plan.jobs:
        for worker_id in [str(id) for id in job.crew if str(id) in names] or [""]:
            visits[worker_id] += 1
            if job.place is None:
                continue
            found.append(
                MapPoint(
                    id=str(job.id),
                    lat=round(job.place.lat, 5),
                    lng=round(job.place.lng, 5),
                    worker_id=worker_id,
                    worker=names.get(worker_id, ""),
                    route=colours.get(worker_id, 0),
                    order=visits[worker_id],
                    time=job.start[11:].removeprefix("0"),
                    title=job.client,
                    area=job.area,
                )
            )
    return found


def nowhere(plan: Plan) -> int:
    """How many jobs the map cannot show."""
    return sum(1 for job in plan.jobs if job.place is None)
