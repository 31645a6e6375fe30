"""E-mail through SendGrid: what it gets, and what each of its answers means."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cleaning_app.integrations.email import opened
from cleaning_app.integrations.email.message import Address, Message
from cleaning_app.integrations.failures import Permanent, Temporary, Uncertain
from cleaning_app.settings import get_settings
from tests.providers.http_double import Answer
from tests.providers.sendgrid import SendGrid

MESSAGE = Message(
    key="01a20545-23d1-7000-8631-229833679304",
    sender=Address("office@northlight.test", "Northlight"),
    to=Address("gwen@example.test"),
    subject="Booked",
    text="Hello",
    html="<p>Hello</p>",
    labels={"organisation": "o-1", "template": "booking_confirmed"},
)


async def send() -> str:
    async with opened(get_settings()) as sender:
        return (await sender.send(MESSAGE)).id


async def test_a_message_arrives_with_its_key_and_labels(sendgrid: SendGrid):
    assert await send() == "sg-1"
    [mail] = sendgrid.accepted
    [person] = mail["personalizations"]
    assert person["custom_args"] == {**MESSAGE.labels, "message_key": MESSAGE.key}
    assert mail["from"] == {"email": "office@northlight.test", "name": "Northlight"}
    assert [part["value"] for part in mail["content"]] == ["Hello", "<p>Hello</p>"]
    assert mail["tracking_settings"]["click_tracking"]["enable"] is False


async def test_a_wrong_key_is_temporary_since_it_is_ours_to_mend(sendgrid: SendGrid, configure):
    configure(sendgrid_api_key="SG.wrong.wrong-wrong-wrong")
    with pytest.raises(Temporary, match="our key"):
        await send()
    assert sendgrid.accepted == []


async def test_a_refused_field_is_permanent_and_named(sendgrid: SendGrid):
    errors = {"errors": [{"message": "gwen@example.test is bad", "field": "personalizations.0.to"}]}
    sendgrid.next_answers = [Answer(400, errors)]
    with pytest.raises(Permanent, match=r"personalizations\.0\.to") as refused:
        await send()
    assert "gwen" not in refused.value.reason


async def test_too_many_requests_is_temporary_with_the_providers_wish(sendgrid: SendGrid):
    sendgrid.next_answers = [Answer(429, headers={"Retry-After": "17"}), Answer(503)]
    with pytest.raises(Temporary) as busy:
        await send()
    assert busy.value.retry_after == timedelta(seconds=17)
    with pytest.raises(Temporary) as down:
        await send()
    assert down.value.retry_after is None
    await send()
    assert len(sendgrid.accepted) == 1


async def test_a_connection_that_breaks_after_the_request_is_uncertain(sendgrid: SendGrid):
    sendgrid.next_answers = [lambda: Answer(drop=True)]
    with pytest.raises(Uncertain):
        await send()
    assert len(sendgrid.accepted) == 1


async def test_a_server_that_is_away_is_temporary(sendgrid: SendGrid, configure):
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    configure(sendgrid_base_url=f"http://127.0.0.1:{port}")
    with pytest.raises(Temporary, match="can't be reached"):
        await send()
