"""What a crew does at a visit beside the clock: ticks, notes, problems, and what their phone keeps."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.services import (
    audit,
    bookings,
    checklists,
    phone,
    problems,
    time_tracking,
    visit_notes,
    working_rules,
)
from cleaning_app.services.checklists import Line
from tests.factories import Office, Town, build_town, count_statements

LINES = [
    Line("Keys back", "after", is_required=True),
    Line("Kitchen", "during", is_required=True),
    Line("Fridge"),
    Line("Walk through", "before"),
]


async def _visit(office: Office, town: Town, *crew: UUID, hour: float = 0) -> UUID:
    async with office.unit() as ctx:
        await checklists.save_template(ctx, town.services["standard"], LINES)
        return (await town.book(ctx, hour, *crew, confirmed=True, address_id=town.address)).id


async def test_a_booking_gets_its_own_copy_when_its_crew_first_opens_it(office: Office, town: Town):
    id = await _visit(office, town, town.chloe)
    async with office.unit() as ctx:
        assert await checklists.of_booking(ctx, id) == []
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        [kept, *_] = (await phone.days(ctx))[0].jobs
        labels = [item.label for item in kept.checklist]
        assert labels == ["Walk through", "Kitchen", "Fridge", "Keys back"]
    async with office.unit() as ctx:
        await checklists.save_template(ctx, town.services["standard"], [Line("All new")])
        assert [item.label for item in await checklists.of_booking(ctx, id)] == labels


async def test_two_of_a_crew_open_it_at_once_and_it_is_copied_once(office: Office, town: Town):
    id = await _visit(office, town, town.chloe, town.bilal)

    async def look(worker_id: UUID) -> None:
        async with office.unit("worker", worker_id=worker_id) as ctx:
            await phone.days(ctx)

    await asyncio.gather(*(look(one) for one in (town.chloe, town.bilal) * 4))
    async with office.unit() as ctx:
        assert len(await checklists.of_booking(ctx, id)) == len(LINES)


async def test_the_phone_names_the_days_the_company_is_closed_in_both_languages(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        rules = await working_rules.current(ctx)
        own = {date(2026, 12, 24): "Christmas Eve"}
        await working_rules.change(ctx, replace(rules, own_days=own))
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        week = await phone.days(ctx, date(2026, 12, 21))
    named = {day.day.day: (day.closed.english, day.closed.french) for day in week if day.closed}
    assert named[24] == ("Christmas Eve", "Christmas Eve")
    assert named[25] == ("Christmas Day", "Jour de Noël")
    assert 22 not in named


async def test_tomorrows_list_is_not_copied_today(office: Office, town: Town):
    id = await _visit(office, town, town.chloe, hour=24)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await phone.days(ctx)
    async with office.unit() as ctx:
        assert await checklists.of_booking(ctx, id) == []


async def test_any_of_the_crew_ticks_and_a_second_tick_keeps_the_first(office: Office, town: Town):
    id = await _visit(office, town, town.chloe, town.bilal)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        item = (await phone.days(ctx))[0].jobs[0].checklist[1]
        await checklists.tick(ctx, id, item.id, done=True)
    office.clock.advance(timedelta(minutes=5))
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        await checklists.tick(ctx, id, item.id, done=True)
        ticked = (await phone.days(ctx))[0].jobs[0].checklist[1]
        assert (ticked.ticked_by, ticked.ticked_at) == (
            "Chloé Roy", office.clock.now() - timedelta(minutes=5),
        )  # fmt: skip
        await checklists.tick(ctx, id, item.id, done=False)
    async with office.unit() as ctx:
        assert (await checklists.of_booking(ctx, id))[1].ticked_at is None
        actions = [entry.action for entry in await audit.history(ctx, "checklist", id)]
        assert actions == ["checklist.untick", "checklist.tick"]


async def test_a_line_of_another_booking_or_crew_does_not_exist(office: Office, town: Town):
    mine = await _visit(office, town, town.chloe)
    theirs = await _visit(office, town, town.bilal)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        item = (await phone.days(ctx))[0].jobs[0].checklist[0]
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        for booking_id, item_id in ((mine, item.id), (theirs, item.id), (mine, uuid4())):
            with pytest.raises(NotFound):
                await checklists.tick(ctx, booking_id, item_id, done=True)


async def test_the_last_of_a_crew_is_asked_for_required_lines(office: Office, town: Town):
    id = await _visit(office, town, town.chloe, town.bilal)
    for worker_id in (town.chloe, town.bilal):
        async with office.unit("worker", worker_id=worker_id) as ctx:
            await phone.days(ctx)
            await time_tracking.start(ctx, id)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await phone.finish(ctx, id)  # Bilal is still there and may tick the rest.
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        with pytest.raises(Conflict) as refused:
            await phone.finish(ctx, id)
        assert refused.value.extra["missing"] == ["Kitchen", "Keys back"]
        assert (await phone.finish(ctx, id, despite_missing=True)).offers_completion
        assert (await phone.finish(ctx, id)).again


async def test_templates_are_checked_and_two_editors_do_not_overwrite_each_other(
    office: Office, town: Town
):
    service = town.services["deep"]
    async with office.unit() as ctx:
        first = await checklists.save_template(ctx, service, [Line("A")], version=0)
        assert await checklists.save_template(ctx, service, [Line("B")], version=first) == 2
        with pytest.raises(PreconditionFailed):
            await checklists.save_template(ctx, service, [Line("C")], version=first)
        for wrong in ([Line(" ")], [Line("x" * 121)], [Line("A", "later")], [Line("A")] * 61):
            with pytest.raises(Invalid):
                await checklists.save_template(ctx, service, wrong)
        shown = {one.service_id: one for one in await checklists.templates(ctx)}
        assert [line.label for line in shown[service].lines] == ["B"]
        assert shown[town.services["office"]].version == 0
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(Forbidden):
            await checklists.save_template(ctx, service, [Line("A")])


async def test_notes_reach_the_office_with_author_and_time(office: Office, town: Town):
    id = await _visit(office, town, town.chloe)
    office.clock.advance(timedelta(hours=1))
    late = office.clock.now() - timedelta(minutes=20)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        await visit_notes.add(ctx, id, " The tap drips. ", at=late)
        with pytest.raises(Invalid):
            await visit_notes.add(ctx, id, "  ")
    async with office.unit("viewer") as ctx:
        [note] = await visit_notes.of_booking(ctx, id)
        assert (note.author, note.text, note.written_at) == ("Chloé Roy", "The tap drips.", late)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        with pytest.raises(NotFound):
            await visit_notes.add(ctx, id, "Mine?")


async def test_a_problem_stays_until_somebody_resolves_it(office: Office, town: Town):
    id = await _visit(office, town, town.chloe)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        reported = await problems.report(ctx, id, "no_access", "Nobody opens")
        for kind, words in (("other", " "), ("boredom", "x")):
            with pytest.raises(Invalid):
                await problems.report(ctx, id, kind, words)
        with pytest.raises(Forbidden):
            await problems.resolve(ctx, reported)
    async with office.unit("dispatcher") as ctx:
        [open_one] = await problems.open_ones(ctx)
        assert (open_one.words, open_one.worker, open_one.client) == (
            "Can't get in", "Chloé Roy", "Gwen Abbott",
        )  # fmt: skip
        done = await problems.resolve(ctx, reported, "Called her, she is coming")
        assert (done.resolved_by, await problems.open_ones(ctx)) == ("Dispatcher", [])
        again = await problems.resolve(ctx, reported, "Something else")
        assert again.resolution == "Called her, she is coming"
        await problems.reopen(ctx, reported)
        assert [one.id for one in await problems.open_ones(ctx)] == [reported]
        actions = [entry.action for entry in await audit.history(ctx, "booking", id)]
        assert actions[:3] == ["problem.reopen", "problem.resolve", "problem.report"]


async def test_a_phone_keeps_a_week_of_own_jobs_in_a_handful_of_statements(
    office: Office, town: Town
):
    id = await _visit(office, town, town.chloe, town.bilal)
    async with office.unit() as ctx:
        for day in range(1, 6):
            await town.book(ctx, 24 * day, town.chloe, confirmed=True)
        await town.book(ctx, 5, town.bilal, confirmed=True)
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        await time_tracking.start(ctx, id)
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        with count_statements() as seen:
            days = await phone.days(ctx)
        assert len(seen) <= 9
        assert [len(day.jobs) for day in days] == [1, 1, 1, 1, 1, 1, 0]
        first = days[0].jobs[0]
        assert [(mate.name, mate.state) for mate in first.mates] == [("Bilal Kovalenko", "running")]
        assert (first.clock, first.can_complete) == (None, False)


async def test_another_organisations_visits_do_not_exist(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        foreign = (await theirs.book(ctx, 0, theirs.chloe, confirmed=True)).id
    async with there.unit("worker", worker_id=theirs.chloe) as ctx:
        reported = await problems.report(ctx, foreign, "damage")
    async with here.unit("worker", worker_id=theirs.chloe) as ctx:
        for call in (
            visit_notes.add(ctx, foreign, "x"),
            problems.report(ctx, foreign, "damage"),
            phone.job(ctx, foreign),
            phone.finish(ctx, foreign),
        ):
            with pytest.raises(NotFound):
                await call
    async with here.unit() as ctx:
        assert await problems.open_ones(ctx) == []
        assert await visit_notes.of_booking(ctx, foreign) == []
        with pytest.raises(NotFound):
            await problems.resolve(ctx, reported)
        with pytest.raises(NotFound):
            await bookings.get(ctx, foreign)
