"""Invoices and receipts go along with their e-mails, made when the mail is sent."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleaning_app.clock import FixedClock
from cleaning_app.integrations.email import Attachment
from cleaning_app.services import invoices, messages, payments
from cleaning_app.services.messages.attachments import LOADERS
from cleaning_app.services.outbox_delivery import Delivery
from cleaning_app.services.papers import typesetting
from tests.factories import Office
from tests.jobs.conftest import outbox_rows
from tests.providers.sendgrid import SendGrid
from tests.providers.smtp import MailServer
from tests.services.money.books import a_client, a_sent_invoice, line
from tests.services.papers.reading import says


async def deliver(after: timedelta = timedelta()) -> dict[str, int]:
    delivery = Delivery(clock=FixedClock(datetime.now(UTC) + after))
    await delivery.run(until_idle=True)
    return dict(delivery.counts)


async def send_one(office: Office):
    async with office.unit() as ctx:
        client = await a_client(ctx, "Chloé Äpfel")
        made = await invoices.create(ctx, client_id=client, lines=[line(20000)])
        await invoices.send(ctx, made)
        return made, await invoices.link_of(ctx, made)


async def test_an_invoice_goes_out_with_its_pdf_and_its_link(
    office: Office, mail_server: MailServer
):
    _, link = await send_one(office)
    assert await deliver() == {"sent": 1}
    [mail] = mail_server.inbox
    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (
        "INV-2026-00001.pdf",
        "application/pdf",
    )
    assert says(file.get_content(), "INV-2026-00001", "Chloé Äpfel", "Balance due $210.00")
    html = mail.get_body(("html",)).get_content()
    assert link in html
    assert "$210.00" in html
    assert link in mail.get_body(("plain",)).get_content()


async def test_the_same_through_sendgrid(office: Office, sendgrid: SendGrid):
    await send_one(office)
    assert await deliver() == {"sent": 1}
    [mail] = sendgrid.accepted
    [file] = mail["attachments"]
    assert (file["filename"], file["type"]) == ("INV-2026-00001.pdf", "application/pdf")
    assert says(base64.b64decode(file["content"]), "Balance due $210.00")


async def test_mail_without_a_paper_names_no_attachments(office: Office, sendgrid: SendGrid):
    async with office.unit() as ctx:
        reset = {"name": "Jonas", "path": "/reset", "minutes": 30}
        await messages.email(ctx, "password_reset", "j@b.test", reset, dedupe_key="a")
    await deliver()
    assert "attachments" not in sendgrid.accepted[0]


async def test_the_pdf_says_what_is_so_when_it_is_sent(office: Office, mail_server: MailServer):
    made, _ = await send_one(office)
    async with office.unit() as ctx:
        await payments.record(ctx, made, amount_cents=5000, method="cash")
    await deliver()
    [file] = mail_server.inbox[0].iter_attachments()
    assert says(file.get_content(), "Paid · Cash", "Balance due $160.00")


async def test_a_receipt_goes_along_with_its_mail(office: Office, mail_server: MailServer):
    async with office.unit() as ctx:
        made = await a_sent_invoice(ctx, await a_client(ctx), line(20000))
        await payments.record(ctx, made, amount_cents=5000, method="etransfer", receipt=True)
    assert await deliver() == {"sent": 1}
    [file] = mail_server.inbox[0].iter_attachments()
    assert file.get_filename().startswith("receipt-INV-2026-00001")
    assert says(file.get_content(), "Receipt", "$50.00", "Left to pay $160.00")


async def test_a_paper_that_cannot_be_set_is_tried_again_and_then_dead_with_words(
    office: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    broken = tmp_path / "invoice.typ"
    broken.write_text("#panic()")
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    await send_one(office)
    assert await deliver() == {"retried": 1}
    for n in range(1, 5):
        await deliver(timedelta(days=n))
    [row] = await outbox_rows()
    assert row.status == "dead"
    assert "could not be set as PDF" in row.last_error
    assert mail_server.inbox == []
    assert "Chlo" not in row.last_error


async def test_a_paper_of_nothing_is_dead_at_once(office: Office, mail_server: MailServer):
    async with office.unit() as ctx:
        reset = {"name": "Jonas", "path": "/reset", "minutes": 30}
        paper = ("invoice", ctx.org.id)
        await messages.email(ctx, "password_reset", "j@b.test", reset, dedupe_key="a", paper=paper)
    assert await deliver() == {"dead": 1}
    [row] = await outbox_rows()
    assert row.last_error == "The paper can't be made: There is no such invoice."


async def test_only_known_papers_are_queued(office: Office):
    assert set(LOADERS) == set(messages.PAPERS)
    async with office.unit() as ctx:
        with pytest.raises(ValueError, match="no paper"):
            await messages.email(
                ctx, "receipt", "j@b.test", {}, dedupe_key="a", paper=("novel", ctx.org.id)
            )


@pytest.mark.parametrize("name", ["a\r\nBcc: x", "../../x", "", 'a".pdf'])
def test_a_files_name_cannot_carry_headers(name: str):
    with pytest.raises(ValueError, match="odd name"):
        Attachment(name, "application/pdf", b"")
