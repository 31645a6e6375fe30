"""Imports every module that declares routes, so that the list of them is complete."""

from __future__ import annotations

from cleaning_app.api import (
    bookings,
    budgets,
    calendar,
    clients,
    document,
    downloads,
    expenses,
    finance,
    health,
    invoices,
    monitoring,
    optimiser,
    payments,
    payroll,
    performance,
    phone,
    photos,
    queue,
    receipts,
    recurring_expenses,
    series,
    session,
    setup,
    tokens,
    workers,
)
from cleaning_app.api.endpoint import ENDPOINTS

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

__all__ = [
    "ENDPOINTS",
    "METHODS",
    "bookings",
    "budgets",
    "calendar",
    "clients",
    "document",
    "downloads",
    "expenses",
    "finance",
    "health",
    "invoices",
    "monitoring",
    "optimiser",
    "payments",
    "payroll",
    "performance",
    "phone",
    "photos",
    "queue",
    "receipts",
    "recurring_expenses",
    "series",
    "session",
    "setup",
    "tokens",
    "workers",
]
