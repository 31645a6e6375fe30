"""Switching modules: who may, what it does at once, and what stays on."""

from __future__ import annotations

import pytest

from cleaning_app import features
from cleaning_app.errors import Conflict, Forbidden, Invalid
from cleaning_app.pages.settings.modules import _WORDS
from cleaning_app.services import identities, modules
from tests.factories import Office


async def test_a_module_is_off_for_everybody_and_on_again(office: Office):
    org = office.identity.org
    for on in (False, True):
        async with office.unit() as ctx:
            await modules.switch(ctx, "module.invoices", on)
        seen = await identities.as_role(org.id, "system", "x", "owner")
        assert seen.org.has("module.invoices") is on


async def test_a_feature_waits_for_its_module(office: Office):
    async with office.unit() as ctx:
        await modules.switch(ctx, "module.schedule", False)
    seen = await identities.as_role(office.identity.org.id, "system", "x", "owner")
    office.identity = seen
    async with office.unit() as ctx:
        found = {one.key: one for one in modules.every(ctx)}
    optimiser = found["schedule.optimization"]
    assert (optimiser.on, optimiser.works) == (True, False)


async def test_settings_cannot_lock_themselves_out(office: Office):
    async with office.unit() as ctx:
        with pytest.raises(Conflict):
            await modules.switch(ctx, "module.settings", False)


async def test_unknown_modules_and_people_without_the_permission_are_refused(office: Office):
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await modules.switch(ctx, "module.magic", True)
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(Forbidden):
            await modules.switch(ctx, "module.invoices", False)


def test_the_page_names_only_modules_there_are():
    assert set(_WORDS) <= set(features.MODULES)
