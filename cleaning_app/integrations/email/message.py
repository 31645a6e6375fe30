"""An e-mail as every way of sending it takes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FILE_NAME = re.compile(r"[\w.-]{1,100}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True)
class Address:
    """A mailbox and the name shown beside it."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that goes along. Names hold letters, digits, dots and dashes only."""

    filename: str
    media_type: str
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.filename) or not _MEDIA_TYPE.fullmatch(self.media_type):
            raise ValueError("an attachment with an odd name or type")


@dataclass(frozen=True)
class Message:
    """One e-mail to one person, in HTML and in plain text.

    `key` is the same for every attempt to send it; receivers and providers that deduplicate see
    it. `labels` come back in the provider's reports (which organisation, which template).

    Raises ValueError for a line break or another control character in anything that becomes a
    header: that is how further headers get smuggled in.
    """

    key: str
    sender: Address
    to: Address
    subject: str
    text: str
    html: str
    labels: dict[str, str] = field(default_factory=dict[str, str])
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        headers = {
            "key": self.key,
            "sender": self.sender.email,
            "sender's name": self.sender.name,
            "recipient": self.to.email,
            "recipient's name": self.to.name,
            "subject": self.subject,
        }
        for name, value in (headers | self.labels).items():
            if _CONTROL.search(value):
                raise ValueError(f"a control character in the {name}")
        for name in ("key", "sender", "recipient", "subject"):
            if not headers[name].strip():
                raise ValueError(f"no {name}")


@dataclass(frozen=True)
class Receipt:
    """That the provider took the message over; `id` is what it calls it ("" when it says nothing)."""

    id: str
