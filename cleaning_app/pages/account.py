"""One's own account: password, and where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, pieces, toast
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import AppError
from cleaning_app.services import members, sessions


@dataclass
class DeviceRow:
    """A browser one is signed in with."""

    id: str
    browser: str
    seen: str
    current: bool


class AccountState(rx.State):
    """The signed-in person's own settings."""

    devices: list[DeviceRow] = []
    must_change: bool = False
    problem: str = ""

    @handler(SIGNED_IN)
    async def load(self, ctx: Ctx):
        """List the live sessions."""
        self.must_change, self.problem = ctx.actor.must_change_password, ""
        self.devices = [
            DeviceRow(
                str(device.id),
                _browser(device.user_agent),
                format.ago(device.last_seen_at, ctx.now()),
                device.current,
            )
            for device in await sessions.devices(ctx)
        ]

    @handler(SIGNED_IN)
    async def change_password(self, ctx: Ctx, form: dict[str, Any]):
        """Change the password; every session ends, so the person signs in again."""
        try:
            await members.change_own_password(
                ctx, str(form.get("current", ""))[:200], str(form.get("new", ""))[:200]
            )
        except AppError as refusal:
            self.problem = refusal.detail
            return None
        return rx.call_script("location.href = '/sign-in?said=changed'")

    @handler(SIGNED_IN)
    async def end(self, ctx: Ctx, device_id: UUID):
        """Sign out one device."""
        await sessions.end(ctx, device_id)
        self.devices = [device for device in self.devices if device.id != str(device_id)]
        return toast.done("That device is signed out.")

    @handler(SIGNED_IN)
    async def end_all(self, ctx: Ctx):
        """Sign out everywhere, here too."""
        await sessions.sign_out_everywhere(ctx)
        return rx.call_script("location.href = '/sign-in?error=ended'")


def _browser(user_agent: str) -> str:
    """Firefox on Windows, from a user agent string; good enough to recognise one's own."""
    names = ("Edg", "Firefox", "Chrome", "Safari")
    systems = ("iPhone", "Android", "Windows", "Mac", "Linux")
    name = next((n for n in names if n in user_agent), "A browser").replace("Edg", "Edge")
    system = next((s for s in systems if s in user_agent), "")
    return f"{name} on {system}" if system else name


@page(
    "/account",
    title="Your account",
    permission=SIGNED_IN,
    audience="everyone",
    parent="/me",
    on_load=AccountState.load,
)
def account() -> rx.Component:
    return rx.el.div(
        pieces.page_head("Your account"),
        rx.cond(
            AccountState.must_change,
            pieces.warning("Your password is a temporary one. Choose your own to go on."),
        ),
        rx.el.div(
            pieces.card("Password", rx.el.div(_password(), class_name="card-body")),
            pieces.card(
                "Signed in on",
                rx.el.div(rx.foreach(AccountState.devices, _device), class_name="lines"),
                action=pieces.button("Sign out everywhere", on_click=AccountState.end_all),
            ),
            class_name="two",
        ),
        class_name="page",
    )


def _password() -> rx.Component:
    return forms.form(
        forms.field(
            "Current password",
            forms.text_input(
                "current", type="password", required=True, auto_complete="current-password"
            ),
        ),
        forms.field(
            "New password",
            forms.text_input("new", type="password", required=True, auto_complete="new-password"),
            problem=AccountState.problem,
            help="At least 12 characters; a few unusual words do well.",
        ),
        on_submit=AccountState.change_password,
        submit="Change password",
    )


def _device(device: DeviceRow) -> rx.Component:
    return rx.el.div(
        pieces.icon("monitor-smartphone", 16),
        rx.el.div(
            rx.el.div(device.browser, class_name="strong"),
            rx.el.div("Last seen ", device.seen, class_name="faint"),
            class_name="grow",
        ),
        rx.cond(
            device.current,
            pieces.badge("This one", "green"),
            pieces.button("Sign out", on_click=AccountState.end(device.id)),
        ),
    )
