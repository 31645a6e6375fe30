"""The week as a list: the shared table over the bookings of the shown range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from cleaning_app.components import format, pieces, table
from cleaning_app.components.booking.bulk import BulkActions, bulk_buttons
from cleaning_app.components.booking.bulk_forms import bulk_dialogs
from cleaning_app.components.booking.rows import COLUMNS, STATUSES, Row, row
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.live import read_notices
from cleaning_app.components.saved_views import SavedRow
from cleaning_app.context import Ctx
from cleaning_app.pages.schedule import shown as addresses
from cleaning_app.pages.schedule.heard import by_others, on_its_row
from cleaning_app.services import bookings, listing

LATELY = timedelta(seconds=30)
"""How long a row says who changed it."""


class RangeState(BulkActions, ListState, rx.State):
    """The bookings of the week around the address's day."""

    _permission = "bookings.view"
    _things = ("booking", "bookings")
    _default_sort = "starts_at"

    rows: list[Row] = []
    may_edit: bool = False
    everything: str = ""
    _place: dict[str, str] = {}

    _lately: dict[str, tuple[str, datetime]] = {}

    @handler("bookings.view")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Colleagues changed bookings: the rows anew, with who it was; what is ticked stays so."""
        for notice in by_others(read_notices(sent), ctx.actor):
            self._lately[notice.id] = (on_its_row(notice), ctx.now())
        page = await self._fetch(ctx, self._query(dict(self.router.url.query_parameters)))
        one, many = self._things
        self.found, self.total = page.total, format.count(page.total, one, many, capped=page.capped)
        self.next_cursor, self.previous_cursor = page.next, page.previous
        here = set(self._row_ids())
        self.selected = [id for id in self.selected if id in here]

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        shown = addresses.read({**query.filters, "view": "list"}, ctx.today())
        # View, day and whom it is narrowed to belong to the schedule around this list.
        self._place = {"view": "list", "day": shown.day.isoformat(), **shown.kept}
        self.filters = {k: v for k, v in self.filters.items() if k not in self._place}
        span = {"from": shown.first.isoformat(), "to": shown.last.isoformat()}
        whose = {
            f"{name}_id": shown.kept[name] for name in ("team", "worker") if name in shown.kept
        }
        if shown.skill:
            whose["skill"] = shown.skill
        asked = {**self.filters, **span, **whose}
        self.everything = "/bookings?" + urlencode({**asked, "sort": "starts_at"})
        page = await bookings.find(ctx, replace(query, filters=asked))
        self._lately = {
            id: (said, at) for id, (said, at) in self._lately.items() if ctx.now() - at < LATELY
        }
        self.rows = [
            replace(row(ctx, one), lately=self._lately.get(str(one.id), ("",))[0])
            for one in page.rows
        ]
        self.may_edit = ctx.can("bookings.edit")
        return page

    def _address_parts(self) -> dict[str, str]:
        return {**self._place, **super()._address_parts()}

    async def _look_up_saved(self, ctx: Ctx, asked: Mapping[str, str]) -> Any:
        """Views of the schedule are the schedule's own."""
        self.saved_open = SavedRow(id=asked.get("saved", "")[:40])


def listed() -> rx.Component:
    """The table."""
    return rx.el.div(
        table.data_table(
            RangeState,
            COLUMNS,
            label="Bookings of the week",
            views=False,
            find="Find by number or client",
            nothing=pieces.empty(
                "calendar",
                "Nothing booked this week",
                "Press N to book a visit.",
                pieces.link_button("New booking", "/bookings/new"),
            ),
            filters=[
                table.Filter("status", "Status", STATUSES),
                table.Filter(
                    "unassigned",
                    "Crew",
                    [("", "Assigned or not"), ("yes", "Unassigned"), ("no", "Assigned")],
                ),
            ],
            bulk=bulk_buttons(RangeState),
            tools=[pieces.link_button("Open in Bookings", RangeState.everything)],
        ),
        bulk_dialogs(RangeState),
        class_name="schedule-list",
    )
