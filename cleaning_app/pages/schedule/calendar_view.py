"""The month and the week by teams."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components.calendar import calendar
from cleaning_app.pages.schedule.state import ScheduleState as S


def month_or_teams() -> rx.Component:
    """One calendar for both: their lanes are weeks or teams."""
    return rx.el.div(
        calendar(
            kind=rx.cond(S.view == "teams", "teams", "month"),
            heads=S.heads,
            lanes=S.lanes,
            cells=S.cells,
            chips=S.chips,
            settled=S.settled,
            selected=S.selected,
            editable=S.may_edit,
            loading=~S.ready,
            label=S.title,
            on_move=S.shift,
            on_select=S.pick,
            on_day=S.open_day,
        ),
        class_name="schedule-board",
    )
