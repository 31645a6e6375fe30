"""The one decorator for event handlers: who may call, in which transaction, what an error looks like.

Every public method of a State can be called over the websocket by anybody who is connected, with
any arguments. So each one goes through here:

    class InvoicesState(ListState, rx.State):
        @handler("invoices.edit")
        async def send(self, ctx: Ctx, invoice_id: UUID):
            ...

The browser sees `send(invoice_id)`. Before the body runs, the caller is identified by the session
cookie, the permission and the feature module are checked, the arguments are validated against
their annotations, and a unit of work is opened; it commits when the body returns. Refusals become
toasts; nobody signed in is sent to the sign-in page.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any, get_type_hints

import reflex as rx
import structlog
from pydantic import ConfigDict, InstanceOf, TypeAdapter, ValidationError
from reflex.event import EventSpec

from cleaning_app import metrics
from cleaning_app.components import once as repeats
from cleaning_app.components import toast
from cleaning_app.context import Ctx, Identity
from cleaning_app.cookies import session_token
from cleaning_app.db import unit
from cleaning_app.errors import AppError, FieldError, Forbidden, Invalid, Unauthenticated
from cleaning_app.ids import new_id
from cleaning_app.services import sessions

log = structlog.get_logger("events")

HANDLERS: dict[str, dict[str, Any]] = {}
"""Every declared handler: qualified name → what it needs. The role matrix test walks this."""

SIGNED_IN = "signed in"
"""Permission of a handler that every member may call, also with a temporary password: the frame,
and one's own account."""

OF_PAGE = "the page's own"
"""Permission of a handler written once for many pages: each State names its own in `_permission`."""

_STRICT = ConfigDict(str_max_length=20_000)


async def identify(state: rx.State) -> Identity:
    """The person behind a State's websocket.

    Raises:
        Unauthenticated: no cookie, or its session has ended.
    """
    token = session_token(state.router.headers.cookie)
    identity = await sessions.identify(token) if token else None
    if identity is None:
        raise Unauthenticated("You have been signed out. Sign in again.")
    return identity


@asynccontextmanager
async def work(state: rx.State, permission: str) -> AsyncIterator[Ctx]:
    """A unit of work inside a handler that holds none for its whole length."""
    identity = await identify(state)
    async with unit(identity, request_id=str(new_id())) as ctx:
        ctx.require(permission)
        yield ctx


def handler(
    permission: str,
    *,
    module: str | None = None,
    background: bool = False,
    supersedes: bool = False,
    once: tuple[str, ...] | None = None,
    fills: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """Declare an event handler: `async def name(self, ctx, …)`, returning events or nothing.

    `permission` is one of the catalogue, `SIGNED_IN` or `OF_PAGE`; `module` a key that must be on.
    With `background` the body gets no `ctx` and opens `work(self, permission)` for each step. A body
    that asks for `identity` instead of `ctx` does without a unit too: for what takes files, so that
    no connection is held while they are read and stored.
    `once` is for deeds that make something new: sent again at once, they are not done again. It
    names the vars that, beside the arguments, say which deed it is. `fills` is for the handler
    that fills a page (components/loading.py): a refusal stands on the page instead of in a toast.
    """

    def decorate(body: Callable[..., Any]) -> Any:
        name = f"{body.__module__}.{body.__qualname__}"
        parameters = list(inspect.signature(body).parameters.values())
        taken = parameters[1:] if background else parameters[2:]
        alone = not background and parameters[1].name == "identity"
        assert not (alone and once), f"{name}: a deed done once needs its unit of work"
        hints = get_type_hints(body, include_extras=True)
        adapters = {p.name: _adapter(hints[p.name]) for p in taken}
        defaults = {p.name: p.default for p in taken if p.default is not p.empty}

        def arguments(values: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
            raw = dict(zip(adapters, values, strict=False)) | named
            missing = [n for n in adapters if n not in raw and n not in defaults]
            if missing or set(raw) - set(adapters):
                raise Invalid("That action came with the wrong details.")
            return {name: _validated(adapters[name], name, raw[name]) for name in raw}

        # `self` is positional only, as browsers choose the names of what they send.
        async def run(self: rx.State, /, *values: Any, **named: Any) -> Any:
            needs = getattr(self, "_permission", "") if permission == OF_PAGE else permission
            async with _watched(body.__qualname__, self, fills) as outcome:
                identity = await identify(self)
                async with unit(identity, request_id=str(new_id())) as ctx:
                    structlog.contextvars.bind_contextvars(
                        request_id=ctx.request_id, org_id=str(ctx.org.id),
                        user_id=str(ctx.actor.user_id), role=ctx.actor.role,
                    )  # fmt: skip
                    _admit(ctx, needs, module)
                    given = arguments(values, named)
                    if once is None:
                        return await body(self, ctx, **given)
                    deed = repeats.deed(self, name, given, once)
                    if await repeats.is_repeat(self, deed, ctx.now()):
                        return None
                    events = await body(self, ctx, **given)
                await repeats.remember(self, deed, ctx.now())
                return events
            return outcome.events

        async def run_free(self: rx.State, /, *values: Any, **named: Any) -> Any:
            async with _watched(body.__qualname__, self if alone else None) as outcome:
                async with self if background else nullcontext():
                    identity = await identify(self)
                async with unit(identity) as ctx:
                    _admit(ctx, permission, module)
                who = (identity,) if alone else ()
                return await body(self, *who, **arguments(values, named))
            return outcome.events

        wrapped: Any = run_free if background or alone else run
        _look_like(wrapped, body, [parameters[0], *taken], hints)
        wrapped.__handler__ = {"permission": permission, "module": module, "once": once is not None}
        HANDLERS[name] = wrapped.__handler__
        return rx.event(wrapped, background=background, supersedes=supersedes)

    return decorate


def _look_like(
    wrapped: Any, body: Any, taken: list[inspect.Parameter], hints: dict[str, Any]
) -> None:
    """Give a wrapper the name, the words and the parameters of what it wraps."""
    wrapped.__name__, wrapped.__qualname__ = body.__name__, body.__qualname__
    wrapped.__module__, wrapped.__doc__ = body.__module__, body.__doc__
    wrapped.__signature__ = inspect.Signature(taken)
    # Reflex would convert arguments by annotation before we can refuse them kindly; it only needs
    # to see uploads.
    wrapped.__annotations__ = {n: h for n, h in hints.items() if "UploadFile" in str(h)}


def _admit(ctx: Ctx, needs: str, module: str | None) -> None:
    """Refuse who may not call; with a temporary password that is nearly everything.

    Raises:
        Forbidden: the password must be changed first, the role lacks the permission, or the
            feature is switched off.
    """
    if needs != SIGNED_IN:
        if ctx.actor.must_change_password:
            raise Forbidden("Choose your own password first: your current one is temporary.")
        ctx.require(needs)
    if module:
        ctx.require_module(module)


def _adapter(hint: Any) -> TypeAdapter[Any]:
    """What checks an argument. Length limits for plain values; models bring their own."""
    if "UploadFile" in str(hint):
        return TypeAdapter(list[InstanceOf[rx.UploadFile]])
    own = hasattr(hint, "__pydantic_config__") or hasattr(hint, "model_config")
    return TypeAdapter(hint, config=None if own else _STRICT)


def _validated(adapter: TypeAdapter[Any], name: str, value: Any) -> Any:
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        why = error.errors(include_input=False, include_url=False)[0]["msg"]
        raise Invalid(f"{name.replace('_', ' ').capitalize()}: {why.lower()}.") from error


def unexpected(exception: Exception) -> EventSpec:
    """What goes wrong outside our handlers, inside Reflex: logged for us, one sentence for people."""
    log.error("event failed", exc_info=exception)
    return toast.failed()


def _by_field(errors: Sequence[FieldError]) -> dict[str, str]:
    """Field → words. Rows of a form have one place for theirs: what is wrong with
    `lines.1.quantity` stands under `lines`, as "Line 2: …"."""
    problems: dict[str, str] = {}
    for error in errors:
        rows, _, rest = error.field.partition(".")
        number = rest.partition(".")[0]
        if number.isdigit():
            problems.setdefault(rows, f"Line {int(number) + 1}: {error.message}")
        else:
            problems[error.field] = error.message
    return problems


async def _in_own_words(state: Any, error: AppError) -> AppError:
    """The refusal as the page speaks (`components/words.py`)."""
    speak = getattr(state, "_in_own_words", None)
    return await speak(error) if speak else error


class _Outcome:
    """What the browser is told when the body did not get to say it."""

    events: Any = None


@asynccontextmanager
async def _watched(name: str, state: Any = None, fills: bool = False) -> AsyncIterator[_Outcome]:
    """Time an event, count it, and turn what went wrong into something a person can read.

    Fields that were refused get their words beside them, and the toast says them too: a page need
    not have drawn the field.
    """
    outcome, started, result = _Outcome(), time.perf_counter(), "ok"
    try:
        if getattr(state, "problems", None):
            state.problems = {}
        if fills and state.trouble:
            state.trouble = ""
        yield outcome
    except Unauthenticated:
        result = "unauthenticated"
        outcome.events = rx.call_script(_TO_SIGN_IN)
    except AppError as refused:
        result = refused.code
        error = await _in_own_words(state, refused)
        if error.errors and hasattr(state, "problems"):
            state.problems = _by_field(error.errors)
        if fills:
            state.trouble, state.ready = error.detail, True
        else:
            outcome.events = toast.refused(error)
    except Exception:
        result = "error"
        log.exception("event failed", path=name)
        if fills:
            state.trouble, state.ready = toast.FAILED, True
        else:
            outcome.events = toast.failed()
    finally:
        metrics.observe_event(name, result, time.perf_counter() - started)
        structlog.contextvars.clear_contextvars()


_TO_SIGN_IN = (
    "location.href = '/sign-in?next=' + encodeURIComponent(location.pathname + location.search)"
)
