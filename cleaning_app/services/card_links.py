"""Addresses under which a client pays by card or leaves one on file, without a sign-in.

A link says itself which organisation's invoice, deposit or client it is for, under a signature made
with CLIENT_PORTAL_SECRET: nothing about it is stored, and a changed secret ends every link. Whoever
has it can pay, and read the amount and the number, and of a deposit when its visit is; or leave a
card. Nothing else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from cleaning_app.context import Actor, Identity
from cleaning_app.db import transaction
from cleaning_app.errors import NotFound
from cleaning_app.integrations import stripe
from cleaning_app.services import identities
from cleaning_app.settings import get_settings

Kind = Literal["invoice", "deposit", "client"]
MISSING = "There is nothing at this address."
OFF = "Cards can't be taken at the moment."
VISITOR = "link"
"""The kind of actor who came by a link: nobody we know."""

LEAST_CENTS = 50
"""Stripe takes no less in Canadian dollars (https://docs.stripe.com/currencies#minimum-amounts)."""

_KINDS: dict[bytes, Kind] = {b"i": "invoice", b"d": "deposit", b"c": "client"}
_PAGES: dict[Kind, str] = {"deposit": "deposit", "client": "save-card"}
_BYTES = 1 + 16 + 16
_MAC_BYTES = 20


@dataclass(frozen=True)
class Link:
    """What a link leads to."""

    kind: Kind
    org_id: UUID
    id: UUID

    @property
    def token(self) -> str:
        """The part of the address that can't be guessed."""
        letter = next(letter for letter, kind in _KINDS.items() if kind == self.kind)
        about = letter + self.org_id.bytes + self.id.bytes
        return base64.urlsafe_b64encode(about + _mac(about)).rstrip(b"=").decode()

    @property
    def path(self) -> str:
        """What leads straight to Stripe's page, below the portal's address."""
        return f"/card/{self.token}"

    @property
    def page(self) -> str:
        """Where the client looks first, and what is sent to them; an invoice has its own links."""
        return f"/{_PAGES.get(self.kind, 'card')}/{self.token}"


def is_on() -> bool:
    """Whether cards are taken at all on this installation."""
    return stripe.is_on(get_settings())


def way(link: Link, owed_cents: int) -> Link | None:
    """The link, if what is owed can be paid by card: None while cards are not taken here, or it is
    too little for one."""
    return link if is_on() and owed_cents >= LEAST_CENTS else None


def address(path: str) -> str:
    """A path of the client portal as a whole address."""
    return get_settings().portal_url + path


def read_link(token: str) -> Link:
    """What a token leads to.

    Raises:
        NotFound: it is no link of ours; the answer is always the same.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise NotFound(MISSING) from None
    about, mac = raw[:_BYTES], raw[_BYTES:]
    kind = _KINDS.get(about[:1])
    if kind is None or not hmac.compare_digest(mac, _mac(about)):
        raise NotFound(MISSING)
    return Link(kind, UUID(bytes=about[1:17]), UUID(bytes=about[17:33]))


async def visitor(link: Link) -> Identity:
    """Whoever came by a link, in its organisation: may look at what it leads to, and pay.

    Raises:
        NotFound: the organisation is closed, or writes no invoices here.
    """
    async with transaction(org_id=str(link.org_id)) as session:
        try:
            org = await identities.organisation(session, link.org_id)
        except NotFound:
            raise NotFound(MISSING) from None
    if not org.has("module.invoices"):
        raise NotFound(MISSING)
    may = frozenset({"invoices.view"})
    return Identity(Actor(VISITOR, None, "Client", VISITOR, may), org)


def _mac(about: bytes) -> bytes:
    key = get_settings().secret("client_portal_secret").encode()
    return hmac.new(key, b"card link " + about, hashlib.sha256).digest()[:_MAC_BYTES]
