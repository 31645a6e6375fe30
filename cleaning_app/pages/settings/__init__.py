"""Settings: how the company works. A section is a module here and a line in `sections.py`."""

from cleaning_app.pages.settings import (
    checklists,
    company,
    hours,
    modules,
    overview,
    payments,
    people,
    policies,
    prices,
    teams,
)

__all__ = [
    "checklists",
    "company",
    "hours",
    "modules",
    "overview",
    "payments",
    "people",
    "policies",
    "prices",
    "teams",
]
