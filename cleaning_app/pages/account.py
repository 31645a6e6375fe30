"""One's own account: password, and where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, local, pieces, toast, words
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.components.registry import page
from cleaning_app.components.shell import Shell
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


class AccountState(words.Spoken, rx.State):
    """The signed-in person's own settings."""

    devices: list[DeviceRow] = []
    must_change: bool = False
    problem: str = ""

    @handler(SIGNED_IN)
    async def load(self, ctx: Ctx):
        """List the live sessions."""
        self.must_change, self.problem = ctx.actor.must_change_password, ""
        language = _language(self, ctx)
        self.devices = [
            DeviceRow(
                str(device.id),
                _browser(language, device.user_agent),
                words.say(
                    language,
                    "account_seen",
                    when=local.ago(language, device.last_seen_at, ctx.now()),
                ),
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
            self.problem = words.refusal(_language(self, ctx), refusal)
            return None
        return rx.call_script("location.href = '/sign-in?said=changed'")

    @handler(SIGNED_IN)
    async def end(self, ctx: Ctx, device_id: UUID):
        """Sign out one device."""
        await sessions.end(ctx, device_id)
        self.devices = [device for device in self.devices if device.id != str(device_id)]
        return toast.done(words.say(_language(self, ctx), "account_ended"))

    @handler(SIGNED_IN)
    async def end_all(self, ctx: Ctx):
        """Sign out everywhere, here too."""
        await sessions.sign_out_everywhere(ctx)
        return rx.call_script("location.href = '/sign-in?error=ended'")


def _language(state: rx.State, ctx: Ctx) -> str:
    """The worker's own; the office speaks English."""
    return words.language(state, ctx) if ctx.actor.role == "worker" else "en"


def _browser(language: str, user_agent: str) -> str:
    """Firefox on Windows, from a user agent string; good enough to recognise one's own."""
    names = ("Edg", "Firefox", "Chrome", "Safari")
    systems = ("iPhone", "Android", "Windows", "Mac", "Linux")
    unknown = words.say(language, "account_browser")
    name = next((n for n in names if n in user_agent), unknown).replace("Edg", "Edge")
    system = next((s for s in systems if s in user_agent), "")
    return words.say(language, "account_on", browser=name, system=system) if system else name


@page(
    "/account",
    title="Your account",
    permission=SIGNED_IN,
    audience="everyone",
    parent="/me",
    on_load=AccountState.load,
)
def account() -> rx.Component:
    s = AccountState
    return rx.el.div(
        rx.cond(Shell.in_office, pieces.page_head("Your account"), _phone_head()),
        rx.cond(s.must_change, pieces.warning(words.here("account_temporary"))),
        rx.el.div(
            pieces.card(
                words.here("account_password"), rx.el.div(_password(), class_name="card-body")
            ),
            pieces.card(
                words.here("account_devices"),
                rx.el.div(rx.foreach(s.devices, _device), class_name="lines"),
                action=pieces.button(words.here("account_end_all"), on_click=s.end_all),
            ),
            class_name="two",
        ),
        class_name="page",
    )


def _phone_head() -> rx.Component:
    return rx.el.div(
        pieces.link("‹ ", words.text("me"), href="/me", class_name="muted back"),
        rx.el.h1(words.text("account")),
        class_name="phone-head",
    )


def _password() -> rx.Component:
    return forms.form(
        forms.field(
            words.here("account_current"),
            forms.text_input(
                "current", type="password", required=True, auto_complete="current-password"
            ),
        ),
        forms.field(
            words.here("account_new"),
            forms.text_input("new", type="password", required=True, auto_complete="new-password"),
            problem=AccountState.problem,
            help=rx.cond(
                Shell.in_office,
                rx.fragment("At least 12 characters; a few unusual words do well."),
                words.text("account_new_help"),
            ),
        ),
        on_submit=AccountState.change_password,
        submit=words.here("account_change"),
    )


def _device(device: DeviceRow) -> rx.Component:
    return rx.el.div(
        pieces.icon("monitor-smartphone", 16),
        rx.el.div(
            rx.el.div(device.browser, class_name="strong"),
            rx.el.div(device.seen, class_name="faint"),
            class_name="grow",
        ),
        rx.cond(
            device.current,
            pieces.badge(words.here("account_this"), "green"),
            pieces.button(
                words.here("account_end"),
                on_click=AccountState.end(device.id),
                aria_label=rx.cond(Shell.in_office, "Sign out", words.attribute("account_end"))
                + ": "
                + device.browser,
            ),
        ),
    )
