"""The hierarchy: which code stands below which, with what weight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from assessment.index.arrays import Floats
from assessment.index.problems import Problems
from assessment.index.tables import Row, hold_columns, number_in, read_table, weight_in

COLUMNS = ("code", "level", "parent", "weight")
RESERVED = ("unit", "group")
"""Headings of the files of values and results, which no code may have."""


@dataclass(frozen=True, slots=True)
class Node:
    """One code: its level (1: a leaf), its parent (None: the top) and its weight, relative to its siblings'."""

    code: str
    level: int
    parent: str | None
    weight: float = 1.0


@dataclass(frozen=True)
class Structure:
    """A checked hierarchy; ``nodes`` in the order of the file. Make one with ``structure_of`` or ``read_structure``."""

    nodes: tuple[Node, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code, in order."""
        return tuple(node.code for node in self.nodes)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The place of every code in ``codes``, and so in the arrays of results."""
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The codes on level 1, in order."""
        return tuple(node.code for node in self.nodes if node.level == 1)

    @cached_property
    def top(self) -> str:
        """The code without a parent."""
        return next(node.code for node in self.nodes if node.parent is None)

    @cached_property
    def below_top(self) -> tuple[str, ...]:
        """Every code but the top, in order."""
        return tuple(code for code in self.codes if code != self.top)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The codes below each parent, by name: the order of the file does not decide in which order sums are made."""
        found: dict[str, list[str]] = {}
        for node in sorted(self.nodes, key=lambda node: node.code):
            if node.parent is not None:
                found.setdefault(node.parent, []).append(node.code)
        return {parent: tuple(codes) for parent, codes in found.items()}

    @cached_property
    def upward(self) -> tuple[str, ...]:
        """Every code after all codes below it, branch by branch."""
        downward, waiting = [], [self.top]
        while waiting:
            downward.append(waiting.pop())
            waiting += self.children.get(downward[-1], ())
        return tuple(reversed(downward))

    @cached_property
    def levels(self) -> int:
        """The number of levels, that of the leaves included."""
        return max(node.level for node in self.nodes)

    @cached_property
    def weights(self) -> Floats:
        """The weight of every code."""
        return np.array([node.weight for node in self.nodes])

    def node(self, code: str) -> Node:
        """The node of a code."""
        return self.nodes[self.index[code]]

    def with_weights(self, weights: Mapping[str, float]) -> "Structure":
        """The same hierarchy with other weights for some of the codes."""
        return Structure(tuple(replace(node, weight=weights.get(node.code, node.weight)) for node in self.nodes))


def read_structure(path: Path) -> Structure:
    """The hierarchy in a file with the columns code, level, parent and weight.

    The weight of the top has no meaning and may be left out. Raises InputRefused
    with every problem.
    """
    problems = Problems(str(path))
    table = read_table(path, problems)
    hold_columns(table, COLUMNS, (), problems)
    if not set(COLUMNS) <= set(table.columns):
        problems.end_if_any()
    nodes = [_node(row, problems) for row in table.rows]
    return _checked(nodes, [row.number for row in table.rows], problems)


def structure_of(nodes: Sequence[Node]) -> Structure:
    """A hierarchy made in a program. Raises InputRefused; the first node is told as row 2, as in a file."""
    return _checked(nodes, range(2, len(nodes) + 2), Problems(""))


def _node(row: Row, problems: Problems) -> Node:
    cells = row.cells
    if not cells["code"]:
        problems.add("blank", row.number, "code")
    top = not cells["parent"]
    weight = 1.0 if top and not cells["weight"] else weight_in(row, "weight", problems)
    level = number_in(row, "level", problems) if not cells["level"] else _level(row, problems)
    return Node(cells["code"], int(level), cells["parent"] or None, weight)


def _level(row: Row, problems: Problems) -> int:
    text = row.cells["level"]
    if text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0:
        return int(text)
    problems.add("not_a_level", row.number, "level", value=text)
    return 0


def _checked(nodes: Sequence[Node], rows: Sequence[int], problems: Problems) -> Structure:
    """Note everything wrong with the hierarchy; what rests on a level that is none is not told again."""
    row_of: dict[str, int] = {}
    for node, row in zip(nodes, rows, strict=True):
        if node.code in row_of:
            problems.add("repeated_code", row, "code", value=node.code, first=row_of[node.code])
        if node.code in RESERVED:
            problems.add("reserved_code", row, "code", value=node.code)
        row_of.setdefault(node.code, row)
    by_code = {node.code: node for node in reversed(nodes)}
    _check_parents(by_code, row_of, problems)
    if nodes and all(node.level > 0 for node in nodes):
        _check_levels(by_code, row_of, problems)
    problems.end_if_any()
    return Structure(tuple(nodes))


def _check_parents(by_code: Mapping[str, Node], row_of: Mapping[str, int], problems: Problems) -> None:
    tops = sorted((node.code for node in by_code.values() if node.parent is None), key=row_of.__getitem__)
    for code in tops[1:]:
        problems.add("second_top", row_of[code], "parent", first=tops[0])
    if not tops:
        problems.add("no_top", None, "parent")
    for node in by_code.values():
        if node.parent is not None and node.parent not in by_code:
            problems.add("orphan", row_of[node.code], "parent", value=node.parent)
    for circle in _circles(by_code):
        first = min(circle, key=row_of.__getitem__)
        turn = circle.index(first)
        way = [*circle[turn:], *circle[:turn], first]
        problems.add("cycle", row_of[first], "parent", way=" → ".join(way))


def _circles(by_code: Mapping[str, Node]) -> list[list[str]]:
    """Every circle of parents once, as the codes along it."""
    circles: list[list[str]] = []
    done: set[str] = set()
    for code in by_code:
        way: list[str] = []
        here = code
        while here in by_code and here not in done:
            done.add(here)
            way.append(here)
            here = by_code[here].parent or ""
        if here in way:
            circles.append(way[way.index(here) :])
    return circles


def _check_levels(by_code: Mapping[str, Node], row_of: Mapping[str, int], problems: Problems) -> None:
    parents = {node.parent for node in by_code.values()}
    in_circles = {code for circle in _circles(by_code) for code in circle}
    for code, node in by_code.items():
        parent = by_code.get(node.parent or "")
        if parent is not None and code not in in_circles and node.level >= parent.level:
            problems.add("below_child", row_of[code], "level", value=node.level, parent=parent.code, above=parent.level)
        if code not in parents and node.level != 1:
            problems.add("leaf_level", row_of[code], "level", code=code)
    present = {node.level for node in by_code.values()}
    for level in range(1, max(present)):
        if level not in present:
            problems.add("empty_level", None, "level", value=level)
    if present == {1}:
        problems.add("only_leaves", None, "level")
