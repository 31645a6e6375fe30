"""Money in a bank's file: kept, matched with payments, set aside, each of it taken back and none twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.money import to_decimal_string
from cleaning_app.services import banking, imports, payments
from cleaning_app.services.banking import Settings, matching, money_in
from cleaning_app.services.finance import reconciliation
from tests.services.money.books import a_client, a_sent_invoice, at, audited, line


def statement(*lines: tuple[date, str, int]) -> bytes:
    rows = [f"{day},{words},{to_decimal_string(cents)}" for day, words, cents in lines]
    return "\n".join(["Date,Description,Amount", *rows, ""]).encode()


async def keep(ctx, *lines: tuple[date, str, int]) -> UUID:
    """Take a file over, with every line of money in; its batch."""
    data = statement(*lines)
    into = [one.line.row for one in (await banking.preview(ctx, data)).of("in")]
    done = await banking.apply(ctx, data, "td.csv", Settings(), {}, (), into)
    assert done.kept == len(into)
    return done.batch_id


async def paid(ctx, cents: int, day: date, method: str = "etransfer", who: str = "Gwen Abbott"):
    """A payment of a whole invoice; its id."""
    invoice = await a_sent_invoice(ctx, await a_client(ctx, who), line(cents, "exempt"))
    moment = at(day.year, day.month, day.day)
    recorded = await payments.record(
        ctx, invoice, amount_cents=cents, method=method, received_at=moment
    )
    return recorded.payment_id


async def proposals(ctx) -> dict[int, list[int] | int]:
    """Line's cents → what its proposed payments came to, or how many fit equally well."""
    return {
        one.cents: [r.cents for r in one.proposed.receipts] if one.proposed else one.rivals
        for one in await money_in.lines(ctx, "open")
    }


async def loose(ctx) -> dict[str, int]:
    found = await reconciliation.groups(ctx)
    return {g.kind.key: g.rows for g in found if g.rows and g.kind.key in ("bank-in", "never-came")}


def ago(ctx, days: int) -> date:
    return ctx.today() - timedelta(days=days)


async def confirm(ctx, some: Sequence[money_in.Line] | None = None) -> None:
    for one in some or await money_in.lines(ctx, "open"):
        if one.proposed:
            await matching.match(ctx, one.id, [r.id for r in one.proposed.receipts])


async def test_lines_are_kept_once_proposed_and_confirmed(office):
    async with office.unit("accountant") as ctx:
        data = [
            (ago(ctx, 20), "E-TRANSFER GWEN ABBOTT", 157_50),
            (ago(ctx, 18), "STRIPE PAYOUT", 300_00),
            (ago(ctx, 17), "MOBILE DEPOSIT", 200_00),
            (ago(ctx, 16), "LOAN ADVANCE", 5_000_00),
        ]
        await keep(ctx, *data)
        again = await banking.apply(ctx, statement(*data), "b.csv", Settings(), {}, (), (2, 3))
        assert again.batch_id is None
    async with office.unit() as ctx:
        await paid(ctx, 157_50, ago(ctx, 21))
        for n, (cents, how) in enumerate(
            ((100_00, "card"), (200_00, "card"), (80_00, "cheque"), (120_00, "cheque"))
        ):
            await paid(ctx, cents, ago(ctx, 22 - n), how, "Ueda Dental")
        found = await proposals(ctx)
        # A card payment of $200.00 would do for the cheques' line too, and does not while they fit better.
        assert found == {
            157_50: [157_50],
            300_00: [100_00, 200_00],
            200_00: [80_00, 120_00],
            5_000_00: 0,
        }
        await confirm(ctx)
        assert await money_in.counts(ctx) == {"open": 1, "matched": 3, "aside": 0}
        [payout] = [x for x in await money_in.lines(ctx, "matched") if x.cents == 300_00]
        assert {r.client for r in payout.matched} == {"Ueda Dental"}
        assert await loose(ctx) == {"bank-in": 1}
        [left] = await money_in.lines(ctx, "open")
        await matching.set_aside(ctx, left.id, "owner")
        assert await loose(ctx) == {}
    async with office.unit() as ctx:
        done = [action for action in await audited(ctx) if action.startswith("money_in")]
        assert done == ["money_in.match"] * 3 + ["money_in.set_aside"]


async def test_two_payments_that_fit_equally_are_left_to_people(ctx):
    await keep(ctx, (ago(ctx, 20), "E-TRANSFER f4X", 157_50))
    one, other = [await paid(ctx, 157_50, ago(ctx, 20), who=who) for who in ("Gwen", "Ueda")]
    assert await proposals(ctx) == {157_50: 2}
    [line_in] = await money_in.lines(ctx, "open")
    offered = await money_in.offered(ctx, line_in)
    assert {r.id for r in offered} == {one, other}
    assert [r.id for r in await money_in.offered(ctx, line_in, "uED")] == [other]
    await matching.match(ctx, line_in.id, [other])
    assert [r.id for r in await money_in.offered(ctx, line_in)] == [one]


async def test_what_was_said_is_taken_back_and_said_again(ctx):
    await keep(ctx, (ago(ctx, 20), "GWEN", 100_00), (ago(ctx, 19), "TFR", 50_00))
    payment = await paid(ctx, 100_00, ago(ctx, 20))
    second, first = await money_in.lines(ctx, "open")
    await matching.match(ctx, first.id, [payment])
    await matching.set_aside(ctx, second.id, "transfer")
    for one, outcome in ((first, "matched"), (second, "aside")):
        with pytest.raises(Conflict, match="said already"):
            await matching.set_aside(ctx, one.id, "other")
        was = await matching.reopen(ctx, one.id)
        assert one.id in {x.id for x in await money_in.lines(ctx, "open")}
        with pytest.raises(Conflict, match="open already"):
            await matching.reopen(ctx, one.id)
        await matching.say_again(ctx, was)
        assert [x.id for x in await money_in.lines(ctx, outcome)] == [one.id]
    assert [x.aside_as for x in await money_in.lines(ctx, "aside")] == ["transfer"]


async def test_amounts_that_do_not_come_to_the_line_are_refused_and_card_fees_are_not(ctx):
    await keep(ctx, (ago(ctx, 20), "SQUARE", 97_10))
    [line_in] = await money_in.lines(ctx, "open")
    card = await paid(ctx, 100_00, ago(ctx, 22), "card")
    transfer = await paid(ctx, 100_00, ago(ctx, 22))
    assert await proposals(ctx) == {97_10: 0}
    for wrong in ([transfer], [card, transfer], []):
        with pytest.raises(Invalid) as refused:
            await matching.match(ctx, line_in.id, wrong)
        assert [one.field for one in refused.value.errors] == ["payment_ids"]
    with pytest.raises(Invalid):
        await matching.set_aside(ctx, line_in.id, "because")
    await matching.match(ctx, line_in.id, [card, card])


async def test_a_slip_that_was_taken_back_is_no_candidate(ctx):
    await keep(ctx, (ago(ctx, 20), "E-TRANSFER", 100_00))
    slip, real = [await paid(ctx, 100_00, ago(ctx, 20)) for _ in range(2)]
    await payments.take_back(ctx, slip)
    assert await proposals(ctx) == {100_00: [100_00]}
    [line_in] = await money_in.lines(ctx, "open")
    with pytest.raises(Conflict):
        await matching.match(ctx, line_in.id, [slip])
    await matching.match(ctx, line_in.id, [real])


async def test_a_payment_stands_on_one_line_whoever_is_quicker(office):
    async with office.unit() as ctx:
        await keep(ctx, (ago(ctx, 20), "A", 100_00), (ago(ctx, 19), "B", 100_00))
        payment = await paid(ctx, 100_00, ago(ctx, 20))
        lines = [one.id for one in await money_in.lines(ctx, "open")]

    async def once(line_id: UUID) -> str:
        try:
            async with office.unit() as ctx:
                await matching.match(ctx, line_id, [payment])
        except Conflict as refused:
            return refused.detail
        return ""

    said = await asyncio.gather(*(once(line_id) for line_id in lines * 2))
    assert said.count("") == 1
    async with office.unit() as ctx:
        assert await money_in.counts(ctx) == {"open": 1, "matched": 1, "aside": 0}


async def test_a_payment_is_missed_only_where_files_of_a_clients_account_cover_its_days(ctx):
    await paid(ctx, 300_00, ago(ctx, 40))
    await paid(ctx, 310_00, ago(ctx, 40), "cash")
    came = await paid(ctx, 100_00, ago(ctx, 40))
    await paid(ctx, 320_00, ago(ctx, 12))
    assert await loose(ctx) == {}
    await keep(ctx, (ago(ctx, 50), "A CARD WAS PAID", 900_00), (ago(ctx, 5), "SHOP", 1_00))
    assert await loose(ctx) == {"bank-in": 2}
    # Two files that meet cover what lies between.
    await keep(ctx, (ago(ctx, 48), "X", 11_00), (ago(ctx, 40), "E-TRANSFER GWEN ABBOTT", 100_00))
    await keep(ctx, (ago(ctx, 39), "Y", 12_00), (ago(ctx, 10), "UEDA", 13_00))
    by_cents = {one.cents: one for one in await money_in.lines(ctx, "open")}
    await matching.match(ctx, by_cents[100_00].id, [came])
    assert "never-came" not in await loose(ctx)
    await matching.match(ctx, by_cents[13_00].id, [await paid(ctx, 13_00, ago(ctx, 10))])
    assert (await loose(ctx))["never-came"] == 1
    # One that may be it yet, once somebody looks.
    await keep(ctx, (ago(ctx, 38), "E-TRANSFER", 300_00))
    assert "never-came" not in await loose(ctx)


async def test_a_file_is_taken_back_once_nothing_of_it_is_matched(office):
    async with office.unit() as ctx:
        batch = await keep(ctx, (ago(ctx, 20), "E-TRANSFER", 100_00))
        await paid(ctx, 100_00, ago(ctx, 20))
        await confirm(ctx)
        [matched] = await money_in.lines(ctx, "matched")
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="bank matches build on it"):
            await imports.undo(ctx, batch)
    async with office.unit() as ctx:
        await matching.reopen(ctx, matched.id)
        assert (await imports.undo(ctx, batch)).removed == 1
        assert await money_in.counts(ctx) == {"open": 0, "matched": 0, "aside": 0}


async def test_lines_are_their_own_companys_and_for_finance_only(new_office):
    mine, theirs = await new_office(), await new_office("Other")
    async with mine.unit() as ctx:
        await keep(ctx, (ago(ctx, 20), "E-TRANSFER", 100_00))
        payment = await paid(ctx, 100_00, ago(ctx, 20))
        [line_in] = await money_in.lines(ctx, "open")
    async with theirs.unit() as ctx:
        await keep(ctx, (ago(ctx, 20), "E-TRANSFER", 100_00))
        [own] = await money_in.lines(ctx, "open")
        assert (own.proposed, await money_in.one(ctx, line_in.id)) == (None, None)
        for deed in (
            matching.reopen(ctx, line_in.id),
            matching.set_aside(ctx, line_in.id, "other"),
        ):
            with pytest.raises(NotFound):
                await deed
        with pytest.raises(Conflict):
            await matching.match(ctx, own.id, [payment])
    async with mine.unit("dispatcher") as ctx:
        for deed in (
            money_in.lines(ctx, "open"), money_in.counts(ctx), money_in.one(ctx, line_in.id),
            money_in.offered(ctx, line_in), matching.match(ctx, line_in.id, [payment]),
            matching.set_aside(ctx, line_in.id, "other"), matching.reopen(ctx, line_in.id),
        ):  # fmt: skip
            with pytest.raises(Forbidden):
                await deed
