"""The month, and the week by workers or teams."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components.calendar import calendar
from cleaning_app.pages.schedule.state import ScheduleState as S


def in_cells() -> rx.Component:
    """One calendar for all three: their lanes are weeks, workers or teams."""
    return rx.el.div(
        calendar(
            kind=rx.match(S.view, ("week", "people"), ("teams", "teams"), "month"),
            heads=S.heads,
            lanes=S.lanes,
            cells=S.cells,
            chips=S.chips,
            settled=S.settled,
            selected=S.selected,
            editable=S.may_edit,
            loading=~S.ready,
            label=S.title,
            zone=S.zone,
            on_move=S.shift,
            on_select=S.pick,
            on_day=S.open_day,
            on_worker=S.open_worker,
        ),
        class_name="schedule-board",
    )
