"""All files of one run, read together so that all problems are told together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assessment.index.arrays import Floats
from assessment.index.problems import InputRefused, Problem
from assessment.index.structure import Structure, read_structure
from assessment.index.values import Values, check_values, read_values
from assessment.index.weights import read_repetitions, read_weights

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Input:
    """What the files of a run hold; ``repetitions`` are weights given for each, one row a repetition."""

    structure: Structure
    values: Values
    repetitions: Floats | None


def read_input(structure: Path, values: Path, weights: Path | None = None, repetitions: Path | None = None) -> Input:
    """Read the files. Raises InputRefused with the problems of all of them.

    While the structure is wrong, values are checked as far as they can be without it.
    """
    found: list[Problem] = []
    hierarchy = _tried(found, read_structure, structure)
    if hierarchy is None:
        _tried(found, check_values, values)
        raise InputRefused(found)
    table = _tried(found, read_values, values, hierarchy)
    weighted = _tried(found, read_weights, weights, hierarchy) if weights else hierarchy
    given = _tried(found, read_repetitions, repetitions, hierarchy) if repetitions else None
    if table is None or weighted is None or found:
        raise InputRefused(found)
    return Input(weighted, table, given)


def _tried(found: list[Problem], read: Callable[..., T], *arguments: object) -> T | None:
    """What is read, or None after its problems were noted."""
    try:
        return read(*arguments)
    except InputRefused as refused:
        found.extend(refused.problems)
        return None
