"""What happened to a thing, in plain words from the audit log."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import format, pieces
from cleaning_app.context import Ctx
from cleaning_app.services import audit

_DEEDS = {
    "payment.record": "Payment recorded",
    "payment.refund": "Payment given back",
    "payment.declined": "Card declined",
    "credit_note.issue": "Credited",
    "credit_note.reverse": "Credit taken back",
    "credit.use": "Credit moved",
    "credit.put_back": "Credit moved back",
    "deposit.ask": "Deposit asked for",
    "deposit.ask_again": "Deposit asked for again",
    "deposit.waive": "Deposit waived",
    "deposit.pay": "Deposit paid",
    "deposit.refund": "Deposit given back",
    "deposit.take_back": "Deposit payment taken back",
    "deposit.use": "Deposit went to the invoice",
    "deposit.put_back": "Deposit came back from the invoice",
    "deposit.keep": "Deposit kept",
    "payment.refund_failed": "A refund failed",
    "payment.dispute": "Disputed by the client's bank",
    "card.page_opened": "Card page opened",
    "card.save": "Card saved",
    "card.forget": "Card removed",
    "card.charge": "Card on file charged",
    "card.ask": "Asked for a card",
    "stripe_event.try_again": "Asked to follow an event again",
    "session.sign_in": "Signed in",
    "session.sign_out": "Signed out",
    "session.sign_out_everywhere": "Signed out everywhere",
    "session.end": "A device signed out",
    "import.run": "Imported",
    "import.undo": "Import taken back",
    "gst.export": "GST export downloaded",
    "gst.file": "GST return filed",
    "gst.withdraw": "GST return withdrawn",
    "gst.copy": "GST return downloaded as filed",
    "schedule.optimization_start": "Better plan looked for",
    "schedule.optimization_cancel": "Search for a plan stopped",
    "schedule.optimization_apply": "Plan applied",
    "schedule.optimization_undo": "Plan taken back",
    "invoice.restate": "Brought in line with its payments",
    "receipt.keep": "Receipt kept",
    "saved_view.default": "View a page opens with chosen",
    "outbox.replay": "Sent again",
    "outbox.edit_address": "Address corrected",
    "invoice.remind_gentle": "Reminded gently",
    "invoice.remind_second": "Reminded again",
    "invoice.remind_final": "Reminded a last time",
    "invoice.unremind": "Reminder taken back",
    "invoice.overdue": "Became overdue",
    "invoice.edit": "Draft changed",
    "invoice.new_link": "New pay link made",
    "invoices.download": "Invoices downloaded",
    "settings.logo": "Logo changed",
    "user.password_change": "Password changed",
    "user.role_change": "Role changed",
    "booking.remind": "Reminder sent",
    "booking.undo_step": "Last step taken back",
    "booking.extras": "Extras changed",
    "booking.estimate": "Price worked out from the home",
    "client.remind": "Reminded of invoices again",
    "client.no_reminders": "Wants no reminders of invoices",
    "booking.message": "Message sent",
    "booking.undo_message": "Message taken back",
    "client.wish": "Wish about a worker noted",
    "client.unwish": "Wish about a worker dropped",
    "block.create": "Time blocked",
    "calendar_feed.issue": "Calendar address made",
    "calendar_feed.revoke": "Calendar address closed",
    "certificate.add": "Certificate added",
    "certificate.change": "Certificate changed",
    "certificate.put_back": "Certificate put back",
    "certificate.remove": "Certificate removed",
    "pay_item.add": "Amount added to pay",
    "pay_item.remove": "Amount taken off pay",
    "pay_item.restore": "Amount put back to pay",
    "worker.pay": "Hourly rate changed",
    "time.undo_start": "Start taken back",
    "booking.undo_start": "Not begun after all",
    "storage.sweep": "Files without a photo removed",
    "payroll.approve": "Pay period approved",
    "payroll.export": "Pay downloaded",
    "payroll.reopen": "Pay period reopened",
    "performance.export": "Performance downloaded",
    "settings.working_rules": "Hours, holidays or pay rules changed",
    "skill.require": "Certificate of a skill changed",
    "time_off.approved": "Time off approved",
    "time_off.ask": "Asked for time off",
    "time_off.declined": "Time off declined",
    "time_off.given_again": "Time off given again",
    "time_off.reopen": "Answer to time off taken back",
    "time_off.taken_back": "Time off taken back",
    "time_off.withdraw": "Request withdrawn",
    "tax_code.add": "Tax code added",
    "tax_code.change": "Tax code renamed",
    "tax_code.close": "Tax code closed or opened",
    "tax_code.remove": "Tax code removed",
    "policies.change": "Policies changed",
    "time.start": "On the clock",
    "time.pause": "On a break",
    "time.resume": "Back on the clock",
    "time.finish": "Off the clock",
    "time.correct": "Times corrected",
    "booking.note": "Note from the crew",
    "booking.rate": "Client's rating noted",
    "booking.unrate": "Client's rating removed",
    "problem.report": "Problem reported",
    "problem.resolve": "Problem solved",
    "problem.reopen": "Problem open again",
    "photo.add": "Photo sent",
    "photo.delete": "Photo removed",
    "photo.restore": "Photo restored",
    "checklist.tick": "Line ticked",
    "checklist.untick": "Line unticked",
    "checklist.change": "Checklist changed",
    "price_list.publish": "Price list published",
    "waitlist.add": "Put on the waitlist",
    "waitlist.book": "Booked from the waitlist",
    "waitlist.unbook": "Back on the waitlist",
    "waitlist.close": "Taken off the waitlist",
    "waitlist.reopen": "Back on the waitlist",
    "job.run_now": "Asked to run now",
    "module.switch": "Feature switched on or off",
    "settings.change": "Settings changed",
    "expense_budget.set": "Budget set",
    "bank_balance.set": "Bank balance set",
    "money_in.match": "Money in the bank matched",
    "money_in.set_aside": "Money in the bank set aside",
    "money_in.reopen": "Match taken back",
    "api_token.create": "API token made",
    "api_token.revoke": "API token revoked",
    "encryption.rotate": "Encryption key changed",
    "storage.tidy": "Old files removed",
    "price.set": "Price set",
    "user.language": "Language chosen",
    "user.close": "Access closed",
    "user.reopen": "Access opened again",
    "payment.annotate": "Note of a payment changed",
    "booking.repeat": "Made to come back",
    "booking.detach": "Taken out of its series",
    "booking.attach": "Taken back into its series",
    "series.fill": "Visits made",
    "series.change": "Changed for all visits to come",
    "series.split": "Split: goes on as another series",
    "series.continue": "Continues an earlier series",
    "series.join": "Split taken back",
    "series.pause": "Paused",
    "series.resume": "Resumed",
    "series.end": "Ended",
    "series.reopen": "Taken up again",
    "series.skip": "A visit skipped",
    "series.unskip": "A skipped visit is back",
    "series.dismiss": "A visit left as it is",
    "series.recall": "A visit to settle again",
    "series.discard": "Taken back with its visits",
}

_VERBS = {
    "create": "Created",
    "update": "Changed",
    "change": "Changed",
    "delete": "Deleted",
    "remove": "Removed",
    "restore": "Restored",
    "send": "Sent",
    "void": "Voided",
    "reschedule": "Moved",
    "assign": "Crew changed",
    "unassign": "Crew changed",
    "cancel": "Cancelled",
    "undo_cancel": "Cancellation taken back",
    "confirm": "Confirmed",
    "start": "Started",
    "finish": "Finished",
    "no_show": "Marked as no-show",
    "block": "Blocked",
    "unblock": "Unblocked",
    "archive": "Archived",
    "pay": "Paid",
    "set": "Set",
    "revoke": "Revoked",
    "rename": "Renamed",
    "password_reset": "Temporary password given",
    "give_access": "Given access",
    "end_access": "Access ended",
    "access_notes_view": "Access notes looked at",
}


@dataclass
class Happening:
    """One line of a history."""

    id: str
    words: str
    who: str
    when: str


def happenings(ctx: Ctx, entries: list[audit.Entry]) -> list[Happening]:
    """Audit entries as lines for people."""
    return [
        Happening(
            str(entry.id),
            sentence(entry.action),
            entry.actor_name,
            format.moment(entry.created_at, ctx.zone),
        )
        for entry in entries
    ]


def sentence(action: str) -> str:
    """booking.cancel → Cancelled; an action without words of its own is read out as it is."""
    verb = action.rsplit(".", 1)[-1]
    return _DEEDS.get(action) or _VERBS.get(verb) or format.words(verb)


def history(lines: rx.Var[list[Happening]]) -> rx.Component:
    """A card with the newest first."""
    card = pieces.card(
        "History",
        rx.el.ul(
            rx.foreach(
                lines,
                lambda line: rx.el.li(
                    rx.el.span(
                        line.words,
                        rx.el.span(" by ", line.who, " ", line.when, class_name="faint"),
                    )
                ),
            ),
            class_name="timeline card-body",
        ),
    )
    return rx.cond(lines.length() > 0, card)
