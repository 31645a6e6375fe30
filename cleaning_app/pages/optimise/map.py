"""A proposal on the map: every crew in one colour, now and as planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaning_app.components import format
from cleaning_app.components.map import MapPoint
from cleaning_app.context import Ctx
from cleaning_app.services.optimisation import MapStop, OnMap

ROUTES = 10
"""Colours a route can have."""


def points(ctx: Ctx, shown: OnMap, *, planned: bool, day: int = 0) -> list[MapPoint]:
    """The points of one day, before or after; a crew has one colour in both."""
    colours = _colours((*shown.before, *shown.after))
    stops = _of(shown, planned=planned, day=day)
    return [_point(ctx, stop, colours) for stop in stops if stop.lat is not None]


def nowhere(shown: OnMap, day: int = 0) -> int:
    """How many stops of a day have no place."""
    return sum(stop.lat is None for stop in _of(shown, planned=True, day=day))


def _of(shown: OnMap, *, planned: bool, day: int) -> Sequence[MapStop]:
    return [stop for stop in (shown.after if planned else shown.before) if stop.day == day]


def _colours(stops: Iterable[MapStop]) -> dict[str, int]:
    crews = sorted({(stop.who, stop.crew) for stop in stops if stop.crew})
    return {crew: n % ROUTES + 1 for n, (_, crew) in enumerate(crews)}


def _point(ctx: Ctx, stop: MapStop, colours: dict[str, int]) -> MapPoint:
    return MapPoint(
        id=stop.stop,
        lat=round(stop.lat or 0.0, 5),
        lng=round(stop.lng or 0.0, 5),
        worker_id=stop.crew,
        worker=stop.who,
        route=colours.get(stop.crew, 0),
        order=stop.order,
        time=format.time(stop.starts_at, ctx.zone),
        title=stop.client,
        area=stop.area,
        moved=stop.moved,
    )
