"""E-mails on their whole way: queued by a service, written at delivery, in the client's inbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cleaning_app import db
from cleaning_app.clock import FixedClock
from cleaning_app.errors import Invalid
from cleaning_app.services import messages, organisations
from cleaning_app.services.outbox_delivery import Delivery
from tests.factories import Office
from tests.jobs.conftest import outbox_rows
from tests.providers.http_double import Answer
from tests.providers.sendgrid import SendGrid
from tests.providers.smtp import MailServer

RESET = {"name": "Jonas", "path": "/reset?token=s3cr3t-token", "minutes": 30}


async def deliver(after: timedelta = timedelta()) -> dict[str, int]:
    delivery = Delivery(clock=FixedClock(datetime.now(UTC) + after))
    await delivery.run(until_idle=True)
    return dict(delivery.counts)


async def queue(office: Office, template: str = "password_reset", **data: object) -> None:
    async with db.unit(office.identity) as ctx:
        await messages.email(ctx, template, "Jonas@Example.test ", data or RESET, dedupe_key="a")


async def test_an_email_is_written_with_the_organisations_letterhead(
    office, mail_server, configure
):
    configure(public_base_url="https://app.northlight.test/")
    async with office.unit() as ctx:
        await organisations.change_settings(
            ctx, email_from_name="Northlight Office", gst_number="812345678 RT0001"
        )
    await queue(office)
    assert await deliver() == {"sent": 1}
    [mail] = mail_server.inbox
    assert mail["From"] == "Northlight Office <office@northlight.test>"
    assert mail["To"] == "jonas@example.test"
    assert mail["Subject"] == "Choose a new password for Northlight"
    text, html = (part.get_content() for part in mail.iter_parts())
    for content in (text, html):
        assert "https://app.northlight.test/reset?token=s3cr3t-token" in content
        assert "812345678RT0001" in content


async def test_a_secret_is_not_readable_in_the_outbox(office: Office, mail_server: MailServer):
    await queue(office)
    [row] = await outbox_rows()
    assert "s3cr3t" not in str(row.payload)
    assert row.payload["data"]["name"] == "Jonas"


async def test_mail_switched_off_is_skipped_with_the_reason(office: Office, configure):
    configure(email_mode="off")
    await queue(office)
    assert await deliver() == {"skipped": 1}
    [row] = await outbox_rows()
    assert row.last_error == "E-mail is switched off (EMAIL_MODE=off)."


async def test_a_doubtful_delivery_is_repeated_with_the_same_id_and_counted(office, mail_server):
    mail_server.vanish_after_data = 1
    await queue(office)
    assert await deliver() == {"retried": 1}
    [row] = await outbox_rows()
    assert (row.status, row.times_uncertain) == ("pending", 1)
    assert await deliver(timedelta(minutes=2)) == {"sent": 1}
    first, second = mail_server.inbox
    assert first["Message-ID"] == second["Message-ID"]
    [row] = await outbox_rows()
    assert (row.status, row.times_uncertain) == ("sent", 1)


async def test_five_doubts_wait_for_a_person(office: Office, sendgrid: SendGrid):
    sendgrid.next_answers = [lambda: Answer(drop=True)] * 5
    await queue(office)
    for n in range(5):
        await deliver(timedelta(hours=n))
    [row] = await outbox_rows()
    assert (row.status, row.times_uncertain, len(sendgrid.accepted)) == ("uncertain", 5, 5)


async def test_an_unknown_recipient_is_dead_without_a_second_try(office, mail_server):
    mail_server.refused = {"jonas@example.test"}
    await queue(office)
    assert await deliver() == {"dead": 1}
    [row] = await outbox_rows()
    assert "jonas" not in row.last_error


async def test_facts_of_another_version_are_dead_and_hinder_nobody(office, mail_server):
    await queue(office)
    async with db.unit(office.identity) as ctx:
        from cleaning_app.services import outbox

        payload = {"template": "receipt", "to": "a@b.test", "data": {"older": 1}}
        await outbox.queue(ctx, "email", payload, dedupe_key="b")
    assert await deliver() == {"sent": 1, "dead": 1}


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Jonas", "path": "//evil.test/x", "minutes": 30},
        {"name": "Jonas", "path": "https://evil.test", "minutes": 30},
        {"name": "Jonas", "path": "/reset", "minutes": 30, "extra": 1},
        {"name": "Jonas", "path": "/reset"},
    ],
)
async def test_facts_that_do_not_fit_are_refused_when_queued(office: Office, data):
    with pytest.raises(ValueError, match="password_reset does not fit"):
        await queue(office, **data)
    assert await outbox_rows() == []


async def test_an_address_that_is_none_is_refused_when_queued(office: Office):
    async with db.unit(office.identity) as ctx:
        for wrong in ("nobody", "a@b.test\r\nBcc: spy@evil.test", ""):
            with pytest.raises(Invalid):
                await messages.email(ctx, "password_reset", wrong, RESET, dedupe_key="a")


async def test_a_template_nobody_wrote_is_refused_when_queued(office: Office):
    with pytest.raises(ValueError, match="no template"):
        await queue(office, template="love_letter")
