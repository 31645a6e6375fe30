"""Payments, their charges and fees, refunds and disputes."""

from __future__ import annotations

from tests.providers.stripe.world import Json, Refused, World

FEE_FIXED, FEE_RATE = 30, 0.029
DISPUTE_FEE = 1500


class Money(World):
    """What moves money."""

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

    # What they are made of

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
