"""A map of a day's jobs: a point for each, a route for each worker in their colour.

The browser side is `assets/map/`; leaflet comes with it, and only to pages that show a map. Without
`tiles` it draws points, routes and names of areas on a plain ground; with them it draws the tiles
beneath. Below it stands the same as a list, for who uses no pointer: every stop of every worker in
order. A job that is pointed at lights up on the board too, and the other way round.

**For tests.** Points are `.mp-pin` with `data-id`, `is-open` while nobody is on them; routes are
`path.mp-route` with `data-worker`; the list's stops are buttons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx
from reflex.event import passthrough_event_spec

from cleaning_app.settings import get_settings


@dataclass
class MapPoint:
    """A job of one worker; with a crew of two it is two of these with one id.

    `route` is the worker's colour (`--route-1` …), 0 while nobody is on it; `order` counts their day.
    A point that `moved` has a ring around it.
    """

    id: str
    lat: float
    lng: float
    worker_id: str
    worker: str
    route: int
    order: int
    time: str
    title: str
    area: str
    moved: bool = False


@dataclass
class MapTiles:
    """Where the ground comes from ("" for a plain one), and whose it is."""

    url: str = ""
    attribution: str = ""


class JobMap(rx.Component):
    """See the module's first lines. Fills its parent, which must have a height."""

    library = "$/public/map/map.jsx"
    tag = "JobMap"
    lib_dependencies: ClassVar[list[str]] = ["leaflet@1.9.4"]

    points: rx.Var[list[MapPoint]]
    tiles: rx.Var[MapTiles]
    nowhere: rx.Var[int]  # how many jobs have no place yet
    place: rx.Var[str]  # what the points are of; another one is looked at as a whole
    selected: rx.Var[str]
    label: rx.Var[str]

    on_select: rx.EventHandler[passthrough_event_spec(str)]


job_map = JobMap.create


def tiles() -> MapTiles:
    """The ground this installation has."""
    settings = get_settings()
    if settings.map_tile_url is None:
        return MapTiles()
    return MapTiles(settings.map_tile_url, settings.map_tile_attribution)
