"""The HTTP door, called in-process as a browser or a program would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from cleaning_app import api, cookies, crypto, rate_limits
from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.models import Membership, Session, User, Worker
from cleaning_app.services import sessions, workers
from cleaning_app.settings import get_settings
from tests.factories import Office

PASSWORD = "quiet harbour lantern 41"
HOST = "http://office.test"
A = "/v1/admin"


@dataclass
class Person:
    """Somebody with an account, and the token of their open session."""

    login: str
    identity: Identity
    token: str

    @property
    def cookie(self) -> dict[str, str]:
        """Headers of a browser that reads."""
        return {"cookie": f"{cookies.name()}={self.token}"}

    @property
    def headers(self) -> dict[str, str]:
        """Headers of a browser that may also write."""
        return self.cookie | {
            "x-csrf-token": crypto.csrf_token(self.token),
            "origin": HOST,
        }


@pytest.fixture(scope="session")
def door() -> Starlette:
    """The app, built once."""
    return api.create()


@pytest.fixture
async def client(door: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the app without a socket in between; limits start at zero."""
    rate_limits.reset()
    async with client_of(door) as made:
        yield made
    rate_limits.reset()


def client_of(
    door: Starlette, address: str = "127.0.0.1"
) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """A client at an address; redirects are looked at, not followed."""
    transport = httpx.ASGITransport(app=door, client=(address, 40000), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=HOST)


async def visit(door: Starlette, path: str) -> httpx.Response:
    """Open a public page, as somebody who only has its address."""
    rate_limits.reset()
    async with client_of(door) as client:
        return await client.get(path)


async def join(owner: Identity, role: str) -> Person:
    """Somebody of a role with an open session; a worker is also on the worker list.

    Written as rows with one shared password hash: hashing costs a fifth of a second each time, and
    signing in is tested where it matters.
    """
    login, token = f"{role}@{owner.org.slug}.test", crypto.new_token()
    async with unit(owner) as ctx:
        now, org_id = ctx.now(), ctx.org.id
        user = User(
            email=login,
            name=f"{role.title()} of {owner.org.name}",
            password_hash=await _hash(),
            created_at=now,
        )
        ctx.session.add(user)
        await ctx.session.flush()
        ctx.session.add(Membership(org_id=org_id, user_id=user.id, role=role))
        if role == "worker":
            worker = await ctx.session.get(Worker, await workers.create(ctx, name="Dana Worker"))
            worker.user_id = user.id
        ctx.session.add(
            Session(
                org_id=org_id,
                user_id=user.id,
                token_hash=crypto.token_hash(token),
                last_seen_at=now,
                expires_at=now + sessions.ABSOLUTE,
            )
        )
    identity = await sessions.identify(token)
    assert identity is not None
    return Person(login, identity, token)


@pytest.fixture
async def owner(office: Office) -> Person:
    """The owner of the office, signed in."""
    return await join(office.identity, "owner")


@pytest.fixture
async def call(client: httpx.AsyncClient, owner: Person) -> Callable[..., Awaitable[Any]]:
    """Calls as the owner and expects one status."""

    async def send(
        method: str, path: str, body: Any = None, *, expect: int = 200, **headers: str
    ) -> Any:
        answer = await client.request(method, A + path, json=body, headers=owner.headers | headers)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    return send


_hashed: list[str] = []


async def _hash() -> str:
    """The hash of PASSWORD, made once per run."""
    if not _hashed:
        _hashed.append(await crypto.hash_password(PASSWORD))
    return _hashed[0]


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change settings for one test: `setting(metrics_enabled=True)`."""

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setattr(get_settings(), name, value)
        rate_limits.reset()

    return change
