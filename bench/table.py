"""What the benchmark prints: figures, each held against its floor and its goal."""

from collections.abc import Sequence
from dataclasses import dataclass

LEGEND = """\
Each figure: the tool / its floor = ratio; "limit" where nothing barer exists and the floor is the goal itself.
Loads: p50 and p95 of the wall time of a request, and CPU of the serving program (not of PostgreSQL) a request. The
clients share the machine and ask without a pause: with 16 of them, wall time is mostly waiting in line."""


@dataclass(frozen=True)
class Figure:
    """One number, what it is held against, and the most it may be: as a ratio, in its own unit, or without a goal."""

    name: str
    unit: str
    measured: float
    floor: float
    most_ratio: float | None = None
    most: float | None = None
    of_limit: bool = False

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.measured / self.floor

    def words(self) -> str:
        """The figure as it is printed."""
        limit = "limit " if self.of_limit else ""
        values = f"{short(self.measured)} / {limit}{short(self.floor)} {self.unit}".rstrip()
        return f"{self.name} {values} = {self.ratio:.2f}x"

    def verdict(self) -> str:
        """The goal and whether it is met; empty without a goal."""
        if self.most_ratio is not None:
            met, goal = self.ratio <= self.most_ratio, f"{self.most_ratio}x"
        elif self.most is not None:
            met, goal = self.measured <= self.most, f"{short(self.most)} {self.unit}".rstrip()
        else:
            return ""
        return f"{self.name} <= {goal}: {'met' if met else 'NOT MET'}"


def limited(name: str, unit: str, measured: float, most: float) -> Figure:
    """A figure that has a limit and no floor."""
    return Figure(name, unit, measured, most, most=most, of_limit=True)


def short(number: float) -> str:
    """Three significant digits, without an exponent."""
    return f"{number:.0f}" if number >= 100 or number == int(number) else f"{number:.3g}"


def print_row(what: str, figures: Sequence[Figure]) -> None:
    """One row, as soon as it is measured."""
    verdicts = [verdict for figure in figures if (verdict := figure.verdict())]
    columns = [f"{figure.words():<36}" for figure in figures]
    print(f"{what:<52} {' '.join(columns)} [{', '.join(verdicts) or 'no goal'}]", flush=True)


def print_heading(text: str) -> None:
    """The name of a part."""
    print(f"\n{text}", flush=True)
