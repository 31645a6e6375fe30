"""Stripe as it behaves: Checkout, payments, refunds, disputes, fees, signed webhooks.

It keeps everything in memory, checks what Stripe checks (key, version, form encoding, required
fields, idempotency keys), and can be slow, drop connections, refuse. People's side of it (`pay`,
`decline`, `dispute` …) are methods, or the page under `/c/pay/…` for a browser.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.providers.http_double import Answer, HttpDouble, Request

KEY = "sk_test_only_for_tests_0123456789abcdef"
WEBHOOK_SECRET = "whsec_only_for_tests_0123456789abcdef"
FEE_FIXED, FEE_RATE = 30, 0.029
DISPUTE_FEE = 1500
Json = dict[str, Any]


class Refused(Exception):
    """An error as Stripe words it."""

    def __init__(self, status: int, code: str, kind: str = "invalid_request_error", **more: Any):
        super().__init__(code)
        body = {"type": kind, "code": code, "message": f"Words about {code}.", **more}
        self.answer = Answer(status, {"error": body})


class StripeDouble(HttpDouble):
    """`events` are all that happened, in order; with `webhook_url` each is posted there at once.

    `next_answers` come first: an Answer instead of the call, or a function that makes one after it
    was carried out (to lose the answer, say). `seconds` delays every answer.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.clock = clock
        self.objects: dict[str, Json] = {}
        self.events: list[Json] = []
        self.calls: list[tuple[str, str]] = []
        self.next_answers: list[Answer | Callable[[], Answer]] = []
        self.seconds = 0.0
        self.webhook_url = ""
        self.secret = WEBHOOK_SECRET
        self.method_types = ["card"]
        self._keys: dict[str, tuple[str, Answer]] = {}
        self._numbers = itertools.count(1)
        self._posting: set[asyncio.Task[Any]] = set()

    # The door

    async def answer(self, request: Request) -> Answer:
        path = urlsplit(request.path).path
        if path.startswith("/c/pay/"):
            return self._page(request, path.removeprefix("/c/pay/"))
        self.calls.append((request.method, path))
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return Refused(401, "api_key_invalid").answer
        if not request.headers.get("stripe-version"):
            return Refused(400, "version_missing").answer
        scripted = self.next_answers.pop(0) if self.next_answers else None
        if isinstance(scripted, Answer):
            return scripted
        answer = self._once(request, path)
        return scripted() if scripted else answer

    def _once(self, request: Request, path: str) -> Answer:
        """The same key and the same body give the same answer; another body is an error."""
        key = request.headers.get("idempotency-key", "")
        if request.method != "POST":
            return self._carried_out(request, path)
        if not key:
            return Refused(400, "idempotency_key_missing").answer  # we promise to send one
        said = f"{path} {request.body.decode()}"
        if key in self._keys:
            before, answer = self._keys[key]
            if before != said:
                return Refused(400, "idempotency_key_in_use", "idempotency_error").answer
            return answer
        answer = self._carried_out(request, path)
        if answer.status < 500 and answer.status != 400:
            self._keys[key] = (said, answer)
        return answer

    def _carried_out(self, request: Request, path: str) -> Answer:
        query = urlsplit(request.path).query
        form = _nested(request.body.decode() if request.method == "POST" else query)
        parts = path.removeprefix("/v1/").strip("/").split("/")
        name = "_".join([request.method.lower(), *(p for p in parts if not _is_id(p))])
        ids = [part for part in parts if _is_id(part)]
        route = getattr(self, name, None)
        if route is None:
            return Refused(404, "unknown_route").answer
        try:
            return Answer(200, route(*ids, form))
        except Refused as refused:
            return refused.answer

    # Checkout

    def post_checkout_sessions(self, form: Json) -> Json:
        if form.get("mode") != "payment":
            raise Refused(400, "parameter_missing", param="mode")
        if not form.get("success_url"):
            raise Refused(400, "parameter_missing", param="success_url")
        amount = 0
        for item in form.get("line_items", {}).values():
            price = item["price_data"]
            if not price.get("currency") or not price.get("product_data", {}).get("name"):
                raise Refused(400, "parameter_missing", param="line_items")
            amount += int(price["unit_amount"]) * int(item.get("quantity", 1))
        if amount < 50:
            raise Refused(400, "amount_too_small", param="line_items")
        now = int(self.clock())
        expires = int(form.get("expires_at", now + 86_400))
        if not now + 1790 <= expires <= now + 86_460:
            raise Refused(400, "parameter_invalid", param="expires_at")
        session_id = self._new("cs_test")
        return self._keep(
            {
                "id": session_id, "object": "checkout.session", "mode": "payment",
                "status": "open",
                "payment_status": "unpaid",
                "amount_total": amount, "currency": "cad", "expires_at": expires, "created": now,
                "url": f"{self.url}/c/pay/{session_id}", "metadata": form.get("metadata", {}),
                "payment_intent": None, "setup_intent": None, "customer": form.get("customer"),
                "success_url": form["success_url"], "cancel_url": form.get("cancel_url", ""),
                "_intent": form.get("payment_intent_data", {}),
            }
        )  # fmt: skip

    def get_checkout_sessions(self, session_id: str, _: Json) -> Json:
        return self._get(session_id)

    def post_checkout_sessions_expire(self, session_id: str, _: Json) -> Json:
        session = self._get(session_id)
        if session["status"] != "open":
            raise Refused(400, "resource_not_open")
        session |= {"status": "expired", "url": None}
        self._happened("checkout.session.expired", session)
        return session

    def pay(self, session_id: str, *, last4: str = "4242", later: bool = False) -> Json:
        """Somebody pays on the page; with `later` by a method that takes days (see `settle`)."""
        session = self._open(session_id)
        intent = self._intent_of(session)
        method = self._card(last4, session["customer"])
        intent["payment_method"] = method["id"]
        session |= {"status": "complete", "url": None}
        if later:
            intent["status"] = "processing"
            self._charge(intent, method, "pending")
            self._happened("payment_intent.processing", intent)
        else:
            self._succeed(intent, method)
            session["payment_status"] = "paid"
        self._happened("checkout.session.completed", session)
        return intent

    def settle(self, intent_id: str, *, succeeded: bool = True) -> None:
        """What a slow method comes to, days later."""
        intent = self.objects[intent_id]
        session = next(o for o in self.objects.values() if o.get("payment_intent") == intent_id
                       and o["object"] == "checkout.session")  # fmt: skip
        if succeeded:
            self._succeed(intent, self.objects[intent["payment_method"]])
            session["payment_status"] = "paid"
            self._happened("checkout.session.async_payment_succeeded", session)
        else:
            self._fail(intent, "insufficient_funds")
            self._happened("checkout.session.async_payment_failed", session)

    def decline(self, session_id: str, code: str = "insufficient_funds") -> Json:
        """A card is refused on the page; the page stays open."""
        intent = self._intent_of(self._open(session_id))
        self._fail(intent, code)
        return intent

    # Payments

    def get_payment_intents(self, intent_id: str, form: Json) -> Json:
        intent = dict(self._get(intent_id))
        wanted = list(form.get("expand", {}).values())
        charge_id = intent["latest_charge"]
        if charge_id and any(name.startswith("latest_charge") for name in wanted):
            charge = dict(self.objects[charge_id])
            if "latest_charge.balance_transaction" in wanted and charge["balance_transaction"]:
                charge["balance_transaction"] = self.objects[charge["balance_transaction"]]
            intent["latest_charge"] = charge
        return intent

    # Refunds and disputes

    def post_refunds(self, form: Json) -> Json:
        intent = self._get(form.get("payment_intent", ""))
        return self._refund(intent, int(form.get("amount", 0)), form.get("metadata", {}))

    def get_refunds(self, form: Json) -> Json:
        return self._listed("refund", form)

    def get_disputes(self, form: Json) -> Json:
        return self._listed("dispute", form)

    def refund(self, intent_id: str, cents: int = 0) -> Json:
        """Somebody gives money back in Stripe's own dashboard."""
        return self._refund(self.objects[intent_id], cents, {})

    def fail_refund(self, refund_id: str) -> None:
        """The bank sends a refund back."""
        refund = self.objects[refund_id]
        refund |= {"status": "failed", "failure_reason": "lost_or_stolen_card"}
        self.objects[refund["charge"]]["amount_refunded"] -= refund["amount"]
        self._happened("refund.failed", refund)

    def dispute(self, intent_id: str, reason: str = "fraudulent") -> Json:
        """The client's bank takes a payment back."""
        intent = self.objects[intent_id]
        charge = self.objects[intent["latest_charge"]]
        charge["disputed"] = True
        now = int(self.clock())
        dispute = self._keep(
            {
                "id": self._new("dp"), "object": "dispute", "amount": charge["amount"],
                "charge": charge["id"], "payment_intent": intent_id, "reason": reason,
                "status": "needs_response", "created": now, "balance_transactions": [],
                "evidence_details": {"due_by": now + 9 * 86_400, "submission_count": 0},
                "metadata": {},
            }
        )  # fmt: skip
        self._happened("charge.dispute.created", dispute)
        dispute["balance_transactions"].append(self._balance(-charge["amount"], DISPUTE_FEE))
        self._happened("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def decide(self, dispute_id: str, *, won: bool) -> None:
        """The bank has decided."""
        dispute = self.objects[dispute_id]
        dispute["status"] = "won" if won else "lost"
        if won:
            dispute["balance_transactions"].append(self._balance(dispute["amount"], 0))
            self._happened("charge.dispute.funds_reinstated", dispute)
        self._happened("charge.dispute.closed", dispute)

    # Webhooks

    def signed(self, event: Json, *, at: int | None = None) -> tuple[bytes, dict[str, str]]:
        """An event's body and headers, as Stripe posts them."""
        body = json.dumps(event, indent=2).encode()
        return body, {"stripe-signature": sign(body, self.secret, at or int(self.clock()))}

    async def delivered(self) -> None:
        """Wait until everything posted to `webhook_url` was answered."""
        while self._posting:
            await asyncio.gather(*self._posting)

    def _happened(self, kind: str, about: Json, before: Json | None = None) -> None:
        data = {"object": json.loads(json.dumps(_public(about)))}
        event = {
            "id": self._new("evt"), "object": "event", "type": kind, "created": int(self.clock()),
            "livemode": False, "api_version": "2026-10-28.endive", "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "data": data | ({"previous_attributes": before} if before else {}),
        }  # fmt: skip
        self.events.append(event)
        if self.webhook_url:
            task = asyncio.get_running_loop().create_task(self._post(event))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)

    async def _post(self, event: Json) -> None:
        body, headers = self.signed(event)
        async with httpx.AsyncClient(timeout=30) as client:
            (await client.post(self.webhook_url, content=body, headers=headers)).raise_for_status()

    # What they are made of

    def _new(self, prefix: str) -> str:
        return (
            f"{prefix}_{next(self._numbers):06d}x{hashlib.sha256(prefix.encode()).hexdigest()[:8]}"
        )

    def _keep(self, thing: Json) -> Json:
        self.objects[thing["id"]] = thing
        return thing

    def _get(self, id: str) -> Json:
        if id not in self.objects:
            raise Refused(404, "resource_missing")
        return self.objects[id]

    def _open(self, session_id: str) -> Json:
        session = self.objects[session_id]
        assert session["status"] == "open", session["status"]
        return session

    def _intent_of(self, session: Json) -> Json:
        if session["payment_intent"] is None:
            labels = session["_intent"].get("metadata", {})
            intent = self._new_intent(session["amount_total"], labels, session["customer"])
            session["payment_intent"] = intent["id"]
        return self.objects[session["payment_intent"]]

    def _new_intent(self, cents: int, labels: Json, customer: str | None) -> Json:
        intent = self._keep(
            {
                "id": self._new("pi"), "object": "payment_intent", "amount": cents,
                "currency": "cad", "created": int(self.clock()), "metadata": labels,
                "status": "requires_payment_method", "latest_charge": None,
                "last_payment_error": None, "customer": customer, "payment_method": None,
            }
        )  # fmt: skip
        self._happened("payment_intent.created", intent)
        return intent

    def _card(self, last4: str, customer: str | None) -> Json:
        card = {"brand": "visa", "last4": last4, "exp_month": 8, "exp_year": 2031}
        return self._keep(
            {"id": self._new("pm"), "object": "payment_method", "type": "card", "card": card,
             "customer": customer, "metadata": {}}
        )  # fmt: skip

    def _charge(self, intent: Json, method: Json, status: str) -> Json:
        charge = self._keep(
            {
                "id": self._new("ch"), "object": "charge", "amount": intent["amount"],
                "amount_refunded": 0, "status": status, "disputed": False, "currency": "cad",
                "payment_intent": intent["id"], "created": int(self.clock()),
                "balance_transaction": None, "metadata": intent["metadata"],
                "payment_method": method["id"], "customer": intent["customer"],
                "payment_method_details": {"type": "card", "card": method["card"]},
            }
        )  # fmt: skip
        intent["latest_charge"] = charge["id"]
        return charge

    def _succeed(self, intent: Json, method: Json) -> None:
        charge = self._charge(intent, method, "succeeded")
        fee = FEE_FIXED + round(intent["amount"] * FEE_RATE)
        balance = self._keep(self._balance(intent["amount"], fee))
        charge["balance_transaction"] = balance["id"]
        intent |= {"status": "succeeded", "last_payment_error": None}
        self._happened("charge.succeeded", charge)
        self._happened("payment_intent.succeeded", intent)

    def _fail(self, intent: Json, code: str) -> None:
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = {"code": "card_declined", "decline_code": code}
        self._happened("payment_intent.payment_failed", intent)

    def _refund(self, intent: Json, cents: int, labels: Json) -> Json:
        charge = self.objects[intent["latest_charge"]]
        cents = cents or charge["amount"] - charge["amount_refunded"]
        if charge["disputed"]:
            raise Refused(400, "charge_disputed")
        if cents > charge["amount"] - charge["amount_refunded"]:
            raise Refused(400, "charge_already_refunded")
        charge["amount_refunded"] += cents
        refund = self._keep(
            {
                "id": self._new("re"), "object": "refund", "amount": cents, "status": "succeeded",
                "charge": charge["id"], "payment_intent": intent["id"], "metadata": labels,
                "created": int(self.clock()), "currency": "cad",
            }
        )  # fmt: skip
        self._happened("refund.created", refund)
        self._happened("charge.refunded", charge)
        return refund

    def _balance(self, cents: int, fee: int) -> Json:
        return {
            "id": self._new("txn"), "object": "balance_transaction", "amount": cents, "fee": fee,
            "net": cents - fee, "created": int(self.clock()),
        }  # fmt: skip

    def _listed(self, kind: str, form: Json) -> Json:
        wanted = form.get("payment_intent")
        found = [o for o in self.objects.values()
                 if o["object"] == kind and o["payment_intent"] == wanted]  # fmt: skip
        return {"object": "list", "data": found[::-1], "has_more": False, "url": f"/v1/{kind}s"}

    # The page a browser sees

    def _page(self, request: Request, rest: str) -> Answer:
        session_id, _, deed = rest.partition("/")
        session = self.objects.get(session_id)
        if session is None or session["status"] != "open":
            return Answer(404, b"This page has ended.", {"Content-Type": "text/plain"})
        if request.method == "POST":
            if deed == "pay":
                self.pay(session_id)
            elif deed == "decline":
                self.decline(session_id)
            back = session["success_url"] if deed == "pay" else session["cancel_url"]
            return Answer(303, b"", {"Location": back.replace("{CHECKOUT_SESSION_ID}", session_id)})
        buttons = "".join(
            f'<form method="post" action="/c/pay/{session_id}/{deed}"><button>{deed.title()}</button></form>'
            for deed in ("pay", "decline")
        )
        sum_ = f"<h1>CA${session['amount_total'] / 100:.2f}</h1>"
        back = f'<a href="{session["cancel_url"]}">Back</a>'
        icon = '<link rel="icon" href="data:,">'
        page = f"<!doctype html><title>Checkout</title>{icon}{sum_}{buttons}{back}"
        return Answer(200, page.encode(), {"Content-Type": "text/html"})


def sign(body: bytes, secret: str, at: int) -> str:
    """Stripe's signature of a body."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


def _public(thing: Json) -> Json:
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def _is_id(part: str) -> bool:
    return "_" in part and any(c.isdigit() for c in part)


def _nested(form: str) -> Json:
    """`a[b][c]=d` as {"a": {"b": {"c": "d"}}}; lists become dicts by index."""
    found: Json = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        keys = name.replace("]", "").split("[")
        at = found
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        at[keys[-1]] = value
    return found
