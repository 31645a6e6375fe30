"""For whom: a client that is found, or one made together with the booking."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.booking.client import client_fields


def client_card(s: Any) -> rx.Component:
    """Find a client, or type a new one."""
    return pieces.card("Client", rx.el.div(client_fields(s), class_name="card-body stack"))
