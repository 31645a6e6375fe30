"""What every test stands on: a known environment and a real PostgreSQL, shared by the whole run.

The environment is set here, before anything of ours reads it. The server starts with the first test
that asks for it; every pytest-xdist worker works on its own clone of one migrated template.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from uuid import uuid4

import hypothesis
import pytest

from cleaning_app.embedded import EmbeddedServer
from cleaning_app.settings import Settings, get_settings
from tests import databases
from tests.databases import DatabaseUrls

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATABASE = f"cleaning_{WORKER}"
RUN, MADE_HERE = databases.run_dir()


def _set_environment() -> None:
    Settings.model_config["env_file"] = None
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)
    os.environ |= {
        "APP_ENV": "dev",
        "DATA_DIR": str(RUN / f"data-{WORKER}"),
        "DATABASE_URL": databases.owner_url(RUN, DATABASE),
        "AUTH_SECRET_KEY": "only-for-tests-auth-secret-key-0123456789",
        "CLIENT_PORTAL_SECRET": "only-for-tests-client-portal-0123456789",
        "WORKER_PORTAL_SECRET": "only-for-tests-worker-portal-0123456789",
        "ENCRYPTION_KEY": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtb24=",
    }
    get_settings.cache_clear()


_set_environment()

# A shell that runs the suite in the background hands SIGINT down ignored; what we start and then
# interrupt, as Ctrl-C does, must hear it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Fixtures for organisations and their people, for cards, and for the running product, live beside
# this file.
pytest_plugins = ["tests.factories", "tests.card_desk", "tests.site"]

# `pytest --hypothesis-profile=prove` runs the long form.
hypothesis.settings.register_profile("default", deadline=None, max_examples=60, print_blob=True)
hypothesis.settings.register_profile("prove", deadline=None, max_examples=20_000, print_blob=True)
hypothesis.settings.load_profile("default")


@pytest.fixture(scope="session")
def many(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`many(quick, long)`: the long count with --hypothesis-profile=prove, else the quick one."""
    is_long = request.config.getoption("--hypothesis-profile") == "prove"
    return lambda quick, long: long if is_long else quick


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets environment variables for this test and the processes it starts."""

    def set_(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name.upper(), str(value))
        get_settings.cache_clear()

    yield set_
    monkeypatch.undo()
    get_settings.cache_clear()


def pytest_unconfigure() -> None:
    if MADE_HERE:
        databases.end(RUN)


@pytest.fixture(scope="session")
def server() -> EmbeddedServer:
    """The run's PostgreSQL with the migrated template `databases.TEMPLATE` on it."""
    return databases.template(RUN)


@pytest.fixture(scope="session")
def database_urls(server: EmbeddedServer) -> DatabaseUrls:
    """This worker's migrated database, where DATABASE_URL points; rows of earlier tests may be left."""
    databases.create(server, DATABASE)
    return databases.urls_of(DATABASE)


@pytest.fixture
def clean_database(server: EmbeddedServer, database_urls: DatabaseUrls) -> DatabaseUrls:
    """This worker's database, as empty as right after the migrations. About 20 ms."""
    databases.empty(server, DATABASE)
    return database_urls


@pytest.fixture
def new_database(server: EmbeddedServer) -> Iterator[Callable[[], DatabaseUrls]]:
    """Makes further databases for a test that breaks, restores or restarts things. About 100 ms each."""
    made: list[str] = []

    def make() -> DatabaseUrls:
        made.append(f"extra_{uuid4().hex}")
        databases.create(server, made[-1])
        return databases.urls_of(made[-1])

    yield make
    for name in made:
        databases.drop(server, name)
