"""The services a company sells: their length, their prices by date, and a drawer to change one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, reading, table, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.money import to_decimal_string
from cleaning_app.services import catalogue, workers

_COLOURS = [(name, name.capitalize()) for name in catalogue.COLOURS]
_MODELS = [("flat", "for a visit"), ("hourly", "an hour")]


@dataclass
class ServiceRow:
    """A service in the list."""

    id: str
    name: str
    takes: str
    skill: str
    price: str
    coming: str
    active: bool


@dataclass
class ServiceForm:
    """The service in the drawer."""

    id: str = ""
    name: str = ""
    colour: str = "accent"
    minutes: str = "120"
    skill_id: str = ""
    active: bool = True
    amount: str = ""
    model: str = "flat"


class ServiceCard(forms.FormState, mixin=True):
    """The services and the one that is open."""

    rows: list[ServiceRow] = []
    skills: list[Option] = []
    service: ServiceForm = ServiceForm()
    past: list[str] = []
    open_service: bool = False
    today: str = ""

    async def _load_services(self, ctx: Ctx) -> None:
        self.skills = [Option(str(s.id), s.name) for s in await workers.skills(ctx)]
        names = {option.value: option.label for option in self.skills}
        self.today = ctx.today().isoformat()
        rows: list[ServiceRow] = []
        for kind in await catalogue.services(ctx, all=True):
            coming = [p for p in await catalogue.prices(ctx, kind.id) if p.valid_from > ctx.today()]
            rows.append(_row(kind, names, coming[-1] if coming else None))
        self.rows = rows

    @handler("pricing.manage")
    async def new_service(self, ctx: Ctx):
        """An empty drawer."""
        self.service, self.past, self.open_service = ServiceForm(), [], True

    @handler("pricing.manage")
    async def edit_service(self, ctx: Ctx, service_id: UUID):
        """The drawer of a service, with every price it had and will have."""
        kind = await catalogue.service(ctx, service_id)
        self.service = ServiceForm(
            str(kind.id), kind.name, kind.colour, str(kind.default_minutes),
            str(kind.skill_id or ""), kind.is_active,
            to_decimal_string(kind.price.amount_cents) if kind.price else "",
            kind.price.model if kind.price else "flat",
        )  # fmt: skip
        self.past = [
            f"{_price(price)} from {format.day(price.valid_from)}"
            for price in await catalogue.prices(ctx, service_id)
        ]
        self.open_service = True

    @handler("pricing.manage")
    async def close_service(self, ctx: Ctx):
        """Close the drawer."""
        self.open_service = False

    @handler("pricing.manage", once=("service.id",))
    async def save_service(self, ctx: Ctx, form: dict[str, Any]):
        """Save a service, and a new price when it differs."""
        skill = str(form.get("skill_id", ""))
        details: catalogue.ServiceChanges = {
            "name": str(form.get("name", "")),
            "colour": str(form.get("colour", "accent")),
            "default_minutes": reading.minutes(form.get("default_minutes", ""), "default_minutes"),
            "skill_id": known_id(skill) if skill else None,
        }
        amount = reading.optional_cents(form.get("amount", ""), "amount_cents")
        if self.service.id:
            service_id = known_id(self.service.id)
            details["is_active"] = form.get("active") in ("on", "true", "True")
            await catalogue.update_service(ctx, service_id, **details)
        else:
            service_id = await catalogue.add_service(ctx, **details)
        await self._reprice_service(ctx, service_id, amount, form)
        self.open_service = False
        await self._load_services(ctx)
        return toast.done("Service saved.")

    async def _reprice_service(
        self, ctx: Ctx, service_id: UUID, amount: int | None, form: dict[str, Any]
    ) -> None:
        model = str(form.get("model", "flat"))
        day = reading.optional_day(form.get("valid_from", ""), "valid_from")
        now = await catalogue.price_on(ctx, service_id, day or ctx.today())
        if amount is None or (now and (now.amount_cents, now.model) == (amount, model)):
            return
        await catalogue.set_price(ctx, service_id, amount, valid_from=day, model=model)


def _row(kind: catalogue.Service, skills: dict[str, str], next_: Any) -> ServiceRow:
    return ServiceRow(
        id=str(kind.id),
        name=kind.name,
        takes=format.duration(kind.default_minutes),
        skill=skills.get(str(kind.skill_id), ""),
        price=_price(kind.price) if kind.price else "No price",
        coming=f"{_price(next_)} from {format.day(next_.valid_from)}" if next_ else "",
        active=kind.is_active,
    )


def _price(price: catalogue.Price) -> str:
    """$150.00, $45.00/h"""
    return f"{format.money(price.amount_cents)}{'/h' if price.model == 'hourly' else ''}"


def service_card(s: Any) -> rx.Component:
    """The services as a list; a row opens its drawer."""

    def name(row: Any) -> rx.Component:
        opens = rx.el.button(
            row.name, type="button", class_name="link", on_click=s.edit_service(row.id)
        )
        return rx.el.span(
            opens, rx.cond(row.active, "", pieces.badge("Not sold")), class_name="row"
        )

    def price(row: Any) -> rx.Component:
        return rx.el.span(
            row.price, rx.cond(row.coming != "", rx.el.span(" · ", row.coming, class_name="faint"))
        )

    columns = [
        table.Column("Service", name),
        table.Column("Takes", lambda row: row.takes, css="muted"),
        table.Column("Skill", lambda row: row.skill, css="muted"),
        table.Column("Price before tax", price, right=True),
    ]
    return pieces.card(
        "Services",
        table.plain_table(columns, s.rows, label="Services"),
        action=pieces.button("New service", kind="quiet", on_click=s.new_service),
    )


def service_drawer(s: Any) -> rx.Component:
    """One service: what it is, how long it takes, what it costs from which day on."""
    f, wrong = s.service, s.problems
    form = forms.form(
        forms.field(
            "Name",
            forms.text_input("name", default_value=f.name, required=True, max_length=100),
            problem=wrong["name"],
        ),
        forms.columns(
            forms.field(
                "Takes",
                forms.measure("default_minutes", "minutes", default_value=f.minutes),
                problem=wrong["default_minutes"],
            ),
            forms.field(
                "Colour on the board",
                forms.select("colour", _COLOURS, default_value=f.colour),
                problem=wrong["colour"],
            ),
        ),
        forms.field(
            "Skill it takes",
            rx.el.select(
                rx.el.option("None", value=""),
                rx.foreach(s.skills, lambda o: rx.el.option(o.label, value=o.value)),
                name="skill_id",
                default_value=f.skill_id,
                class_name="input",
            ),
            problem=wrong["skill_id"],
        ),
        forms.columns(
            forms.field(
                "Price before tax",
                forms.measure("amount", "$", default_value=f.amount),
                problem=wrong["amount_cents"],
            ),
            forms.field(
                "That is",
                forms.select("model", _MODELS, default_value=f.model),
                problem=wrong["model"],
            ),
        ),
        forms.field(
            "From",
            forms.date_input("valid_from", default_value=s.today, min=s.today),
            help="Bookings made before keep their price.",
            problem=wrong["valid_from"],
        ),
        rx.cond(f.id != "", forms.checkbox("active", "Can be booked", default_checked=f.active)),
        on_submit=s.save_service,
        on_cancel=s.close_service,
        submit="Save service",
        key=f.id,
    )
    prices = rx.cond(
        s.past.length() > 0,
        pieces.card(
            "Its prices",
            rx.el.div(
                rx.foreach(s.past, lambda line: rx.el.div(line)), class_name="lines tight num"
            ),
        ),
    )
    title = rx.cond(f.id != "", "Change service", "New service")
    return overlay.drawer(s.open_service, s.close_service, title, form, prices, label="Service")
