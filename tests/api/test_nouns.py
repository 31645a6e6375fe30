"""The business over HTTP: one path through all nouns, and each noun's own refusals."""

from __future__ import annotations

import asyncio
import csv
import io
import zipfile
from uuid import uuid4

import pytest
from sqlalchemy import text

from cleaning_app.db import unit
from cleaning_app.services import catalogue, outbox
from tests.api.conftest import A, join


@pytest.fixture
async def service_id(office) -> str:
    async with office.unit() as ctx:
        return str((await catalogue.services(ctx))[0].id)


def _at(hour: int, day: int = 1) -> str:
    return f"2027-03-{day:02}T{hour:02}:00:00-07:00"


async def test_a_visit_from_the_client_to_the_money(call, service_id):
    gwen = await call("POST", "/clients", {"name": "Gwen Abbott", "email": "Gwen@Abbott.test"},
                      expect=201)  # fmt: skip
    assert gwen["email"] == "gwen@abbott.test"
    chloe = await call("POST", "/workers", {"name": "Chloé Roy"}, expect=201)
    wanted = {"client_id": gwen["id"], "service_id": service_id, "starts_at": _at(9)}
    wanted["crew"] = [chloe["id"]]
    asked = await call("POST", "/bookings", wanted, expect=409)
    assert [warned["rule"] for warned in asked["warnings"]] == ["missing_skill"]
    wanted["override_reason"] = "Learns it on the job"
    visit = await call("POST", "/bookings", wanted, expect=201)
    assert visit["starts_at"] == "2027-03-01T16:00:00Z"
    assert [member["name"] for member in visit["crew"]] == ["Chloé Roy"]

    moved = await call(
        "PATCH", f"/bookings/{visit['id']}",
        {"starts_at": _at(13), "notes": "Side door.", "status": "confirmed",
         "override_reason": "Pays on the day"},
    )  # fmt: skip
    assert (moved["starts_at"], moved["status"]) == ("2027-03-01T20:00:00Z", "confirmed")

    bill = await call("POST", "/invoices", {"booking_id": visit["id"]}, expect=201)
    assert bill["total_cents"] == 15750
    early = await call(
        "POST", "/payments",
        {"invoice_id": bill["id"], "amount_cents": 100, "method": "cash"}, expect=409,
    )  # fmt: skip
    assert "draft" in early["detail"]
    sent = await call("PATCH", f"/invoices/{bill['id']}", {"status": "sent"})
    assert sent["status"] == "sent"
    paid = await call(
        "POST", "/payments",
        {"invoice_id": bill["id"], "amount_cents": 15750, "method": "etransfer"}, expect=201,
    )  # fmt: skip
    assert (await call("GET", f"/invoices/{bill['id']}"))["status"] == "paid"
    refund = await call("POST", f"/payments/{paid['id']}/refunds", {"amount_cents": 750},
                        expect=201)  # fmt: skip
    assert refund["amount_cents"] == -750
    noted = await call("PATCH", f"/payments/{paid['id']}", {"note": "by phone"})
    assert noted["note"] == "by phone"
    listed = await call("GET", "/payments?sort=amount_cents")
    assert [row["amount_cents"] for row in listed["items"]] == [-750, 15750]
    assert listed["total"] == 2


async def test_a_double_booking_names_who_is_where_and_what_is_free(call, service_id):
    gwen = await call("POST", "/clients", {"name": "Gwen Abbott"}, expect=201)
    chloe = await call("POST", "/workers", {"name": "Chloé Roy"}, expect=201)
    wanted = {"client_id": gwen["id"], "service_id": service_id, "starts_at": _at(9),
              "crew": [chloe["id"]], "override_reason": "Learns it on the job"}  # fmt: skip
    first = await call("POST", "/bookings", wanted, expect=201)
    clash = await call("POST", "/bookings", wanted | {"starts_at": _at(10)}, expect=409)
    assert clash["conflict"]["booking_id"] == first["id"]
    assert clash["conflict"]["worker"] == "Chloé Roy"
    assert clash["alternatives"]
    assert "Gwen Abbott" in clash["detail"]


async def test_of_fifty_for_one_slot_one_wins_and_the_rest_hear_why(
    client, call, owner, service_id
):
    gwen = await call("POST", "/clients", {"name": "Gwen Abbott"}, expect=201)
    chloe = await call("POST", "/workers", {"name": "Chloé Roy"}, expect=201)
    wanted = {"client_id": gwen["id"], "service_id": service_id, "starts_at": _at(9),
              "crew": [chloe["id"]], "override_reason": "Learns it on the job"}  # fmt: skip
    answers = await asyncio.gather(
        *(client.post(f"{A}/bookings", json=wanted, headers=owner.headers) for _ in range(50))
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] + [409] * 49
    assert all("conflict" in a.json() for a in answers if a.status_code == 409)


async def test_expenses_are_entered_and_changed_field_by_field(call):
    category = (await call("GET", "/expense-categories"))["items"][0]["id"]
    spent = {"occurred_on": "2026-11-01", "category_id": category, "vendor": "Costco",
             "total_cents": 10500, "tax_cents": 500}  # fmt: skip
    made = await call("POST", "/expenses", spent, expect=201)
    changed = await call("PATCH", f"/expenses/{made['id']}", {"vendor": "Costco Wholesale"})
    assert changed["vendor"] == "Costco Wholesale"
    assert changed["total_cents"] == 10500
    assert changed["version"] == made["version"] + 1


async def test_lists_are_walked_by_cursor_to_the_end_without_a_row_twice(call, office):
    async with unit(office.identity) as ctx:
        await ctx.session.execute(
            text(
                "INSERT INTO clients (id, org_id, created_at, name, is_company, notes, tags,"
                " is_blocked, version) SELECT gen_random_uuid(), :org, now(), 'Client ' || n, false,"
                " '', '{}', false, 1 FROM generate_series(1, 450) n"
            ),
            {"org": office.identity.org.id},
        )
    seen, cursor = [], ""
    while True:
        page = await call("GET", f"/clients?limit=200&cursor={cursor}")
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == page["total"] == 450


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "sort=password", "cursor=zzz", "nonsense=1", "limit=1&limit=2",
     "blocked=perhaps", "search=" + "x" * 101, "cursor=" + "a" * 501],
)  # fmt: skip
async def test_an_odd_query_is_refused_by_name(call, query):
    answer = await call("GET", f"/clients?{query}", expect=422)
    assert answer["detail"]


@pytest.mark.parametrize(
    ("noun", "query"),
    [("bookings", "from=2026-13-01"), ("bookings", "from=9999-12-31"), ("bookings", "status=odd"),
     ("bookings", "worker_id=7"), ("invoices", "status=odd"), ("payments", "method=gold"),
     ("bookings", "from=2026-02-02&to=2026-02-01"), ("expenses", "category_id=x")],
)  # fmt: skip
async def test_a_wrong_filter_is_refused(call, noun, query):
    refused = await call("GET", f"/{noun}?{query}", expect=422)
    assert refused["detail"]


async def test_ids_of_another_organisation_are_simply_not_there(client, new_office):
    here, there = await new_office("Here"), await new_office("There")
    mine, theirs = await join(here.identity, "owner"), await join(there.identity, "owner")
    made = await client.post(f"{A}/clients", json={"name": "Gwen"}, headers=mine.headers)
    path = made.headers["location"]
    for method, body in (("GET", None), ("PATCH", {"name": "Stolen"})):
        answer = await client.request(method, path, json=body, headers=theirs.headers)
        assert answer.status_code == 404
    booked = await client.post(
        f"{A}/invoices",
        json={
            "client_id": made.json()["id"],
            "lines": [{"description": "x", "unit_price_cents": 1}],
        },
        headers=theirs.headers,
    )
    assert booked.status_code == 404


async def test_a_viewer_gets_clients_masked_also_in_search(client, office, call):
    await call("POST", "/clients", {"name": "Gwen", "email": "gwen@abbott.test"}, expect=201)
    viewer = await join(office.identity, "viewer")
    [row] = (await client.get(f"{A}/clients", headers=viewer.cookie)).json()["items"]
    assert row["email"] != "gwen@abbott.test"
    hidden = await client.get(f"{A}/clients?search=abbott", headers=viewer.cookie)
    assert hidden.json()["items"] == []


async def test_a_csv_is_the_filtered_list_and_harmless_in_a_spreadsheet(
    client, call, owner, office
):
    for name, blocked in (("=HYPERLINK(\"http://evil.test\")", False), ("Ana, \"the\" first", False),
                          ("Blocked Ltd", True)):  # fmt: skip
        made = await call("POST", "/clients", {"name": name}, expect=201)
        if blocked:
            await call("PATCH", f"/clients/{made['id']}", {"is_blocked": True})
    answer = await client.get(f"{A}/clients.csv?blocked=false&sort=name", headers=owner.cookie)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="clients_2')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["name"] for row in rows} == {'\'=HYPERLINK("http://evil.test")', 'Ana, "the" first'}
    assert {row["owed"] for row in rows} == {"0.00"}
    async with unit(office.identity) as ctx:
        noted = await ctx.session.scalar(
            text("SELECT metadata FROM admin_audit_logs WHERE action = 'clients.export'")
        )
    assert noted == {"filters": {"blocked": False, "sort": "name"}}


@pytest.mark.parametrize("noun", ["bookings", "workers", "invoices", "payments", "expenses"])
async def test_every_list_downloads(client, owner, noun):
    answer = await client.get(f"{A}/{noun}.csv", headers=owner.cookie)
    assert answer.status_code == 200
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 1


async def test_a_wrong_download_is_a_problem_not_a_broken_file(client, owner):
    answer = await client.get(f"{A}/clients.csv?sort=nonsense", headers=owner.cookie)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_gst_of_a_period_comes_as_a_zip_for_who_sees_finance(client, owner, office):
    path = f"{A}/finance/taxes/export?from=2026-01-01&to=2026-03-31"
    answer = await client.get(path + "&basis=cash", headers=owner.cookie)
    assert answer.status_code == 200
    assert "gst_export_2026-01-01_2026-03-31.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert bundle.testzip() is None
        assert {"gst_summary.csv", "gst_payments.csv", "manifest.json"} <= set(bundle.namelist())
    dispatcher = await join(office.identity, "dispatcher")
    assert (await client.get(path, headers=dispatcher.cookie)).status_code == 403


@pytest.mark.parametrize(
    "query",
    ["from=2026-04-01&to=2026-03-31", "from=2026-02-30&to=2026-03-31", "from=2020-01-01&to=2026-01-02",
     "from=2026-01-01", "", "from=2026-01-01&to=2026-03-31&basis=both"],
)  # fmt: skip
async def test_a_wrong_period_is_refused(client, owner, query):
    answer = await client.get(f"{A}/finance/taxes/export?{query}", headers=owner.cookie)
    assert answer.status_code == 422


async def test_dead_letters_are_listed_and_sent_again_once(call, office):
    async with office.unit() as ctx:
        await outbox.queue(ctx, "email", {"template": "x", "to": "a@b.test"}, dedupe_key="d1")
        await ctx.session.execute(text("UPDATE outbox_events SET status = 'dead', attempts = 5"))
    dead = await call("GET", "/queue/dlq?kind=all&limit=10")
    assert (dead["outbox_dead_count"], dead["export_dead_count"], dead["total"]) == (1, 0, 1)
    event = dead["items"][0]["id"]
    path = f"/outbox/{event}/replay"
    queued = await call("POST", path, expect=202, **{"idempotency-key": "r1"})
    assert queued == {"status": "queued", "event_id": event}
    again = await call("POST", path, expect=202, **{"idempotency-key": "r1"})
    assert again == queued
    await call("POST", path, expect=409, **{"idempotency-key": "r2"})
    await call("POST", f"/outbox/{uuid4()}/replay", expect=404, **{"idempotency-key": "r3"})
    async with unit(office.identity) as ctx:
        replays = await ctx.session.scalar(
            text("SELECT count(*) FROM admin_audit_logs WHERE action = 'outbox.replay'")
        )
    assert replays == 1


async def test_every_write_leaves_an_audit_row_with_the_requests_id(client, owner, office):
    made = await client.post(
        f"{A}/clients",
        json={"name": "Gwen"},
        headers=owner.headers | {"x-request-id": "trace-me-0001"},
    )
    assert made.status_code == 201
    async with unit(office.identity) as ctx:
        row = (
            await ctx.session.execute(
                text("SELECT action, resource_id FROM admin_audit_logs WHERE request_id = :id"),
                {"id": "trace-me-0001"},
            )
        ).one()
    assert row.action == "client.create"
    assert row.resource_id == made.json()["id"]
