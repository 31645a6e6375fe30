"""Visits that come back: series, the visits made from them, and what does not fit."""

from cleaning_app.services.series.create import create, from_booking
from cleaning_app.services.series.terms import Terms
from cleaning_app.services.series.views import Filled, Made

__all__ = ["Filled", "Made", "Terms", "create", "from_booking"]
