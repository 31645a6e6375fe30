"""The sections of Settings; a new one is a line here and a page beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import reflex as rx

from cleaning_app.components import pieces


@dataclass(frozen=True)
class Section:
    """One page of Settings, what it is for, and who may open it."""

    route: str
    title: str
    icon: str
    about: str
    permission: str


SECTIONS: Final = [
    Section(
        "/settings/company",
        "Company",
        "building-2",
        "Name, GST number and reporting, when invoices are due",
        "settings.manage",
    ),
    Section(
        "/settings/hours",
        "Hours & holidays",
        "clock",
        "Business hours, buffer, holidays, pay period, overtime",
        "settings.manage",
    ),
    Section(
        "/settings/people",
        "People",
        "user-cog",
        "Who signs in, as what, and new passwords",
        "users.manage",
    ),
    Section(
        "/settings/teams",
        "Teams and skills",
        "users",
        "Who works together, and what people can do",
        "users.manage",
    ),
    Section(
        "/settings/prices",
        "Services & prices",
        "tags",
        "What you sell, what it costs, what a home comes to",
        "pricing.manage",
    ),
    Section(
        "/settings/checklists",
        "Checklists",
        "list-checks",
        "What crews tick off at a visit, for each service",
        "settings.manage",
    ),
    Section(
        "/settings/policies",
        "Policies",
        "shield-check",
        "Deposits, cancelling, moving a visit, risk, notice",
        "policies.manage",
    ),
    Section(
        "/settings/payments",
        "Payments",
        "credit-card",
        "Cards through Stripe: what is on, and when it was last heard of",
        "settings.manage",
    ),
    Section(
        "/settings/billing",
        "Billing",
        "receipt-text",
        "Invoices that write themselves, reminders",
        "settings.manage",
    ),
    Section(
        "/settings/taxes",
        "Taxes",
        "percent",
        "Tax codes, their rates, and from when they count",
        "settings.manage",
    ),
    Section(
        "/settings/modules",
        "Modules",
        "toggle-right",
        "What this company uses; the rest is out of the way",
        "settings.manage",
    ),
]


def sections(current: str) -> rx.Component:
    """Links between the pages of Settings."""
    return pieces.tabs([(one.route, one.title) for one in SECTIONS], current)
