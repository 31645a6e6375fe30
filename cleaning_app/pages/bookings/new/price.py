"""What it comes to: by the home when it is known, with extras; and the deposit and risk that follow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import reflex as rx

from cleaning_app.components import format, forms, pieces, reading
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain.policies import PolicySnapshot, Risk, risk_words
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import parse_cents, to_decimal_string
from cleaning_app.pages.bookings.new.draft import Draft, maybe
from cleaning_app.services import bookings, price_lists
from cleaning_app.services.bookings import HomeInputs, Quote

_HOME = ("beds", "baths")
_MOST = 20


@dataclass
class ExtraRow:
    """An extra that can be chosen."""

    key: str
    name: str
    price: str


@dataclass
class Line:
    """A line of how the price comes about."""

    label: str
    amount: str


class PriceCard(Draft, mixin=True):
    """Home, extras, price, and the terms it would be booked under."""

    beds: str = ""
    baths: str = ""
    heavy_grease: bool = False
    multi_floor: bool = False
    how_often: str = "one_time"
    offered: list[ExtraRow] = []
    extras: dict[str, int] = {}
    breakdown: list[Line] = []
    deposit: str = ""
    risk: str = ""
    risk_colour: str = "amber"
    _own_price: bool = False

    def _by_the_list(self) -> None:
        super()._by_the_list()
        self._own_price = False

    async def _offer(self, ctx: Ctx) -> None:
        """Begin with no home and no extras."""
        self.beds, self.baths, self.how_often = "", "", "one_time"
        self.heavy_grease = self.multi_floor = False
        self._by_the_list()
        self.extras, self.price, self.people_wanted = {}, "", "1"
        prices = (await price_lists.current(ctx)).prices
        self.offered = [
            ExtraRow(key, prices.name_of(key), format.money(cents).removesuffix(".00"))
            for key, cents in prices.add_ons.items()
        ][:_MOST]

    async def _follow(self, ctx: Ctx) -> None:
        await self._reprice(ctx)
        await self._promise(ctx)
        await super()._follow(ctx)

    async def _reprice(self, ctx: Ctx) -> None:
        """The price by the list, and the length unless somebody typed one."""
        start = self._start(ctx)
        if not self.service_id or start is None:
            return
        try:
            found = await bookings.quote(
                ctx,
                known_id(self.service_id),
                on=start.astimezone(ctx.zone).date(),
                minutes=self._length() if self._own_length else None,
                home=self._home(),
                add_ons=self.extras,
            )
        except Invalid as refused:
            # A home that is half typed has no price yet.
            self.problems = {problem.field: problem.message for problem in refused.errors}
            return
        if not self._own_price:
            self.price = to_decimal_string(found.price_cents) if found.price_cents else ""
        self.breakdown = [] if self._own_price else _lines(found)
        if not self._own_length:
            self._fill(minutes=str(found.minutes))
        if self.beds and not self._own_people:
            self._fill(people_wanted=str(found.crew))

    def _home(self) -> HomeInputs | None:
        """What the estimator asks; None while no beds are given. Raises Invalid for odd numbers."""
        if not self.beds.strip():
            return None
        try:
            beds, baths = int(self.beds), Decimal(self.baths or "1")
        except (ValueError, InvalidOperation):
            raise Invalid(
                "Look at the home.", [FieldError("beds", "Numbers, such as 2.")]
            ) from None
        return HomeInputs(beds, baths, self.heavy_grease, self.multi_floor, self.how_often)

    async def _promise(self, ctx: Ctx) -> None:
        """The deposit and the risk, as they would be frozen into the booking."""
        start = self._start(ctx)
        self.deposit = self.risk = ""
        if start is None or not self.service_id:
            return
        try:
            cents = parse_cents(self.price) if self.price else 0
        except Invalid:
            return
        terms = await bookings.would_be_terms(
            ctx,
            client_id=maybe(self.client_id),
            service_id=known_id(self.service_id),
            price_cents=cents,
            starts_at=start,
            address_id=maybe(self.address_id),
        )
        self._say(terms)

    def _say(self, terms: PolicySnapshot) -> None:
        if terms.deposit.required:
            self.deposit = format.money(terms.deposit.amount_cents)
        if terms.risk.band is not Risk.LOW:
            band = terms.risk.band.value.capitalize()
            self.risk = f"{band} risk: {risk_words(terms.risk.reasons)}"
            self.risk_colour = "red" if terms.risk.band is Risk.HIGH else "amber"

    @handler("bookings.edit")
    async def set_home(self, ctx: Ctx, name: str, value: str):
        """Beds, baths or how often; price and length follow."""
        said = value.strip()[:10]
        if name in (*_HOME, "how_often") and said != getattr(self, name):
            setattr(self, name, said)
            self._by_the_list()
            await self._follow(ctx)

    @handler("bookings.edit")
    async def set_home_flag(self, ctx: Ctx, name: str, on: bool):
        """Grease or several floors."""
        if name in ("heavy_grease", "multi_floor"):
            setattr(self, name, on)
            self._by_the_list()
            await self._follow(ctx)

    @handler("bookings.edit")
    async def add_extra(self, ctx: Ctx, key: str, by: int):
        """One more or one less of an extra."""
        if key in {row.key for row in self.offered}:
            count = min(99, max(0, self.extras.get(key, 0) + max(-1, min(1, by))))
            kept = {name: n for name, n in self.extras.items() if name != key}
            self.extras = {**kept, key: count} if count else kept
            self._by_the_list()
            await self._follow(ctx)

    @handler("bookings.edit")
    async def set_price(self, ctx: Ctx, typed: str):
        """A price of one's own; the deposit follows. An empty field means the list's again."""
        said = typed.strip()[:20]
        if said != self.price:
            self.price, self._own_price = said, bool(said)
            await self._follow(ctx)


def _lines(found: Quote) -> list[Line]:
    """How the price comes about, when there is more to it than one figure."""
    lines = [
        Line(
            extra.name if extra.quantity == 1 else f"{extra.quantity} × {extra.name}",
            format.money(extra.total_cents),
        )
        for extra in found.extras
    ]
    if found.discount_cents:
        lines.insert(0, Line("Comes back regularly", format.money(-found.discount_cents)))
    if lines:
        lines.insert(0, Line("Cleaning", format.money(found.labour_cents)))
    return lines


def read_price(form: dict[str, str]) -> int | None:
    """The price as typed, in cents; None for the list's. Raises Invalid next to the field."""
    return reading.optional_cents(form.get("price", ""), "price_cents")


_OFTEN = [
    ("one_time", "Once"),
    ("weekly", "Weekly"),
    ("biweekly", "Every two weeks"),
    ("monthly", "Monthly"),
]


def home_fields(s: Any) -> rx.Component:
    """The estimator's questions and the extras, folded away until wanted."""

    def number(name: str, label: str, most: str) -> rx.Component:
        return forms.field(
            label,
            forms.text_input(
                name,
                default_value=s.beds if name == "beds" else s.baths,
                input_mode="decimal",
                placeholder=most,
                **forms.as_typed(lambda typed: s.set_home(name, typed)),
            ),
            problem=s.problems[name],
        )

    ask = rx.el.div(
        rx.el.div(
            number("beds", "Beds", "2"),
            number("baths", "Baths", "1"),
            forms.field(
                "Comes back",
                forms.select(
                    "how_often",
                    _OFTEN,
                    default_value=s.how_often,
                    on_change=lambda key: s.set_home("how_often", key),
                ),
            ),
            class_name="thirds even",
        ),
        rx.el.div(
            forms.checkbox(
                "heavy_grease",
                "Heavy grease",
                on_change=lambda on: s.set_home_flag("heavy_grease", on),
            ),
            forms.checkbox(
                "multi_floor",
                "Several floors",
                on_change=lambda on: s.set_home_flag("multi_floor", on),
            ),
            class_name="row wrap",
        ),
        class_name="form",
    )
    return rx.fragment(
        _fold("Estimate from the home", ask),
        _fold(
            "Extras",
            rx.el.div(rx.foreach(s.offered, lambda row: _extra(s, row)), class_name="chips"),
        ),
    )


def _fold(title: str, body: rx.Component) -> rx.Component:
    return rx.el.details(rx.el.summary(title), body, class_name="fold")


def _extra(s: Any, row: Any) -> rx.Component:
    count = s.extras[row.key].to(int)
    on = s.extras.contains(row.key)
    more = rx.el.button(
        row.name,
        rx.el.span(row.price, class_name="faint"),
        rx.cond(on & (count > 1), rx.el.span("× ", count, class_name="strong")),
        type="button",
        class_name=rx.cond(on, "chip on", "chip"),
        aria_pressed=on,
        on_click=s.add_extra(row.key, 1),
    )
    less = rx.el.button(
        pieces.icon("minus", 13),
        type="button",
        class_name="tiny",
        aria_label="One less: " + row.name.to(str),
        on_click=s.add_extra(row.key, -1),
    )
    return rx.el.span(more, rx.cond(on, less), class_name="member")


def price_card(s: Any) -> rx.Component:
    """The price with how it comes about, and what the terms ask for."""
    return pieces.card(
        "Price",
        rx.el.div(
            forms.field(
                "Before tax",
                # Another home or service brings the list's price; typing here overrules it.
                forms.measure(
                    "price",
                    "$",
                    default_value=s.price,
                    key=s.price,
                    on_blur=s.set_price,
                ),
                problem=s.problems["price_cents"],
            ),
            rx.cond(
                s.breakdown.length() > 0,
                rx.el.dl(
                    rx.foreach(
                        s.breakdown,
                        lambda line: rx.fragment(rx.el.dt(line.label), rx.el.dd(line.amount)),
                    ),
                    class_name="sum-lines num",
                ),
            ),
            rx.el.div(
                rx.cond(
                    s.deposit != "",
                    rx.el.span("Deposit ", rx.el.span(s.deposit, class_name="strong num")),
                    rx.el.span("No deposit", class_name="faint"),
                ),
                rx.cond(s.risk != "", pieces.badge(s.risk, s.risk_colour)),
                class_name="row wrap",
                role="status",
            ),
            class_name="card-body form",
        ),
    )
