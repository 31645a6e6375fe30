"""What the map is told: points in the order of a worker's day, colours by row."""

from __future__ import annotations

from datetime import date

from cleaning_app.pages.schedule import map as maps
from cleaning_app.services import clients, schedule
from tests.factories import Office, Town

DAY = date(2026, 11, 23)


async def test_a_point_for_each_of_a_crew_and_one_for_what_nobody_is_on(office: Office, town: Town):
    async with office.unit() as ctx:
        nowhere = await clients.add_address(ctx, town.client, street="1 New Rd", area="Nowhere")
        near = {"address_id": town.address}
        first = await town.book(ctx, 0, town.chloe, **near)
        both = await town.book(ctx, 3, town.chloe, town.bilal, **near)
        loose = await town.book(ctx, 5, **near)
        await town.book(ctx, 8, town.chloe, address_id=nowhere)
        plan = await schedule.day(ctx, DAY)
    points = maps.points(plan)
    # Bilal's row comes first, so the first colour is his.
    assert maps.routes(plan) == {str(town.bilal): 1, str(town.chloe): 2}
    assert sorted((p.id, p.worker, p.route, p.order) for p in points) == sorted(
        [
            (str(first.id), "Chloé Roy", 2, 1),
            (str(both.id), "Chloé Roy", 2, 2),
            (str(both.id), "Bilal Kovalenko", 1, 1),
            (str(loose.id), "", 0, 1),
        ]
    )
    assert {(p.lat, p.lng) for p in points} == {(53.5185, -113.496)}
    assert (points[0].time, points[0].area) == ("8:00", "Strathcona")
    assert maps.nowhere(plan) == 1


async def test_a_colleague_who_is_filtered_out_has_no_route(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe, town.bilal, address_id=town.address)
        plan = await schedule.day(ctx, DAY, worker_ids=[town.chloe])
    assert [(p.worker, p.route) for p in maps.points(plan)] == [("Chloé Roy", 1)]
