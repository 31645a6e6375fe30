"""What the exports page holds: a span, what it comes to, what things are called elsewhere."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import reflex as rx
from pydantic import Field

from cleaning_app.components import toast
from cleaning_app.components.handler import handler
from cleaning_app.components.spans import SpanState
from cleaning_app.context import Ctx
from cleaning_app.domain.accounting import System
from cleaning_app.pages.finance.exports import rows
from cleaning_app.pages.finance.exports.rows import (
    BookRow,
    DownloadRow,
    NameRow,
    ProgramRow,
    SumRow,
)
from cleaning_app.services import accounting

MODULE = "module.finance"
SystemName = Literal["quickbooks", "xero"]
Texts = Annotated[dict[str, str], Field(max_length=500)]


class ExportsState(SpanState, rx.State):
    """Downloads for the accountant."""

    _permission = "finance.view"
    _default_span = "last_month"

    programs: list[ProgramRow] = []
    books: list[BookRow] = []
    sums: list[SumRow] = []
    doubts: list[str] = []
    downloads: list[DownloadRow] = []
    may_run: bool = False
    may_manage: bool = False
    naming: str = ""
    naming_label: str = ""
    names: list[NameRow] = []

    @handler("finance.view", module=MODULE, fills=True)
    async def load(self, ctx: Ctx):
        """Show what the span of the address comes to."""
        span = self._read_span(ctx)
        found = await accounting.figures(ctx, span.first, span.last)
        named = [await accounting.names(ctx, system) for system in System]
        self.programs = [rows.program(found, one) for one in named]
        self.books = rows.books(found)
        self.sums = rows.sums(found)
        self.doubts = rows.doubts(await accounting.questions(ctx, span.first, span.last))
        self.downloads = [rows.download(ctx, one) for one in await accounting.recent(ctx)]
        self.may_run, self.may_manage = ctx.can("exports.run"), ctx.can("finance.manage")
        self.ready = True

    @handler("finance.view", module=MODULE)
    async def refresh_downloads(self, ctx: Ctx):
        """Look who downloaded what once more."""
        self.downloads = [rows.download(ctx, one) for one in await accounting.recent(ctx)]

    @handler("finance.view", module=MODULE)
    async def open_names(self, ctx: Ctx, system: Literal["", "quickbooks", "xero"]):
        """Open what things are called in a program, or close it."""
        self.naming, self.problems = system, {}
        if system:
            named = await accounting.names(ctx, system)
            self.naming_label, self.names = named.system.label, rows.names(named)

    @handler("finance.manage", module=MODULE)
    async def save_names(self, ctx: Ctx, form: dict[str, Any]):
        """Keep what things are called."""
        system = System(self.naming or System.XERO)
        before = await accounting.rename(ctx, system, rows.given(form))
        self.naming = ""
        if not before:
            return toast.done("Nothing was changed.")
        put_back = {f"{use.value}.{key}": name for (use, key), name in before.items()}
        undo = type(self).put_back(system.value, put_back)
        return [toast.done(f"Names for {system.label} saved.", undo=undo), type(self).load]

    @handler("finance.manage", module=MODULE)
    async def put_back(self, ctx: Ctx, system: SystemName, before: Texts):
        """Undo a change of names."""
        await accounting.rename(ctx, system, rows.given(dict(before)))
        return [toast.done("The names are as before."), type(self).load]
