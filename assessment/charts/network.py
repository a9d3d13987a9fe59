"""What the pages of the cooperation network say: the matrix of pairs, its table twin, and counts by column.

The matrix is drawn by the page itself, as a table with signs and colours, so
that it needs no script; the workbook of the region draws the same one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.charts import palette
from assessment.charts.series import Column, Row, Table
from assessment.core.network import (
    OPEN_STATES,
    Network,
    Pair,
    PairCell,
    PairState,
    Side,
    Summary,
    differences,
    summarise,
)
from assessment.core.questionnaire import Indicator, Questionnaire, Text
from assessment.i18n import Language
from assessment.wording import differences_text, pair_state_label, sorted_names

NOT_SIGNED = "…"
"""In place of the level of a State that has not signed, or was not asked about the other."""

Groups = Sequence[tuple[Text, Sequence[str]]]
"""The States (iso3) in the groups in which a matrix lays them out, each with its name."""


@dataclass(frozen=True, slots=True)
class Party:
    """A State of the matrix, as the reader's language names it."""

    iso3: str
    name: str


@dataclass(frozen=True, slots=True)
class Square:
    """One pair as its first State's row shows it: the state, its sign, and the two levels, the row's first."""

    code: str
    sign: str
    levels: str
    words: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """One column of the questionnaire over all pairs. ``squares`` holds both (row, column) orders of each pair."""

    title: str
    note: str
    groups: tuple[tuple[str, tuple[Party, ...]], ...]
    squares: Mapping[tuple[str, str], Square]
    twin: Table


def pair_columns(questionnaire: Questionnaire) -> tuple[Indicator, ...]:
    """The columns of the matrix: the indicators asked once for every partner."""
    return tuple(i for domain in questionnaire if domain.per_partner for i in domain.indicators)


def column_title(indicator: Indicator, lang: Language) -> str:
    """What a column is called: its code and its short title, or its title where it has none."""
    return f"{indicator.id} {(indicator.short_title or indicator.title)[lang.code]}"


def parties(groups: Groups, names: Mapping[str, Text], lang: Language, among: Iterable[str]) -> tuple[
    tuple[str, tuple[Party, ...]], ...
]:  # fmt: skip
    """The States of some pairs in their groups, and within them by name; groups without one are left out."""
    kept = set(among)
    found = []
    for group, states in groups:
        named = sorted_names(lang, {iso3: names[iso3] for iso3 in states if iso3 in kept})
        if named:
            found.append((group[lang.code], tuple(Party(iso3, name) for iso3, name in named)))
    return tuple(found)


def pair_matrix(
    network: Network,
    column: Indicator,
    groups: Groups,
    names: Mapping[str, Text],
    reasons: Mapping[str, Text],
    lang: Language,
) -> Matrix:
    """One column of the network as a matrix, with the list of its pairs as table twin; ``reasons`` by code."""
    _ = lang.gettext
    placed = parties(groups, names, lang, {iso3 for pair in network.pairs for iso3 in (pair.first, pair.second)})
    both, all_pairs = len(signed_pairs(network)), len(network.pairs)
    n = {"n": lang.number(both, 0), "of": lang.number(all_pairs, 0)}
    title = _(
        "%(column)s: what the two States of each pair report, levels 0 to 4, round %(round)s, "
        "n = %(n)s of %(of)s pairs signed by both",
        column=column_title(column, lang),
        round=network.round,
        **n,
    )
    note = _(
        "In each square: the sign of its state, then the level reported by the State of the row and that reported by "
        "the State of the column, after the evidence rule. An ellipsis (…) means not signed, an en dash (–) no level. "
        "Empty squares are no priority pairs. The States stand by scheme and name, which says nothing about them."
    )
    squares = {}
    for pair in network.pairs:
        cell = pair.cells[column.id]
        squares[pair.first, pair.second] = square(cell, cell.first, cell.second, lang)
        squares[pair.second, pair.first] = square(cell, cell.second, cell.first, lang)
    return Matrix(title, note, placed, squares, _twin(network, column, title, names, reasons, lang))


def signed_pairs(network: Network) -> tuple[Pair, ...]:
    """The pairs of which both States have signed."""
    return tuple(pair for pair in network.pairs if {pair.first, pair.second} <= network.signed)


def square(cell: PairCell, row: Side | None, column: Side | None, lang: Language) -> Square:
    """A pair as the row of one of its States shows it."""
    state = pair_state_label(lang, cell.state)
    levels = f"{level_text(row)} / {level_text(column)}"
    return Square(cell.state.value, palette.PAIR_SIGNS[cell.state], levels, f"{state}, {levels}")


def level_text(side: Side | None) -> str:
    """The level a State reports, an en dash when it reports none, an ellipsis when it has not signed."""
    if side is None:
        return NOT_SIGNED
    return "–" if side.level is None else str(side.level)


def in_order(pairs: Iterable[Pair], names: Mapping[str, Text], lang: Language) -> list[Pair]:
    """Pairs by the names of their States."""
    place = {iso3: number for number, (iso3, _name) in enumerate(sorted_names(lang, names))}
    return sorted(pairs, key=lambda pair: sorted(place[iso3] for iso3 in (pair.first, pair.second)))


def sides_by_name(
    pair: Pair, column: str, names: Mapping[str, Text], lang: Language
) -> tuple[tuple[str, Side | None], ...]:
    """The two States of a pair by name, with what each reports in a column."""
    cell = pair.cells[column]
    sides = {pair.first: cell.first, pair.second: cell.second}
    return tuple((name, sides[iso3]) for iso3, name in sorted_names(lang, {iso3: names[iso3] for iso3 in sides}))


def _twin(
    network: Network,
    column: Indicator,
    title: str,
    names: Mapping[str, Text],
    reasons: Mapping[str, Text],
    lang: Language,
) -> Table:
    """Every pair with the two levels, the state, and why it is a priority pair."""
    _ = lang.gettext
    heads = (
        Column(_("First State")),
        Column(_("Second State")),
        Column(_("Level of the first"), True),
        Column(_("Level of the second"), True),
        Column(_("State of the pair")),
        Column(_("Why they are asked about each other")),
    )
    rows = []
    for pair in in_order(network.pairs, names, lang):
        (first, one), (second, other) = sides_by_name(pair, column.id, names, lang)
        state = pair_state_label(lang, pair.cells[column.id].state)
        levels = (level_text(one), level_text(other))
        rows.append(
            Row(f"{pair.first}-{pair.second}", (first, second, *levels, state, reason_text(pair, reasons, lang)))
        )
    return Table(title, heads, tuple(rows))


def reason_text(pair: Pair, reasons: Mapping[str, Text], lang: Language) -> str:
    """Why two States are a priority pair."""
    return "; ".join(reasons[code][lang.code] if code in reasons else code for code in pair.reasons)


# --- counts and rates ----------------------------------------------------------


def state_table(network: Network, columns: Sequence[Indicator], lang: Language) -> Table:
    """How many pairs are in each state, column by column and in all, with the confirmation rate."""
    _ = lang.gettext
    heads = [Column(_("Column")), *(Column(pair_state_label(lang, state), True) for state in PairState)]
    heads += [Column(_("Confirmation rate"), True), Column(_("Out of"), True)]
    rows = [Row(c.id, _counts(column_title(c, lang), summarise(network.cells(c.id)), lang)) for c in columns]
    rows.append(Row("", _counts(_("All columns"), summarise(network.cells()), lang)))
    title = _("Pairs by state and column, round %(round)s", round=network.round)
    return Table(title, tuple(heads), tuple(rows))


def _counts(label: str, summary: Summary, lang: Language) -> tuple[str, ...]:
    counts = (lang.number(summary.counts[state], 0) for state in PairState)
    return (label, *counts, lang.percent(summary.rate), lang.number(summary.comparable, 0))


@dataclass(frozen=True, slots=True)
class ToReconcile:
    """Two reports that invite the two States to talk: the column, the States by name with their levels, and why."""

    column: str
    first: str
    second: str
    levels: tuple[str, str]
    state: PairState
    label: str
    differs: str


def to_reconcile(
    pairs: Iterable[Pair], columns: Sequence[Indicator], names: Mapping[str, Text], lang: Language
) -> list[ToReconcile]:
    """The reports of some pairs that are to be reconciled, by column and by name."""
    found = []
    ordered = in_order(pairs, names, lang)
    for column in columns:
        for pair in ordered:
            cell = pair.cells[column.id]
            if cell.state in OPEN_STATES:
                (first, one), (second, other) = sides_by_name(pair, column.id, names, lang)
                levels = (level_text(one), level_text(other))
                label, differs = pair_state_label(lang, cell.state), differences_text(lang, differences(cell))
                found.append(ToReconcile(column.id, first, second, levels, cell.state, label, differs))
    return found
