"""The frame around every office page: guard, sidebar, top bar, palette and shortcuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, registry
from cleaning_app.components.handler import SIGNED_IN, handler
from cleaning_app.components.palette import Palette, palette
from cleaning_app.context import Ctx
from cleaning_app.domain import languages
from cleaning_app.services import identities


@dataclass
class PlaceLink:
    """Another organisation the person may switch to."""

    id: str
    name: str


class Shell(rx.State):
    """Who is here, what they may open, and whether this page is one of those."""

    ready: bool = False
    refusal: str = ""
    person: str = ""
    initials: str = ""
    role: str = ""
    language: str = ""
    organisation: str = ""
    mark: str = ""
    places: list[PlaceLink] = []
    routes: list[str] = []
    help_open: bool = False

    @handler(SIGNED_IN)
    async def enter(self, ctx: Ctx, route: str):
        """Runs before a page loads: fills the frame, and lets the page load if it may be seen."""
        page = registry.PAGES.get(route)
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
        self.ready = True
        return None if self.refusal else page.on_load

    def _introduce(self, ctx: Ctx) -> None:
        self.person, self.initials = ctx.actor.name, format.initials(ctx.actor.name)
        self.role = format.words(ctx.actor.role)
        asked = self.router.headers.accept_language
        self.language = languages.choose(ctx.actor.language, asked, ctx.org.language)
        self.organisation, self.mark = ctx.org.name, ctx.org.name[:1].upper()
        self.routes = [p.route for p in registry.in_sidebar() if not _refusal(ctx, p)]

    @handler(SIGNED_IN)
    async def press(self, ctx: Ctx, key: str):
        """A shortcut: the palette, help, or a new booking."""
        if key == "palette":
            return Palette.show
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


def office(page: registry.Page) -> rx.Component:
    """A page in the office frame."""
    content = rx.cond(
        Shell.refusal != "",
        rx.el.div(
            pieces.empty("lock", "Not for your role", Shell.refusal, _home_link()),
            class_name="page",
        ),
        page.view(),
    )
    return rx.el.div(
        rx.el.a("Skip to content", href="#content", class_name="skip-link"),
        rx.el.input(
            type="checkbox", id="nav-open", class_name="sr-only", aria_label="Open navigation"
        ),
        _sidebar(page),
        rx.el.label(html_for="nav-open", class_name="nav-scrim", aria_label="Close navigation"),
        rx.el.div(
            _topbar(page),
            rx.el.main(content, id="content", tab_index=-1, style={"minWidth": "0"}),
            class_name="content",
        ),
        overlay.Keys.create(go=registry.go_keys(), on_key=Shell.press),
        palette(),
        _help(),
        class_name="app",
    )


def _home_link() -> rx.Component:
    return pieces.link_button("Go to the dashboard", "/")


def _sidebar(current: registry.Page) -> rx.Component:
    groups: dict[str, list[registry.Page]] = {}
    for page in registry.in_sidebar():
        groups.setdefault(page.group, []).append(page)
    parts: list[rx.Component] = [_organisation()]
    for name, pages in groups.items():
        routes = [page.route for page in pages]
        some = Shell.routes.contains(routes[0])
        for route in routes[1:]:
            some = some | Shell.routes.contains(route)
        parts.append(rx.cond(some, rx.el.div(name, class_name="nav-group")))
        parts += [_nav_item(page, current) for page in pages]
    parts.append(
        rx.cond(
            Shell.role == "Worker",
            pieces.link(pieces.icon("sun"), "Your day", href="/today", class_name="nav-item"),
        )
    )
    return rx.el.nav(*parts, class_name="sidebar", aria_label="Pages")


def _nav_item(page: registry.Page, current: registry.Page) -> rx.Component:
    on = page.route == current.name
    link = pieces.link(
        pieces.icon(page.icon),
        page.title,
        href=page.route,
        class_name="nav-item on" if on else "nav-item",
        custom_attrs={"aria-current": "page"} if on else {},
    )
    return rx.cond(Shell.routes.contains(page.route), link)


def _organisation() -> rx.Component:
    """The organisation's name; a menu when there are others to switch to."""
    name = [
        rx.el.span(Shell.mark, class_name="mark", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(Shell.organisation, class_name="truncate"),
    ]
    switch = rx.el.details(
        rx.el.summary(
            *name,
            rx.el.span(pieces.icon("chevrons-up-down", 14), class_name="push faint"),
            title="Switch organisation",
        ),
        forms.PostForm.create(
            rx.foreach(
                Shell.places,
                lambda place: rx.el.button(
                    place.name, name="organisation", value=place.id, type="submit"
                ),
            ),
            action="/session/organisation",
            class_name="menu-list left",
        ),
        class_name="org",
    )
    alone = rx.el.div(rx.el.div(*name, class_name="org-name"), class_name="org")
    return rx.cond(Shell.places.length() > 0, switch, alone)


def _topbar(page: registry.Page) -> rx.Component:
    crumbs: list[Any] = []
    if page.parent and (parent := registry.PAGES.get(page.parent)):
        crumbs += [pieces.link(parent.title, href=parent.route), "›"]
    crumbs.append(rx.el.span(page.title, custom_attrs={"aria-current": "page"}))
    return rx.el.header(
        rx.el.label(
            pieces.icon("menu", 18),
            html_for="nav-open",
            class_name="btn icon quiet only-phone",
            title="Pages",
        ),
        rx.el.nav(*crumbs, class_name="crumbs", aria_label="Breadcrumb"),
        rx.el.button(
            pieces.icon("search", 14),
            rx.el.span("Search or jump to…", class_name="words"),
            rx.el.kbd("Ctrl K", custom_attrs={"aria-hidden": "true"}),
            class_name="search-box",
            type="button",
            on_click=Palette.show,
        ),
        _person(),
        class_name="topbar",
    )


def _person() -> rx.Component:
    return pieces.menu(
        pieces.avatar(Shell.initials),
        rx.el.div(
            rx.el.div(Shell.person, class_name="strong"),
            rx.el.div(Shell.role, class_name="faint"),
            class_name="menu-head",
        ),
        rx.el.hr(),
        pieces.link(pieces.icon("user"), "Your account", href="/account"),
        rx.el.button(
            pieces.icon("sun-moon"),
            rx.color_mode_cond(light="Dark theme", dark="Light theme"),
            type="button",
            on_click=rx.toggle_color_mode,
        ),
        rx.el.button(
            pieces.icon("keyboard"),
            "Shortcuts",
            type="button",
            custom_attrs={"data-close": "true"},
            on_click=Shell.press("help"),
        ),
        rx.el.hr(),
        forms.PostForm.create(
            rx.el.button(pieces.icon("log-out"), "Sign out", type="submit"),
            action="/session/end",
        ),
        text=Shell.initials + ", your menu",
    )


_SHORTCUTS = (
    ("Search or jump to", "Ctrl K"),
    ("New booking", "N"),
    ("Find in this list", "/"),
    ("Next and previous row", "J K"),
    ("Close", "Esc"),
    ("This list", "?"),
)


def _help() -> rx.Component:
    go = [
        (f"Go to {registry.PAGES[r].title}", f"G {k.upper()}")
        for k, r in registry.go_keys().items()
    ]
    lines: list[rx.Component] = []
    for words, keys in [*_SHORTCUTS, *go]:
        lines += [rx.el.span(words), rx.el.kbd(keys)]
    return overlay.dialog(
        Shell.help_open,
        Shell.close_help,
        "Shortcuts",
        rx.el.div(*lines, class_name="shortcuts"),
        label="Keyboard shortcuts",
    )
