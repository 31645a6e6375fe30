"""The list of series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import BookingSeries, Client, SeriesCrew
from cleaning_app.services import listing, listing_people
from cleaning_app.services.listing_filters import id_filter, words_filter
from cleaning_app.services.series import reading
from cleaning_app.services.series.views import SeriesRow

STATES = ("active", "paused", "finished")
ORDERS: dict[str, Any] = {
    "client": func.lower(col(Client.name)),
    "starts_on": col(BookingSeries.starts_on),
    "price_cents": col(BookingSeries.price_cents),
    "created_at": col(BookingSeries.created_at),
}


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[SeriesRow]:
    """One page of series, by client.

    Filters: `state` (active, paused, finished; several with commas), `client_id`, `worker_id`,
    `service_id`. Search: client's name. Sorts: see ORDERS.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("bookings.view")
    statement = _filtered(ctx, reading.rows(ctx), query.filters)
    if query.search.strip():
        statement = statement.where(listing_people.named(Client.name, query.search))
    page = await listing.fetch(
        ctx, statement, query, ORDERS, default="client", id=col(BookingSeries.id)
    )
    return page.map(reading.read)


def _filtered(ctx: Ctx, statement: Any, filters: Mapping[str, str]) -> Any:
    if states := words_filter(filters, "state", STATES):
        statement = statement.where(reading.state(ctx).in_(states))
    if client_id := id_filter(filters, "client_id"):
        statement = statement.where(col(BookingSeries.client_id) == client_id)
    if service_id := id_filter(filters, "service_id"):
        statement = statement.where(col(BookingSeries.service_type_id) == service_id)
    if worker_id := id_filter(filters, "worker_id"):
        comes = select(col(SeriesCrew.series_id)).where(col(SeriesCrew.worker_id) == worker_id)
        statement = statement.where(col(BookingSeries.id).in_(comes))
    return statement
