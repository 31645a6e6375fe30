"""Imports every module that declares routes, so that the list of them is complete."""

from __future__ import annotations

from cleaning_app.api import document, health, monitoring, session, setup, tokens
from cleaning_app.api.endpoint import ENDPOINTS

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

__all__ = [
    "ENDPOINTS",
    "METHODS",
    "document",
    "health",
    "monitoring",
    "session",
    "setup",
    "tokens",
]
