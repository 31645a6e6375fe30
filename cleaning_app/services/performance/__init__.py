"""How each worker's work went: jobs, hours, punctuality, what came of it."""

from cleaning_app.services.performance.read import everyone, one
from cleaning_app.services.performance.views import Detail, Late, Overrun, Performance, Week

__all__ = ["Detail", "Late", "Overrun", "Performance", "Week", "everyone", "one"]
