"""A booking as words: what the panel beside the board and the booking's page say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from cleaning_app.components import format
from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import CALLED_OFF, BookingStatus
from cleaning_app.domain.policies import Risk, risk_words
from cleaning_app.services import bookings
from cleaning_app.services.bookings import BookingDetail


@dataclass
class PriceLine:
    """A line of how a price came about."""

    label: str
    amount: str


@dataclass
class BookingView:
    """Words and figures of one booking, and which of its actions this person has."""

    id: str = ""
    number: str = ""
    status: str = ""
    colour: str = "grey"
    client: str = ""
    client_id: str = ""
    contact: str = ""
    standing: str = ""
    service: str = ""
    when: str = ""
    planned: str = ""
    window: str = ""
    address: str = ""
    map_link: str = ""
    price: str = ""
    notes: str = ""
    source: str = ""
    worked: str = ""
    late: str = ""
    cancelled: str = ""
    terms: str = ""
    risk: str = ""
    risk_colour: str = "amber"
    fees: str = ""
    extras: str = ""
    quoted: str = ""
    price_lines: list[PriceLine] = field(default_factory=list[PriceLine])
    move_terms: str = ""
    move_fee: bool = False
    invoice_id: str = ""
    invoice: str = ""
    invoice_colour: str = "grey"
    has_access_notes: bool = False
    deleted: bool = False
    day: str = ""
    time: str = ""
    minutes: str = ""
    price_plain: str = ""
    next_step: str = ""
    is_today: bool = False
    can_move: bool = False
    can_change_start: bool = False
    can_assign: bool = False
    can_cancel: bool = False
    can_no_show: bool = False
    can_edit: bool = False
    can_extras: bool = False
    can_bill: bool = False


@dataclass
class CrewRow:
    """A worker on the booking."""

    id: str
    name: str
    initials: str
    phone: str
    skills: str


_STEPS = {
    BookingStatus.PENDING: "confirm",
    BookingStatus.CONFIRMED: "start",
    BookingStatus.IN_PROGRESS: "finish",
}


def booking_view(ctx: Ctx, b: BookingDetail) -> BookingView:
    """Everything the page says, in this organisation's time and this person's rights."""
    local = b.starts_at.astimezone(ctx.zone)
    live = b.status in _STEPS and b.deleted_at is None
    steps = b.next_statuses if ctx.can("bookings.status") and b.deleted_at is None else []
    edit = live and ctx.can("bookings.edit")
    return BookingView(
        id=str(b.id),
        number=number(b.number),
        status=format.words(b.status),
        colour=format.colour(b.status),
        client=b.client.name,
        client_id=str(b.client.id),
        contact=_contact(b.client),
        standing=_standing(b.client),
        service=b.service,
        when=when(ctx, b),
        planned=format.duration(b.minutes),
        window=_window(ctx, b),
        address=_address(b),
        map_link=_map_link(b),
        price=format.money(b.price_cents),
        price_plain=f"{b.price_cents // 100}.{b.price_cents % 100:02}",
        notes=b.notes,
        source=_SOURCES.get(b.source, format.words(b.source)),
        worked=_worked(ctx, b),
        late="Should have begun." if b.is_late else "Running over." if b.is_overrunning else "",
        cancelled=_cancelled(ctx, b),
        terms=_terms(b),
        **_risk(b),
        fees=f"{format.money(b.move_fee_cents)} for moving it" if b.move_fee_cents else "",
        **_moving(ctx, b),
        extras=", ".join(extra_words(extra) for extra in b.extras),
        quoted=quoted_words(b.quoted),
        price_lines=_price_lines(b),
        invoice_id=str(b.invoice.id) if b.invoice else "",
        invoice=f"{b.invoice.number} · {format.words(b.invoice.status)}" if b.invoice else "",
        invoice_colour=format.colour(b.invoice.status) if b.invoice else "grey",
        has_access_notes=b.has_access_notes and ctx.can("bookings.edit"),
        deleted=b.deleted_at is not None,
        day=local.date().isoformat(),
        time=f"{local:%H:%M}",
        minutes=str(b.minutes),
        next_step=_STEPS.get(b.status, "") if steps else "",
        is_today=b.is_today,
        can_move=edit,
        can_change_start=edit and b.status != BookingStatus.IN_PROGRESS,
        can_assign=live and ctx.can("bookings.assign"),
        can_cancel=edit and BookingStatus.CANCELLED in b.next_statuses,
        can_no_show=BookingStatus.NO_SHOW in steps,
        can_edit=ctx.can("bookings.edit"),
        can_extras=ctx.can("bookings.edit")
        and b.status not in CALLED_OFF
        and b.deleted_at is None
        and b.invoice is None,
        can_bill=(
            b.status == BookingStatus.COMPLETED
            and b.invoice is None
            and b.deleted_at is None
            and ctx.can("invoices.edit")
            and ctx.org.has("module.invoices")
        ),
    )


def crew_rows(b: BookingDetail) -> list[CrewRow]:
    """The crew, in the order they joined."""
    return [
        CrewRow(
            str(m.id),
            m.name,
            format.initials(m.name),
            format.phone(m.phone or ""),
            ", ".join(m.skills),
        )
        for m in b.crew
    ]


def number(value: int) -> str:
    """B-03291"""
    return f"B-{value:05}"


def when(ctx: Ctx, b: bookings.BookingDetail | bookings.BookingRow) -> str:
    """Mon 23 Nov, 11:00–15:00"""
    local = b.starts_at.astimezone(ctx.zone).date()
    return (
        f"{format.short_day(local, ctx.today())}, {format.span(b.starts_at, b.ends_at, ctx.zone)}"
    )


_SOURCES = {
    "office": "Made in the office",
    "series": "From a series",
    "import": "Imported",
    "public": "Asked for on the website",
    "api": "Made by a program",
}


def _contact(client: bookings.ClientBrief) -> str:
    phone = format.phone(client.phone) if client.phone else ""
    return " · ".join(part for part in (phone, client.email) if part)


def _standing(client: bookings.ClientBrief) -> str:
    words = [format.count(client.visits, "visit")]
    if client.owed_cents is not None:
        words.append(f"owes {format.money(client.owed_cents)}" if client.owed_cents else "owes $0")
    if client.is_blocked:
        words.append("blocked")
    return " · ".join(words)


def _window(ctx: Ctx, b: BookingDetail) -> str:
    if b.earliest_start is None or b.latest_start is None:
        return ""
    return format.span(b.earliest_start, b.latest_start, ctx.zone)


def _address(b: BookingDetail) -> str:
    if b.address is None:
        return ""
    return ", ".join(part for part in (b.address.street, b.address.area or b.address.city) if part)


def _map_link(b: BookingDetail) -> str:
    a = b.address
    if a is None:
        return ""
    place = f"{a.lat},{a.lng}" if a.lat is not None else f"{a.street}, {a.city}"
    return f"https://www.google.com/maps/search/?api=1&query={quote(place)}"


def _worked(ctx: Ctx, b: BookingDetail) -> str:
    if b.started_at is None:
        return ""
    if b.finished_at is None:
        return f"Since {format.time(b.started_at, ctx.zone)}"
    length = int((b.finished_at - b.started_at).total_seconds()) // 60
    span = format.span(b.started_at, b.finished_at, ctx.zone)
    return f"{span} · {format.duration(max(0, length))}"


def _cancelled(ctx: Ctx, b: BookingDetail) -> str:
    if b.status != BookingStatus.CANCELLED:
        return ""
    fee = f" Fee {format.money(b.cancel_fee_cents)}." if b.cancel_fee_cents else ""
    day = f" {format.moment(b.cancelled_at, ctx.zone)}" if b.cancelled_at else ""
    reason = b.cancel_reason.rstrip(".") or "no reason noted"
    return f"Cancelled{day}: {reason}.{fee}"


def _risk(b: BookingDetail) -> dict[str, str]:
    """High, 75 points: new client, cancelled before; nothing for a low one."""
    if b.risk is None or b.risk.band is Risk.LOW:
        return {}
    words = f"{b.risk.band.value.capitalize()}, {b.risk.score} points: {risk_words(b.risk.reasons)}"
    return {"risk": words, "risk_colour": "red" if b.risk.band is Risk.HIGH else "amber"}


def _moving(ctx: Ctx, b: BookingDetail) -> dict[str, Any]:
    """What a move that the client asks for now would come to."""
    outlook = b.move_outlook
    if outlook is None:
        return {}
    said = " ".join(outlook.objections)
    if outlook.fee_cents:
        said = f"{said} It costs them {format.money(outlook.fee_cents)} this late.".strip()
    words = said or "Their terms let them, at no charge."
    return {"move_terms": words, "move_fee": outlook.fee_cents > 0}


def extra_words(extra: bookings.Extra) -> str:
    """2 × Fresh linen $20.00"""
    times = f"{extra.quantity} × " if extra.quantity > 1 else ""
    return f"{times}{extra.name} {format.money(extra.total_cents)}"


def quoted_words(quoted: Mapping[str, Any]) -> str:
    """2 bed, 1 bath · $170.00 by price list 3"""
    if not quoted:
        return ""
    home, result = quoted["inputs"], quoted["result"]
    list_ = (
        f"price list {quoted['list_version']}" if quoted["list_version"] else "the starting list"
    )
    size = f"{home['beds']} bed, {home['baths']} bath"
    return f"{size} · {format.money(result['total_cents'])} by {list_}"


def _price_lines(b: BookingDetail) -> list[PriceLine]:
    """Cleaning, what coming back takes off, each extra, and what was changed by hand: the price."""
    extras = sum(extra.total_cents for extra in b.extras)
    result = b.quoted.get("result", {})
    labour, discount = result.get("labour_cents", 0), result.get("discount_cents", 0)
    if not result and not extras:
        return []
    home = b.quoted.get("inputs", {})
    what = f"Cleaning, {home['beds']} bed, {home['baths']} bath" if home else "Cleaning"
    lines = [(what, labour if result else b.price_cents - extras)]
    if discount:
        lines.append(("Comes back regularly", -discount))
    lines += [
        (f"{one.quantity} × {one.name}" if one.quantity > 1 else one.name, one.total_cents)
        for one in b.extras
    ]
    by_hand = b.price_cents - sum(cents for _, cents in lines)
    if by_hand:
        lines.append(("Changed by hand", by_hand))
    lines.append(("Before tax", b.price_cents))
    return [PriceLine(label, format.money(cents)) for label, cents in lines]


def _terms(b: BookingDetail) -> str:
    if b.deposit is None or not b.deposit.amount_cents:
        return ""
    return f"Deposit {format.money(b.deposit.amount_cents)}"
