"""How a value stands in a cell, and what a cell stands for.

A list is written ``13; 14``, an empty one as a dash. A word that could be taken
for a number, for a list or for nothing stands in double quotes, as in the files.
"""

import json
import re
from collections.abc import Iterable

from assessment.authoring.tables import is_scalar
from assessment.catalogue.reading import Node, Scalar, resolved
from assessment.catalogue.shape import Shape
from assessment.catalogue.writing import quoted, written

EMPTY, BETWEEN = "–", "; "
ITEM = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^;,]+)')
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
AWKWARD = re.compile(r'^$|^–|^"|[;,]|^\s|\s$')
TRUTHS = {"true": True, "false": False}


def cell_of(node: Node, found: Shape) -> Scalar:
    """What stands in the cell of a value, or of a list of values."""
    if isinstance(node.value, list):
        each = found.each if found.kind == "list" and found.each else found
        items = (cell_of_scalar(item.plain(), each.kind == "word") for item in node.items)
        return BETWEEN.join(item if isinstance(item, str) else written(item) for item in items) or EMPTY
    if isinstance(node.value, dict):
        return None
    return node.value if found.kind == "text" else cell_of_scalar(node.value, found.kind == "word")


def cell_of_scalar(value: object, is_word: bool = False) -> Scalar:
    """A value of any kind, or one that can only be a word; quoted where it could be taken for something else."""
    if isinstance(value, str):
        return quoted(value) if AWKWARD.search(value) or not (is_word or resolved(value) == value) else value
    return value if isinstance(value, int | float) else None


def value_in(cell: Scalar, found: Shape) -> Scalar | list[Scalar]:
    """What a cell stands for where a shape is due; what does not fit is left for the rules to judge."""
    if isinstance(cell, str):
        cell = cell.strip()
    if found.kind == "list" and found.each and is_scalar(found.each):
        return items_in(cell, found.each)
    if found.kind == "truth" and isinstance(cell, str):
        return TRUTHS.get(cell.lower(), cell)
    if found.kind == "word":
        word = str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell
        return unquoted(word) if isinstance(word, str) and QUOTED.fullmatch(word) else word
    if found.kind in ("any", "number") and isinstance(cell, str):
        return unquoted(cell) if QUOTED.fullmatch(cell) else resolved(cell)
    return cell


def items_in(cell: Scalar, each: Shape) -> list[Scalar]:
    """The values of a list."""
    if not isinstance(cell, str):
        return [] if cell is None else _scalars([value_in(cell, each)])
    if cell.strip() in (EMPTY, "-"):
        return []
    return _scalars(value_in(item, each) for item in ITEM.findall(cell) if item.strip())


def unquoted(cell: str) -> str:
    """The word inside quotation marks; as it stands where it is not written as the files would."""
    try:
        return str(json.loads(cell))
    except ValueError:
        return cell


def _scalars(values: Iterable[Scalar | list[Scalar]]) -> list[Scalar]:
    return [value for value in values if not isinstance(value, list)]
