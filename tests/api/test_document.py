"""The document says what the routes do, and bodies take what services take."""

from __future__ import annotations

import pytest

from cleaning_app.api import bookings as booking_routes
from cleaning_app.api import clients as client_routes
from cleaning_app.api import openapi
from cleaning_app.api import workers as worker_routes
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.routes import ENDPOINTS
from cleaning_app.services import bookings, clients, workers


async def test_every_route_is_in_the_document_with_its_answers(client):
    answer = await client.get("/openapi.json")
    assert answer.status_code == 200
    paths = answer.json()["paths"]
    described = {(method.upper(), path) for path, item in paths.items() for method in item}
    declared = {(e.method, e.path) for e in ENDPOINTS if e.in_document}
    assert described == declared
    for declaration in ENDPOINTS:
        if declaration.in_document:
            operation = paths[declaration.path][declaration.method.lower()]
            assert operation["summary"], declaration.path
            assert str(declaration.status) in operation["responses"]
            assert "503" in operation["responses"]
            for need in declaration.needs:
                assert f"`{need}`" in operation["description"]


def test_operation_ids_are_unique():
    items = openapi.document()["paths"].values()
    ids = [operation["operationId"] for item in items for operation in item.values()]
    assert len(ids) == len(set(ids))


async def test_the_reference_is_one_page_without_strangers(client):
    answer = await client.get("/reference")
    assert answer.status_code == 200
    page = answer.text
    assert page.count("<script") == page.count('<script src="/theme.js">') == 1
    assert "http://" not in page
    assert "https://" not in page
    for declaration in ENDPOINTS:
        if declaration.in_document:
            assert f"{declaration.method} {declaration.path}" in page
    assert 'id="conflict"' in page


@pytest.mark.parametrize(
    ("body", "own", "theirs"),
    [
        (client_routes.ClientPatch, set(), clients.ClientChanges),
        (worker_routes.WorkerPatch, set(), workers.WorkerChanges),
        (
            booking_routes.BookingPatch,
            {"starts_at", "minutes", "crew", "status", "reason"}
            | {"override_reason", "asked_by_client", "waive_fee", "home", "add_ons"},
            bookings.BookingChanges,
        ),
    ],
)
def test_a_body_has_exactly_the_fields_its_service_changes(body, own, theirs):
    assert set(body.model_fields) - own == set(theirs.__annotations__)


def test_a_route_that_asks_for_what_nobody_has_cannot_be_declared():
    with pytest.raises(ValueError, match="nobody can have"):
        endpoint("GET", "/v1/x", needs="invoices.fly")


def test_a_route_whose_path_and_handler_disagree_cannot_be_declared():
    async def handler(ctx, number): ...

    with pytest.raises(ValueError, match="disagree"):
        endpoint("GET", "/v1/x/{id}", needs="core.view")(handler)
