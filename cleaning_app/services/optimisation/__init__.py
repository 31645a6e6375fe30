"""The optimiser: asking for a better day or for stand-ins, looking at a proposal, carrying it out."""

from cleaning_app.services.optimisation.applying import Applied, apply, undo
from cleaning_app.services.optimisation.executing import Claimed, claim, execute, waiting
from cleaning_app.services.optimisation.forgetting import forget_old
from cleaning_app.services.optimisation.runs import (
    CHANNEL,
    MODULE,
    cancel,
    enough,
    get,
    other_crews,
    recent,
    start,
    worker_out,
)
from cleaning_app.services.optimisation.views import (
    Call,
    CrewRoute,
    LeftOut,
    Move,
    OtherCrew,
    Proposal,
    Run,
    Spot,
    Totals,
)
from cleaning_app.services.optimisation.wishes import (
    MOST_DAYS,
    MOVES,
    OVERTIMES,
    SECONDS,
    SHIFTS,
    Wishes,
)

__all__ = [
    "CHANNEL",
    "MODULE",
    "MOST_DAYS",
    "MOVES",
    "OVERTIMES",
    "SECONDS",
    "SHIFTS",
    "Applied",
    "Call",
    "Claimed",
    "CrewRoute",
    "LeftOut",
    "Move",
    "OtherCrew",
    "Proposal",
    "Run",
    "Spot",
    "Totals",
    "Wishes",
    "apply",
    "cancel",
    "claim",
    "enough",
    "execute",
    "forget_old",
    "get",
    "other_crews",
    "recent",
    "start",
    "undo",
    "waiting",
    "worker_out",
]
