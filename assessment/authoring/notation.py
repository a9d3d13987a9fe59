"""How a value stands in a cell, and what a cell stands for.

A list is written ``13; 14``, an empty one as a dash, an empty word as two
quotation marks. Where a code could be taken for a number it stands in double
quotes, as in the files.
"""

import re
from collections.abc import Iterable

from assessment.authoring.tables import is_scalar
from assessment.catalogue.reading import Node, Scalar, resolved
from assessment.catalogue.shape import Shape
from assessment.catalogue.writing import quoted

EMPTY, BETWEEN, BLANK = "–", "; ", '""'
SEPARATOR = re.compile(r"[;,]")
TRUTHS = {"true": True, "false": False}
QUOTED = re.compile(r'"(.*)"')


def cell_of(node: Node, found: Shape) -> Scalar:
    """What stands in the cell of a value, or of a list of values."""
    if isinstance(node.value, list):
        each = found.each if found.kind == "list" else found
        return BETWEEN.join(str(cell_of(item, each or found)) for item in node.items) or EMPTY
    if isinstance(node.value, dict):
        return None
    return cell_of_scalar(node.value) if found.kind == "any" else (BLANK if node.value == "" else node.value)


def cell_of_scalar(value: Scalar) -> Scalar:
    """A value of any kind; a word that looks like another kind, or like a list, is quoted."""
    if isinstance(value, str) and (resolved(value) != value or SEPARATOR.search(value) or value[:1] in ('"', EMPTY)):
        return quoted(value)
    return value


def value_in(cell: Scalar, found: Shape) -> Scalar | list[Scalar]:
    """What a cell stands for where a shape is due; what does not fit is left for the rules to judge."""
    if isinstance(cell, str):
        cell = cell.strip()
    if found.kind == "list" and found.each and is_scalar(found.each):
        return items_in(cell, found.each)
    if found.kind == "truth" and isinstance(cell, str):
        return TRUTHS.get(cell.lower(), cell)
    if found.kind == "word":
        cell = str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell
        return "" if cell == BLANK else cell
    if found.kind in ("any", "number") and isinstance(cell, str):
        inside = QUOTED.fullmatch(cell)
        return inside[1] if inside else resolved(cell)
    return cell


def items_in(cell: Scalar, each: Shape) -> list[Scalar]:
    """The values of a list."""
    if not isinstance(cell, str):
        return [] if cell is None else _scalars([value_in(cell, each)])
    if cell in (EMPTY, "-"):
        return []
    return _scalars(value_in(item, each) for item in SEPARATOR.split(cell) if item.strip())


def _scalars(values: Iterable[Scalar | list[Scalar]]) -> list[Scalar]:
    return [value for value in values if not isinstance(value, list)]
