"""Settings: how the company works. A section is a module here and a line in `sections.py`."""

from cleaning_app.pages.settings import (
    billing,
    checklists,
    company,
    hours,
    modules,
    overview,
    payments,
    people,
    policies,
    prices,
    taxes,
    teams,
)

__all__ = [
    "billing",
    "checklists",
    "company",
    "hours",
    "modules",
    "overview",
    "payments",
    "people",
    "policies",
    "prices",
    "taxes",
    "teams",
]
