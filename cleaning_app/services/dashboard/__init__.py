"""The dashboard: today in one look, in at most eight statements."""

from cleaning_app.services.dashboard.load import load
from cleaning_app.services.dashboard.views import (
    Activity,
    Dashboard,
    Kpi,
    Need,
    StripJob,
    StripRow,
    Target,
    Upcoming,
)

__all__ = [
    "Activity",
    "Dashboard",
    "Kpi",
    "Need",
    "StripJob",
    "StripRow",
    "Target",
    "Upcoming",
    "load",
]
