"""Series in, Plotly figures out: skeletons filled as plain dicts.

``draw`` gives a ``Chart``: the figure and its table twin, both from the same
series. A figure is complete in itself (title, and the mark of demonstration
data); ``layout.meta.title_room`` tells a page that prints the title as text
how many pixels at the top it may leave out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessment.charts.grid_figures import draw_counts, draw_grid
from assessment.charts.line_figures import draw_distributions, draw_scores
from assessment.charts.series import Counts, Distributions, Grid, Scores, Series, Table
from assessment.charts.skeletons import Part
from assessment.i18n import Language

FILLERS: Mapping[type, Callable[..., Part]] = {
    Scores: draw_scores,
    Distributions: draw_distributions,
    Grid: draw_grid,
    Counts: draw_counts,
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for a page: its words, its figure (a plain dict) and its table twin."""

    title: str
    note: str
    figure: Part
    table: Table


def draw(series: Series, lang: Language, *, demonstration: bool = False) -> Chart:
    """The figure and the table twin of a series, in the reader's language."""
    return Chart(series.title, series.note, FILLERS[type(series)](series, lang, demonstration), series.table(lang))
