"""Saved views of a page: a menu that opens, names, shares and deletes them, for lists and the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, overlay, pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import OF_PAGE, handler
from cleaning_app.context import Ctx
from cleaning_app.services import saved_views
from cleaning_app.services.saved_views import View

AS_IT_IS = "none"
"""What `saved` says in an address that no view stands behind, so that none is opened by itself."""


@dataclass
class SavedRow:
    """A view in the menu; the one that is open says what may be done with it."""

    id: str = ""
    name: str = ""
    href: str = ""
    note: str = ""
    on: bool = False
    is_shared: bool = False
    is_default: bool = False
    may_change: bool = False


class SavedViews(rx.State, mixin=True):
    """Mix in before rx.State; say in `_saved_parts` what of the address a view keeps."""

    _permission: ClassVar[str] = ""

    saved: list[SavedRow] = []
    saved_open: SavedRow = SavedRow()
    saved_changed: bool = False
    saved_nothing: str = ""
    naming: bool = False
    may_share: bool = False
    _has_default: bool = False

    def _saved_parts(self) -> dict[str, str]:
        """The parts of the present address that a view keeps."""
        raise TypeError(f"{type(self).__name__} does not say what a view of it keeps")

    def _saved_place(self) -> dict[str, str]:
        """Parts that stay when a view is opened: where somebody is, not what they look at."""
        return {}

    def _saved_page(self) -> str:
        return self.router.url.path

    async def _look_up_saved(self, ctx: Ctx, asked: Mapping[str, str]) -> Any:
        """Load the menu; the event that opens the default view if the bare page was asked for."""
        if not ctx.can("core.view") or ctx.actor.user_id is None:
            return None
        known = await saved_views.of(ctx, self._saved_page())
        default = next((view for view in known if view.is_default), None)
        self._has_default = default is not None
        if default is not None and not asked:
            return rx.redirect(self._saved_address(default), replace=True)
        self.may_share = ctx.can("settings.manage")
        opened = asked.get("saved", "")
        self.saved = [self._saved_row(view, opened) for view in known]
        self.saved_open = next((row for row in self.saved if row.on), SavedRow())
        current = next((view.query for view in known if str(view.id) == opened), "")
        self.saved_changed = bool(self.saved_open.id) and self._differs_from(current)
        self.saved_nothing = self._address_with("", AS_IT_IS)
        return None

    def _differs_from(self, query: str) -> bool:
        now = [(name, value) for name, value in self._saved_parts().items() if value]
        return sorted(now) != sorted(parse_qsl(query))

    def _saved_row(self, view: View, opened: str) -> SavedRow:
        whose = f"from {view.owner.split()[0]}" if view.owner else "shared"
        notes = [whose if view.is_shared else "", "opens first" if view.is_default else ""]
        return SavedRow(
            id=str(view.id),
            name=view.name,
            href=self._saved_address(view),
            note=", ".join(filter(None, notes)),
            on=str(view.id) == opened,
            is_shared=view.is_shared,
            is_default=view.is_default,
            may_change=view.may_change,
        )

    def _saved_address(self, view: View) -> str:
        return self._address_with(view.query, str(view.id))

    def _address_with(self, query: str, saved: str) -> str:
        rest = urlencode({**self._saved_place(), "saved": saved})
        return f"{self._saved_page()}?{query}&{rest}" if query else f"{self._saved_page()}?{rest}"

    def _kept_saved(self) -> dict[str, str]:
        """What `saved` has to say in the next address of this page."""
        if self.saved_open.id:
            return {"saved": self.saved_open.id}
        return {"saved": AS_IT_IS} if self._has_default else {}

    async def _after_saving(self, ctx: Ctx, opened: str) -> None:
        asked = {**dict(self.router.url.query_parameters), "saved": opened}
        await self._look_up_saved(ctx, asked)

    @handler(OF_PAGE)
    async def name_view(self, ctx: Ctx, on: bool):
        """Ask what the present view shall be called, or stop asking."""
        self.naming = on

    @handler("core.view")
    async def save_view(self, ctx: Ctx, form: dict[str, Any]):
        """Save what is shown now under a name, and open it."""
        view_id = await saved_views.save(
            ctx,
            self._saved_page(),
            str(form.get("name", "")),
            urlencode(self._saved_parts()),
            shared=bool(form.get("shared")),
        )
        self.naming = False
        opened = next(v for v in await saved_views.of(ctx, self._saved_page()) if v.id == view_id)
        said = toast.done(f"Saved as “{opened.name}”.", undo=type(self).delete_view(str(view_id)))
        return [rx.redirect(self._saved_address(opened), replace=True), said]

    @handler("core.view")
    async def update_view(self, ctx: Ctx):
        """Let the open view mean what is shown now."""
        opened = self.saved_open
        view_id, now = known_id(opened.id), urlencode(self._saved_parts())
        before = await saved_views.change(ctx, view_id, query=now)
        await self._after_saving(ctx, opened.id)
        undo = type(self).reset_view(opened.id, before["query"])
        return toast.done(f"“{opened.name}” means this now.", undo=undo)

    @handler("core.view")
    async def reset_view(self, ctx: Ctx, view_id: UUID, query: str):
        """Undo: a view means again what it meant before."""
        await saved_views.change(ctx, view_id, query=query)
        await self._after_saving(ctx, self.saved_open.id)
        return toast.done("Put back.")

    @handler("core.view")
    async def share_view(self, ctx: Ctx, view_id: UUID, on: bool):
        """Let everybody in the office open a view, or only its owner."""
        await saved_views.change(ctx, view_id, shared=on)
        await self._after_saving(ctx, self.saved_open.id)
        said = "Everybody in the office sees it now." if on else "Only its owner sees it now."
        return toast.done(said, undo=type(self).share_view(str(view_id), not on))

    @handler("core.view")
    async def open_with_view(self, ctx: Ctx, view_id: str):
        """Open this page with a view from now on; "" opens it as it is."""
        chosen = known_id(view_id) if view_id else None
        before = await saved_views.open_with(ctx, self._saved_page(), chosen)
        await self._after_saving(ctx, self.saved_open.id or AS_IT_IS)
        said = "This page opens with it now." if chosen else "This page opens with everything now."
        return toast.done(said, undo=type(self).open_with_view(str(before or "")))

    @handler("core.view")
    async def delete_view(self, ctx: Ctx, view_id: UUID):
        """Delete a view; what is shown stays."""
        await saved_views.remove(ctx, view_id)
        await self._after_saving(ctx, AS_IT_IS)
        return toast.done("View deleted.", undo=type(self).restore_view(str(view_id)))

    @handler("core.view")
    async def restore_view(self, ctx: Ctx, view_id: UUID):
        """Bring a deleted view back."""
        await saved_views.restore(ctx, view_id)
        await self._after_saving(ctx, str(view_id))
        return toast.done("The view is back.")


def views_menu(state: Any, *, left: bool = False) -> rx.Component:
    """The menu and the small form behind it. `left`: it opens from its left edge."""
    opened = state.saved_open
    changed = rx.cond(state.saved_changed, rx.el.span("changed", class_name="faint"))
    label = rx.el.span(
        pieces.icon("bookmark", 14),
        rx.cond(opened.id != "", opened.name, "Views"),
        changed,
        class_name=rx.cond(opened.id != "", "btn on", "btn"),
    )
    menu = pieces.menu(
        label,
        rx.foreach(state.saved, _entry),
        rx.cond(
            state.saved.length() > 0,
            rx.fragment(
                pieces.link(pieces.icon("rotate-ccw", 14), "Everything", href=state.saved_nothing),
                rx.el.hr(),
            ),
        ),
        rx.cond(opened.id != "", _of_open(state)),
        _act("bookmark-plus", "Save as a new view…", state.name_view(True)),
        text="Saved views",
        left=left,
    )
    return rx.fragment(menu, _naming(state))


def _entry(row: Any) -> rx.Component:
    return pieces.link(
        rx.cond(row.on, pieces.icon("check", 14), rx.el.span(class_name="no-icon")),
        row.name,
        rx.cond(row.note != "", rx.el.span(row.note, class_name="faint push")),
        href=row.href,
        custom_attrs={"aria-current": rx.cond(row.on, "true", "false")},
    )


def _of_open(state: Any) -> rx.Component:
    """What can be done with the view that is open."""
    opened = state.saved_open
    mine = opened.may_change
    share = rx.cond(
        opened.is_shared,
        _act("lock", "Stop sharing", state.share_view(opened.id, False)),
        _act("users", "Share with the office", state.share_view(opened.id, True)),
    )
    return rx.fragment(
        rx.cond(
            mine & state.saved_changed,
            _act("save", "Let it mean what is shown now", state.update_view),
        ),
        rx.cond(
            opened.is_default,
            _act("x", "Don't open this page with it", state.open_with_view("")),
            _act("pin", "Open this page with it", state.open_with_view(opened.id)),
        ),
        rx.cond(mine & state.may_share, share),
        rx.cond(mine, _act("trash-2", "Delete this view", state.delete_view(opened.id), "danger")),
    )


def _act(icon: str, label: str, action: Any, css: str = "") -> rx.Component:
    return rx.el.button(
        pieces.icon(icon, 14),
        label,
        type="button",
        class_name=css,
        custom_attrs={"data-close": "true"},
        on_click=action,
    )


def _naming(state: Any) -> rx.Component:
    name = forms.text_input(
        "name", max_length=60, placeholder="Unassigned this week", required=True
    )
    shared = forms.checkbox("shared", "Share it with everybody in the office")
    return overlay.dialog(
        state.naming,
        state.name_view(False),
        "Save this view",
        forms.form(
            forms.field("Name", name, help="Keeps filters, search, order and columns."),
            rx.cond(state.may_share, shared),
            on_submit=state.save_view,
            submit="Save view",
            on_cancel=state.name_view(False),
        ),
        label="Save this view",
    )
