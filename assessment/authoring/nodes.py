"""Rows as they come back from a workbook, and the nodes made of their cells.

Every node remembers the cell it came from in place of a line, so that whatever
the rules find can be told by sheet, row and column.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from assessment.authoring.notation import value_in
from assessment.authoring.tables import Column, Layout
from assessment.catalogue.reading import Key, Node, Scalar


@dataclass(frozen=True, order=True)
class Cell:
    """A place in the workbook: the code of the sheet, the row as numbered there, the technical name of the column."""

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a sheet as it came back: what is not blank, by the technical names of its columns."""

    sheet: str
    row: int
    cells: dict[str, Scalar]

    def word(self, name: str) -> str:
        """The code in a cell, whatever kind of cell it is."""
        return str(self.cells.get(name, "")).strip()

    def cell(self, name: str) -> Cell:
        """The place of a cell."""
        return Cell(self.sheet, self.row, name)


Report = Callable[[Cell, str, dict[str, object]], None]
"""Takes note of what is wrong in a cell: a code and its facts, put into words by ``faults``."""


@dataclass
class Nodes:
    """Makes nodes and keeps the cell behind each; ``report`` hears of what cannot be put anywhere."""

    layout: Layout
    report: Report
    cells: list[Cell] = field(default_factory=list)

    def cell(self, line: int) -> Cell:
        """The cell that stands in place of a line."""
        return self.cells[min(max(line, 1), len(self.cells)) - 1]

    def node(self, value: object, cell: Cell) -> Node:
        """A node for a value found in a cell; a list of scalars becomes a list of nodes."""
        self.cells.append(cell)
        line = len(self.cells)
        if isinstance(value, list):
            return Node(line, [Node(line, item, isinstance(item, str), line) for item in value], key_line=line)
        known: Scalar | dict[Key, Node] = value if isinstance(value, str | int | float | bool | dict) else None
        return Node(line, known, isinstance(value, str), line)

    def record(self, line: Line, columns: Iterable[Column], first: str) -> Node:
        """The record that a row describes; ``first`` is the column to name when a whole key is missing."""
        root = self.node({}, line.cell(first))
        for column in columns:
            cell = line.cells.get(column.name)
            if column.base.startswith("@"):
                continue
            if column.language:
                if any(line.cells.get(f"{column.base}:{code}") is not None for code in self.layout.languages):
                    words = "" if cell is None else cell if isinstance(cell, bool) else str(cell)
                    self.put(root, (*column.path, column.language), words, line.cell(column.name))
            elif cell is not None:
                self.put(root, column.path, value_in(cell, column.shape), line.cell(column.name))
        return root

    def put(self, root: Node, path: tuple[Key, ...], value: object, cell: Cell) -> Node:
        """Put a value, or a node, at the end of a path of keys; on the way, records are made."""
        for key in path[:-1]:
            if key not in root.entries:
                root.entries[key] = self.node({}, cell)
            root = root.entries[key]
        found = value if isinstance(value, Node) else self.node(value, cell)
        root.entries[path[-1]] = found
        return found
