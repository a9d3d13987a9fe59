"""What a chart says, before it is drawn: one frozen series gives both the figure and its table twin.

Numbers are kept in full precision. Figures show them as whole numbers, tables
with one decimal; a missing number stays missing and is said in words.
"""

from dataclasses import dataclass
from typing import Protocol

from assessment.i18n import Language

SMALLEST_BOXED_GROUP = 8
"""A group of fewer countries is drawn as its dots and median alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table twin."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table twin: the id of what it is about (for a link), and its cells as written."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart as a table in the reader's language."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class BandStep:
    """A band on the 0-100 line: where it begins (inclusive) and what it is called."""

    code: str
    floor: float
    label: str


@dataclass(frozen=True, slots=True)
class Position:
    """One node on the 0-100 line.

    ``words`` names the band of the score, or says why there is no score.
    ``low`` and ``high`` are the possible range; ``median`` and ``n`` belong to
    the group the reader may compare with (None: no such comparison).
    """

    id: str
    label: str
    words: str
    value: float | None
    low: float | None
    high: float | None
    band: str | None
    group: str = ""
    median: float | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one country with their possible ranges, in the questionnaire's order."""

    title: str
    note: str
    bands: tuple[BandStep, ...]
    positions: tuple[Position, ...]
    compared: bool = False

    def table(self, lang: Language) -> Table:
        """Score, band, possible range and, where compared, the median and its n."""
        _ = lang.gettext
        columns = [Column(_("Name")), Column(_("Score"), True), Column(_("Band"))]
        columns += [Column(_("Lowest possible"), True), Column(_("Highest possible"), True)]
        if self.compared:
            columns += [Column(_("Median of the region"), True), Column(_("Countries with a score"), True)]
        rows = tuple(Row(p.id, self._cells(p, lang)) for p in self.positions)
        return Table(self.title, tuple(columns), rows)

    def _cells(self, position: Position, lang: Language) -> tuple[str, ...]:
        cells = [position.label, lang.score(position.value), position.words]
        cells += [lang.score(position.low), lang.score(position.high)]
        if self.compared:
            cells += [lang.score(position.median), lang.number(position.n, 0)]
        return tuple(cells)


@dataclass(frozen=True, slots=True)
class Spread:
    """One node over a group: the score of each country that has one (iso3, name, score, band), and the summary."""

    id: str
    label: str
    of: int
    values: tuple[tuple[str, str, float, str], ...]
    minimum: float | None
    q1: float | None
    median: float | None
    q3: float | None
    maximum: float | None
    mean: float | None

    @property
    def n(self) -> int:
        """How many countries have a score."""
        return len(self.values)

    @property
    def boxed(self) -> bool:
        """Whether the group is large enough for a box; smaller ones show their dots alone."""
        return self.n >= SMALLEST_BOXED_GROUP


@dataclass(frozen=True, slots=True)
class Distributions:
    """How the scores of a group of countries are spread, node by node."""

    title: str
    note: str
    bands: tuple[BandStep, ...]
    spreads: tuple[Spread, ...]

    def table(self, lang: Language) -> Table:
        """The summary of each node; an en dash where the group is too small for a figure."""
        _ = lang.gettext
        names = [_("Countries with a score"), _("Minimum"), _("First quartile"), _("Median")]
        names += [_("Third quartile"), _("Maximum"), _("Mean")]
        columns = (Column(_("Name")), *(Column(name, True) for name in names))
        return Table(self.title, columns, tuple(Row(s.id, self._cells(s, lang)) for s in self.spreads))

    def _cells(self, spread: Spread, lang: Language) -> tuple[str, ...]:
        n = lang.gettext("%(n)s of %(of)s", n=lang.number(spread.n, 0), of=lang.number(spread.of, 0))
        figures = (spread.minimum, spread.q1, spread.median, spread.q3, spread.maximum, spread.mean)
        return (spread.label, n, *(lang.score(figure) for figure in figures))


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a grid: its score and band, or in words why it has none."""

    value: float | None
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One country of a grid. ``cells`` is empty when it has not signed, which ``words`` then says."""

    id: str
    label: str
    group: str
    words: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Countries by domains, the countries in groups and by name, never by score."""

    title: str
    note: str
    bands: tuple[BandStep, ...]
    columns: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]

    def table(self, lang: Language) -> Table:
        """One row a country with its status, one column a domain; a missing score says why."""
        _ = lang.gettext
        heads = (Column(_("Country")), Column(_("Sub-region")), Column(_("Status")))
        columns = heads + tuple(Column(f"{id} {label}", True) for id, label in self.columns)
        return Table(self.title, columns, tuple(Row(row.id, self._cells(row, lang)) for row in self.rows))

    def _cells(self, row: GridRow, lang: Language) -> tuple[str, ...]:
        scores = (c.words if c.value is None else lang.score(c.value) for c in row.cells)
        return (row.label, row.group, row.words, *(scores if row.cells else ("–",) * len(self.columns)))


@dataclass(frozen=True, slots=True)
class Count:
    """How many countries stand at one status."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a group's countries stand at each status."""

    title: str
    note: str
    of: int
    counts: tuple[Count, ...]

    def table(self, lang: Language) -> Table:
        """Countries at each status, and their share of the group."""
        _ = lang.gettext
        columns = (Column(_("Status")), Column(_("Countries"), True), Column(_("Share"), True))
        rows = (Row(c.code, (c.label, lang.number(c.count, 0), lang.percent(c.count / self.of))) for c in self.counts)
        return Table(self.title, columns, tuple(rows))


class Series(Protocol):
    """What every series has: a title, a note under it and a table twin."""

    @property
    def title(self) -> str:
        """The finding's subject, with unit, n and round."""

    @property
    def note(self) -> str:
        """What the marks mean, in a sentence or two."""

    def table(self, lang: Language) -> Table:
        """The same figures as a table."""
