"""E-mail addresses and phone numbers: one stored form each, and what viewers may see of them."""

from __future__ import annotations

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

from cleaning_app.errors import Invalid

_MASK = "•••"
_LONGEST = 254


def normalise_email(text: str) -> str:
    """An e-mail address in its stored form, lower case; raises Invalid with what is wrong.

    No DNS is asked. Reserved `.test` domains are accepted, for demo data.
    """
    address = text.strip()
    if not address:
        raise Invalid("Enter an e-mail address.")
    if len(address) > _LONGEST:
        raise Invalid("That e-mail address is too long.")
    try:
        checked = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as wrong:
        raise Invalid(f"“{_shown(address)}” is not an e-mail address: {wrong}") from None
    return checked.normalized.lower()


def normalise_phone(text: str, region: str = "CA") -> str:
    """A phone number in E.164 ("+17805550001"); one without a country code is of `region`.

    Raises Invalid for what cannot be dialled, and for extensions, which E.164 cannot hold.
    """
    number = text.strip()
    if not number:
        raise Invalid("Enter a phone number.")
    try:
        parsed = phonenumbers.parse(number, region)
    except NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        raise Invalid(f"“{_shown(number)}” is not a phone number. Write it like 780 555 0123.")
    if parsed.extension:
        raise Invalid("Leave the extension out and put it into the notes.")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def mask_email(email: str) -> str:
    """An address for people who may not see it: "c•••@example.com"."""
    local, at, domain = email.rpartition("@")
    return f"{local[0]}{_MASK}@{domain}" if at and local else _MASK


def mask_phone(phone: str) -> str:
    """An E.164 number for people who may not see it: "+1 780 ••• ••01"; other text is all hidden."""
    try:
        parsed = phonenumbers.parse(phone, None)
    except NumberParseException:
        return _MASK
    digits = str(parsed.national_number)
    if parsed.country_code == 1 and len(digits) == 10:
        return f"+1 {digits[:3]} {_MASK} ••{digits[-2:]}"
    return f"+{parsed.country_code} {_MASK} ••{digits[-2:]}" if len(digits) > 4 else _MASK


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
