"""Visits that come back: series, the visits made from them, and what does not fit."""

from cleaning_app.services.series import conflicts
from cleaning_app.services.series.change import carry, change, take_back
from cleaning_app.services.series.create import create, from_booking
from cleaning_app.services.series.discard import discard
from cleaning_app.services.series.extras import Weight, weigh_extras
from cleaning_app.services.series.find import STATES, find
from cleaning_app.services.series.get import get, of_booking
from cleaning_app.services.series.preview import preview
from cleaning_app.services.series.stop import (
    attach,
    detach,
    end,
    pause,
    reopen,
    resume,
    skip,
    unskip,
)
from cleaning_app.services.series.terms import Terms
from cleaning_app.services.series.views import (
    Changed,
    Conflict,
    Filled,
    Made,
    Membership,
    Preview,
    SeriesDay,
    SeriesDetail,
    SeriesRow,
    Stopped,
    Undo,
)

__all__ = [
    "STATES",
    "Changed",
    "Conflict",
    "Filled",
    "Made",
    "Membership",
    "Preview",
    "SeriesDay",
    "SeriesDetail",
    "SeriesRow",
    "Stopped",
    "Terms",
    "Undo",
    "Weight",
    "attach",
    "carry",
    "change",
    "conflicts",
    "create",
    "detach",
    "discard",
    "end",
    "find",
    "from_booking",
    "get",
    "of_booking",
    "pause",
    "preview",
    "reopen",
    "resume",
    "skip",
    "take_back",
    "unskip",
    "weigh_extras",
]
