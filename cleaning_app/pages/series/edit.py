"""Changing what every visit of a series is: the form, and whom it is for."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, overlay, reading
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.components.series.repeats import RepeatForm, Repeats, Wish, form_of, rule_from
from cleaning_app.components.series.repeats_view import repeats
from cleaning_app.context import Ctx
from cleaning_app.domain import recurrence
from cleaning_app.errors import Invalid
from cleaning_app.money import to_decimal_string
from cleaning_app.pages.series.promise import Promise, now_of, promise_fields, team_field
from cleaning_app.services import catalogue, clients, series, workers
from cleaning_app.services.series import Changed, SeriesDetail, Terms


class EditSeries(Repeats, Promise, mixin=True):
    """The form of the series' page."""

    time_now: str = ""
    notes_now: str = ""
    service_now: str = ""
    address_now: str = ""
    from_day: str = ""
    kept: str = ""
    services: list[Option] = []
    places: list[Option] = []
    hands: list[Option] = []
    crew_now: list[str] = []
    _version: int = 0
    _before: RepeatForm = RepeatForm()

    async def _begin_edit(self, ctx: Ctx, s: SeriesDetail) -> None:
        """Fill the form with how the series is."""
        row = s.row
        self.time_now, self.minutes_now = f"{row.at:%H:%M}", str(row.minutes)
        self.price_now, self.notes_now = to_decimal_string(row.price_cents), s.notes
        self.service_now, self.address_now = str(row.service_id), str(s.address_id or "")
        coming = s.upcoming[0].on_day if s.upcoming else max(ctx.today(), row.starts_on)
        self.from_day = coming.isoformat()
        self.crew_now = [str(worker.id) for worker in row.crew]
        kinds = await catalogue.services(ctx, all=True)
        self.services = [Option(str(kind.id), kind.name) for kind in kinds]
        self.hands = [Option(str(id), name) for id, name in await workers.names(ctx)]
        self.places = await _places(ctx, row.client_id)
        await self._begin_promise(ctx, s)
        rule = recurrence.read(row.rrule).left_after(row.starts_on, coming)
        self.repeat = self._before = form_of(rule, s.holiday_policy)
        changed = [one for one in s.upcoming if one.changed]
        self.kept = _kept(len(changed))
        await self._foresee(ctx)

    async def _wish(self, ctx: Ctx) -> Wish | None:
        try:
            at, minutes = time.fromisoformat(self.time_now), int(self.minutes_now)
            day = date.fromisoformat(self.from_day)
        except ValueError:
            return None
        if not 15 <= minutes <= 1440:
            return None
        return Wish(day, at, minutes)

    @handler("bookings.edit", supersedes=True)
    async def set_time(self, ctx: Ctx, name: str, value: str):
        """Another time, length or first day; the next visits follow."""
        if name not in ("time_now", "minutes_now", "from_day"):
            raise Invalid("There is no such choice.")
        setattr(self, name, value.strip()[:10])
        await self._foresee(ctx)

    @handler("bookings.edit")
    async def toggle_hand(self, ctx: Ctx, worker_id: UUID):
        """Put a worker on every visit or take them off."""
        chosen = str(worker_id)
        kept = [id for id in self.crew_now if id != chosen]
        self.crew_now = kept if chosen in self.crew_now else [*kept, chosen][:20]

    async def _saved(self, ctx: Ctx, series_id: UUID, form: dict[str, Any]) -> Changed:
        """Change what the form says is different."""
        before = await series.get(ctx, series_id)
        since = None
        if str(form.get("scope", "all")) == "following":
            since = reading.day(self.from_day, "from_day")
        terms = _differing(self._read(form, since or ctx.today()), before)
        return await series.change(ctx, series_id, since=since, version=self._version, **terms)

    def _read(self, form: dict[str, Any], day: date) -> Terms:
        place = str(form.get("address_id", ""))
        terms = Terms(
            at=reading.time_of_day(form.get("time", ""), "at"),
            minutes=reading.minutes(form.get("minutes", ""), "minutes"),
            service_id=known_id(form.get("service_id", "")),
            address_id=known_id(place) if place else None,
            price_cents=reading.cents(form.get("price", ""), "price_cents"),
            crew=[known_id(id) for id in self.crew_now],
            notes=str(form.get("notes", "")).strip(),
            holiday_policy=self.repeat.holidays,
            **self._read_promise(form),
        )
        if self.repeat != self._before:
            first = reading.day(self.from_day, "from_day")
            terms["rule"] = rule_from(self.repeat, max(first, day))
        return terms


def _differing(terms: Terms, s: SeriesDetail) -> Terms:
    """Only what is different: the rest must not look like a change of it."""
    now: dict[str, Any] = {
        "at": s.row.at,
        "minutes": s.row.minutes,
        "service_id": s.row.service_id,
        "address_id": s.address_id,
        "price_cents": s.row.price_cents,
        "notes": s.notes,
        "holiday_policy": s.holiday_policy,
        **now_of(s),
    }
    given: dict[str, Any] = dict(terms)
    if set(given["crew"]) == {worker.id for worker in s.row.crew}:
        del given["crew"]
    return Terms(**{k: v for k, v in given.items() if k not in now or now[k] != v})


async def _places(ctx: Ctx, client_id: UUID) -> list[Option]:
    none = Option("", "No address")
    if not ctx.can("contacts.view"):
        return [none]
    found = await clients.get(ctx, client_id)
    return [none, *(Option(str(a.id), f"{a.street}, {a.area or a.city}") for a in found.addresses)]


def _kept(count: int) -> str:
    if not count:
        return ""
    verb = "visit was changed by itself" if count == 1 else "visits were changed by themselves"
    return f"{count} {verb}; what was changed about {'it' if count == 1 else 'them'} is kept."


def edit_drawer(s: Any) -> rx.Component:
    """The form over the series' page."""
    return overlay.drawer(
        s.asking == "edit",
        s.ask(""),
        "Change series",
        forms.form(
            _scope(s),
            _visit(s),
            promise_fields(s),
            _crew(s),
            repeats(s, may_stop=False),
            forms.field(
                "Notes for the crew",
                forms.textarea("notes", default_value=s.notes_now, max_length=2000),
                problem=s.problems["notes"],
            ),
            on_submit=s.save,
            on_cancel=s.ask(""),
            submit="Save",
        ),
        label="Change series",
    )


def _scope(s: Any) -> rx.Component:
    def option(value: str, words: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name="scope", value=value, default_checked=value == "all"),
            rx.el.span(words),
            class_name="check",
        )

    first = forms.date_input(
        "from_day",
        default_value=s.from_day,
        aria_label="First day",
        on_change=lambda value: s.set_time("from_day", value).debounce(300),
    )
    return rx.el.fieldset(
        rx.el.legend("Apply to"),
        option("all", "All visits to come"),
        rx.el.div(
            option("following", "Only from this day on"), first, class_name="row wrap from-day"
        ),
        rx.cond(s.problems["from_day"], rx.el.span(s.problems["from_day"], class_name="problem")),
        rx.cond(s.kept != "", rx.el.p(s.kept, class_name="faint")),
        class_name="group",
    )


def _visit(s: Any) -> rx.Component:
    wrong = s.problems

    def timed(name: str, var: str, value: Any, box: Any, **props: Any) -> rx.Component:
        return box(
            name,
            default_value=value,
            required=True,
            **forms.as_typed(lambda typed: s.set_time(var, typed)),
            **props,
        )

    return forms.columns(
        forms.field(
            "Starts at",
            timed("time", "time_now", s.time_now, forms.time_input),
            problem=wrong["at"],
        ),
        forms.field(
            "Minutes",
            timed(
                "minutes",
                "minutes_now",
                s.minutes_now,
                forms.text_input,
                input_mode="numeric",
                key=s.reworked.to_string() + "m",
            ),
            problem=wrong["minutes"],
        ),
        forms.field(
            "Service",
            forms.select("service_id", s.services, default_value=s.service_now),
            problem=wrong["service_id"],
        ),
        forms.field(
            "Price before tax",
            forms.money_input(
                "price",
                default_value=s.price_now,
                key=s.reworked.to_string() + "p",
                on_blur=s.set_price,
            ),
            problem=wrong["price_cents"],
        ),
        forms.field(
            "Address",
            forms.select("address_id", s.places, default_value=s.address_now),
            problem=wrong["address_id"],
        ),
        team_field(s),
    )


def _crew(s: Any) -> rx.Component:
    def hand(o: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=s.crew_now.contains(o.value),
                on_change=lambda _on: s.toggle_hand(o.value),
            ),
            rx.el.span(o.label),
            class_name="check",
        )

    return rx.el.fieldset(
        rx.el.legend("Crew"),
        rx.el.div(rx.foreach(s.hands, hand), class_name="ticks"),
        rx.cond(s.problems["crew"], rx.el.span(s.problems["crew"], class_name="problem")),
        class_name="group",
    )
