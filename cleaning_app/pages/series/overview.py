"""Series: every visit that comes back, by client."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces, table
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.live import live_feed, read_notices
from cleaning_app.components.options import Option
from cleaning_app.components.registry import page
from cleaning_app.components.series.rows import COLUMNS, STATES, Row, row
from cleaning_app.context import Ctx
from cleaning_app.services import catalogue, listing, series, workers


class SeriesListState(ListState, rx.State):
    """The series on the screen."""

    _permission = "bookings.view"
    _things = ("series", "series")
    _default_sort = "client"

    rows: list[Row] = []
    workers: list[Option] = []
    services: list[Option] = []
    to_settle: int = 0
    may_edit: bool = False

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await series.find(ctx, query)
        self.rows = [row(ctx, one) for one in page.rows]
        self.workers = [Option(str(id), name) for id, name in await workers.names(ctx)]
        kinds = await catalogue.services(ctx, all=True)
        self.services = [Option(str(kind.id), kind.name) for kind in kinds]
        self.to_settle = await series.conflicts.count(ctx)
        self.may_edit = ctx.can("bookings.edit")
        return page

    @handler("bookings.view")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Somebody changed a series: look again."""
        return SeriesListState.load if read_notices(sent) else None


@page(
    "/series",
    title="Series",
    icon="repeat",
    group="Work",
    permission="bookings.view",
    module="module.schedule",
    key="r",
    position=25,
    on_load=SeriesListState.load,
)
def overview() -> rx.Component:
    S = SeriesListState
    new = pieces.link_button("New series", "/bookings/new?repeats=week1", kind="primary")
    inbox = pieces.link_button(
        rx.cond(S.to_settle > 0, S.to_settle.to_string() + " to settle", "Nothing to settle"),
        "/series/conflicts",
        icon_name="inbox",
    )
    return rx.el.div(
        pieces.page_head("Series", inbox, rx.cond(S.may_edit, new)),
        table.data_table(
            S,
            COLUMNS,
            label="Series",
            find="Find by client",
            nothing=pieces.empty(
                "repeat",
                "No visits come back yet",
                "Book a visit that repeats, or open a booking and make it repeat.",
                pieces.link_button("New series", "/bookings/new?repeats=week1"),
            ),
            filters=[
                table.Filter("state", "State", STATES),
                table.Filter("worker_id", "Any worker", S.workers),
                table.Filter("service_id", "Any service", S.services),
            ],
        ),
        live_feed(topics=["series"], on_notice=S.hear),
        class_name="page wide",
    )
