"""Quotes, price lists and the waitlist over HTTP, and what refusals offer instead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cleaning_app.services import catalogue
from tests.api.conftest import join

A = "/v1/admin"


@pytest.fixture
async def owner(office):
    return await join(office.identity, "owner")


@pytest.fixture
async def call(client, owner):
    """Calls as the owner and expects one status."""

    async def send(method: str, path: str, body=None, *, expect: int = 200):
        answer = await client.request(method, A + path, json=body, headers=owner.headers)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    return send


@pytest.fixture
async def kinds(office) -> dict[str, str]:
    async with office.unit() as ctx:
        return {kind.key: str(kind.id) for kind in await catalogue.services(ctx)}


HOME = {"beds": 2, "baths": 1}


async def test_a_quote_follows_the_list_that_is_published_and_old_versions_stay(call, kinds):
    wish = {"service_id": kinds["deep"], "home": HOME, "add_ons": {"oven": 1}}
    before = await call("POST", "/quotes", wish)
    assert (before["price_cents"], before["labour_cents"], before["list_version"]) == (
        *(170_00, 140_00, 0),
    )
    made = await call("POST", "/price-lists", {"hourly_rate_cents": 55_00})
    assert (made["version"], made["hourly_rate_cents"]) == (1, 55_00)
    after = await call("POST", "/quotes", wish)
    assert (after["price_cents"], after["list_version"]) == (250_00, 1)
    assert (await call("GET", "/price-lists/current"))["fingerprint"] == made["fingerprint"]
    assert (await call("GET", "/price-lists/0"))["hourly_rate_cents"] == 35_00
    await call("GET", "/price-lists/7", expect=404)
    again = await call("POST", "/price-lists", {"hourly_rate_cents": 55_00})
    assert again["version"] == 1


async def test_a_price_list_that_cant_be_right_is_refused_by_field(call):
    twice = [{"beds": 1, "baths": 1, "minutes": 90}, {"beds": 1, "baths": 1, "minutes": 120}]
    refused = await call("POST", "/price-lists", {"homes": twice}, expect=422)
    assert [error["field"] for error in refused["errors"]] == ["base"]


async def test_a_client_is_put_on_the_waitlist_booked_and_gone_from_it(call, kinds, office):
    gwen = await call("POST", "/clients", {"name": "Gwen Abbott"}, expect=201)
    first = date.today() + timedelta(days=2)
    wish = {
        "client_id": gwen["id"], "service_id": kinds["standard"], "minutes": 120,
        "first_day": first.isoformat(), "last_day": (first + timedelta(days=7)).isoformat(),
        "not_after": "12:00",
    }  # fmt: skip
    entry = await call("POST", "/waitlist", wish, expect=201)
    [waits] = (await call("GET", "/waitlist"))["items"]
    assert (waits["id"], waits["not_after"], waits["free_times"]) == (entry["id"], "12:00:00", [])
    await call("PATCH", f"/waitlist/{entry['id']}", {"status": "closed"})
    assert (await call("GET", "/waitlist"))["items"] == []
    await call("PATCH", f"/waitlist/{entry['id']}", {"status": "open"})
    start = f"{first + timedelta(days=1)}T10:00:00-07:00"
    booking = {"starts_at": start, "override_reason": "They asked"}
    booked = await call("POST", f"/waitlist/{entry['id']}/booking", booking)
    assert booked["client"]["name"] == "Gwen Abbott"
    await call("POST", f"/waitlist/{entry['id']}/booking", booking, expect=409)


async def test_a_refusal_names_the_nearest_times_that_break_no_rule(call, kinds, office):
    async with office.unit() as ctx:
        skills = [kind.skill_id for kind in await catalogue.services(ctx)]
    gwen = await call("POST", "/clients", {"name": "Gwen Abbott"}, expect=201)
    chloe = await call(
        "POST", "/workers", {"name": "Chloé Roy", "skill_ids": [str(s) for s in skills if s]},
        expect=201,
    )  # fmt: skip
    day = (date.today() + timedelta(days=(7 - date.today().weekday()) % 7 + 7)).isoformat()
    wanted = {
        "client_id": gwen["id"], "service_id": kinds["standard"], "crew": [chloe["id"]],
        "starts_at": f"{day}T21:00:00-07:00", "minutes": 120,
    }  # fmt: skip
    refused = await call("POST", "/bookings", wanted, expect=409)
    assert refused["type"].endswith("needs_reason")
    assert len(refused["free_times"]) == 3
    free = refused["free_times"][0]
    assert free["worker_ids"] == [chloe["id"]]
    made = await call("POST", "/bookings", wanted | {"starts_at": free["starts_at"]}, expect=201)
    changed = await call("PATCH", f"/bookings/{made['id']}", {"home": HOME, "add_ons": {"oven": 2}})
    assert changed["price_cents"] == 105_00 + 60_00
    fewer = await call("PATCH", f"/bookings/{made['id']}", {"add_ons": {}})
    assert (fewer["price_cents"], fewer["extras"]) == (105_00, [])


async def test_a_series_is_made_with_extras_a_window_and_a_team(call, kinds):
    gwen = await call("POST", "/clients", {"name": "Gwen Abbott"}, expect=201)
    day = date.today() + timedelta(days=7)
    made = await call(
        "POST", "/series",
        {
            "client_id": gwen["id"], "service_id": kinds["standard"], "rrule":
            f"FREQ=WEEKLY;BYDAY={['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][day.weekday()]}",
            "starts_on": day.isoformat(), "at": "09:00", "price_cents": 100_00,
            "window": {"earliest": "08:30", "latest": "10:00"}, "add_ons": {"fridge": 1},
        },
        expect=201,
    )  # fmt: skip
    assert [extra["key"] for extra in made["extras"]] == ["fridge"]
    assert (made["earliest_at"], made["latest_at"]) == ("08:30:00", "10:00:00")
    visit = await call("GET", f"/bookings/{made['upcoming'][0]['booking']['id']}")
    assert [extra["name"] for extra in visit["extras"]] == ["Inside the fridge"]
    assert visit["earliest_start"] is not None
