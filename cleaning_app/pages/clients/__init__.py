"""Clients: the list, one client's page, and the form both use."""

from cleaning_app.pages.clients import detail, overview

__all__ = ["detail", "overview"]
