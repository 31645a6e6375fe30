"""The HTTP door, called in-process as a browser or a program would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from cleaning_app import api, cookies, crypto, rate_limits
from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.services import members, sessions, workers
from cleaning_app.settings import get_settings

PASSWORD = "quiet harbour lantern 41"
HOST = "http://office.test"


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


async def join(owner: Identity, role: str, *, password: str = PASSWORD) -> Person:
    """Give somebody an account of a role and sign them in; a worker is also on the worker list."""
    login = f"{role}@{owner.org.slug}.test"
    async with unit(owner) as ctx:
        worker_id = None
        if role == "worker":
            worker_id = await workers.create(ctx, name="Dana Worker")
        await members.add(
            ctx,
            name=f"{role.title()} of {owner.org.name}",
            role=role,
            password=password,
            email=login,
            worker_id=worker_id,
            must_change_password=False,
        )
    return await sign_in(login, password)


async def sign_in(login: str, password: str = PASSWORD) -> Person:
    """Open a session through the product's own sign-in."""
    opened = await sessions.sign_in(login, password)
    return Person(login, opened.identity, opened.token)


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change settings for one test: `setting(metrics_enabled=True)`."""

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setattr(get_settings(), name, value)
        rate_limits.reset()

    return change
