"""What the import page holds: files that wait, a look at the first one, the work, the history."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, toast
from cleaning_app.components.handler import handler, work
from cleaning_app.components.loading import LoadState
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain.importing.datasets import BY_KEY
from cleaning_app.domain.importing.reading import MAX_BYTES, read_table
from cleaning_app.errors import AppError, Invalid
from cleaning_app.pages.imports import rows
from cleaning_app.pages.imports.rows import (
    BatchRow,
    ColumnRow,
    FileRow,
    Look,
    ProblemRow,
    SampleRow,
)
from cleaning_app.services import imports
from cleaning_app.services.imports import ImportResult, shelf

NEEDS = "settings.manage"
UPLOAD = "books"
_MOST_FILES = 20
_ORDER = [*BY_KEY, ""]

Name = Annotated[str, Field(max_length=200)]


NO_BATCH = BatchRow("", "", "", "", "", "", False)


class Stopped(Exception):
    """Somebody pressed Cancel: the transaction is rolled back."""


class ImportState(LoadState, rx.State):
    """One person's import. The files themselves wait on the shelf."""

    files: list[FileRow] = []
    look: Look = Look()
    columns: list[ColumnRow] = []
    headers: list[Option] = []
    sample: list[SampleRow] = []
    findings: list[ProblemRow] = []
    skip: bool = False
    running: bool = False
    percent: int = 0
    doing: str = ""
    batches: list[BatchRow] = []
    undoing: BatchRow = NO_BATCH

    _mapping: dict[str, str] = {}
    _stopping: bool = False

    @handler(NEEDS, fills=True)
    async def load(self, ctx: Ctx):
        """Show the history, and the file that waits, if one does."""
        await _show_history(self, ctx)
        if self.files and not self.running:
            await _show_look(self, ctx)
        self.ready = True

    @handler(NEEDS)
    async def take(self, ctx: Ctx, files: list[rx.UploadFile]):
        """Put uploaded files in line, in the order in which they build on each other; look at the
        first of them."""
        new: set[str] = set()
        for file in files[: _MOST_FILES - len(self.files)]:
            data = await file.read(MAX_BYTES + 1)
            name = (file.name or "file.csv")[-200:]
            if len(data) > MAX_BYTES:
                raise Invalid(f"{name} has more than {MAX_BYTES // 1_000_000} MB. Split it.")
            kept = await shelf.keep(ctx, name, data)
            self.files.append(_waiting(kept))
            new.add(self.files[-1].id)
        self.files = sorted(self.files, key=lambda file: _ORDER.index(file.dataset))
        first_new = next((file.id for file in self.files if file.id in new), "")
        await _go_on(self, ctx, "" if self.running else first_new)

    @handler(NEEDS)
    async def open(self, ctx: Ctx, file_id: Name):
        """Look at another file of the line."""
        if not self.running:
            await _go_on(self, ctx, file_id)

    @handler(NEEDS)
    async def set_dataset(self, ctx: Ctx, dataset: Name):
        """Say what the file is."""
        if dataset and dataset not in BY_KEY:
            raise Invalid("There is no such dataset.")
        file = _current(self)
        file.dataset = dataset
        file.title = BY_KEY[dataset].title if dataset else ""
        self.files = list(self.files)
        self._mapping = {}
        await _show_look(self, ctx)

    @handler(NEEDS)
    async def set_column(self, ctx: Ctx, field: Name, header: Name):
        """Feed a field from another column, or from none."""
        mapping = {f: h for f, h in self._mapping.items() if not header or h != header}
        self._mapping = mapping | {field: header}
        await _show_look(self, ctx)

    @handler(NEEDS)
    async def set_skip(self, ctx: Ctx, skip: bool):
        """Whether bad rows are left out."""
        self.skip = skip

    @handler(NEEDS)
    async def problems_csv(self, ctx: Ctx):
        """Every problem of the current file as CSV, to mend it where it comes from."""
        file = _current(self)
        data = await shelf.take(ctx, UUID(file.id))
        preview = await imports.preview(ctx, file.dataset, data, file.name, self._mapping)
        name = f"problems_{file.name.rpartition('.')[0] or file.name}.csv"
        return rx.download(data=rows.problems_csv(preview.problems), filename=name)

    @handler(NEEDS)
    async def leave(self, ctx: Ctx):
        """Take the current file out of the line."""
        await shelf.discard(ctx, UUID(_current(self).id))
        _drop(self)
        await _go_on(self, ctx)

    @handler(NEEDS, background=True)
    async def start(self, everything: bool = False):
        """Import the current file; with `everything` go on until one needs a look."""
        async with self:
            if self.running or not self.files:
                return None
            self.running, self._stopping = True, False
        done: list[ImportResult] = []
        try:
            while (result := await _import_current(self)) is not None:
                done.append(result)
                async with self:
                    goes_on = everything and bool(self.files) and not self.look.has_refused
                if not goes_on:
                    break
        except Stopped:
            return toast.done("Stopped. Nothing of that file was kept.")
        finally:
            async with self:
                self.running, self.percent = False, 0
        return _told(done)

    @handler(NEEDS)
    async def stop(self, ctx: Ctx):
        """Give the running import up; what it wrote is rolled back."""
        self._stopping = True
        self.doing = "Stopping…"

    @handler(NEEDS)
    async def ask_undo(self, ctx: Ctx, batch_id: Name):
        """Ask before a whole file is undone."""
        found = [batch for batch in self.batches if batch.id == batch_id]
        self.undoing = found[0] if found else NO_BATCH

    @handler(NEEDS)
    async def keep_it(self, ctx: Ctx):
        """Close the question."""
        self.undoing = NO_BATCH

    @handler(NEEDS)
    async def undo(self, ctx: Ctx, batch_id: UUID):
        """Undo a batch."""
        self.undoing = NO_BATCH
        undone = await imports.undo(ctx, batch_id)
        await _show_history(self, ctx)
        if self.files:
            await _show_look(self, ctx)
        removed = format.count(undone.removed, "row")
        restored = f", {undone.restored:,} put back as they were" if undone.restored else ""
        return toast.done(f"Undone: {removed} removed{restored}.")


def _waiting(kept: shelf.Shelved) -> FileRow:
    title = BY_KEY[kept.dataset].title if kept.dataset else ""
    return FileRow(
        str(kept.id), kept.filename, kept.dataset or "", title, rows.file_size(kept.size)
    )


def _current(state: ImportState) -> FileRow:
    for file in state.files:
        if file.current:
            return file
    raise Invalid("Choose a file first.")


def _drop(state: ImportState) -> None:
    state.files = [file for file in state.files if not file.current]
    state.look, state.columns, state.sample, state.findings = Look(), [], [], []


async def _go_on(state: ImportState, ctx: Ctx, file_id: str = "") -> None:
    """Look at a file of the line: the named one, else the one looked at, else the first."""
    ids = [file.id for file in state.files]
    looked_at = next((file.id for file in state.files if file.current), "")
    chosen = file_id if file_id in ids else looked_at or (ids[0] if ids else "")
    if chosen != looked_at:
        state._mapping, state.skip = {}, False
    for file in state.files:
        file.current = file.id == chosen
    state.files = list(state.files)
    if chosen:
        await _show_look(state, ctx)


async def _show_look(state: ImportState, ctx: Ctx) -> None:
    file = _current(state)
    state.columns, state.headers, state.sample, state.findings = [], [], [], []
    data = await shelf.take(ctx, UUID(file.id))
    try:
        if not file.dataset:
            await asyncio.to_thread(read_table, data)
            raise Invalid("Its columns fit nothing we know. Say what it holds, then match them.")
        preview = await imports.preview(ctx, file.dataset, data, file.name, state._mapping)
    except AppError as error:
        state.look = rows.unreadable(file, error)
        if state.look.needs_columns:
            header, guessed = await asyncio.to_thread(shelf.columns_of, file.dataset, data)
            state.headers = rows.header_options(header)
            chosen = guessed | state._mapping
            state.columns = rows.column_rows(file.dataset, header, chosen, ())
        return
    state.look = rows.look_of(preview)
    state.headers = rows.header_options(preview.header)
    state.columns = rows.column_rows(
        file.dataset, preview.header, preview.columns, preview.first_rows
    )
    state.sample = rows.sample_rows(preview)
    state.findings = rows.problem_rows(preview.problems)


async def _show_history(state: ImportState, ctx: Ctx) -> None:
    state.batches = [rows.batch_row(ctx, batch) for batch in await imports.list_batches(ctx)]


async def _import_current(state: ImportState) -> ImportResult | None:
    """Run the current file in a transaction of its own; None when its bad rows refuse it."""
    async with state:
        file, mapping, skip = _current(state), dict(state._mapping), state.skip
        state.percent, state.doing = 0, f"Reading {file.name}"

    async def progress(done: int, total: int) -> None:
        async with state:
            if state._stopping:
                raise Stopped
            state.percent = done * 100 // total
            state.doing = f"{file.name}: {done:,} of {total:,} rows"

    async with work(state, NEEDS) as ctx:
        data = await shelf.take(ctx, UUID(file.id))
        result = await imports.run(
            ctx, file.dataset, data, file.name, mapping, skip_bad_rows=skip, progress=progress
        )
    async with work(state, NEEDS) as ctx:
        if not result.refused:
            await shelf.discard(ctx, UUID(file.id))
        async with state:
            if not result.refused:
                _drop(state)
            await _go_on(state, ctx)
            await _show_history(state, ctx)
    return None if result.refused else result


def _told(done: list[ImportResult]) -> Any:
    if not done:
        return None
    if len(done) == 1:
        (result,) = done
        undo = ImportState.undo(str(result.batch_id)) if result.batch_id else None
        return toast.done(f"{result.filename}: {rows.summary(result.counts)}.", undo=undo)
    return toast.done(f"{format.count(len(done), 'file')} imported.")
