"""Views of a page that people gave a name: their own, those the company shares, and their default.

A view is what stands in the page's address: search, filters, order, columns, kind of view. So it needs
no format of its own, and a page that learns a new filter can save it at once.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlalchemy import delete, exc, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.models import SavedView, SavedViewDefault, User
from cleaning_app.refusals import constraint_of
from cleaning_app.services import audit, rows

MISSING: Final = "There is no such view."
MOST: Final = 50
"""Views one person may save for one page."""

_PAGE = re.compile(r"/[a-z0-9/_-]{0,59}")
_NAME = re.compile(r"[a-z_]{1,40}")
_PLACES = frozenset({"after", "before", "saved", "day"})
"""Parts of an address that say where somebody is, not what they look at."""


@dataclass(frozen=True)
class View:
    """A saved view; `owner` names whose it is when it is not one's own."""

    id: UUID
    name: str
    query: str
    is_shared: bool
    is_own: bool
    is_default: bool
    owner: str
    may_change: bool


async def of(ctx: Ctx, page: str) -> list[View]:
    """The views of a page somebody can open: their own by name, then what others share."""
    ctx.require("core.view")
    me = _me(ctx)
    chosen = select(col(SavedViewDefault.view_id)).where(
        col(SavedViewDefault.user_id) == me, col(SavedViewDefault.page) == page
    )
    found = await ctx.session.execute(
        select(SavedView, col(User.name), col(SavedView.id).in_(chosen).label("is_default"))
        .join(User, col(User.id) == col(SavedView.user_id))
        .where(
            col(SavedView.page) == page,
            col(SavedView.deleted_at).is_(None),
            (col(SavedView.user_id) == me) | col(SavedView.is_shared),
        )
        .order_by(col(SavedView.user_id) != me, func.lower(col(SavedView.name)), col(SavedView.id))
    )
    return [_view(ctx, *row) for row in found]


async def save(ctx: Ctx, page: str, name: str, query: str, *, shared: bool = False) -> UUID:
    """Give the present view of a page a name. Returns its id.

    Raises:
        Invalid: no name, no such page, an address of no list, too many views.
        Conflict: one's own view has that name already; Forbidden: sharing needs `settings.manage`.
    """
    ctx.require("core.view")
    if shared:
        ctx.require("settings.manage")
    form = Fields()
    name = form.text("name", name, 60, required=True)
    form.finish("Give the view a name.")
    if not _PAGE.fullmatch(page):
        raise Invalid("This page can't be saved as a view.")
    me = _me(ctx)
    theirs = select(func.count()).where(
        col(SavedView.page) == page,
        col(SavedView.user_id) == me,
        col(SavedView.deleted_at).is_(None),
    )
    if (await ctx.session.scalar(theirs) or 0) >= MOST:
        raise Invalid(f"{MOST} views of one page are enough. Delete one first.")
    view = SavedView(
        org_id=ctx.org.id, user_id=me, page=page, name=name, query=cleaned(query), is_shared=shared
    )
    async with _one_of_a_name(ctx):
        ctx.session.add(view)
    audit.record(ctx, "saved_view.create", "saved_view", view.id, page=page, shared=shared)
    return view.id


async def change(
    ctx: Ctx,
    view_id: UUID,
    *,
    name: str | None = None,
    query: str | None = None,
    shared: bool | None = None,
) -> dict[str, Any]:
    """Change a view; what isn't given stays. Returns what it was: `change(ctx, id, **before)` undoes it.

    Raises:
        NotFound; Invalid, Conflict: as `save`; Forbidden: it is somebody else's.
    """
    ctx.require("core.view")
    view = await _mine(ctx, view_id)
    if shared is not None and shared != view.is_shared:
        ctx.require("settings.manage")
    form = Fields()
    wanted: dict[str, Any] = {}
    if name is not None:
        wanted["name"] = form.text("name", name, 60, required=True)
    if query is not None:
        wanted["query"] = cleaned(query)
    if shared is not None:
        wanted["is_shared"] = shared
    form.finish("Give the view a name.")
    before = {"name": view.name, "query": view.query, "shared": view.is_shared}
    async with _one_of_a_name(ctx):
        if differing := rows.changes(view, wanted):
            rows.touched(view)
    if differing:
        audit.record(ctx, "saved_view.update", "saved_view", view.id, changes=differing)
    given = {"name": name, "query": query, "shared": shared}
    return {key: value for key, value in before.items() if given[key] is not None}


async def remove(ctx: Ctx, view_id: UUID) -> None:
    """Delete a view, for everybody if it was shared. Undo: `restore`.

    Raises:
        NotFound; Forbidden: it is somebody else's.
    """
    ctx.require("core.view")
    view = await _mine(ctx, view_id)
    view.deleted_at = ctx.now()
    rows.touched(view)
    await ctx.session.flush()
    audit.record(ctx, "saved_view.delete", "saved_view", view.id, name=view.name)


async def restore(ctx: Ctx, view_id: UUID) -> None:
    """Bring a deleted view back, as whose default it was too.

    Raises:
        NotFound; Forbidden: it is somebody else's; Conflict: its name is taken by now.
    """
    ctx.require("core.view")
    view = await _mine(ctx, view_id, deleted=True)
    if view.deleted_at is None:
        return
    async with _one_of_a_name(ctx):
        view.deleted_at = None
        rows.touched(view)
    audit.record(ctx, "saved_view.restore", "saved_view", view.id, name=view.name)


async def open_with(ctx: Ctx, page: str, view_id: UUID | None) -> UUID | None:
    """Open a page with a view from now on, or as it is without one. Returns what it was before.

    Raises:
        NotFound: no such view of this page that one may open.
    """
    ctx.require("core.view")
    me = _me(ctx)
    known = {view.id: view.is_default for view in await of(ctx, page)}
    if view_id is not None and view_id not in known:
        raise NotFound(MISSING)
    before = next((id for id, is_default in known.items() if is_default), None)
    if view_id is None:
        await ctx.session.execute(
            delete(SavedViewDefault).where(
                col(SavedViewDefault.user_id) == me, col(SavedViewDefault.page) == page
            )
        )
    else:
        chosen = insert(SavedViewDefault).values(
            org_id=ctx.org.id, user_id=me, page=page, view_id=view_id
        )
        await ctx.session.execute(
            chosen.on_conflict_do_update(
                index_elements=["org_id", "user_id", "page"], set_={"view_id": view_id}
            )
        )
    audit.record(ctx, "saved_view.default", "saved_view", view_id or "none", page=page)
    return before


def cleaned(query: str) -> str:
    """An address's query without what says where somebody is.

    Raises:
        Invalid: it is none, or too long.
    """
    try:
        parts = parse_qsl(query[:2000], max_num_fields=30, strict_parsing=bool(query))
    except ValueError as error:
        raise Invalid("This address can't be saved as a view.") from error
    kept = [(name, value) for name, value in parts if name not in _PLACES and value]
    text = urlencode(kept)
    strange = any(not _NAME.fullmatch(name) or "\x00" in value for name, value in kept)
    if strange or len(text) > 1000:
        raise Invalid("This address can't be saved as a view.")
    return text


def _me(ctx: Ctx) -> UUID:
    """Views belong to people; a token or a job has none."""
    if ctx.actor.user_id is None:
        raise Forbidden("Only a person can save views.")
    return ctx.actor.user_id


async def _mine(ctx: Ctx, view_id: UUID, *, deleted: bool = False) -> SavedView:
    """A view one may change, locked: one's own, or a shared one with `settings.manage`."""
    view = await rows.locked(ctx, SavedView, view_id, MISSING)
    own = view.user_id == _me(ctx)
    if (view.deleted_at is not None and not deleted) or not (own or view.is_shared):
        raise NotFound(MISSING)
    if not own and not ctx.can("settings.manage"):
        raise Forbidden("This view is somebody else's. Save it under a name of your own.")
    return view


@asynccontextmanager
async def _one_of_a_name(ctx: Ctx) -> AsyncGenerator[None]:
    """Write what the block changes. Raises Conflict when a person would have two views of a name."""
    try:
        async with ctx.session.begin_nested():
            yield
            await ctx.session.flush()
    except exc.IntegrityError as refused:
        if constraint_of(refused) != "uq_saved_views_name":
            raise
        raise Conflict("You have a view of that name already.") from refused


def _view(ctx: Ctx, view: SavedView, owner: str, is_default: bool) -> View:
    own = view.user_id == ctx.actor.user_id
    return View(
        id=view.id,
        name=view.name,
        query=view.query,
        is_shared=view.is_shared,
        is_own=own,
        is_default=is_default,
        owner="" if own else owner,
        may_change=own or ctx.can("settings.manage"),
    )
