"""Secrets: password hashes, random tokens, and encryption of what must be readable again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.fernet import InvalidToken, MultiFernet

from cleaning_app.errors import Invalid
from cleaning_app.settings import get_settings

_hasher = PasswordHasher()  # argon2id with the library's current defaults (RFC 9106, low memory)


async def hash_password(password: str) -> str:
    """An argon2id hash. Runs in a thread: it takes tens of milliseconds on purpose."""
    return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether a password matches. For an unknown account (`None`) the same work is done."""
    return await asyncio.to_thread(_verify, stored or _nobodys_hash(), password, stored is not None)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def _verify(stored: str, password: str, known: bool) -> bool:
    try:
        _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return known


def new_token() -> str:
    """256 random bits, URL-safe: sessions, API keys, links."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token. SHA-256 is enough for a value with 256 bits of entropy."""
    return hashlib.sha256(token.encode()).digest()


def csrf_token(session_token: str) -> str:
    """The token a browser must send back on writes, bound to its session without being it."""
    key = get_settings().secret("auth_secret_key").encode()
    return hmac.new(key, b"csrf " + session_token.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two secrets without telling by the time it takes where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def encrypt(text: str) -> bytes:
    """Encrypt with the newest key of ENCRYPTION_KEY."""
    return MultiFernet(get_settings().encryption_keys()).encrypt(text.encode())


def decrypt(data: bytes) -> str:
    """Decrypt with whichever key of ENCRYPTION_KEY fits.

    Raises:
        Invalid: none of the keys fits; the key that wrote it was removed too early.
    """
    try:
        return MultiFernet(get_settings().encryption_keys()).decrypt(data).decode()
    except InvalidToken as error:
        raise Invalid("This can't be read with the current encryption keys.") from error


def rotate(data: bytes) -> bytes:
    """The same secret under the newest key.

    Raises:
        Invalid: none of the keys fits.
    """
    try:
        return MultiFernet(get_settings().encryption_keys()).rotate(data)
    except InvalidToken as error:
        raise Invalid("This can't be read with the current encryption keys.") from error
