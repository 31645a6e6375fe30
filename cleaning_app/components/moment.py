"""Fields for a day and a time of day, written as the rest of the product writes them."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.forms import Input


class DateInput(Input):
    """A day, as YYYY-MM-DD: the browser's own picker, our way of writing it. `follows` names the
    field with the first day: when that is put behind this one, this one goes along."""

    library = "$/public/ui/moment.jsx"
    tag = "DateInput"

    follows: rx.Var[str]


class TimeInput(Input):
    """A time of day, as HH:MM: typed ("9", "930", "3pm"), stepped with the arrows, or picked on a
    phone. `on_change` hears whole times only."""

    library = "$/public/ui/moment.jsx"
    tag = "TimeInput"
