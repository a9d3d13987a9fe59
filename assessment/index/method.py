"""The method: every switch of the engine with its default, and how each is written as a word."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from assessment.index.problems import InputRefused, Problem
from assessment.index.structure import Structure

T = TypeVar("T")


class Mean(StrEnum):
    """How children make their parent."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"


class ThresholdBy(StrEnum):
    """What must reach the threshold: the share of the children that have a value, or that of their weight."""

    COUNT = "count"
    WEIGHT = "weight"


class ZeroWeight(StrEnum):
    """Whether a child of weight 0 is among the children that a threshold counts."""

    OUT = "out"
    COUNTED = "counted"


class NotApplicable(StrEnum):
    """Whether what is not applicable leaves altogether, or is the same as missing."""

    EXCLUDED = "excluded"
    MISSING = "missing"


class Transform(StrEnum):
    """What is done with every leaf after normalising: nothing, 1 + 0.99 v, or max(v, 1). Nothing is shifted back."""

    NONE = "none"
    SHIFT99 = "shift99"
    FLOOR1 = "floor1"


class Scale(StrEnum):
    """The kinds of normalisation of a leaf over the units."""

    NONE = "none"
    MINMAX = "minmax"
    ZSCORE = "zscore"
    GOALPOSTS = "goalposts"
    PRANK = "prank"


@dataclass(frozen=True, slots=True)
class Normalisation:
    """A kind of normalisation with its two ends: new ones for ``minmax``, those of the raw table for ``goalposts``."""

    scale: Scale = Scale.NONE
    first: float = 0.0
    second: float = 100.0

    def __post_init__(self) -> None:
        if self.first == self.second or not (math.isfinite(self.first) and math.isfinite(self.second)):
            raise ValueError(f"two different numbers are needed, not {self.first:g} and {self.second:g}")


@dataclass(frozen=True, slots=True)
class Method:
    """All switches. The three tuples hold one entry for all levels, or one a level from the lowest aggregate upwards.

    ``threshold`` is a share from 0 (none) to 1. ValueError for any other.
    """

    mean: tuple[Mean, ...] = (Mean.ARITHMETIC,)
    threshold: tuple[float, ...] = (0.0,)
    threshold_by: tuple[ThresholdBy, ...] = (ThresholdBy.COUNT,)
    zero_weight: ZeroWeight = ZeroWeight.OUT
    not_applicable: NotApplicable = NotApplicable.EXCLUDED
    transform: Transform = Transform.NONE
    normalisation: Normalisation = Normalisation()

    def __post_init__(self) -> None:
        wrong = [share for share in self.threshold if not 0 <= share <= 1]
        if wrong:
            raise ValueError(f"{wrong[0]:g} is not a share from 0 to 1")


@dataclass(frozen=True, slots=True)
class Step:
    """How the children of one level's parents are brought together."""

    mean: Mean = Mean.ARITHMETIC
    threshold: float = 0.0
    by: ThresholdBy = ThresholdBy.COUNT
    counts_zero_weight: bool = False
    limit_at_zero: bool = False
    """A geometric or harmonic mean with a 0 in it is 0, its limit; else it does not exist."""


def steps(method: Method, structure: Structure) -> tuple[Step, ...]:
    """One step a level of parents, the lowest first; InputRefused where a list does not have one entry a level."""
    due = structure.levels - 1
    lists = {"--mean": method.mean, "--threshold": method.threshold, "--threshold-by": method.threshold_by}
    wrong = {name: len(given) for name, given in lists.items() if len(given) not in (1, due)}
    if wrong:
        facts = ((name, {"found": found, "due": due}) for name, found in wrong.items())
        raise InputRefused(Problem(name, None, None, "list_length", fact) for name, fact in facts)
    counts = method.zero_weight is ZeroWeight.COUNTED
    means, ways = _for_each(method.mean, due), _for_each(method.threshold_by, due)
    each = zip(means, _for_each(method.threshold, due), ways, strict=True)
    return tuple(Step(mean, threshold, by, counts) for mean, threshold, by in each)


def _for_each(given: tuple[T, ...], due: int) -> tuple[T, ...]:
    return given if len(given) == due else given * due


# --- Written as words ----------------------------------------------------------------


def listed(kind: Callable[[str], T], text: str) -> tuple[T, ...]:
    """A list written with commas; ValueError for a word or number that is none of its kind."""
    return tuple(kind(part.strip()) for part in text.split(","))


def normalisation(text: str) -> Normalisation:
    """``none``, ``minmax``, ``minmax:A:B``, ``zscore``, ``goalposts:L:U`` or ``prank``; ValueError for all else."""
    word, *ends = text.split(":")
    scale = Scale(word)
    allowed = {Scale.MINMAX: (0, 2), Scale.GOALPOSTS: (2,)}.get(scale, (0,))
    if len(ends) not in allowed:
        raise ValueError(f"{text!r} has not the right number of parts")
    return Normalisation(scale, *(float(end) for end in ends))
