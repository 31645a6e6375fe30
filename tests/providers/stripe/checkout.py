"""Checkout: pages to pay on or to save a card on, and people's side of them."""

from __future__ import annotations

import html

from tests.providers.http_double import Answer, Request
from tests.providers.stripe.money import Money
from tests.providers.stripe.world import Json, Refused


class Checkout(Money):
    """Stripe's own page, for a browser under `/c/pay/…`."""

    def post_checkout_sessions(self, form: Json) -> Json:
        mode = form.get("mode")
        if mode not in ("payment", "setup"):
            raise Refused(400, "parameter_missing", param="mode")
        if not form.get("success_url"):
            raise Refused(400, "parameter_missing", param="success_url")
        amount = _amount_of(form) if mode == "payment" else 0
        if mode == "setup" and not (form.get("customer") and form.get("currency")):
            raise Refused(400, "parameter_missing", param="customer")
        if form.get("customer"):
            self._get(form["customer"])
        if len(form.get("custom_text", {}).get("submit", {}).get("message", "")) > 1200:
            raise Refused(400, "parameter_invalid", param="custom_text")
        now = int(self.clock())
        expires = int(form.get("expires_at", now + 86_400))
        if not now + 1790 <= expires <= now + 86_460:
            raise Refused(400, "parameter_invalid", param="expires_at")
        session_id = self._new("cs_test")
        return self._keep(
            {
                "id": session_id, "object": "checkout.session", "mode": mode, "status": "open",
                "payment_status": "unpaid" if mode == "payment" else "no_payment_required",
                "amount_total": amount, "currency": "cad", "expires_at": expires, "created": now,
                "url": f"{self.url}/c/pay/{session_id}", "metadata": form.get("metadata", {}),
                "payment_intent": None, "setup_intent": None, "customer": form.get("customer"),
                "success_url": form["success_url"], "cancel_url": form.get("cancel_url", ""),
                "custom_text": form.get("custom_text", {}),
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

    def save_card(self, session_id: str, *, last4: str = "4242", name: str = "Gwen Abbott") -> Json:
        """Somebody leaves their card on a page that asks for one."""
        session = self._open(session_id)
        method = self._card(last4, session["customer"])
        method["billing_details"] = {"name": name, "email": None}
        setup = self._keep(
            {
                "id": self._new("seti"), "object": "setup_intent", "status": "succeeded",
                "payment_method": method["id"], "customer": session["customer"],
                "metadata": session["metadata"], "created": int(self.clock()),
            }
        )  # fmt: skip
        session |= {"status": "complete", "setup_intent": setup["id"], "url": None}
        self._happened("setup_intent.succeeded", setup)
        self._happened("checkout.session.completed", session)
        return method

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

    def page(self, request: Request, rest: str) -> Answer:
        session_id, _, deed = rest.partition("/")
        session = self.objects.get(session_id)
        if session is None or session["status"] != "open":
            return Answer(404, b"This page has ended.", {"Content-Type": "text/plain"})
        if request.method == "POST":
            if deed == "pay":
                self.pay(session_id)
            elif deed == "save":
                self.save_card(session_id)
            elif deed == "decline":
                self.decline(session_id)
            back = session["cancel_url"] if deed == "decline" else session["success_url"]
            return Answer(303, b"", {"Location": back.replace("{CHECKOUT_SESSION_ID}", session_id)})
        buttons = "".join(
            f'<form method="post" action="/c/pay/{session_id}/{deed}"><button>{deed.title()}</button></form>'
            for deed in (("save",) if session["mode"] == "setup" else ("pay", "decline"))
        )
        said = session["custom_text"].get("submit", {}).get("message", "")
        sum_ = f"<h1>CA${session['amount_total'] / 100:.2f}</h1><p>{html.escape(said)}</p>"
        back = f'<a href="{session["cancel_url"]}">Back</a>'
        icon = '<link rel="icon" href="data:,">'
        page = f"<!doctype html><title>Checkout</title>{icon}{sum_}{buttons}{back}"
        return Answer(200, page.encode(), {"Content-Type": "text/html"})


def _amount_of(form: Json) -> int:
    """What the lines of a page to pay on come to."""
    amount = 0
    for item in form.get("line_items", {}).values():
        price = item["price_data"]
        if not price.get("currency") or not price.get("product_data", {}).get("name"):
            raise Refused(400, "parameter_missing", param="line_items")
        amount += int(price["unit_amount"]) * int(item.get("quantity", 1))
    if amount < 50:
        raise Refused(400, "amount_too_small", param="line_items")
    return amount
