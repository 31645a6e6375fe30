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
    return known_id(state.router.url.path.rstrip("/").rsplit("/", 1)[-1])


def known_id(text: object) -> UUID:
    """An id that a State, a form or an address holds.

    Raises:
        NotFound: it is none, because nothing is open or a link is broken.
    """
    try:
        return UUID(str(text))
    except ValueError as error:
        raise NotFound("That is not here. Open it again from its list.") from error


def asked(state: rx.State, name: str) -> str:
    """A value from the address's query, or an empty string."""
    return dict(state.router.url.query_parameters).get(name, "")[:200]
