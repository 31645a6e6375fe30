"""Hostile events: whatever a browser sends is refused in words; nothing falls over or crosses over."""

from __future__ import annotations

import random
import re
from collections import Counter
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs

from cleaning_app.components import registry
from cleaning_app.permissions import ROLES
from cleaning_app.services import sessions
from tests.full_house import PASSWORD, House, Person
from tests.security.arguments import HOSTILE, hostile
from tests.security.conftest import Digest
from tests.security.tabs import Declared, Tabs, declared

SEED = 20260105
REFUSALS = {"invalid", "conflict", "not_found", "forbidden", "precondition_failed"}
SAID = re.compile(r"toast|trouble")
"""A toast, or why the page can't be shown: a refusal that says nothing is a dead button."""
WORDS = [value for value in HOSTILE if isinstance(value, str) and len(value) < 2000]


def somewhere(dice: random.Random, ids: list) -> str:
    """An address with whatever in it: a real page, a broken id, a query full of rubbish."""
    route = dice.choice(list(registry.PAGES))
    filler = lambda: str(dice.choice([*ids, *WORDS])).encode("utf-8", "replace").decode()  # noqa: E731
    path = "/".join(quote(filler()) if "[" in part else part for part in route.split("/"))
    names = ["q", "sort", "after", "before", "client", "start", "day", "view", "status", "basis",
             "period", "minutes", "worker", "x"]  # fmt: skip
    asked = [f"{dice.choice(names)}={quote(filler())}" for _ in range(dice.randint(0, 3))]
    return f"{path}?{'&'.join(asked)}" if asked else path


async def _alive(house: House, role: str) -> Person:
    """Somebody of a role with an open session; hostile clicks on "sign out" work too."""
    person = house.people[role]
    if await sessions.identify(person.token) is None:
        fresh = await sessions.sign_in(person.login, PASSWORD)
        house.people[role] = person = Person(person.login, fresh.identity, fresh.token)
    return person


@pytest.mark.parametrize("role", ["", *ROLES])
async def test_hostile_events_are_refused_in_words(
    tabs: Tabs, ours: House, theirs: House, digest: Digest, many, role: str
):
    dice = random.Random(f"{SEED} {role}")
    ids = [*ours.ids.values(), *theirs.ids.values()]
    before, own_before = digest(theirs), digest(ours)
    results, broken = Counter[str](), list[str]()
    calls: list[Declared] = dice.sample(declared() * 12, many(150, 3000))
    tab = await tabs.connect()
    with capture_logs() as logs:
        for n, one in enumerate(calls):
            if n % 40 == 0:
                tab = await tabs.connect((await _alive(ours, role)).token if role else "")
            tab.path, given = somewhere(dice, ids), hostile(one, dice, ids)
            answer = await tab.call(one, **given)
            results.update(answer.result.split("+"))
            silent = answer.result in REFUSALS and not SAID.search(answer.text)
            if answer.failures or answer.result in {"", "error"} or silent:
                broken.append(f"{one.name} at {tab.path!r} with {given!r}: {answer.failures}"[:400])
    failed = [line for line in logs if line["event"] == "event failed"]
    assert broken == []
    assert failed == []
    assert digest(theirs) == before
    if role == "":
        assert set(results) == {"unauthenticated"}
        assert digest(ours) == own_before
    print(f"{role or 'nobody'}: {len(calls)} hostile calls, {dict(results)}")


NOT_EVENTS = [
    None, 1, "x", "{", "[]", [], [1], {}, {"name": None}, {"name": 5, "payload": 5}, {"payload": {}},
    {"name": "x" * 10_000, "payload": {}}, {"name": "reflex___state____state", "payload": {}},
    {"name": "..", "payload": {}}, {"name": "a.b", "payload": [], "router_data": []},
    {"name": "a.b", "payload": {}, "router_data": {"pathname": 5, "query": "x"}},
]  # fmt: skip


@pytest.mark.parametrize("sent", NOT_EVENTS, ids=lambda sent: repr(sent)[:40])
async def test_what_is_no_event_is_dropped_and_the_tab_lives_on(tabs: Tabs, ours: House, sent):
    tab = await tabs.connect((await _alive(ours, "viewer")).token)
    await tabs.deliver(tab, sent)
    [load] = [one for one in declared() if one.name == "BookingsState.load"]
    tab.path = "/bookings"
    assert (await tab.call(load)).result == "ok"
