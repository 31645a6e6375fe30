"""Every event a browser can name goes through our decorator, or is one of a handful of Reflex's."""

from __future__ import annotations

import inspect

import pytest

from cleaning_app.components import registry
from cleaning_app.components.handler import HANDLERS, OF_PAGE, SIGNED_IN
from cleaning_app.features import MODULES
from cleaning_app.permissions import CATALOGUE, OWN_BOOKINGS
from tests.security.tabs import declared, registered

REFLEX_OWN = {
    "state.hydrate": "sends a tab its own state; checked by one_session",
    "state.hydrate_and_load": "the same, then the page's guarded on_load",
    "on_load_internal_state.on_load_internal": "starts the page's guarded on_load",
    "on_load_internal_state.set_is_hydrated": "a flag of the tab's own",
    "state.set_is_hydrated": "a flag of the tab's own",
    "update_vars_internal_state.update_vars_internal": "vars kept in the browser; we have none",
}
"""All that runs without our decorator, and why it may. Growing this list is a decision."""

LOGS_ONLY = "frontend_event_exception_state.handle_frontend_exception"
"""Reflex's report of a script error; it writes a log line."""


@pytest.fixture(scope="module", autouse=True)
def the_app():
    from cleaning_app.cleaning_app import app

    return app


def _short(event: str) -> str:
    """`reflex___state____state.x___y____clients_state.load` → `clients_state.load`."""
    state, _, name = event.rpartition(".")
    return f"{state.rpartition('.')[2].rpartition('____')[2]}.{name}"


def test_every_event_is_guarded_or_on_the_short_list():
    guarded = {one.event for one in declared()}
    open_events = {_short(event) for event in registered() if event not in guarded}
    assert open_events == set(REFLEX_OWN) | {LOGS_ONLY}
    assert len(REFLEX_OWN) <= 6
    ours = [event for event in registered() if "cleaning_app" in event]
    assert {event for event in ours if event not in guarded} == set()
    print(f"{len(registered())} events, {len(guarded)} guarded, {len(open_events)} of Reflex's own")


def test_every_declaration_names_something_that_exists():
    known = {*CATALOGUE, OWN_BOOKINGS, SIGNED_IN, OF_PAGE}
    assert {n: h for n, h in HANDLERS.items() if h["permission"] not in known} == {}
    assert {h["module"] for h in HANDLERS.values()} <= {None, *MODULES}


def test_states_with_shared_handlers_name_their_permission():
    silent = {
        one.state.__name__
        for one in declared()
        if one.permission == OF_PAGE and one.needs not in {*CATALOGUE, OWN_BOOKINGS}
        # The gallery is not in production and shows nobody's data.
        if not one.state.__module__.startswith("cleaning_app.pages.gallery.")
    }
    assert silent == set()


def test_handlers_never_block_the_others():
    """Reflex runs synchronous handlers on the event loop, where all tabs would wait for one."""
    blocking = [
        one.name
        for one in declared()
        if not inspect.iscoroutinefunction(registered()[one.event].handler.fn)
    ]
    assert blocking == []


def test_every_page_but_sign_in_asks_who_you_are():
    public = [route for route, page in registry.PAGES.items() if not page.permission]
    assert public == ["/sign-in"]
    for page in registry.PAGES.values():
        assert page.permission in {"", SIGNED_IN, OWN_BOOKINGS, *CATALOGUE}, page.route
        assert page.audience in {"office", "worker", "everyone", "public"}
        if page.audience == "everyone":
            assert page.permission == SIGNED_IN, page.route


def test_a_page_asks_for_no_less_than_what_fills_it():
    """Otherwise somebody would be let onto a page only to be refused what it shows."""
    by_function = {id(registered()[one.event].handler.fn): one for one in declared()}
    checked, astray = 0, dict[str, str]()
    for route, page in registry.PAGES.items():
        one = by_function.get(id(getattr(page.on_load, "fn", None)))
        if one is None:
            continue
        checked += 1
        if one.needs not in {page.permission, SIGNED_IN}:
            astray[route] = f"page {page.permission}, load {one.needs}"
    assert astray == {}
    assert checked >= 15
