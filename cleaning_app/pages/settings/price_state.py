"""The price list being changed, and what a home would cost before and after."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import reflex as rx

from cleaning_app.components import format, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain.pricing import Estimate, Home, estimate
from cleaning_app.errors import Invalid
from cleaning_app.ids import new_id
from cleaning_app.pages.settings import price_form
from cleaning_app.pages.settings.service_card import ServiceCard
from cleaning_app.services import catalogue, price_lists

_FIRST = {"service": "deep", "beds": "2", "baths": "1", "frequency": "one_time"}
"""The home the example begins with."""


@dataclass
class Entry:
    """One number of the list, by the name of its field."""

    name: str
    label: str
    is_new: bool = False


@dataclass
class Worked:
    """What a home comes to by a list."""

    total: str = ""
    visit: str = ""


class PricesState(ServiceCard, LoadState, rx.State):
    """The form with its example."""

    typed: dict[str, str] = {}
    revision: int = 0
    version: str = ""
    sizes: list[Entry] = []
    kinds: list[Entry] = []
    add_ons: list[Entry] = []
    estimated: list[Option] = []
    example: dict[str, str] = dict(_FIRST)
    now: Worked = Worked()
    then: Worked = Worked()
    said: str = ""
    _published: int = 0

    @handler("pricing.manage", fills=True)
    async def load(self, ctx: Ctx):
        """The services, and the list as it is."""
        await self._load_services(ctx)
        self.example = dict(_FIRST)
        await self._fill(ctx)
        self.ready = True

    async def _fill(self, ctx: Ctx) -> None:
        published = await price_lists.current(ctx)
        prices, self._published = published.prices, published.version
        self.typed, self.problems = price_form.as_text(prices), {}
        since = published.since and format.day(published.since.astimezone(ctx.zone).date())
        self.version = (
            f"Version {published.version}, since {since}" if since else "The starting list"
        )
        self.sizes = [
            Entry(price_form.size_key(row), f"{row.beds} bed, {row.baths} bath")
            for row in sorted(prices.base)
        ]
        kinds = await catalogue.services(ctx)
        self.kinds = [Entry(f"service_percent.{kind.key}", kind.name) for kind in kinds]
        self.add_ons = [Entry(key, prices.name_of(key)) for key in prices.add_ons]
        self.estimated = [
            Option(kind.key, kind.name) for kind in kinds if kind.key in prices.service_percent
        ]
        if self.estimated and self.example["service"] not in prices.service_percent:
            self.example["service"] = self.estimated[0].value
        self.revision += 1
        await self._work_out(ctx)

    async def _work_out(self, ctx: Ctx) -> None:
        """The example by the list as it is and as it is typed; half-typed numbers change nothing."""
        before = (await price_lists.version(ctx, self._published)).prices
        try:
            home = self._home()
            self.now = _worked(estimate(home, before))
            self.then = _worked(estimate(home, price_form.read(self.typed, before)))
        except Invalid:
            return
        self.said = self._sentence(home)

    def _home(self) -> Home:
        try:
            beds, baths = int(self.example["beds"]), Decimal(self.example["baths"])
        except (ValueError, InvalidOperation):
            raise Invalid("Beds and baths are numbers.") from None
        return Home(beds, baths, self.example["service"], frequency=self.example["frequency"])

    def _sentence(self, home: Home) -> str:
        """A 2 bed, 1 bath deep clean"""
        name = next((o.label for o in self.estimated if o.value == home.service), home.service)
        return f"A {home.beds} bed, {home.baths} bath {name[:1].lower()}{name[1:]}"

    @handler("pricing.manage")
    async def set_entry(self, ctx: Ctx, name: str, value: str):
        """An entry was typed; the example follows."""
        if name in self.typed or name in {one.name for one in self.kinds}:
            self.typed[name] = value[:100]
            await self._work_out(ctx)

    @handler("pricing.manage")
    async def set_example(self, ctx: Ctx, name: str, value: str):
        """Another home to work the example with."""
        if name in _FIRST:
            self.example[name] = value[:40]
            await self._work_out(ctx)

    @handler("pricing.manage")
    async def more_sizes(self, ctx: Ctx):
        """One more line for a size of home."""
        if len(self.sizes) < price_form.MOST_SIZES:
            key = f"new_{new_id().hex[-8:]}"
            self.typed |= {f"base.{key}.{part}": "" for part in price_form.SIZE}
            self.sizes = [*self.sizes, Entry(key, "New size", is_new=True)]

    @handler("pricing.manage")
    async def drop_size(self, ctx: Ctx, key: str):
        """Take a size out of the table; the next larger one covers such homes."""
        if len(self.sizes) < 2:
            raise Invalid("The table needs at least one size of home.")
        for part in price_form.SIZE:
            self.typed.pop(f"base.{key}.{part}", None)
        self.sizes = [one for one in self.sizes if one.name != key]
        await self._work_out(ctx)

    @handler("pricing.manage")
    async def more_add_ons(self, ctx: Ctx):
        """One more line for an extra."""
        if len(self.add_ons) < price_form.MOST_ADD_ONS:
            key = f"extra_{new_id().hex[-8:]}"
            self.typed |= {
                f"add_on.{key}.name": "",
                f"add_on.{key}.cents": "",
                f"add_on.{key}.minutes": "0",
            }
            self.add_ons = [*self.add_ons, Entry(key, "New extra", is_new=True)]

    @handler("pricing.manage")
    async def drop_add_on(self, ctx: Ctx, key: str):
        """Take an extra off the list; bookings that have it keep it."""
        for part in ("name", "cents", "minutes"):
            self.typed.pop(f"add_on.{key}.{part}", None)
        self.add_ons = [one for one in self.add_ons if one.name != key]

    @handler("pricing.manage")
    async def publish(self, ctx: Ctx, form: dict[str, Any]):
        """Make it the list new quotes are worked out by."""
        before = await price_lists.current(ctx)
        shown = {name: str(form[name])[:100] for name in self.typed if name in form}
        made = await price_lists.publish(
            ctx, price_form.read({**self.typed, **shown}, before.prices)
        )
        if made.version == before.version:
            return toast.done("Nothing has changed.")
        await self._fill(ctx)
        said = f"Version {made.version} is in use. Quotes made before keep their prices."
        return toast.done(said, undo=PricesState.put_back(before.version))

    @handler("pricing.manage")
    async def put_back(self, ctx: Ctx, version: int):
        """Undo: publish an earlier list again."""
        earlier = await price_lists.version(ctx, version)
        await price_lists.publish(ctx, earlier.prices)
        await self._fill(ctx)
        return toast.done("The earlier prices are in use again.")

    @handler("pricing.manage")
    async def discard(self, ctx: Ctx):
        """Throw away what was typed."""
        await self._fill(ctx)


def _worked(found: Estimate) -> Worked:
    people = "1 person" if found.crew == 1 else f"{found.crew} people"
    return Worked(
        format.money(found.total_before_tax), f"{people}, {format.duration(found.minutes_on_site)}"
    )
