"""Figures of rows on the 0-100 line: one country's scores, and distributions over a group.

The vertical axis counts pixels, so that every row stands where its label
leaves off, and a phone's narrow screen shows the same figure as a wide one.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.charts import palette, skeletons
from assessment.charts.frame import break_lines, finish, whole
from assessment.charts.series import BandStep, Distributions, Position, Scores, Spread
from assessment.charts.skeletons import Part
from assessment.i18n import Language

LINE = 17  # pixels of one line of a label
LABEL_WIDTH = 44  # characters a phone shows on one line
STRIP = 22  # height of the strip that names the bands
HEAD_LINE = 19
HEAD_WIDTH = 34
HEAD_ROOM = 14
COLUMN = 3  # scores nearer than this would hide one another
DOT_STEP = 11  # pixels from dot to dot in a column, and the height of the tallest
COLUMN_HEIGHT = 48


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the parts of one row stand, in pixels from the top of the plot."""

    label: str
    label_at: float
    words: str
    words_at: float
    line_at: float


def place_rows(rows: Sequence[tuple[str, str]], top: int, above: int, below: int) -> tuple[list[Placed], int]:
    """Rows of (label, words under it) below one another; ``above`` and ``below`` are the room around each line."""
    placed, at = [], float(top)
    for label, words in rows:
        text, lines = break_lines(label, LABEL_WIDTH)
        words_at = at + LINE * lines + LINE / 2
        line_at = at + LINE * (lines + bool(words)) + above
        placed.append(Placed(text, at + LINE * lines / 2, words, words_at, line_at))
        at = line_at + below
    return placed, int(at)


def labels(placed: Sequence[Placed]) -> list[Part]:
    """The labels of rows, and the words under them."""
    worded = [p for p in placed if p.words]
    return [
        {
            **skeletons.LABELS,
            "x": [0] * len(placed),
            "y": [p.label_at for p in placed],
            "text": [p.label for p in placed],
        },
        {
            **skeletons.WORDS,
            "x": [0] * len(worded),
            "y": [p.words_at for p in worded],
            "text": [p.words for p in worded],
        },
    ]


def _strip(bands: Sequence[BandStep]) -> tuple[list[Part], Part]:
    """The strip above the line that shows and names the bands: shapes, and the names as a trace."""
    edges = [band.floor for band in bands] + [100.0]
    shapes = [
        {"type": "rect", "x0": edges[i], "x1": edges[i + 1], "y0": 0, "y1": STRIP, "layer": "below",
         "fillcolor": palette.BAND_COLOURS[band.code], "line": {"color": palette.GREY_MID, "width": 1}}
        for i, band in enumerate(bands)
    ]  # fmt: skip
    names = {
        **skeletons.CENTRED,
        "x": [(edges[i] + edges[i + 1]) / 2 for i in range(len(bands))],
        "y": [STRIP / 2] * len(bands),
        "text": [band.label for band in bands],
        "textfont": {"size": 11, "color": [palette.BAND_TEXT_COLOURS[band.code] for band in bands]},
    }
    return shapes, names


def _on_line(data: list[Part], bands: Sequence[BandStep], title: str, height: int, demonstration: bool) -> Part:
    """A figure of rows on the 0-100 line, ``height`` pixels high, under the strip of bands."""
    shapes, names = _strip(bands)
    axis = {**skeletons.LINE_LAYOUT["yaxis"], "range": [height, 0]}
    skeleton = {**skeletons.LINE_LAYOUT, "yaxis": axis, "shapes": shapes}
    return finish([*data, names], skeleton, title, height, demonstration, b=26)


def draw_scores(series: Scores, lang: Language, demonstration: bool) -> Part:
    """Scores as numbered dots in the colour of their band, on the line of their possible range."""
    rows = [(p.label, _position_words(series, p, lang)) for p in series.positions]
    tops = _group_tops(series.positions)
    placed, height = _place_grouped(rows, tops, above=18, below=36 if series.compared else 22)
    data = [*labels(placed), *_group_heads(tops, placed), _ranges(series.positions, placed)]
    data.append(_scores(series.positions, placed, lang))
    if series.compared:
        data.append(_medians(series.positions, placed, lang))
    return _on_line(data, series.bands, series.title, height, demonstration)


def _position_words(series: Scores, position: Position, lang: Language) -> str:
    """What stands under a label: the band and the median compared with, or why there is no score."""
    if not series.compared:
        return "" if position.value is not None else position.words
    if position.median is None:
        return position.words
    facts = {"median": whole(position.median), "n": str(position.n)}
    return lang.gettext("%(words)s · median %(median)s (n = %(n)s)", words=position.words, **facts)


def _group_tops(positions: Sequence[Position]) -> dict[int, str]:
    """The rows with which a group begins, and its name."""
    before = ["", *(position.group for position in positions)]
    return {i: p.group for i, p in enumerate(positions) if p.group and p.group != before[i]}


def _place_grouped(
    rows: list[tuple[str, str]], tops: Mapping[int, str], above: int, below: int
) -> tuple[list[Placed], int]:
    placed: list[Placed] = []
    height = STRIP + 12
    starts = sorted({0, *tops, len(rows)})
    for start, end in itertools.pairwise(starts):
        head = break_lines(tops[start], HEAD_WIDTH)[1] * HEAD_LINE + HEAD_ROOM if start in tops else 0
        more, height = place_rows(rows[start:end], height + head, above, below)
        placed += more
    return placed, height


def _group_heads(tops: Mapping[int, str], placed: Sequence[Placed]) -> list[Part]:
    if not tops:
        return []
    heads = [break_lines(name, HEAD_WIDTH) for name in tops.values()]
    label_tops = [placed[i].label_at - LINE * (placed[i].label.count("<br>") + 1) / 2 for i in tops]
    at = [top - 5 - HEAD_LINE * lines / 2 for top, (_, lines) in zip(label_tops, heads, strict=True)]
    return [{**skeletons.GROUPS, "x": [0] * len(tops), "y": at, "text": [text for text, _ in heads]}]


def _ranges(positions: Sequence[Position], placed: Sequence[Placed]) -> Part:
    x: list[float | None] = []
    y: list[float | None] = []
    for position, place in zip(positions, placed, strict=True):
        if position.low is not None and position.high is not None:
            x += [position.low, position.high, None]
            y += [place.line_at, place.line_at, None]
    return {**skeletons.RANGES, "x": x, "y": y}


def _scores(positions: Sequence[Position], placed: Sequence[Placed], lang: Language) -> Part:
    shown = [(p, p.band or "", place) for p, place in zip(positions, placed, strict=True) if p.value is not None]
    numbers = [whole(p.value) for p, _, _ in shown if p.value is not None]
    return {
        **skeletons.SCORES,
        "x": [p.value for p, _, _ in shown],
        "y": [place.line_at for _, _, place in shown],
        "ids": [p.id for p, _, _ in shown],
        "text": numbers,
        "hovertext": [f"{p.label}: {number} · {p.words}" for (p, _, _), number in zip(shown, numbers, strict=True)],
        "marker": {**skeletons.SCORES["marker"], "color": [palette.BAND_COLOURS[band] for _, band, _ in shown]},
        "textfont": {"size": 13, "weight": 700, "color": [palette.BAND_TEXT_COLOURS[band] for _, band, _ in shown]},
    }


def _medians(positions: Sequence[Position], placed: Sequence[Placed], lang: Language) -> Part:
    shown = [(p, p.median, place) for p, place in zip(positions, placed, strict=True) if p.median is not None]
    words = lang.gettext("Median of the region")
    return {
        **skeletons.MEDIANS_BELOW,
        "x": [median for _, median, _ in shown],
        "y": [place.line_at + 21 for _, _, place in shown],
        "ids": [p.id for p, _, _ in shown],
        "hovertext": [f"{words}: {whole(median)}" for _, median, _ in shown],
    }


# --- distributions ------------------------------------------------------------


def draw_distributions(series: Distributions, lang: Language, demonstration: bool) -> Part:
    """Each node's countries as dots, with a box behind them where the group is large enough."""
    placed, height = place_rows(
        [(s.label, _spread_words(s, lang)) for s in series.spreads], STRIP + 12, above=26, below=36
    )
    pairs = list(zip(series.spreads, placed, strict=True))
    with_median = [(s, place) for s, place in pairs if s.median is not None]
    median = {**skeletons.MEDIANS, "ids": [s.id for s, _ in with_median]}
    median |= {"x": [s.median for s, _ in with_median], "y": [place.line_at for _, place in with_median]}
    data = [*labels(placed), *_boxes(pairs), median, _dots(pairs, lang)]
    return _on_line(data, series.bands, series.title, height, demonstration)


def _spread_words(spread: Spread, lang: Language) -> str:
    n, of = str(spread.n), str(spread.of)
    if spread.median is None:
        return lang.gettext("no score yet (n = %(n)s of %(of)s)", n=n, of=of)
    return lang.gettext("median %(median)s (n = %(n)s of %(of)s)", median=whole(spread.median), n=n, of=of)


def _boxes(pairs: Sequence[tuple[Spread, Placed]]) -> list[Part]:
    boxed = [(s, place) for s, place in pairs if s.boxed]
    if not boxed:
        return []
    summary = {name: [getattr(s, name) for s, _ in boxed] for name in ("q1", "median", "q3")}
    fences = {"lowerfence": [s.minimum for s, _ in boxed], "upperfence": [s.maximum for s, _ in boxed]}
    return [{**skeletons.BOXES, "y": [place.line_at for _, place in boxed], **summary, **fences}]


def _dots(pairs: Sequence[tuple[Spread, Placed]], lang: Language) -> Part:
    dots = [
        (iso3, name, score, band, place.line_at + offset)
        for spread, place in pairs
        for (iso3, name, score, band), offset in zip(spread.values, _offsets(spread), strict=True)
    ]
    return {
        **skeletons.DOTS,
        "x": [score for _, _, score, _, _ in dots],
        "y": [y for _, _, _, _, y in dots],
        "customdata": [iso3 for iso3, _, _, _, _ in dots],
        "hovertext": [f"{name}: {whole(score)}" for _, name, score, _, _ in dots],
        "marker": {**skeletons.DOTS["marker"], "color": [palette.BAND_COLOURS[band] for _, _, _, band, _ in dots]},
    }


def _offsets(spread: Spread) -> list[float]:
    """Pixels by which each dot leaves the line: scores that would hide one another stand in a column."""
    columns: list[list[float]] = []
    for _, _, score, _ in spread.values:  # in rising order
        if columns and score - columns[-1][0] < COLUMN:
            columns[-1].append(score)
        else:
            columns.append([score])
    offsets: list[float] = []
    for column in columns:
        step = min(DOT_STEP, COLUMN_HEIGHT / max(1, len(column) - 1))
        offsets += [step * (i - (len(column) - 1) / 2) for i in range(len(column))]
    return offsets
