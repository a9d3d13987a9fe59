"""Links: which priority pairs cooperate steadily in a column, as both States report it.

Everything here counts pairs that both States have signed (framework, section
3). A pair that is hidden from a reader is awaiting, and so counts for nothing:
given ``Network.as_seen_by``, the figures hold nothing that State may not see.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assessment.core.network import Pair, PairCell, PairState

STEADY = 3
"""The level from which cooperation is applied and not only agreed: both at it or above make a link."""

States = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Links:
    """The pairs of a column that both States have signed, each in one of four groups, as (iso3, iso3).

    ``linked``: both report level 3 or more; ``one_sided``: one of them does;
    ``unlinked``: both report a level, and neither 3 or more; ``untold``: what a
    side left open (don't know, blank, not applicable) may or may not be a link.
    """

    column: str
    linked: tuple[States, ...]
    one_sided: tuple[States, ...]
    unlinked: tuple[States, ...]
    untold: tuple[States, ...]

    @property
    def signed(self) -> tuple[States, ...]:
        """All of them: what the shares are taken of."""
        return self.linked + self.one_sided + self.unlinked + self.untold

    @property
    def density(self) -> float | None:
        """The share (0..1) of the signed pairs that are linked; None with no such pair."""
        return len(self.linked) / len(self.signed) if self.signed else None

    @property
    def one_sided_share(self) -> float | None:
        """The share (0..1) of the signed pairs in which one State alone reports a link; None with no such pair."""
        return len(self.one_sided) / len(self.signed) if self.signed else None


def links(pairs: Iterable[Pair], column: str) -> Links:
    """The links of a column (an indicator id; KeyError for an unknown one) among some pairs."""
    found: dict[str, list[States]] = {"linked": [], "one_sided": [], "unlinked": [], "untold": []}
    for pair in pairs:
        cell = pair.cells[column]
        if cell.state is not PairState.AWAITING:
            found[_group(cell)].append((pair.first, pair.second))
    return Links(column, **{group: tuple(states) for group, states in found.items()})


def _group(cell: PairCell) -> str:
    levels = [side.level for side in (cell.first, cell.second) if side is not None and side.level is not None]
    steady = sum(level >= STEADY for level in levels)
    if steady:
        return "linked" if steady == 2 else "one_sided"
    return "unlinked" if len(levels) == 2 else "untold"


def within(pairs: Iterable[Pair], states: Collection[str]) -> tuple[Pair, ...]:
    """The pairs of which both States are among these (iso3): those of a scheme or a sub-region."""
    return tuple(pair for pair in pairs if pair.first in states and pair.second in states)
