"""How far and how long, when no map service answers."""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0088
DRIVING_KMH = 35
LEAST_DRIVE_MINUTES = 5


class Place(NamedTuple):
    """A point on the map, in degrees."""

    lat: float
    lng: float


def haversine_km(start: Place, end: Place) -> float:
    """The great-circle distance between two places, in kilometres."""
    lat_from, lat_to = radians(start.lat), radians(end.lat)
    half_lat = (lat_to - lat_from) / 2
    half_lng = radians(end.lng - start.lng) / 2
    chord = sin(half_lat) ** 2 + cos(lat_from) * cos(lat_to) * sin(half_lng) ** 2
    # Antipodes can round a hair above one, where asin has no answer.
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def drive_minutes(km: float) -> int:
    """Whole minutes to drive a distance through town: 35 km/h, rounded up, never under five."""
    return max(LEAST_DRIVE_MINUTES, ceil(km / DRIVING_KMH * 60))


def drive_between(start: Place, end: Place) -> int:
    """Whole minutes to drive from one place to another by the same rule."""
    return drive_minutes(haversine_km(start, end))
