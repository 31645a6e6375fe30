"""Job sheets, made for paper: one page for each worker and day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from cleaning_app.components import format, loading, pieces
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.services import job_sheets, listing
from cleaning_app.services.job_sheets import Sheet, Visit

_KNOWN = frozenset(
    {"status", "worker_id", "team_id", "skill", "client_id", "service_id", "series_id", "ids",
     "from", "to", "unassigned"}
)  # fmt: skip


@dataclass
class StopRow:
    """A stop as the paper says it."""

    id: str = ""
    time: str = ""
    takes: str = ""
    drive: str = ""
    client: str = ""
    phone: str = ""
    address: str = ""
    service: str = ""
    mates: str = ""
    notes: str = ""
    access: bool = False


@dataclass
class SheetView:
    """One page."""

    day: str = ""
    worker: str = ""
    under: str = ""
    stops: list[StopRow] = field(default_factory=list[StopRow])


class SheetsState(LoadState, rx.State):
    """The sheets the address asks for, with the filters of the bookings list."""

    sheets: list[SheetView] = []
    company: str = ""
    printed: str = ""
    back: str = ""

    @handler("bookings.view", module="module.schedule", fills=True)
    async def load(self, ctx: Ctx):
        """Read the address and make the pages; without days in it, today's."""
        asked = dict(self.router.url.query_parameters)
        filters = {name: value for name, value in asked.items() if name in _KNOWN}
        if not {"from", "to", "ids"} & set(filters):
            filters |= {"from": ctx.today().isoformat(), "to": ctx.today().isoformat()}
        found = await job_sheets.sheets(
            ctx, listing.Query(search=asked.get("q", "")[:100], filters=filters)
        )
        self.sheets = [_page(ctx, sheet) for sheet in found]
        self.company, self.printed = ctx.org.name, format.moment(ctx.now(), ctx.zone)
        self.back = "/bookings?" + urlencode(filters)
        self.ready = True


def _page(ctx: Ctx, sheet: Sheet) -> SheetView:
    under = [format.count(len(sheet.visits), "job"), format.duration(sheet.minutes)]
    if sheet.driving:
        under.append(f"{sheet.driving} min driving")
    return SheetView(
        day=format.long_day(sheet.day),
        worker=sheet.worker or "Nobody yet",
        under=" · ".join(under),
        stops=[_stop(ctx, visit) for visit in sheet.visits],
    )


def _stop(ctx: Ctx, visit: Visit) -> StopRow:
    where = visit.street or "No address yet"
    return StopRow(
        id=str(visit.id),
        time=format.span(visit.starts_at, visit.ends_at, ctx.zone),
        takes=format.duration(int((visit.ends_at - visit.starts_at).total_seconds()) // 60),
        drive=f"{visit.drive_minutes} min drive" if visit.drive_minutes else "",
        client=visit.client,
        phone=format.phone(visit.phone) if visit.phone else "",
        address=f"{where} · {visit.area}" if visit.area else where,
        service=visit.service,
        mates=f"with {', '.join(visit.mates)}" if visit.mates else "",
        notes=visit.notes,
        access=visit.has_access_notes,
    )


@page(
    "/schedule/sheets",
    title="Job sheets",
    permission="bookings.view",
    module="module.schedule",
    on_load=SheetsState.load,
    parent="/schedule",
)
def job_sheets_page() -> rx.Component:
    nothing = pieces.empty(
        "calendar", "Nothing to print", "No jobs on these days.",
        pieces.link_button("Open the schedule", "/schedule"),
    )  # fmt: skip
    body = rx.cond(
        SheetsState.sheets.length() > 0,
        rx.el.div(rx.foreach(SheetsState.sheets, _sheet), class_name="sheets"),
        nothing,
    )
    return rx.el.div(
        rx.el.div(
            pieces.page_head(
                "Job sheets",
                pieces.button(
                    "Print",
                    kind="primary",
                    icon_name="printer",
                    on_click=rx.call_script("window.print()"),
                ),
                under="One page for each worker and day. Keys and codes stay in the app.",
            ),
            class_name="no-print",
        ),
        loading.shown(SheetsState, body, 9, back=pieces.link_button("Bookings", "/bookings")),
        class_name="page",
    )


def _sheet(sheet: Any) -> rx.Component:
    return rx.el.article(
        rx.el.header(
            rx.el.div(rx.el.h2(sheet.worker), rx.el.p(sheet.under, class_name="muted")),
            rx.el.div(rx.el.strong(sheet.day), rx.el.p(SheetsState.company, class_name="muted")),
        ),
        rx.el.ol(rx.foreach(sheet.stops, _stop_row)),
        rx.el.footer("Printed ", SheetsState.printed, class_name="faint"),
        class_name="sheet num",
        aria_label=sheet.worker.to(str) + ", " + sheet.day.to(str),
    )


def _stop_row(stop: Any) -> rx.Component:
    def line(value: Any, css: str = "") -> rx.Component:
        return rx.cond(value != "", rx.el.p(value, class_name=css))

    access = rx.el.p("Keys and codes: see the app", class_name="muted")
    return rx.el.li(
        rx.el.div(
            rx.el.strong(stop.time),
            line(stop.takes, "muted"),
            line(stop.drive, "faint"),
            class_name="sheet-time",
        ),
        rx.el.div(
            rx.el.p(
                rx.el.strong(stop.client), rx.cond(stop.phone != "", " · " + stop.phone.to(str), "")
            ),
            rx.el.p(stop.address),
            rx.el.p(
                stop.service,
                rx.cond(stop.mates != "", " · " + stop.mates.to(str), ""),
                class_name="muted",
            ),
            rx.cond(stop.access, access),
            line(stop.notes, "sheet-notes prewrap"),
        ),
        rx.el.div(
            rx.el.span("Arrived", rx.el.i()),
            rx.el.span("Left", rx.el.i()),
            class_name="sheet-clock",
        ),
    )
