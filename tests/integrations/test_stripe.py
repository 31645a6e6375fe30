"""Our calls to Stripe over real HTTP: what is sent, and what each way to fail means."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from cleaning_app.integrations.failures import Permanent, Temporary, Uncertain
from cleaning_app.integrations.stripe import Declined, Missing, Stripe, opened
from cleaning_app.settings import get_settings
from tests.providers.http_double import Answer
from tests.providers.stripe import KEY, StripeDouble

PAGE = {
    "mode": "payment",
    "success_url": "https://office.test/done",
    "line_items": [
        {
            "quantity": 1,
            "price_data": {
                "currency": "cad",
                "unit_amount": 10500,
                "product_data": {"name": "Invoice"},
            },
        }
    ],
    "metadata": {"card_payment": "1"},
}


@asynccontextmanager
async def calling(url: str, key: str = KEY) -> AsyncIterator[Stripe]:
    changes = {"stripe_secret_key": SecretStr(key), "stripe_api_base": url}
    async with opened(get_settings().model_copy(update=changes)) as api:
        yield api


@pytest.fixture
async def double() -> AsyncIterator[StripeDouble]:
    async with StripeDouble() as made:
        yield made


async def test_the_same_key_opens_one_page(double: StripeDouble):
    async with calling(double.url) as api:
        first = await api.open_payment(PAGE, "page:1")
        again = await api.open_payment(PAGE, "page:1")
        other = await api.open_payment(PAGE, "page:2")
    assert first == again != other
    assert first.url.startswith(double.url)
    assert first.labels == {"card_payment": "1"}


async def test_another_body_under_the_same_key_is_refused_for_good(double: StripeDouble):
    async with calling(double.url) as api:
        await api.open_payment(PAGE, "page:1")
        with pytest.raises(Permanent, match="refused it"):
            await api.open_payment(PAGE | {"locale": "fr-CA"}, "page:1")


async def test_a_lost_answer_is_asked_for_again_and_has_one_effect(double: StripeDouble):
    double.next_answers = [lambda: Answer(drop=True)]
    async with calling(double.url) as api:
        await api.open_payment(PAGE, "page:1")
    assert len([o for o in double.objects.values() if o["object"] == "checkout.session"]) == 1
    assert len(double.calls) == 2


async def test_too_many_requests_waits_as_long_as_stripe_asks(double: StripeDouble):
    double.next_answers = [Answer(429, {"error": {"code": "rate_limit"}}, {"Retry-After": "1"})]
    began = asyncio.get_running_loop().time()
    async with calling(double.url) as api:
        await api.open_payment(PAGE, "page:1")
    assert asyncio.get_running_loop().time() - began >= 1
    assert len(double.calls) == 2


async def test_whoever_waits_at_a_screen_is_not_kept_for_a_minute(double: StripeDouble):
    double.next_answers = [Answer(429, {"error": {"code": "rate_limit"}}, {"Retry-After": "60"})]
    async with calling(double.url) as api:
        with pytest.raises(Temporary, match="slow down") as busy:
            await api.open_payment(PAGE, "page:1")
    assert busy.value.retry_after.total_seconds() == 60
    assert len(double.calls) == 1


async def test_faults_of_stripes_are_uncertain_after_three_tries(double: StripeDouble):
    double.next_answers = [Answer(500, {"error": {"message": "oh"}})] * 3
    async with calling(double.url) as api:
        with pytest.raises(Uncertain):
            await api.open_payment(PAGE, "page:1")
    assert len(double.calls) == 3


async def test_a_wrong_key_is_temporary_since_it_is_ours_to_mend(double: StripeDouble):
    async with calling(double.url, "sk_test_wrong") as api:
        with pytest.raises(Temporary, match="our key"):
            await api.open_payment(PAGE, "page:1")
    assert len(double.calls) == 1


async def test_a_server_that_is_away_is_temporary():
    async with calling("http://127.0.0.1:9") as api:
        with pytest.raises(Temporary, match="can't be reached"):
            await api.intent("pi_1")


async def test_what_is_not_there_is_missing(double: StripeDouble):
    async with calling(double.url) as api:
        with pytest.raises(Missing):
            await api.intent("pi_000000x")


async def test_a_payment_is_read_with_its_fee_refunds_and_disputes(double: StripeDouble):
    async with calling(double.url) as api:
        session = await api.open_payment(PAGE, "page:1")
        intent = double.pay(session.id)
        refund = await api.refund(intent["id"], 500, {"payment": "7"}, "refund:1")
        double.dispute(intent["id"], "product_not_received")
        found = await api.intent(intent["id"])
    assert (found.status, found.cents, found.currency) == ("succeeded", 10500, "CAD")
    assert found.charge is not None
    assert found.charge.fee_cents == 334
    assert [one.id for one in found.refunds] == [refund.id]
    [dispute] = found.disputes
    assert [(m.cents, m.fee_cents) for m in dispute.moves] == [(-10500, 1500)]
    assert dispute.evidence_due_at is not None


@pytest.mark.parametrize("last4", ["0002", "9995", "3184"])
async def test_a_saved_card_that_is_declined_says_why(double: StripeDouble, last4: str):
    code = {"0002": "generic_decline", "9995": "insufficient_funds"}.get(last4)
    async with calling(double.url) as api:
        customer = await api.customer({"client": "1"}, "customer:1")
        method = double._card(last4, customer)
        charge = {
            "amount": 10500, "currency": "cad", "customer": customer, "confirm": True,
            "payment_method": method["id"], "off_session": True,
        }  # fmt: skip
        with pytest.raises(Declined) as no:
            await api.charge(charge, "charge:1")
        assert no.value.code == (code or "authentication_required")
        assert (await api.intent(no.value.intent_id)).failure == no.value.code
        await api.forget(method["id"], "forget:1")
        with pytest.raises(Permanent):
            await api.charge(charge, "charge:2")


async def test_neither_key_nor_words_of_stripes_reach_a_log(double: StripeDouble, caplog):
    caplog.set_level(logging.DEBUG)
    said = {"error": {"message": "Gwen Abbott's card", "code": "oh", "type": "card_error"}}
    double.next_answers = [Answer(402, said)]
    async with calling(double.url) as api:
        with pytest.raises(Declined) as refused:
            await api.open_payment(PAGE, "page:1")
    assert "Gwen" not in refused.value.reason
    assert KEY not in caplog.text
    assert "Gwen" not in caplog.text
