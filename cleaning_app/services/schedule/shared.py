"""What many open boards ask for at the same moment is worked out once.

After a change, every open board of an organisation in this process asks for the same booking and the
same figures. The first one works them out, the others wait for it. What was worked out is good until
the organisation's next notice, and never for longer than a breath.

Only for what a board asks after a notice: a unit that has written something sees it alone until it
commits, and must neither take nor leave anything here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.services import live_feed

T = TypeVar("T")
LASTS_SECONDS = 2.0
_FAILED = object()


@dataclass
class _Shelf:
    """What was worked out since an organisation's last notice, and when it was begun."""

    notices: int
    made: dict[Hashable, tuple[float, asyncio.Future[Any]]] = field(
        default_factory=dict[Hashable, tuple[float, "asyncio.Future[Any]"]]
    )


_shelves: dict[UUID, _Shelf] = {}


async def once(ctx: Ctx, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
    """What `work` gives, from whoever was first to ask for `key` since the last notice.

    The caller has checked that the actor may see it; it must be the same for all who may. Raises
    what `work` raises. Without a live feed (commands, jobs, tests) everybody works for themselves.
    """
    notices = live_feed.feed.notices_of(ctx.org.id)
    if notices is None:
        return await work()
    shelf = _shelves.get(ctx.org.id)
    if shelf is None or shelf.notices != notices:
        shelf = _shelves[ctx.org.id] = _Shelf(notices)
    begun, waited_for = shelf.made.get(key, (0.0, None))
    if waited_for is not None and time.monotonic() - begun < LASTS_SECONDS:
        found = await asyncio.shield(waited_for)
        if found is not _FAILED:
            return cast(T, found)
        return await work()
    mine = asyncio.get_running_loop().create_future()
    shelf.made[key] = (time.monotonic(), mine)
    result: Any = _FAILED
    try:
        result = await work()
        return result
    finally:
        if result is _FAILED:
            shelf.made.pop(key, None)
        mine.set_result(result)
