"""The skeleton of each kind of chart, made once at start with Plotly's own classes.

Filling one is then a matter of plain dicts: no request pays for validation,
and the tests pass every filled figure through the same classes again.
"""

from typing import Any

from plotly import graph_objects as go

from assessment.charts import palette

Part = dict[str, Any]

RIGHT = 18
LEFT = 16
NAMES = 138
"""Room for the countries' names beside the grid, in pixels."""

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": palette.FONT_FAMILY, "size": 13, "color": palette.INK},
        "paper_bgcolor": palette.WHITE,
        "plot_bgcolor": palette.WHITE,
        "hoverlabel": {"bgcolor": palette.WHITE, "bordercolor": palette.GREY_MID, "font": {"color": palette.INK}},
        "showlegend": False,
        "dragmode": False,
        "title": {
            "font": {"family": palette.HEADING_FONT_FAMILY, "size": 18, "color": palette.INK, "weight": 700},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 12, "l": LEFT},
        },
        "annotationdefaults": {"showarrow": False, "align": "left", "font": {"size": 12}},
    }
)


def _layout(**parts: object) -> Part:
    """A layout as plain data, checked by Plotly's classes."""
    layout: Part = go.Figure(layout={"template": TEMPLATE, **parts}).to_dict()["layout"]
    return layout


def _axis(**parts: object) -> Part:
    return {"fixedrange": True, "zeroline": False, "automargin": False, **parts}


# A vertical axis in pixels: rows are placed where they belong, whatever the height of their labels.
_PIXELS = _axis(visible=False)
_LINE = _axis(
    range=[0, 100],
    tickvals=[0, 25, 50, 75, 100],
    gridcolor=palette.GREY_LIGHT,
    tickfont={"size": 12, "color": palette.GREY},
)

LINE_LAYOUT = _layout(xaxis=_LINE, yaxis=_PIXELS)
COUNT_LAYOUT = _layout(xaxis=_axis(visible=False), yaxis=_PIXELS)
GRID_LAYOUT = _layout(
    xaxis=_axis(
        side="top", type="category", showgrid=False, tickangle=0, ticks="", tickfont={"size": 13, "weight": 700}
    ),
    yaxis=_axis(type="category", autorange="reversed", showgrid=False, ticks="", tickfont={"size": 12}),
)


def _trace(trace: Any) -> Part:
    plain: Part = trace.to_plotly_json()
    return plain


TEXT = _trace(go.Scatter(mode="text", textposition="middle right", hoverinfo="skip", cliponaxis=False))
CENTRED = _trace(go.Scatter(mode="text", textposition="middle center", hoverinfo="skip", cliponaxis=False))
LABELS = TEXT | {"textfont": {"size": 13, "color": palette.INK}}
GROUPS = TEXT | {"textfont": {"size": 14, "color": palette.BLUE, "weight": 700}}
WORDS = TEXT | {"textfont": {"size": 12, "color": palette.GREY}}

RANGES = _trace(
    go.Scatter(
        name="range",
        mode="lines+markers",
        line={"color": palette.GREY_MID, "width": 4},
        marker={"symbol": "line-ns", "size": 12, "line": {"color": palette.GREY_MID, "width": 2}},
        hoverinfo="skip",
        cliponaxis=False,
    )
)
SCORES = _trace(
    go.Scatter(
        name="score",
        mode="markers+text",
        textposition="middle center",
        marker={"size": 30, "opacity": 1, "line": {"color": palette.INK, "width": 1}},
        hoverinfo="text",
        cliponaxis=False,
    )
)
MEDIANS_BELOW = _trace(
    go.Scatter(
        name="median",
        mode="markers",
        marker={"symbol": "triangle-up", "size": 12, "color": palette.ACCENT},
        hoverinfo="text",
        cliponaxis=False,
    )
)
BOXES = _trace(
    go.Box(
        name="box",
        orientation="h",
        width=34,
        whiskerwidth=0.6,
        fillcolor=palette.PAPER,
        line={"color": palette.GREY_MID, "width": 1.5},
        boxpoints=False,
        hoverinfo="skip",
    )
)
DOTS = _trace(
    go.Scatter(
        name="countries",
        mode="markers",
        marker={"size": 10, "opacity": 1, "line": {"color": palette.INK, "width": 1}},
        hoverinfo="text",
        cliponaxis=False,
    )
)
MEDIANS = _trace(
    go.Scatter(
        name="median",
        mode="markers",
        marker={"symbol": "line-ns", "size": 40, "line": {"color": palette.ACCENT, "width": 3}},
        hoverinfo="skip",
        cliponaxis=False,
    )
)
CELLS = _trace(
    go.Heatmap(
        name="score",
        xgap=2,
        ygap=2,
        zsmooth=False,
        showscale=False,
        hoverongaps=False,
        texttemplate="%{text}",
        textfont={"size": 13},
        hovertemplate="%{y}<br>%{x}: %{text}<extra></extra>",
    )
)
BARS = _trace(
    go.Bar(
        name="countries",
        orientation="h",
        width=24,
        textposition="outside",
        textfont={"size": 14, "weight": 700},
        marker={"line": {"color": palette.GREY_MID, "width": 1}},
        hoverinfo="skip",
        cliponaxis=False,
    )
)
