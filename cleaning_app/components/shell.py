"""Who is here and what they may open: the guard in front of every page that needs a sign-in."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import creating, format, registry
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.context import Ctx
from cleaning_app.domain import languages
from cleaning_app.services import attention, identities


@dataclass
class PlaceLink:
    """Another organisation the person may switch to."""

    id: str
    name: str


class Shell(rx.State):
    """Who is here, what they may open, and whether this page is one of those."""

    ready: bool = False
    in_office: bool = False
    refusal: str = ""
    person: str = ""
    initials: str = ""
    role: str = ""
    language: str = ""
    organisation: str = ""
    mark: str = ""
    places: list[PlaceLink] = []
    routes: list[str] = []
    counts: dict[str, str] = {}
    hints: dict[str, str] = {}
    creations: list[str] = []
    help_open: bool = False
    came_back: bool = False
    """The line was cut and is back, and the page is the one it was: what was begun there stands."""
    _entered: tuple[str, str] = ("", "")

    @handler(SIGNED_IN)
    async def enter(self, ctx: Ctx, route: str):
        """Runs before a page loads: fills the frame, and lets the page load if it may be seen."""
        page = registry.PAGES.get(route)
        address, line = str(self.router.url), self.router.session.session_id
        before, self._entered = self._entered, (address, line)
        self.came_back = before[0] == address and before[1] != line
        if page is None:
            return None
        if ctx.actor.must_change_password and route != "/account":
            return rx.redirect("/account")
        if (home := _home_instead(ctx, page)) is not None:
            return rx.redirect(home)
        self._introduce(ctx)
        self.places = [
            PlaceLink(str(place.id), place.name)
            for place in await identities.places(ctx)
            if place.id != ctx.org.id
        ]
        self.refusal = _refusal(ctx, page)
        await self._count(ctx)
        self.in_office, self.help_open = ctx.actor.role != "worker", False
        self.ready = True
        return None if self.refusal else page.on_load

    def _introduce(self, ctx: Ctx) -> None:
        self.person, self.initials = ctx.actor.name, format.initials(ctx.actor.name)
        self.role = format.words(ctx.actor.role)
        asked = self.router.headers.accept_language
        self.language = languages.choose(ctx.actor.language, asked, ctx.org.language)
        self.organisation, self.mark = ctx.org.name, ctx.org.name[:1].upper()
        office = [page for page in registry.PAGES.values() if page.audience == "office"]
        self.routes = [page.route for page in office if not _refusal(ctx, page)]

        self.creations = [one.thing for one in creating.allowed(ctx)]

    async def _count(self, ctx: Ctx) -> None:
        """The numbers in the sidebar, each with the words that say what it counts."""
        if not ctx.can("core.view"):
            return
        found = await attention.waiting(ctx)
        shown = {
            "/schedule": (found.unassigned, "without a crew in the coming days"),
            "/invoices": (
                found.overdue + found.disputed,
                "overdue, or disputed" if found.disputed else "overdue",
            ),
            "/finance": (found.over_budget, "over budget"),
        }
        self.counts = {route: f"{number:,}" for route, (number, _) in shown.items() if number}
        self.hints = {route: f"{number:,} {words}" for route, (number, words) in shown.items()}

    @handler(SIGNED_IN)
    async def press(self, ctx: Ctx, key: str):
        """A shortcut: help, or a new booking."""
        if key == "help":
            self.help_open = True
        if key == "new" and ctx.can("bookings.edit"):
            return rx.redirect("/bookings/new")
        return None

    @handler(SIGNED_IN)
    async def close_help(self, ctx: Ctx):
        """Close the list of shortcuts."""
        self.help_open = False


def _home_instead(ctx: Ctx, page: registry.Page) -> str | None:
    """Workers live on the phone's pages, everyone else in the office."""
    is_worker = ctx.actor.role == "worker"
    if is_worker and page.audience == "office" and page.permission != SIGNED_IN:
        return "/today"
    if page.audience == "worker" and ctx.actor.worker_id is None:
        return "/"
    return None


def _refusal(ctx: Ctx, page: registry.Page) -> str:
    if page.module and not ctx.org.has(page.module):
        return "This part is switched off for your organisation. An owner can switch it on."
    if page.permission and page.permission != SIGNED_IN and not ctx.can(page.permission):
        return "Your role can't open this page. Ask an owner or admin if you need it."
    return ""
