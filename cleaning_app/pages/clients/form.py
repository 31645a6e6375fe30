"""The client form: new or changed, in a drawer."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms


def fields_of(form: dict[str, Any]) -> dict[str, Any]:
    """A submitted client form as the service's changes."""
    text = {name: str(form.get(name, "")) for name in ("name", "email", "phone", "notes")}
    tags = [tag.strip() for tag in str(form.get("tags", "")).split(",") if tag.strip()]
    return {**text, "tags": tags, "is_company": form.get("is_company") in (True, "on", "true")}


def address_of(form: dict[str, Any]) -> dict[str, Any]:
    """A submitted address as the service's changes; access notes only when something was typed."""
    names = ("label", "street", "area", "city", "province", "postal_code")
    address = {name: str(form.get(name, "")) for name in names}
    if notes := str(form.get("access_notes", "")).strip():
        address["access_notes"] = notes
    return address


def client_form(state: Any, *, on_submit: Any, on_cancel: Any, submit: str, with_address: bool):
    """Fields of a client; `state` has `problems` and, when changing one, `client`."""
    wrong = state.problems
    parts = [
        forms.field(
            "Name", forms.text_input("name", required=True, max_length=200), problem=wrong["name"]
        ),
        forms.columns(
            forms.field("E-mail", forms.text_input("email", type="email"), problem=wrong["email"]),
            forms.field("Phone", forms.text_input("phone", type="tel"), problem=wrong["phone"]),
        ),
        forms.checkbox("is_company", "A company"),
    ]
    if with_address:
        parts += address_fields(wrong)
    parts += [
        forms.field(
            "Tags", forms.text_input("tags", placeholder="weekly, has dog"), problem=wrong["tags"]
        ),
        forms.field("Notes", forms.textarea("notes", max_length=2000), problem=wrong["notes"]),
    ]
    return forms.form(*parts, on_submit=on_submit, on_cancel=on_cancel, submit=submit)


def address_fields(wrong: Any, now: Any = None) -> list[rx.Component]:
    """Where to clean; `now` is an address as it stands."""

    def field(label: str, name: str, **props: Any) -> rx.Component:
        if now is not None:
            props["default_value"] = getattr(now, name)
        return forms.field(label, forms.text_input(name, **props), problem=wrong[name])

    return [
        field("Street", "street", max_length=200),
        forms.columns(
            field("Area", "area", max_length=100),
            field("City", "city", max_length=100),
            field("Province", "province", max_length=2, placeholder="AB"),
            field("Postal code", "postal_code", max_length=10),
        ),
    ]
