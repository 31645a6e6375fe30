"""create-owner, verify-audit and rotate-encryption-key, run as programs of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from cryptography.fernet import Fernet
from sqlalchemy import select

from cleaning_app.db import unit
from cleaning_app.models import Address
from cleaning_app.services import clients, sessions
from cleaning_app.settings import ROOT, get_settings


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cleaning_app", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


async def test_a_new_owner_signs_in_with_the_printed_password_and_must_change_it(office):
    slug = office.identity.org.slug
    done = command("create-owner", "--org", slug, "--name", "Ann Boss", "--email", "Ann@Boss.test")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    signed_in = await sessions.sign_in("ann@boss.test", printed["temporary_password"])
    assert signed_in.identity.actor.role == "owner"
    assert signed_in.must_change_password


async def test_a_login_that_exists_is_refused_in_one_line(office):
    arguments = (
        "create-owner",
        "--org",
        office.identity.org.slug,
        "--name",
        "A",
        "--email",
        "a@b.test",
    )
    assert command(*arguments).returncode == 0
    again = command(*arguments)
    assert again.returncode == 2
    assert "already signs somebody in" in again.stderr
    assert "Traceback" not in again.stderr


async def test_an_intact_audit_log_is_told_row_by_row_count(office):
    done = command("verify-audit", "--org", office.identity.org.slug)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["org"] == office.identity.org.slug
    assert found["rows"] > 0
    assert found["broken_at"] is None


async def test_after_rotation_the_old_key_may_go(office):
    async with unit(office.identity) as ctx:
        client_id = await clients.create(ctx, name="Zoë Lavoie")
        address_id = await clients.add_address(
            ctx, client_id, street="1 Ada St", access_notes="lockbox 4711"
        )
    old, new = get_settings().secret("encryption_key"), Fernet.generate_key().decode()
    for _ in range(2):
        done = command("rotate-encryption-key", ENCRYPTION_KEY=f"{new},{old}")
        assert done.returncode == 0, done.stderr
        assert {"org": office.identity.org.slug, "secrets": 1} in map(
            json.loads, done.stdout.splitlines()
        )
    async with unit(office.identity) as ctx:
        held = await ctx.session.scalar(
            select(Address.access_notes).where(Address.id == address_id)
        )
    assert Fernet(new).decrypt(held) == b"lockbox 4711"


async def test_without_the_key_that_wrote_them_nothing_changes(office):
    async with unit(office.identity) as ctx:
        client_id = await clients.create(ctx, name="Zoë Lavoie")
        await clients.add_address(ctx, client_id, street="1 Ada St", access_notes="lockbox 4711")
    done = command("rotate-encryption-key", ENCRYPTION_KEY=Fernet.generate_key().decode())
    assert done.returncode == 2
    assert "can't be read with the current encryption keys" in done.stderr
