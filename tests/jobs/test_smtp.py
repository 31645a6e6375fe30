"""E-mail over SMTP: what the server gets, and what each of its refusals means."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from cleaning_app.integrations.email import Address, Message, opened
from cleaning_app.integrations.failures import Permanent, Temporary, Uncertain
from cleaning_app.settings import get_settings
from tests.providers.smtp import MailServer

MESSAGE = Message(
    key="01a20545-23d1-7000-8631-229833679304",
    sender=Address("office@northlight.test", "Northlight Ménage"),
    to=Address("gwen@example.test", "Gwen"),
    subject="Booked: Deep clean – Tuesday",
    text="Hello Gwen,\n\nsee you – soon.\n.\nBye\n",
    html="<p>Hello <b>Gwen</b> – é</p>",
)


async def send(message: Message = MESSAGE, times: int = 1) -> str:
    async with opened(get_settings()) as sender:
        for _ in range(times):
            receipt = await sender.send(message)
    return receipt.id


async def test_a_message_arrives_whole(mail_server: MailServer):
    assert await send() == "000001"
    [mail] = mail_server.inbox
    assert mail["From"] == '"Northlight Ménage" <office@northlight.test>' or (
        mail["From"].addresses[0].display_name == "Northlight Ménage"
    )
    assert mail["To"] == "Gwen <gwen@example.test>"
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Message-ID"] == f"<{MESSAGE.key}@northlight.test>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"]
    text, html = mail.iter_parts()
    assert text.get_content().splitlines() == MESSAGE.text.splitlines()
    assert html.get_content_type() == "text/html"
    assert "<b>Gwen</b> – é" in html.get_content()


async def test_connections_are_kept_and_replaced_when_the_server_drops_them(mail_server):
    async with opened(get_settings()) as sender:
        await sender.send(MESSAGE)
        await sender.send(MESSAGE)
        assert mail_server.connections == 1
        mail_server.hang_up()
        await sender.send(MESSAGE)
    assert mail_server.connections == 2
    assert len(mail_server.inbox) == 3


async def test_messages_side_by_side_use_a_connection_each(mail_server: MailServer):
    mail_server.seconds = 0.1
    async with opened(get_settings()) as sender:
        await asyncio.gather(*(sender.send(MESSAGE) for _ in range(5)))
    assert (mail_server.connections, len(mail_server.inbox)) == (5, 5)


async def test_an_unknown_recipient_is_permanent_and_is_not_repeated_in_the_reason(mail_server):
    mail_server.refused = {"gwen@example.test"}
    with pytest.raises(Permanent, match="550") as refused:
        await send()
    assert "gwen" not in refused.value.reason


async def test_greylisting_is_temporary(mail_server: MailServer):
    mail_server.busy = {"gwen@example.test"}
    with pytest.raises(Temporary, match="451"):
        await send()


async def test_a_server_that_is_away_is_temporary(mail_server: MailServer):
    await mail_server.down()
    with pytest.raises(Temporary, match="can't be reached"):
        await send()


async def test_silence_after_the_data_is_uncertain(mail_server: MailServer):
    mail_server.vanish_after_data = 1
    with pytest.raises(Uncertain):
        await send()
    assert len(mail_server.inbox) == 1


async def test_a_wrong_password_is_temporary_since_it_is_ours_to_mend(configure):
    async with MailServer(password="right") as server:
        configure(
            email_mode="smtp", email_from="a@b.test", smtp_host="127.0.0.1",
            smtp_port=server.port, smtp_security="off", smtp_username="u", smtp_password="wrong",
        )  # fmt: skip
        with pytest.raises(Temporary, match="sign-in"):
            await send()
        configure(smtp_password="right")
        await send()
        assert len(server.inbox) == 1


async def test_an_address_smtp_cannot_carry_is_permanent(mail_server: MailServer):
    with pytest.raises(Permanent):
        await send(replace(MESSAGE, to=Address("jörg@example.test")))
    await send(replace(MESSAGE, to=Address("gwen@bücher.test")))
    assert mail_server.envelopes == [["gwen@xn--bcher-kva.test"]]


@pytest.mark.parametrize("field", ["subject", "key"])
@pytest.mark.parametrize("evil", ["x\r\nBcc: spy@evil.test", "x\ny", "x\x00", "x\u2028y"])
def test_a_line_break_in_a_header_is_refused(field: str, evil: str):
    with pytest.raises(ValueError, match="control character"):
        replace(MESSAGE, **{field: evil})
    with pytest.raises(ValueError, match="control character"):
        replace(MESSAGE, to=Address("gwen@example.test", evil))
    with pytest.raises(ValueError, match="control character"):
        replace(MESSAGE, sender=Address(evil))


def test_switched_off_mail_has_no_sender(configure):
    configure(email_mode="off")
    with pytest.raises(ValueError, match="off"):
        opened(get_settings())
