"""The address bar: which thing a detail page is about."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from cleaning_app.errors import NotFound


def path_id(state: rx.State) -> UUID:
    """The id at the end of the page's path, e.g. of `/clients/0192…`.

    Raises:
        NotFound: what stands there is no id.
    """
    try:
        return UUID(state.router.url.path.rstrip("/").rsplit("/", 1)[-1])
    except ValueError as error:
        raise NotFound("There is nothing at this address.") from error


def asked(state: rx.State, name: str) -> str:
    """A value from the address's query, or an empty string."""
    return dict(state.router.url.query_parameters).get(name, "")[:200]
