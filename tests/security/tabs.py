"""Browser tabs without a browser: Reflex's own server side, from the socket's events to what it emits.

`Tabs` stands where the socket.io server would: it hands connects and events to Reflex's namespace
with the headers a browser would send, waits for the handler and all it chains, and keeps what would
have gone back over the wire.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import reflex as rx
from reflex.app import App, EventNamespace
from reflex.event import Event
from reflex.utils import format as reflex_format
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from cleaning_app import cookies, metrics
from cleaning_app.components.handler import HANDLERS, OF_PAGE


@dataclass(frozen=True)
class Declared:
    """One event a browser can name, and what its handler declares it needs."""

    event: str
    state: type[rx.State]
    metric: str
    permission: str
    module: str | None
    once: bool
    arguments: dict[str, str]

    @property
    def name(self) -> str:
        """Readable: `ClientsState.load`."""
        return f"{self.state.__name__}.{self.event.rpartition('.')[2]}"

    @property
    def needs(self) -> str:
        """The permission it asks for; handlers written for many pages ask for their State's own."""
        if self.permission != OF_PAGE:
            return self.permission
        own = self.state.get_fields().get("_permission")
        return own.default_value() if own else ""


def registered() -> dict[str, RegisteredEventHandler]:
    """Every event Reflex would accept from a browser, its own included."""
    return RegistrationContext.get().event_handlers


def declared() -> list[Declared]:
    """Every event of ours: those whose function our decorator made."""
    names = {id(needs): name for name, needs in HANDLERS.items()}
    found = []
    for event, entry in registered().items():
        needs = getattr(entry.handler.fn, "__handler__", None)
        if needs is None:
            continue
        parameters = list(inspect.signature(entry.handler.fn).parameters.values())[1:]
        found.append(
            Declared(
                event,
                entry.states[0],
                ".".join(names[id(needs)].rsplit(".", 2)[-2:]),
                needs["permission"],
                needs["module"],
                needs["once"],
                {p.name: str(p.annotation) for p in parameters},
            )
        )
    return found


@dataclass
class Answer:
    """What one event led to: our handler's result, and everything sent to the browser."""

    result: str
    sent: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that reached the browser, as JSON."""
        return "\n".join(self.sent)


class _Processor(BaseStateEventProcessor):
    """Reflex's, but whoever hands in an event can wait for it."""

    last: Any = None

    async def enqueue(self, token: str, event: Event, ev_ctx: Any = None) -> Any:
        future = await super().enqueue(token, event, ev_ctx)
        # Reflex never finishes what nobody handles.
        if future.parent is None and event.name in registered():
            self.last = future
        return future


class _Wire(EventNamespace):
    """Reflex's namespace with a notebook in place of the network."""

    notes: list[str]

    async def emit(self, event: str, data: Any = None, to: Any = None, **_: Any) -> None:
        self.notes.append(reflex_format.json_dumps({"event": event, "data": data}))


class Tabs:
    """The server side of any number of tabs."""

    def __init__(self, app: App, wire: _Wire, failures: list[BaseException]) -> None:
        self._app, self._wire, self._failures = app, wire, failures

    async def connect(self, token: str = "", *, tab: str = "", boot: str = "") -> Tab:
        """Open a tab with a session cookie, or without one; with `boot` it loads that page."""
        tab, sid = tab or str(uuid4()), uuid4().hex
        headers = [(b"host", b"office.test"), (b"origin", b"http://office.test")]
        if token:
            headers.append((b"cookie", f"{cookies.name()}={token}".encode()))
        environ = {
            "QUERY_STRING": f"token={tab}",
            "asgi.scope": {"headers": headers, "client": ("127.0.0.1", 40000)},
        }
        opened = Tab(self, sid, tab, boot or "/")
        auth = {"event": opened.event(_HYDRATE, {})} if boot else None
        opened.answer = await self._watch(self._wire.on_connect(sid, environ, auth), "")
        return opened

    async def disconnect(self, tab: Tab) -> None:
        """Close a tab; what it showed stays with the server for a while."""
        if (task := self._wire.on_disconnect(tab.sid)) is not None:
            await task

    async def deliver(self, tab: Tab, data: Any, metric: str = "") -> Answer:
        """Hand in what a browser sent."""
        return await self._watch(self._wire.on_event(tab.sid, data), metric)

    async def _watch(self, work: Any, metric: str) -> Answer:
        processor = self._app.event_processor
        assert isinstance(processor, _Processor)
        processor.last, self._wire.notes, before = None, [], _counts(metric)
        self._failures.clear()
        answer = Answer("")
        try:
            await work
        except Exception as error:
            answer.failures.append(error)
        if processor.last is not None:
            with suppress(Exception, asyncio.CancelledError):
                await asyncio.wait_for(processor.last.wait_all(), 20)
        await processor.join(timeout=20)
        # A failing task reports in a callback of its own.
        await asyncio.sleep(0)
        answer.sent, answer.failures = self._wire.notes, [*answer.failures, *self._failures]
        grown = {key for key, count in _counts(metric).items() if count > before.get(key, 0)}
        answer.result = "+".join(sorted(grown))
        return answer


_HYDRATE = "reflex___state____state.hydrate_and_load"


@dataclass
class Tab:
    """One tab: its socket and the token under which Reflex keeps its state."""

    tabs: Tabs
    sid: str
    id: str
    path: str = "/"
    answer: Answer = field(default_factory=lambda: Answer(""))

    def event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What the browser's script would send."""
        parts = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        router = {"pathname": parts.path, "asPath": self.path, "query": query}
        return {"name": name, "payload": payload, "router_data": router}

    async def call(self, event: Declared | str, /, **payload: Any) -> Answer:
        """Send an event and wait until everything it led to is done."""
        name, metric = (event, "") if isinstance(event, str) else (event.event, event.metric)
        return await self.tabs.deliver(self, self.event(name, payload), metric)


def _counts(metric: str) -> dict[str, float]:
    """How often a handler has ended in which result so far."""
    return {
        sample.labels["result"]: sample.value
        for family in metrics.events.collect()
        for sample in family.samples
        if sample.name.endswith("_total") and sample.labels["handler"] == metric
    }


@asynccontextmanager
async def open_tabs() -> AsyncIterator[Tabs]:
    """The dashboard's server side, as it runs behind the socket."""
    from cleaning_app.cleaning_app import app

    failures: list[BaseException] = []

    def note(error: Exception) -> Any:
        failures.append(error)
        return app.backend_exception_handler(error)

    wire = _Wire("/_event", app)
    wire.notes = []
    app._event_processor = _Processor(middleware=app, backend_exception_handler=note)
    with app.set_contexts():
        async with app._event_processor.configure(
            state_manager=app.state_manager, event_namespace=wire
        ):
            yield Tabs(app, wire, failures)
    app._event_processor = None
