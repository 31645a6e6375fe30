"""Who may do what: the catalogue of permissions and the built-in roles (deploy/docs/permissions.md)."""

from __future__ import annotations

from typing import Final

CATALOGUE: Final[dict[str, str]] = {
    "core.view": "Open the office dashboard",
    "bookings.view": "See bookings and the schedule",
    "bookings.edit": "Create, change and cancel bookings",
    "bookings.assign": "Put workers on bookings",
    "bookings.status": "Start, finish and close bookings",
    "schedule.blocking.manage": "Block time: vacation, sickness, holidays",
    "contacts.view": "See clients",
    "contacts.edit": "Create and change clients",
    "leads.view": "See leads",
    "leads.edit": "Work on leads",
    "invoices.view": "See invoices",
    "invoices.edit": "Create, send and void invoices",
    "payments.record": "Record payments and refunds",
    "finance.view": "See finance, pay and GST",
    "finance.manage": "Enter expenses and instalments, approve pay, file GST",
    "pricing.manage": "Change services and prices",
    "policies.manage": "Change booking policies",
    "quality.view": "See surveys and issues",
    "quality.manage": "Work on surveys and issues",
    "settings.manage": "Change the organisation's settings, import books",
    "users.manage": "Manage workers, users and roles",
    "exports.run": "Download data",
    "reports.view": "See reports",
    "audit.view": "Read the audit log",
    "admin.manage": "See the system page, replay dead letters",
}
"""Every permission and what it lets a person do. Custom roles pick from these."""

OWN_BOOKINGS: Final = "bookings.own"
"""What a worker has instead of `bookings.view`: their own bookings, view and status. Not in the
catalogue, so no custom role can mix it with office permissions."""

_EVERYTHING = frozenset(CATALOGUE)

ROLES: Final[dict[str, frozenset[str]]] = {
    "owner": _EVERYTHING,
    "admin": _EVERYTHING,
    "dispatcher": frozenset(
        {
            "core.view",
            "bookings.view",
            "bookings.edit",
            "bookings.assign",
            "bookings.status",
            "schedule.blocking.manage",
            "contacts.view",
            "contacts.edit",
            "leads.view",
            "leads.edit",
            "quality.view",
            "reports.view",
        }
    ),
    "accountant": frozenset(
        {
            "core.view",
            "bookings.view",
            "invoices.view",
            "invoices.edit",
            "payments.record",
            "finance.view",
            "finance.manage",
            "exports.run",
            "reports.view",
        }
    ),
    "viewer": frozenset(
        {"core.view", "bookings.view", "contacts.view", "invoices.view", "reports.view"}
    ),
    "worker": frozenset({OWN_BOOKINGS}),
}
"""The built-in roles. Only an owner appoints owners; `viewer` sees contacts masked."""

OFFICE_ROLES: Final = frozenset(ROLES) - {"worker"}
"""Roles that open the office pages; their passwords must be longer and may need a second factor."""


def permissions_of(role: str, custom: frozenset[str] | None = None) -> frozenset[str]:
    """What a membership may do: the custom role's picks if it has one, else the built-in set."""
    if custom is not None:
        return custom & _EVERYTHING
    return ROLES.get(role, frozenset())
