"""How far it is between the places of a day: the one seam a map service will be plugged into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cleaning_app.domain.routing.problem import Matrix
from cleaning_app.domain.travel import (
    DRIVING_KMH,
    EARTH_RADIUS_KM,
    LEAST_DRIVE_MINUTES,
    Place,
)


def between(places: Sequence[Place | None]) -> tuple[Matrix, Matrix]:
    """Minutes and metres from each place to each, by the rule of `domain.travel`.

    The same place, and a place nobody knows, are no way at all. All pairs at once in numpy: a
    hundred thousand calls would keep the process from everything else for a quarter of a second.
    """
    known = np.array([place is not None for place in places], dtype=bool)
    lat, lng = (
        np.radians([0.0 if place is None else getattr(place, name) for place in places])
        for name in ("lat", "lng")
    )
    chord: Any = np.sin((lat[None, :] - lat[:, None]) / 2) ** 2
    chord = chord + np.cos(lat[:, None]) * np.cos(lat[None, :]) * (
        np.sin((lng[None, :] - lng[:, None]) / 2) ** 2
    )
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    apart = known[:, None] & known[None, :] & ((lat[:, None] != lat) | (lng[:, None] != lng))
    minutes = np.maximum(LEAST_DRIVE_MINUTES, np.ceil(km / DRIVING_KMH * 60)) * apart
    return _plain(minutes), _plain(np.round(km * 1000) * apart)


def _plain(matrix: Any) -> Matrix:
    return tuple(tuple(row) for row in matrix.astype(int).tolist())
