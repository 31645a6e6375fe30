"""Random days at the office against a model: the real services on the real database agree with it.

Every unit of work may also break after its last step; then nothing of it may be left, neither rows
nor audit rows nor messages. A few dozen days in the suite, thousands with the profile "prove".
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from cleaning_app import db
from cleaning_app.errors import AppError, Conflict, Invalid, NotFound
from cleaning_app.services import bookings, invoices, payments
from cleaning_app.services.bookings import CrewChange
from tests.factories import MONDAY
from tests.property.machine import Books, totals
from tests.property.model import LIVE, STEPS, Bill, Visit

HOURS = st.integers(0, 11)
LENGTHS = st.sampled_from([60, 120, 180])
CREWS = st.sets(st.integers(0, 2), max_size=3)
WHICH = st.integers(0, 1000)
BREAKS = st.sampled_from([False, False, False, False, True])
BILLABLE = {*LIVE, "completed"}
UNDO_SECONDS = 35

Refusal = type[AppError] | None
REASON = "Random days keep to no soft rule"


class Office(Books):
    """What happens in an office."""

    def crew(self, who: set[int]) -> frozenset[UUID]:
        return frozenset(self.workers[n] for n in who)

    @rule(hour=HOURS, minutes=LENGTHS, who=CREWS, confirmed=st.booleans(), breaks=BREAKS)
    def book(self, hour: int, minutes: int, who: set[int], confirmed: bool, breaks: bool) -> None:
        crew, start, price = self.crew(who), MONDAY + timedelta(hours=hour), 1000 + hour * 777
        details = {
            "client_id": self.town.client,
            "service_id": self.town.services["standard"],
            "starts_at": start,
            "minutes": minutes,
            "crew": sorted(crew),
            "confirmed": confirmed,
            "price_cents": price,
            "override_reason": REASON,
        }
        refusal = Conflict if self.model.are_busy(crew, start, minutes) else None
        stood, saved = self.take(
            "book", lambda ctx: bookings.create(ctx, **details), refusal, breaks
        )
        if stood:
            status = "confirmed" if confirmed else "pending"
            visit = Visit(saved.id, start, minutes, status, price, crew)
            self.model.visits[visit.id] = visit
            if confirmed:
                self.model.tell(visit, "booking_confirmed")

    @precondition(lambda self: self.model.visits)
    @rule(n=WHICH, hour=HOURS, minutes=LENGTHS, who=CREWS, breaks=BREAKS)
    def move(self, n: int, hour: int, minutes: int, who: set[int], breaks: bool) -> None:
        """To another time and to another crew, in one step."""
        visit, crew = self.visit(n, lambda v: v.occupies), self.crew(who)
        start = MONDAY + timedelta(hours=hour)
        stays = (start, minutes, crew) == (visit.starts_at, visit.minutes, visit.crew)
        begun = visit.status == "in_progress" and start != visit.starts_at
        refusal: Refusal = None
        if visit.deleted:
            refusal = NotFound
        elif visit.status not in LIVE or begun or self.model.are_busy(crew, start, minutes, visit):
            refusal = Conflict
        change = CrewChange(sorted(visit.crew - crew), sorted(crew - visit.crew))
        stood, _ = self.take(
            "move",
            lambda ctx: bookings.reschedule(
                ctx, visit.id, start, minutes=minutes, crew=change, override_reason=REASON
            ),
            refusal,
            breaks,
        )
        if stood and stays:
            self.model.audit_rows -= 1
        elif stood:
            before = visit.starts_at
            visit.starts_at, visit.minutes, visit.crew = start, minutes, crew
            if visit.status == "confirmed" and before != start:
                self.model.tell_moved(visit, before)

    @precondition(lambda self: self.model.visits)
    @rule(n=WHICH, verb=st.sampled_from(sorted(STEPS)), breaks=BREAKS)
    def advance(self, n: int, verb: str, breaks: bool) -> None:
        """Confirm, start, finish, or nobody there."""
        from_, to = STEPS[verb]
        visit = self.visit(n, lambda v: v.status == from_ and not v.deleted)
        refusal: Refusal = None
        if visit.deleted:
            refusal = NotFound
        elif visit.status != from_:
            refusal = Conflict
        step = getattr(bookings, verb)
        if verb == "confirm":
            step = partial(step, override_reason=REASON)
        stood, _ = self.take(verb, lambda ctx: step(ctx, visit.id), refusal, breaks)
        if stood:
            visit.status = to
            if verb == "confirm":
                self.model.tell(visit, "booking_confirmed")

    @precondition(lambda self: self.model.visits)
    @rule(n=WHICH, breaks=BREAKS)
    def cancel(self, n: int, breaks: bool) -> None:
        visit = self.visit(n, lambda v: v.occupies)
        refusal: Refusal = None
        if visit.deleted:
            refusal = NotFound
        elif visit.status not in {"pending", "confirmed"}:
            refusal = Conflict
        stood, _ = self.take(
            "cancel", lambda ctx: bookings.cancel(ctx, visit.id, "Ill"), refusal, breaks
        )
        if stood:
            visit.before_cancel, visit.status = visit.status, "cancelled"
            visit.cancelled_at = self.clock.now()
            self.model.tell(visit, "booking_cancelled")

    @precondition(lambda self: any(v.status == "cancelled" for v in self.model.visits.values()))
    @rule(n=WHICH, breaks=BREAKS)
    def undo_cancel(self, n: int, breaks: bool) -> None:
        visit = self.visit(n, lambda v: v.status == "cancelled" and not v.deleted)
        since = self.clock.now() - (visit.cancelled_at or self.clock.now())
        too_late = visit.status != "cancelled" or since > timedelta(seconds=UNDO_SECONDS)
        busy = self.model.are_busy(visit.crew, visit.starts_at, visit.minutes, visit)
        refusal: Refusal = None
        if visit.deleted:
            refusal = NotFound
        elif too_late or busy:
            refusal = Conflict
        stood, _ = self.take(
            "undo cancel", lambda ctx: bookings.undo_cancel(ctx, visit.id), refusal, breaks
        )
        if stood:
            visit.status, visit.cancelled_at = visit.before_cancel, None
            withdrawn, visit.unsent = visit.unsent, []
            if not withdrawn and visit.status == "confirmed":
                self.model.tell(visit, "booking_confirmed")

    @precondition(lambda self: self.model.visits)
    @rule(n=WHICH, breaks=BREAKS)
    def delete(self, n: int, breaks: bool) -> None:
        visit = self.visit(n, lambda v: v.deleted)
        refusal: Refusal = None
        if visit.deleted:
            refusal = NotFound
        elif self.model.live_bill(visit):
            refusal = Conflict
        stood, _ = self.take("delete", lambda ctx: bookings.delete(ctx, visit.id), refusal, breaks)
        if stood:
            visit.deleted, visit.held_back, visit.unsent = True, bool(visit.unsent), []

    @precondition(lambda self: any(visit.deleted for visit in self.model.visits.values()))
    @rule(n=WHICH, breaks=BREAKS)
    def restore(self, n: int, breaks: bool) -> None:
        gone = [visit for visit in self.model.visits.values() if visit.deleted]
        visit = gone[n % len(gone)]
        busy = self.model.are_busy(visit.crew, visit.starts_at, visit.minutes, visit)
        refusal = Conflict if busy and visit.status in LIVE else None
        stood, _ = self.take(
            "restore", lambda ctx: bookings.restore(ctx, visit.id), refusal, breaks
        )
        if stood:
            visit.deleted = False
            if visit.held_back and visit.status == "confirmed":
                self.model.tell(visit, "booking_confirmed")

    @precondition(lambda self: self.model.visits)
    @rule(n=WHICH, breaks=BREAKS)
    def bill(self, n: int, breaks: bool) -> None:
        visit = self.visit(n, lambda v: v.status in BILLABLE and not self.model.live_bill(v))
        refusal: Refusal = None
        if visit.deleted:
            refusal = NotFound
        elif visit.status not in BILLABLE:
            refusal = Invalid
        elif self.model.live_bill(visit):
            refusal = Conflict
        stood, invoice_id = self.take(
            "bill", lambda ctx: invoices.create_from_booking(ctx, visit.id), refusal, breaks
        )
        if stood:
            total = visit.price + (visit.price * 5 + 50) // 100
            due_on = self.today() + timedelta(days=self.due_days)
            self.model.bills[invoice_id] = Bill(invoice_id, visit.id, total, due_on)

    @precondition(lambda self: self.model.bills)
    @rule(n=WHICH, breaks=BREAKS)
    def send(self, n: int, breaks: bool) -> None:
        bill = self.invoice(n, lambda b: b.status == "draft")
        refusal = None if bill.status == "draft" else Conflict
        stood, _ = self.take("send", lambda ctx: invoices.send(ctx, bill.id), refusal, breaks)
        if stood:
            bill.settle(self.today())
            self.model.messages["invoice", bill.id] += 1

    @precondition(lambda self: self.model.bills)
    @rule(n=WHICH, part=st.sampled_from([1, 50, 100, 130]), receipt=st.booleans(), breaks=BREAKS)
    def pay(self, n: int, part: int, receipt: bool, breaks: bool) -> None:
        """A part of the total, in percent; more than all of it is the client's credit."""
        bill = self.invoice(n, lambda b: b.status not in {"draft", "void"})
        paid = {"amount_cents": max(1, bill.total * part // 100), "method": "cash"}
        refusal = Conflict if bill.status in {"draft", "void"} else None
        stood, done = self.take(
            "pay",
            lambda ctx: payments.record(ctx, bill.id, receipt=receipt, **paid),
            refusal,
            breaks,
        )
        if stood:
            bill.payments[done.payment_id] = (paid["amount_cents"], 0)
            bill.settle(self.today())
            if receipt:
                self.model.messages["receipt", done.payment_id] += 1

    @precondition(lambda self: any(bill.payments for bill in self.model.bills.values()))
    @rule(n=WHICH, part=st.sampled_from([1, 50, 100, 101]), breaks=BREAKS)
    def refund(self, n: int, part: int, breaks: bool) -> None:
        """A part of one payment, in percent; more than is left of it is refused."""
        paid = [(b, id) for b in self.model.bills.values() for id in b.payments]
        bill, payment_id = paid[n % len(paid)]
        amount, back = bill.payments[payment_id]
        cents = amount + 1 if part > 100 else max(1, amount * part // 100)
        stood, _ = self.take(
            "refund",
            lambda ctx: payments.refund(ctx, payment_id, amount_cents=cents),
            Invalid if cents > amount - back else None,
            breaks,
        )
        if stood:
            bill.payments[payment_id] = (amount, back + cents)
            if bill.status != "void":
                bill.settle(self.today())

    @precondition(lambda self: self.model.bills)
    @rule(n=WHICH, breaks=BREAKS)
    def void(self, n: int, breaks: bool) -> None:
        bill = self.invoice(n, lambda b: b.status != "void" and b.received > 0)
        refusal = Conflict if bill.status == "void" or bill.received else None
        stood, _ = self.take(
            "void", lambda ctx: invoices.void(ctx, bill.id, "Mistake"), refusal, breaks
        )
        if stood:
            bill.status = "void"

    @rule(seconds=st.sampled_from([5, 40, 3600, 20 * 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @precondition(lambda self: self.model.bills)
    @rule(breaks=BREAKS)
    def night(self, breaks: bool) -> None:
        """The nightly job marks what has become overdue; a night without any leaves no trace."""
        open_bills = [b for b in self.model.bills.values() if b.status in {"sent", "partial"}]
        late = [bill for bill in open_bills if bill.due_on < self.today()]
        stood, flipped = self.take("night", invoices.flip_overdue, None, breaks)
        if stood:
            assert flipped == len(late)
            self.model.audit_rows -= not late
            for bill in late:
                bill.status = "overdue"


@pytest.fixture
def runner(database_urls) -> Iterator[asyncio.Runner]:
    """An event loop for the machine, whose steps are not coroutines."""
    with asyncio.Runner() as opened:
        db.engine.cache_clear()
        yield opened
        opened.run(db.dispose())


def test_random_days_at_the_office_agree_with_the_model(runner: asyncio.Runner, many):
    Office.runner = runner
    totals.clear()
    days, steps = many(40, 2_000), many(40, 60)
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=days,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{days} days, {totals.total()} steps: {dict(totals.most_common())}")
    assert totals["refused"] > 0
    assert any(name.endswith("broken off") for name in totals)
