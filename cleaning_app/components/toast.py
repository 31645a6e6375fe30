"""Short messages at the bottom of the screen: what was done (with undo), what was refused."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.errors import AppError

UNDO_MILLISECONDS = 30_000
FAILED = "Something went wrong on our side. Nothing was saved; please try again."


def done(
    message: str, *, undo: Any = None, label: str = "Undo", also: tuple[str, Any] | None = None
) -> Any:
    """Confirm a write; `undo` is the event that reverses it, offered for 30 seconds. `also` is one
    more thing to do: what its button says, and its event."""
    if undo is None:
        return rx.toast(message, duration=5_000)
    more = {"cancel": {"label": also[0], "on_click": also[1]}} if also else {}
    return rx.toast(
        message,
        action={"label": label, "on_click": undo},
        duration=UNDO_MILLISECONDS,
        **more,
    )


def refused(error: AppError) -> Any:
    """Say why something was not done, and which fields are wrong."""
    told = dict.fromkeys(problem.message for problem in error.errors)
    details = " ".join(message for message in told if message != error.detail)
    if not details:
        return rx.toast.error(error.detail, duration=9_000)
    return rx.toast.error(error.detail, description=details, duration=12_000)


def failed() -> Any:
    """For a fault of ours: nothing was saved, and trying again is safe."""
    return rx.toast.error(FAILED, duration=9_000)


class ToastFocus(rx.Component):
    """Gives the keyboard back when its toast goes away; see assets/ui/toasts.jsx."""

    library = "$/public/ui/toasts.jsx"
    tag = "ToastFocus"


def provider() -> rx.Component:
    """The place toasts appear in; the app has one."""
    place = rx.toast.provider(position="bottom-center", visible_toasts=3, expand=True)
    return rx.fragment(place, ToastFocus.create())
