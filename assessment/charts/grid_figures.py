"""The figures that are no scale: the grid of countries by domains, and the counts by status."""

from assessment.charts import palette, skeletons
from assessment.charts.frame import break_lines, finish, whole
from assessment.charts.line_figures import labels, place_rows
from assessment.charts.series import Counts, Grid
from assessment.charts.skeletons import Part
from assessment.core.results import Standing
from assessment.i18n import Language

NAME_WIDTH = 21
MISSING = (Standing.INSUFFICIENT.value, Standing.NOT_APPLICABLE.value)


def draw_grid(series: Grid, lang: Language, demonstration: bool) -> Part:
    """Countries by domains in the discrete colours of the bands; what has no score says so."""
    codes = [*(band.code for band in series.bands), *MISSING]
    colours = palette.BAND_COLOURS | palette.STATUS_COLOURS
    steps = [[(i + edge) / len(codes), colours[code]] for i, code in enumerate(codes) for edge in (0, 1)]
    lines, notes = _grid_lines(series, lang)
    trace = {
        **skeletons.CELLS,
        "x": [id for id, _ in series.columns],
        "y": [name for name, _, _ in lines],
        "z": [[None if code is None else codes.index(code) for code in row] for _, row, _ in lines],
        "text": [texts for _, _, texts in lines],
        "colorscale": steps,
        "zmin": -0.5,
        "zmax": len(codes) - 0.5,
    }
    names = [row.label for row in series.rows]
    ticks = {"tickvals": names, "ticktext": [break_lines(name, NAME_WIDTH)[0] for name in names]}
    axis = {**skeletons.GRID_LAYOUT["yaxis"], **ticks}
    skeleton = {**skeletons.GRID_LAYOUT, "yaxis": axis, "annotations": notes}
    return finish([trace], skeleton, series.title, 29 * len(lines), demonstration, l=skeletons.NAMES, t=32)


GridLine = tuple[str, list[str | None], list[str]]
"""A line of the grid: its name, and the code and the text of each cell (no code: nothing is drawn)."""


def _grid_lines(series: Grid, lang: Language) -> tuple[list[GridLine], list[Part]]:
    """The lines of the grid, a heading line before each group, and the notes written over empty lines."""
    lines: list[GridLine] = []
    notes: list[Part] = []
    empty: list[str | None] = [None] * len(series.columns)
    silent = [""] * len(series.columns)
    group = ""
    for row in series.rows:
        if row.group != group:
            group = row.group
            lines.append((group, empty, silent))
            notes.append(_grid_head(group))
        if row.cells:
            lines.append(
                (row.label, [c.code for c in row.cells], [_cell_text(c.value, c.code, lang) for c in row.cells])
            )
        else:
            lines.append((row.label, empty, silent))
            notes.append(_row_words(row.label, row.words))
    return lines, notes


def _grid_head(group: str) -> Part:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": 6 - skeletons.NAMES, "y": group}
    return {**place, "text": group, "font": {"size": 13, "color": palette.BLUE, "weight": 700}}


def _row_words(country: str, words: str) -> Part:
    return {"xref": "paper", "x": 0.5, "y": country, "text": words, "font": {"size": 12, "color": palette.GREY}}


def _cell_text(value: float | None, code: str, lang: Language) -> str:
    if value is not None:
        return whole(value)
    return lang.gettext("n/a") if code == Standing.NOT_APPLICABLE.value else "–"


def draw_counts(series: Counts, lang: Language, demonstration: bool) -> Part:
    """How many countries stand at each status, as labelled bars."""
    placed, height = place_rows([(count.label, "") for count in series.counts], 0, above=16, below=20)
    bars = {
        **skeletons.BARS,
        "x": [count.count for count in series.counts],
        "y": [place.line_at for place in placed],
        "ids": [count.code for count in series.counts],
        "text": [str(count.count) for count in series.counts],
        "marker": {
            **skeletons.BARS["marker"],
            "color": [palette.STATUS_COLOURS[count.code] for count in series.counts],
            "pattern": {
                "shape": [palette.STATUS_PATTERNS[c.code] for c in series.counts],
                "fgcolor": palette.GREY,
                "size": 7,
            },
        },
    }
    skeleton = {
        **skeletons.COUNT_LAYOUT,
        "xaxis": {**skeletons.COUNT_LAYOUT["xaxis"], "range": [0, series.of * 1.08]},
        "yaxis": {**skeletons.COUNT_LAYOUT["yaxis"], "range": [height, 0]},
    }
    return finish([*labels(placed), bars], skeleton, series.title, height, demonstration)
