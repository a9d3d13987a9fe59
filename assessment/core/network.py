"""The network of cooperation: what two States say of each other, and whether they agree.

Everything here reads two signed answer sheets. A country's reported score
never depends on it: the corroborated figure and the confirmation rate stand
beside the score (framework, section 3).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assessment.core.answers import Answer, AnswerSheet, State, cell_key, instrument_key
from assessment.core.instruments import OWN
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Indicator, Kind, Questionnaire
from assessment.core.scoring import with_instrument_evidence

INSTRUMENTS_COMPARED_IN = "D8.1"
"""The column of the written basis: only there must two States name an instrument in common."""
WORKING = 2
"""The level from which cooperation is more than talk."""
APART = 2
"""Levels apart by which two reports are to be reconciled."""


class PairState(StrEnum):
    """What the two reports on one column amount to; neutral, and the first that fits."""

    AWAITING = "awaiting"
    NO_DATA = "no_data"
    BOTH_NONE = "both_none"
    ONE_SIDE = "one_side"
    DIRECTION = "direction"
    TO_RECONCILE = "to_reconcile"
    CONFIRMED = "confirmed"
    INITIAL = "initial"


class Difference(StrEnum):
    """In what two reports can differ."""

    LEVELS = "levels"
    DIRECTION = "direction"
    INSTRUMENTS = "instruments"
    PLACES = "places"


OPEN_STATES = frozenset({PairState.ONE_SIDE, PairState.DIRECTION, PairState.TO_RECONCILE})
"""States that invite the two States to talk."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one State says of its cooperation with another in one column.

    ``level`` (0..4) is the level after the evidence rule, None without an
    answer; ``direction`` who acts for whom, where asked; ``conflicting`` the
    direction that, said by both, contradicts; ``instruments`` and ``places``
    what is named, in a form that can be compared.
    """

    level: int | None
    direction: str | None = None
    conflicting: bool = False
    instruments: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PairCell:
    """One column of one pair: both sides (None: not signed, or not asked) and what they amount to."""

    column: str
    first: Side | None
    second: Side | None
    state: PairState

    @property
    def levels(self) -> tuple[int, int] | None:
        """The two levels, when both sides have one."""
        if self.first is None or self.second is None or self.first.level is None or self.second.level is None:
            return None
        return self.first.level, self.second.level


@dataclass(frozen=True, slots=True)
class Pair:
    """Two States that are partners of each other, with every column by indicator id."""

    first: str
    second: str
    reasons: tuple[str, ...]
    cells: Mapping[str, PairCell]

    def involves(self, iso3: str) -> bool:
        """Whether a State is one of the two."""
        return iso3 in (self.first, self.second)

    def other(self, iso3: str) -> str:
        """The partner of one of the two."""
        return self.second if iso3 == self.first else self.first

    def hiding(self, iso3: str) -> "Pair":
        """The pair without what one of the two says; every column is then awaiting."""
        cells = {
            column: PairCell(
                column,
                None if iso3 == self.first else cell.first,
                None if iso3 == self.second else cell.second,
                PairState.AWAITING,
            )
            for column, cell in self.cells.items()
        }
        return replace(self, cells=cells)


@dataclass(frozen=True, slots=True)
class Network:
    """All priority pairs of a round, from signed sheets only; ``columns`` are indicator ids in order."""

    round: str
    columns: tuple[str, ...]
    pairs: tuple[Pair, ...]
    signed: frozenset[str]

    def cells(self, column: str | None = None, iso3: str | None = None) -> tuple[PairCell, ...]:
        """The cells of one column (None: all) over the pairs of one State (None: all pairs)."""
        columns = self.columns if column is None else (column,)
        pairs = [pair for pair in self.pairs if iso3 is None or pair.involves(iso3)]
        return tuple(pair.cells[name] for pair in pairs for name in columns)

    def as_seen_by(self, iso3: str) -> tuple[Pair, ...]:
        """The pairs of one State as that State may see them: the other side only where both have signed."""
        return tuple(
            pair if {pair.first, pair.second} <= self.signed else pair.hiding(pair.other(iso3))
            for pair in self.pairs
            if pair.involves(iso3)
        )

    def between(self, first: str, second: str) -> Pair | None:
        """The pair of two States, whichever is named first; None when they are no priority pair."""
        return next((pair for pair in self.pairs if pair.involves(first) and pair.other(first) == second), None)


def network(
    round: str,
    questionnaire: Questionnaire,
    pairs: Iterable[tuple[str, str, tuple[str, ...]]],
    sheets: Mapping[str, AnswerSheet],
) -> Network:
    """The network of a round: its pairs (first, second, reasons), and the signed sheets by iso3."""
    columns = tuple(i for domain in questionnaire if domain.per_partner for i in domain.indicators)
    told = {iso3: evidenced(questionnaire, sheet) for iso3, sheet in sheets.items()}
    found = []
    for first, second, reasons in pairs:
        cells = {}
        for column in columns:
            a = side(column, told.get(first), second)
            b = side(column, told.get(second), first)
            cells[column.id] = PairCell(column.id, a, b, pair_state(column.id, a, b))
        found.append(Pair(first, second, reasons, cells))
    return Network(round, tuple(column.id for column in columns), tuple(found), frozenset(sheets))


def pair_state(column: str, first: Side | None, second: Side | None) -> PairState:
    """The state of a pair in a column: the first of the framework's list that fits."""
    if first is None or second is None:
        return PairState.AWAITING
    if first.level is None or second.level is None:
        return PairState.NO_DATA
    low, high = sorted((first.level, second.level))
    if high == 0:
        return PairState.BOTH_NONE
    if low == 0 and high >= WORKING:
        return PairState.ONE_SIDE
    if first.conflicting and first.direction == second.direction:
        return PairState.DIRECTION
    if low > 0 and high - low >= APART:
        return PairState.TO_RECONCILE
    if low >= WORKING:
        return PairState.TO_RECONCILE if _nothing_in_common(column, first, second) else PairState.CONFIRMED
    return PairState.INITIAL


def _nothing_in_common(column: str, first: Side, second: Side) -> tuple[Difference, ...]:
    """What both named, instruments (written basis) or places, without one that is the same."""
    named = [(Difference.PLACES, first.places, second.places)]
    if column == INSTRUMENTS_COMPARED_IN:
        named.insert(0, (Difference.INSTRUMENTS, first.instruments, second.instruments))
    return tuple(what for what, one, other in named if one and other and not one & other)


def differences(cell: PairCell) -> tuple[Difference, ...]:
    """In what two reports differ that are to be reconciled, or of which only one tells of cooperation; else nothing."""
    if cell.state not in OPEN_STATES or cell.levels is None or cell.first is None or cell.second is None:
        return ()
    if cell.state is PairState.DIRECTION:
        return (Difference.DIRECTION,)
    low, high = sorted(cell.levels)
    apart = (Difference.LEVELS,) if high - low >= APART else ()
    return apart + (_nothing_in_common(cell.column, cell.first, cell.second) if low >= WORKING else ())


@dataclass(frozen=True, slots=True)
class Summary:
    """What many cells amount to: how many are in each state, and the two second figures.

    ``comparable`` counts the cells of the confirmation rate (0..1), ``both``
    those of the corroborated figure (0..100); with none, the figure is None.
    """

    counts: Mapping[PairState, int]
    comparable: int
    rate: float | None
    both: int
    corroborated: float | None


def summarise(cells: Iterable[PairCell]) -> Summary:
    """The counts of states, the confirmation rate and the corroborated figure of some cells."""
    cells = tuple(cells)
    states = [cell.state for cell in cells]
    counts = {state: states.count(state) for state in PairState}
    comparable = counts[PairState.CONFIRMED] + sum(counts[state] for state in OPEN_STATES)
    both = sum(cell.levels is not None for cell in cells)
    return Summary(counts, comparable, confirmation_rate(cells), both, corroborated_score(cells))


def confirmation_rate(cells: Iterable[PairCell]) -> float | None:
    """Confirmed / (confirmed + to be reconciled + reported by one side + direction), 0..1; None with no such pair."""
    states = [cell.state for cell in cells]
    confirmed = states.count(PairState.CONFIRMED)
    whole = confirmed + sum(state in OPEN_STATES for state in states)
    return confirmed / whole if whole else None


def corroborated_score(cells: Iterable[PairCell]) -> float | None:
    """The mean of 25 x the lower level over the pairs with a level on both sides (0..100); None with no such pair."""
    lower = [25.0 * min(cell.levels) for cell in cells if cell.levels is not None]
    return sum(lower) / len(lower) if lower else None


def evidenced(questionnaire: Questionnaire, sheet: AnswerSheet) -> tuple[AnswerSheet, AnswerSheet]:
    """A sheet as asked, cells carrying the evidence of their instruments; and the sheet itself, for its instruments."""
    asked = laid_out(questionnaire, sheet.partners).as_asked(sheet)
    return with_instrument_evidence(asked, sheet), sheet


def side(column: Indicator, sheets: tuple[AnswerSheet, AnswerSheet] | None, partner: str) -> Side | None:
    """What a sheet says of a partner in a column; None when it is not signed or was not asked about the partner.

    ``sheets`` are what ``evidenced`` makes of the sheet; None: it is not signed.
    """
    main = column.main
    if sheets is None or main is None or partner not in sheets[0].partners.all:
        return None
    asked, sheet = sheets
    answer = asked[cell_key(main.id, partner)]
    if answer.state is not State.ANSWERED:
        return Side(None)
    direction, conflicting, places = None, False, frozenset[str]()
    for question in column.questions:
        detail = asked[cell_key(question.id, partner)]
        if detail.state is State.ANSWERED and question.mirror is not None:
            direction = str(detail.value)
            conflicting = question.mirror.get(direction, direction) != direction
        elif detail.state is State.ANSWERED and question.kind is Kind.COUNTRIES and isinstance(detail.value, Mapping):
            places = frozenset(detail.value)
    domain = main.id.split(".")[0]
    return Side(_level(column, answer), direction, conflicting, _instruments(domain, answer, sheet), places)


def _level(column: Indicator, answer: Answer) -> int:
    """The level after the evidence rule."""
    level, rule = int(str(answer.value)), column.main.evidence_rule if column.main else None
    pending = rule is not None and level >= rule.required_from and not answer.evidence
    return rule.otherwise_counts_as if rule is not None and pending else level


def _instruments(domain: str, answer: Answer, sheet: AnswerSheet) -> frozenset[str]:
    """The instruments picked in a cell, by what both States would call them.

    That is the code of a known one, in whatever language it was confirmed, and
    the name without accents and case.
    """
    told = {code: sheet[instrument_key(domain, code)] for code in answer.instruments}
    kept = {c: t.value for c, t in told.items() if t.state is State.ANSWERED and isinstance(t.value, Mapping)}
    known = {code for code in kept if not code.startswith(OWN)}
    return frozenset(known | {_plain(str(value["name"])) for value in kept.values()})


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c for c in decomposed if c.isalnum() or c.isspace()).split())
