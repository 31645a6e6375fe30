"""Customers, the cards that are kept under them, and charging one while its owner is away.

The last four digits say how a charge ends, as Stripe's own test cards do
(https://docs.stripe.com/testing): 0002 and 9995 are declined, 3184 wants its owner.
"""

from __future__ import annotations

from tests.providers.stripe.checkout import Checkout
from tests.providers.stripe.world import Json, Refused

_DECLINED = {
    "0002": "generic_decline",
    "9995": "insufficient_funds",
    "3184": "authentication_required",
}


class StripeDouble(Checkout):
    """All of it."""

    def post_customers(self, form: Json) -> Json:
        return self._keep(
            {
                "id": self._new("cus"), "object": "customer", "metadata": form.get("metadata", {}),
                "created": int(self.clock()),
            }
        )  # fmt: skip

    def get_setup_intents(self, setup_id: str, _: Json) -> Json:
        return self._get(setup_id)

    def get_payment_methods(self, method_id: str, _: Json) -> Json:
        return self._get(method_id)

    def post_payment_methods_detach(self, method_id: str, _: Json) -> Json:
        method = self._get(method_id)
        if method["customer"] is None:
            raise Refused(400, "payment_method_not_attached", param="payment_method")
        before, method["customer"] = method["customer"], None
        self._happened("payment_method.detached", method, {"customer": before})
        return method

    def post_payment_intents(self, form: Json) -> Json:
        """Charges off session only, as that is all we do."""
        for name in ("amount", "currency", "customer", "payment_method", "confirm", "off_session"):
            if not form.get(name):
                raise Refused(400, "parameter_missing", param=name)
        method = self._get(form["payment_method"])
        if method["customer"] != form["customer"]:
            raise Refused(400, "payment_method_customer_mismatch", param="payment_method")
        intent = self._new_intent(int(form["amount"]), form.get("metadata", {}), form["customer"])
        intent["payment_method"] = method["id"]
        code = _DECLINED.get(method["card"]["last4"])
        if code is None:
            self._succeed(intent, method)
            return intent
        self._fail(intent, code)
        known = {"payment_intent": intent, "decline_code": code}
        says = code if code == "authentication_required" else "card_declined"
        raise Refused(402, says, "card_error", **known)
