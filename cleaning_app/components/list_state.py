"""What a list page remembers: everything a colleague needs to see the same list lives in the URL.

A handler that changes the search, a filter, the order or the page only builds the new address and
goes there; `load` reads the address and fetches the rows. So Back works, a link can be pasted into
a chat, and there is one way rows get onto the screen.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from cleaning_app.components import format
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import OF_PAGE, handler
from cleaning_app.components.loading import LoadState
from cleaning_app.components.saved_views import SavedViews
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import listing

PAGE_SIZE = 50
MOST_AT_ONCE = 1_000
Finder = Callable[[Ctx, listing.Query], Awaitable[listing.Page[Any]]]
_RESERVED = {"q", "sort", "after", "before", "hide", "saved", "new"}
_COLUMN = re.compile(r"[a-z_]{1,40}")


class ListState(LoadState, SavedViews, rx.State, mixin=True):
    """Mix in as `class XState(ListState, rx.State)`; set `_permission`, `_things`, write `_fetch`."""

    _permission: ClassVar[str] = ""
    _things: ClassVar[tuple[str, str]] = ("row", "rows")
    _default_sort: ClassVar[str] = ""

    search: str = ""
    sort: str = ""
    filters: dict[str, str] = {}
    total: str = ""
    found: int = 0
    next_cursor: str = ""
    previous_cursor: str = ""
    csv_query: str = ""
    hidden: list[str] = []
    may_export: bool = False
    selected: list[str] = []
    all_matching: bool = False
    box: int = 0
    _shown: str = ""
    _awaited: list[str] = []

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        """Fetch a page and put its rows into the State's own typed var; return the page."""
        raise TypeError(f"{type(self).__name__} does not say how to fetch its rows")

    async def _chosen(self, ctx: Ctx, find: Finder) -> list[UUID]:
        """The ticked rows, or every row the filters match when all of them were chosen.

        Raises:
            Invalid: more than MOST_AT_ONCE; nothing is left out in silence.
        """
        if not self.all_matching:
            return [known_id(row_id) for row_id in self.selected[:PAGE_SIZE]]
        query = replace(self._query(), limit=listing.MAX_LIMIT)
        page = await find(ctx, query)
        if page.total > MOST_AT_ONCE:
            many = self._things[1]
            raise Invalid(f"At most {MOST_AT_ONCE:,} {many} at once. Narrow the list down first.")
        found = [row.id for row in page.rows]
        while page.next:
            page = await find(ctx, replace(query, after=page.next))
            found += [row.id for row in page.rows]
        return found

    def _row_ids(self) -> list[str]:
        """Ids of the rows on the screen, for "select this page"."""
        return [row.id for row in getattr(self, "rows", [])]

    @handler(OF_PAGE, fills=True)
    async def load(self, ctx: Ctx):
        """Read the address and fetch what it asks for."""
        asked = dict(self.router.url.query_parameters)
        self.search = asked.get("q", "")[:100]
        self._fill_box()
        self.sort = asked.get("sort", "") or self._default_sort
        self.filters = {k: v for k, v in asked.items() if k not in _RESERVED and v}
        self.hidden = _columns(asked.get("hide", ""))
        if opened := await self._look_up_saved(ctx, asked):
            return opened
        page = await self._fetch(ctx, self._query(asked))
        one, many = self._things
        self.found = page.total
        self.total = format.count(page.total, one, many, capped=page.capped)
        self.next_cursor, self.previous_cursor = page.next, page.previous
        self.may_export = ctx.can("exports.run")
        self.csv_query = urlencode(self._address_parts())
        self.selected, self.all_matching, self.ready = [], False, True
        return None

    def _fill_box(self) -> None:
        """Start the search box anew when the address was not typed into it: a link, or Back.

        What was typed comes back as an address, maybe after more was typed, maybe not each time.
        """
        if self.search in self._awaited:
            self._awaited = self._awaited[self._awaited.index(self.search) + 1 :]
            return
        self._awaited = []
        if self.search != self._shown:
            self._shown = self.search
            self.box += 1

    def _query(self, asked: dict[str, str] | None = None) -> listing.Query:
        asked = asked or {}
        return listing.Query(
            search=self.search,
            sort=self.sort,
            after=asked.get("after", ""),
            before=asked.get("before", ""),
            limit=PAGE_SIZE,
            filters=dict(self.filters),
        )

    def _address_parts(self) -> dict[str, str]:
        parts = {"q": self.search, "sort": self.sort, **self.filters}
        if parts["sort"] == self._default_sort:
            parts["sort"] = ""
        return {name: value for name, value in parts.items() if value}

    def _saved_parts(self) -> dict[str, str]:
        """What the list shows, and which of its columns."""
        hidden = {"hide": ",".join(self.hidden)} if self.hidden else {}
        return self._address_parts() | hidden

    def _asks_for_new(self) -> bool:
        """Whether the address opens the form for a new one (components/creating.py)."""
        return self.router.url.query_parameters.get("new") == "yes"

    def _again(self) -> Any:
        """Load the rows anew, out of an address that opened a form if it was such a one."""
        return self._go(replace=True) if self._asks_for_new() else type(self).load

    def _go(self, *, replace: bool = False, **cursor: str) -> Any:
        parts = self._saved_parts() | self._kept_saved() | cursor
        path = self.router.url.path
        return rx.redirect(f"{path}?{urlencode(parts)}" if parts else path, replace=replace)

    @handler(OF_PAGE)
    async def set_search(self, ctx: Ctx, value: str):
        """Look for something; typing replaces the address instead of filling the history."""
        self.search = value.strip()[:100]
        self._shown = self.search
        self._awaited = [*self._awaited, self.search][-20:]
        return self._go(replace=True)

    @handler(OF_PAGE)
    async def set_filter(self, ctx: Ctx, name: str, value: str):
        """Narrow the list down; an empty value takes the filter off."""
        if name in _RESERVED:
            return None
        self.filters = {**self.filters, name[:40]: value[:100]}
        return self._go()

    @handler(OF_PAGE)
    async def clear_filters(self, ctx: Ctx):
        """Show everything again, also out of an address that means nothing."""
        self.search, self.filters = "", {}
        if self.trouble:
            self.sort = self._default_sort
        return self._go()

    @handler(OF_PAGE)
    async def show_column(self, ctx: Ctx, key: str, on: bool):
        """Show a column or leave it out."""
        kept = [column for column in self.hidden if column != key]
        self.hidden = kept if on else _columns(",".join([*kept, key]))
        return self._go(replace=True)

    @handler(OF_PAGE)
    async def sort_by(self, ctx: Ctx, key: str):
        """Order by a column; a second click turns the order round."""
        self.sort = f"-{key}" if self.sort == key else key
        return self._go()

    @handler(OF_PAGE)
    async def next_page(self, ctx: Ctx):
        """The rows after these."""
        return self._go(after=self.next_cursor)

    @handler(OF_PAGE)
    async def previous_page(self, ctx: Ctx):
        """The rows before these."""
        return self._go(before=self.previous_cursor)

    @handler(OF_PAGE)
    async def select(self, ctx: Ctx, row_id: str, on: bool):
        """Tick or untick one row."""
        kept = [id for id in self.selected if id != row_id]
        self.selected = [*kept, row_id] if on else kept
        self.all_matching = False

    @handler(OF_PAGE)
    async def select_page(self, ctx: Ctx, on: bool):
        """Tick or untick every row on the screen."""
        self.selected = self._row_ids() if on else []
        self.all_matching = False

    @handler(OF_PAGE)
    async def select_all_matching(self, ctx: Ctx):
        """Take every row the filters match, on other pages too."""
        self.all_matching = True


def _columns(text: str) -> list[str]:
    """Names of columns, separated by commas; what is none is left out."""
    return [key for key in text.split(",")[:30] if _COLUMN.fullmatch(key)]
