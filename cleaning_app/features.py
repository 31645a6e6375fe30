"""Feature modules: what an organisation can switch on and off, and what is on to begin with."""

from __future__ import annotations

from typing import Final

MODULES: Final[dict[str, bool]] = {
    "module.dashboard": True,
    "module.schedule": True,
    "module.invoices": True,
    "module.quality": True,
    "module.teams": True,
    "module.analytics": True,
    "module.finance": True,
    "module.pricing": True,
    "module.marketing": True,
    "module.leads": False,
    "module.inventory": True,
    "module.training": True,
    "module.notifications_center": True,
    "module.settings": True,
    "module.integrations": True,
    "module.api": True,
    "integrations.google_calendar": False,
    "integrations.accounting.quickbooks": False,
    "integrations.maps": False,
    "dashboard.weather_traffic": True,
    "notifications_center.rules_builder": True,
    "leads.nurture": False,
    "leads.scoring": True,
    "schedule.optimization": True,
    "quality.nps": False,
    "quality.photo_evidence": True,
}
"""Key → on when an organisation has said nothing. A sub-feature also needs its module."""

_PARENTS: Final[dict[str, str]] = {
    "integrations": "module.integrations",
    "dashboard": "module.dashboard",
    "notifications_center": "module.notifications_center",
    "leads": "module.leads",
    "schedule": "module.schedule",
    "quality": "module.quality",
}


def enabled(key: str, switched: dict[str, bool]) -> bool:
    """Whether `key` is on for an organisation that has switched the keys in `switched`.

    A sub-feature (`leads.nurture`) is off whenever its module (`module.leads`) is.
    Unknown keys are off.
    """
    if key not in MODULES or not switched.get(key, MODULES[key]):
        return False
    parent = _PARENTS.get(key.split(".")[0])
    return parent is None or parent == key or enabled(parent, switched)
