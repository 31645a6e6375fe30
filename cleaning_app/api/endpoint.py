"""One declaration per route; the router, the access check, the document and the tests all read it.

    @endpoint("PATCH", "/v1/admin/clients/{id}", needs="contacts.edit", answer=clients.ClientDetail)
    async def update(ctx: Ctx, id: UUID, body: ClientPatch, version: int | None) -> ...:

What a handler wants is told by its parameters: `ctx` opens a unit of work as the caller, `body` and
`query` are validated models, `version` is the If-Match header, `request` the bare request, anything
else is part of the path. Handlers of files get `identity` and `request_id` and open their own unit,
which lasts as long as the sending; so do those that take an `upload`, which may be long in coming.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, TypeAdapter

from cleaning_app.permissions import CATALOGUE, OWN_BOOKINGS

Handler = TypeVar("Handler", bound=Callable[..., Any])
Idempotency = Literal["no", "optional", "required"]

ENDPOINTS: list[Endpoint] = []
"""Every route, in the order they were declared, which is the order they are matched in."""

API = "module.api"
_OURS = {"ctx", "identity", "request_id", "body", "query", "version", "request", "upload"}


@dataclass(frozen=True)
class Endpoint:
    """One route. `needs` are permissions of which one is enough, `also` one more that is needed.

    Routes that are `open` serve anybody; `door` names the limit per address that guards them, and
    those with `form` read an HTML form themselves. `module` is the feature that must be on,
    beside `module.api` itself; "" for routes that are there whatever is switched off.
    `action` names a sensitive deed, limited per organisation.
    """

    method: str
    path: str
    handler: Callable[..., Any]
    summary: str
    description: str
    tag: str
    answer: Any
    status: int = 200
    needs: tuple[str, ...] = ()
    also: str = ""
    open: bool = False
    door: str = ""
    module: str = API
    idempotency: Idempotency = "no"
    action: str = ""
    media_type: str = "application/json"  # any other is a file, sent as a `Download`
    form: bool = False
    in_document: bool = True
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    path_params: dict[str, Any] = field(default_factory=dict[str, Any])
    wants: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Unique among all routes: "clients.update"."""
        return f"{self.handler.__module__.rpartition('.')[2]}.{self.handler.__name__}"

    @property
    def writes(self) -> bool:
        return self.method not in {"GET", "HEAD"}

    @property
    def modules(self) -> tuple[str, ...]:
        """The features that must be on."""
        return tuple(dict.fromkeys((API, self.module))) if self.module else ()

    @property
    def works_alone(self) -> bool:
        """Whether the handler opens units of work itself."""
        return "identity" in self.wants

    @property
    def streams(self) -> bool:
        """Whether the answer is a file made while it is sent."""
        return not self.open and self.media_type != "application/json"

    def allows(self, permissions: frozenset[str]) -> bool:
        """Whether somebody with these permissions passes this route's own check."""
        enough = not self.needs or any(need in permissions for need in self.needs)
        return enough and (not self.also or self.also in permissions)


def endpoint(
    method: str,
    path: str,
    *,
    answer: Any = None,
    needs: str | Sequence[str] = (),
    **declared: Any,
) -> Callable[[Handler], Handler]:
    """Declare a route; the handler's docstring is its description, the first line its summary."""
    needed = (needs,) if isinstance(needs, str) else tuple(needs)
    unknown = {*needed, declared.get("also", "")} - {*CATALOGUE, OWN_BOOKINGS, ""}
    if unknown:
        raise ValueError(f"{method} {path} needs what nobody can have: {sorted(unknown)}")

    def declare(handler: Handler) -> Handler:
        given = inspect.signature(handler, eval_str=True).parameters
        in_path = re.findall(r"{(\w+)}", path)
        if missing := (set(in_path) ^ set(given)) - _OURS:
            raise ValueError(f"{method} {path}: path and handler disagree about {sorted(missing)}")
        summary, _, rest = inspect.cleandoc(handler.__doc__ or "").partition("\n")
        ENDPOINTS.append(
            Endpoint(
                method=method,
                path=path,
                handler=handler,
                summary=summary.rstrip("."),
                description=rest.strip(),
                tag=declared.pop("tag", handler.__module__.rpartition(".")[2]),
                answer=TypeAdapter(answer) if answer is not None else None,
                needs=needed,
                body=given["body"].annotation if "body" in given else None,
                query=given["query"].annotation if "query" in given else None,
                path_params={name: given[name].annotation for name in in_path},
                wants=frozenset(given),
                **declared,
            )
        )
        return handler

    return declare
