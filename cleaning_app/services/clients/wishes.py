"""Whom a client would like to come, and whom not."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.soft_rules import BANNED, PREFERRED
from cleaning_app.errors import NotFound
from cleaning_app.models import Client, ClientWorker, Worker
from cleaning_app.services import audit, live, rows


@dataclass(frozen=True)
class Wish:
    """That a client prefers a worker, or doesn't want them; `kind` is "preferred" or "banned"."""

    worker_id: UUID
    worker: str
    kind: str
    note: str


async def wishes(ctx: Ctx, client_id: UUID) -> list[Wish]:
    """A client's wishes, the preferred workers first."""
    ctx.require("contacts.view")
    found = await ctx.session.execute(
        select(ClientWorker, col(Worker.name))
        .join(Worker, col(Worker.id) == col(ClientWorker.worker_id))
        .where(col(ClientWorker.client_id) == client_id)
        .order_by(col(ClientWorker.kind).desc(), col(Worker.name))
    )
    return [Wish(row.worker_id, name, row.kind, row.note) for row, name in found]


async def wish(ctx: Ctx, client_id: UUID, worker_id: UUID, kind: str, *, note: str = "") -> None:
    """Note that a client prefers a worker or doesn't want them; replaces what was noted before.
    Undo: `unwish`, or the earlier wish again.

    Raises:
        NotFound: no such client or worker.
        Invalid: an unknown kind, or a note that is too long.
    """
    ctx.require("contacts.edit")
    form = Fields()
    if kind not in (PREFERRED, BANNED):
        form.refuse("kind", "Either preferred or banned.")
    note = form.text("note", note, 200)
    form.finish("This wish can't be noted.")
    await rows.locked(ctx, Client, client_id, "There is no such client.")
    await rows.one(ctx, Worker, worker_id, "There is no such worker.")
    keys = {"org_id": ctx.org.id, "client_id": client_id, "worker_id": worker_id}
    said = {"kind": kind, "note": note}
    await ctx.session.execute(
        insert(ClientWorker)
        .values(**keys, **said)
        .on_conflict_do_update(index_elements=list(keys), set_=said)
    )
    audit.record(ctx, "client.wish", "client", client_id, worker_id=str(worker_id), **said)
    await live.announce(ctx, "clients", client_id, "updated")


async def unwish(ctx: Ctx, client_id: UUID, worker_id: UUID) -> Wish:
    """Forget what a client wished about a worker; returns it, for undo.

    Raises:
        NotFound: nothing was noted.
    """
    ctx.require("contacts.edit")
    gone = next((one for one in await wishes(ctx, client_id) if one.worker_id == worker_id), None)
    if gone is None:
        raise NotFound("Nothing is noted about this worker.")
    await ctx.session.execute(
        delete(ClientWorker).where(
            col(ClientWorker.client_id) == client_id, col(ClientWorker.worker_id) == worker_id
        )
    )
    audit.record(ctx, "client.unwish", "client", client_id, worker_id=str(worker_id))
    await live.announce(ctx, "clients", client_id, "updated")
    return gone
