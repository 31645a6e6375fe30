"""Charts: plotly's basic bundle in the theme's colours, each with the table behind it and a CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import reflex as rx

from cleaning_app.components import theme
from cleaning_app.components.pieces import Content, download


def bars(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float], str]],
    *,
    dark: bool,
    strong: Sequence[bool] | None = None,
    line: tuple[str, Sequence[float | None], str] | None = None,
    shaded_from: int | None = None,
) -> go.Figure:
    """Grouped bars. `series` are (name, values in dollars, token of the colour); `line` is one more,
    drawn as a line above them, with gaps where it has no value.

    `strong` says for each label whether it belongs to what the page is about; others are paler.
    After the label `shaded_from` lies what has not happened yet, on a ground of its own.
    """
    colours = theme.DARK if dark else theme.LIGHT
    figure = go.Figure(
        [
            go.Bar(
                name=name,
                x=list(labels),
                y=list(values),
                marker={
                    "color": colours[token],
                    "cornerradius": 3,
                    "opacity": [1 if on else 0.38 for on in strong or [True] * len(labels)],
                },
                hovertemplate="%{x}: $%{y:,.2f}<extra>" + name + "</extra>",
            )
            for name, values, token in series
        ]
    )
    if line is not None:
        name, values, token = line
        figure.add_scatter(
            name=name,
            x=list(labels),
            y=list(values),
            mode="lines+markers",
            line={"color": colours[token], "width": 2},
            marker={"size": 5},
            hovertemplate="%{x}: $%{y:,.2f}<extra>" + name + "</extra>",
        )
    if shaded_from is not None:
        figure.add_shape(
            type="rect",
            xref="x",
            yref="paper",
            x0=shaded_from + 0.5,
            x1=len(labels) - 0.5,
            y0=0,
            y1=1,
            layer="below",
            line_width=0,
            fillcolor=colours["sunken"],
        )
    return _dressed(figure, colours)


def _dressed(figure: go.Figure, colours: dict[str, str]) -> go.Figure:
    """Take off what shouts; the frame around the chart has the title and the legend."""
    figure.update_layout(
        template="none",
        showlegend=False,
        height=210,
        margin={"l": 48, "r": 12, "t": 10, "b": 28},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        bargap=0.45,
        bargroupgap=0.12,
        font={"family": "Inter, sans-serif", "size": 11, "color": colours["text-3"]},
        hoverlabel={"bgcolor": colours["text"], "font": {"color": colours["bg"]}},
    )
    figure.update_xaxes(nticks=14, showgrid=False, fixedrange=True, showline=False, ticks="")
    figure.update_yaxes(
        gridcolor=colours["line"], fixedrange=True, zeroline=False, tickprefix="$", tickformat="~s"
    )
    return figure


def chart(light: Any, dark: Any, *, label: str) -> rx.Component:
    """A figure for each theme; only the current one is drawn."""
    config = {"displayModeBar": False, "responsive": True}

    def drawn(figure: Any) -> rx.Component:
        return rx.plotly.basic(data=figure, config=config, width="100%", height="210px")

    return rx.el.figure(
        rx.color_mode_cond(light=drawn(light), dark=drawn(dark)),
        role="img",
        aria_label=label,
    )


def chart_frame(
    title: str,
    state: Any,
    drawing: rx.Component,
    table: rx.Component,
    *,
    legend: Content = None,
    csv: Any = None,
) -> rx.Component:
    """A chart with a switch to its table and a CSV. `state` has `as_table` and `show_table`."""
    head: list[Any] = [rx.el.h2(title)]
    if legend is not None:
        head.append(legend)
    switch = rx.el.div(
        rx.el.button("Chart", class_name="link", type="button", on_click=state.show_table(False)),
        rx.el.button("Table", class_name="link", type="button", on_click=state.show_table(True)),
        download("CSV", href=csv, class_name="link") if csv is not None else None,
        class_name="push row",
        style={"gap": "14px"},
    )
    return rx.el.section(
        rx.el.div(*head, switch, class_name="card-head"),
        rx.cond(state.as_table, table, drawing),
        class_name="card",
        aria_label=title,
    )
