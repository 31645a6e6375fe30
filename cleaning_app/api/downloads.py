"""Lists as CSV files: exactly the rows a list shows for the same filters, sent while they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cleaning_app import money
from cleaning_app.api import (
    bookings,
    budgets,
    clients,
    expenses,
    finance,
    invoices,
    payments,
    workers,
)
from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import API, endpoint
from cleaning_app.api.reading import ListQuery
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.domain.csv_cells import neutralise_cell
from cleaning_app.services import audit, listing


@dataclass(frozen=True)
class Sheet:
    """A list that can be downloaded: its filters, where its rows come from, its columns."""

    name: str
    filters: type[ListQuery]
    find: Callable[[Ctx, Any], Coroutine[Any, Any, listing.Page[Any]]]
    needs: tuple[str, ...]
    columns: tuple[str, ...]
    module: str = API
    path: str = ""

    @property
    def route(self) -> str:
        return f"/v1/admin/{self.path or self.name}.csv"


SHEETS = (
    Sheet(
        "bookings", bookings.BookingFilters, bookings.find, ("bookings.view",),
        ("number", "status", "starts_at", "ends_at", "client", "area", "service", "crew",
         "price_cents", "id"),
    ),
    Sheet(
        "clients", clients.ClientFilters, clients.find, ("contacts.view",),
        ("name", "is_company", "email", "phone", "area", "tags", "is_blocked", "bookings",
         "next_visit", "owed_cents", "created_at", "id"),
    ),
    Sheet(
        "workers", workers.WorkerFilters, workers.find, ("bookings.view",),
        ("name", "phone", "email", "team", "skills", "is_active", "has_access", "upcoming",
         "upcoming_minutes", "created_at", "id"),
        workers.MODULE,
    ),
    Sheet(
        "invoices", invoices.InvoiceFilters, invoices.find, ("invoices.view",),
        ("number", "client_name", "status", "issued_on", "due_on", "total_cents", "tax_cents",
         "paid_cents", "balance_cents", "currency", "days_late", "id"),
        invoices.MODULE,
    ),
    Sheet(
        "payments", payments.PaymentFilters, payments.find, ("invoices.view", "finance.view"),
        ("received_at", "invoice_number", "booking_number", "client_name", "kind", "amount_cents",
         "fee_cents", "currency", "method", "status", "note", "id"),
        payments.MODULE,
    ),
    Sheet(
        "expenses", expenses.ExpenseFilters, expenses.find, ("finance.view",),
        ("occurred_on", "vendor", "category", "description", "net_cents", "tax_cents",
         "total_cents", "claimable_cents", "supplier_gst_number", "receipt_kind", "id"),
        expenses.MODULE,
    ),
    Sheet(
        "expense-budgets", budgets.BudgetFilters, budgets.find, ("finance.view",),
        ("category", "span", "first", "last", "budget_cents", "spent_cents", "left_cents",
         "expenses"),
        budgets.MODULE,
    ),
    Sheet(
        "figure-rows", finance.RowFilters, finance.rows, ("finance.view",),
        ("day", "kind", "number", "who", "what", "cents", "thing"),
        finance.MODULE, "finance/rows",
    ),
    Sheet(
        "receivables", finance.ReceivablesFilters, finance.receivables, ("finance.view",),
        ("client", "usual_days", "current_cents", "days_1_30_cents", "days_31_60_cents",
         "days_61_90_cents", "over_90_cents", "total_cents", "invoices", "oldest", "client_id"),
        finance.MODULE, "finance/receivables",
    ),
    Sheet(
        "margins", finance.MarginFilters, finance.by_margin, ("finance.view",),
        ("name", "about", "day", "jobs", "minutes", "planned", "revenue_cents", "unbilled_cents",
         "labour_cents", "margin_cents", "percent", "key"),
        finance.MODULE, "finance/margins",
    ),
    Sheet(
        "reconciliation", finance.ReconciliationFilters, finance.loose_ends, ("finance.view",),
        ("group", "title", "day", "kind", "number", "who", "what", "cents", "thing"),
        finance.MODULE, "finance/reconciliation",
    ),
)  # fmt: skip


def _declare(sheet: Sheet) -> None:
    async def download(identity: Identity, request_id: str, query: Any) -> Download:
        asked = query.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        async with unit(identity, request_id=request_id) as ctx:
            ctx.require("exports.run")
            audit.record(ctx, f"{sheet.name}.export", sheet.name, filters=asked)
            name = f"{sheet.name}_{ctx.today():%Y-%m-%d}.csv"
        return Download(name, "text/csv", _written(identity, request_id, sheet, query))

    download.__name__ = sheet.name
    download.__annotations__["query"] = sheet.filters
    download.__doc__ = (
        f"The list of {sheet.name} as CSV, with the same filters, search and order.\n\n"
        "Amounts are decimal dollars, moments in the organisation's zone. Cells that a spreadsheet "
        "would run as formulas begin with an apostrophe. `limit` and `cursor` are not looked at."
    )
    endpoint(
        "GET",
        sheet.route,
        needs=sheet.needs,
        also="exports.run",
        module=sheet.module,
        media_type="text/csv",
        tag=sheet.name,
    )(download)


async def _written(
    identity: Identity, request_id: str, sheet: Sheet, query: ListQuery
) -> AsyncGenerator[bytes, None]:
    """A byte-order mark, so that spreadsheets read UTF-8; the header; then page after page.

    All pages see one state of the database.
    """
    async with unit(identity, request_id=request_id, snapshot=True) as ctx:
        page = await sheet.find(ctx, _page_of(query, ""))
        yield "\ufeff".encode() + _lines([[_heading(column) for column in sheet.columns]])
        while True:
            if page.rows:
                yield _lines(
                    [[_cell(row, c, ctx.zone) for c in sheet.columns] for row in page.rows]
                )
            if not page.next:
                return
            page = await sheet.find(ctx, _page_of(query, page.next))


def _page_of(query: ListQuery, cursor: str) -> ListQuery:
    return query.model_copy(update={"limit": listing.MAX_LIMIT, "cursor": cursor})


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _heading(column: str) -> str:
    return "amount" if column == "cents" else column.removesuffix("_cents")


def _cell(row: Any, column: str, zone: ZoneInfo) -> str:
    value = getattr(row, column)
    if column.endswith("_cents") or column == "cents":
        return "" if value is None else money.to_decimal_string(value)
    return neutralise_cell(_as_text(value, zone))


def _as_text(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return "; ".join(_as_text(item, zone) for item in value)
    if isinstance(value, str | int | date | UUID):
        return str(value)
    return str(value.name)


for _sheet in SHEETS:
    _declare(_sheet)
