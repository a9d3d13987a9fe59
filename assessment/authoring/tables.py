"""Which sheets the workbook of a version has, and which columns: read off the description of the files.

A record becomes a row, each of its keys a column (``limits.min``), each text a
column a language (``ask:es``). Lists of choices, lists of records and
conditions, which no cell can hold, become rows of sheets of their own. So a new
key in ``catalogue.shape`` is a new column here without a change.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from assessment.catalogue import shape
from assessment.catalogue.files import Files, shapes_of
from assessment.catalogue.shape import Shape
from assessment.catalogue.writing import in_order

Path = tuple[str, ...]
INDEX, SECTIONS, INDICATORS, QUESTIONS = "questionnaire", "sections", "indicators", "questions"
CHOICES, CONDITIONS, CHANGES = "choices", "conditions", "changes"
FILE, SECTION, INDICATOR, QUESTION = "@file", "@section", "@indicator", "@question"
PLACE, LIST, CODE, RULE, VALUE, TEXT = "@place", "@list", "@code", "@rule", "value", "text"
ATTACHED: dict[Path, Path] = {("short",): ("levels",), ("score", "points"): ("options",), ("mirror",): ("options",)}
"""Maps that stand beside the rows of another list of the same question, where it has that list."""
RULES = ("test", "all", "any", "not")
WORD, ANY = shape.word(shape.ANYTHING), shape.anything
CONDITION_KEYS = ("q", "is", VALUE)


@dataclass(frozen=True)
class Column:
    """One column: the path of its key in the record of a row; of a text, in one language.

    ``under`` names a column whose path is empty: the row's value as a whole.
    """

    path: Path
    shape: Shape
    language: str = ""
    under: str = ""

    @property
    def base(self) -> str:
        """The technical name without the language."""
        return self.under or ".".join(self.path)

    @property
    def name(self) -> str:
        """The technical name in the heading, by which a column is known again."""
        return f"{self.base}:{self.language}" if self.language else self.base


@dataclass(frozen=True)
class Table:
    """One sheet: what it is called, its columns, and which of them say for good what a row is about."""

    code: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The technical names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Layout:
    """The sheets of one kind of questionnaire in its languages: from the shapes of its index and of its sections."""

    index: Shape
    section: Shape
    languages: tuple[str, ...]

    @property
    def section_key(self) -> str:
        """The key by which rows name the section they belong to."""
        return "domain" if "domain" in self.section.parts else "slug"

    @cached_property
    def lists(self) -> dict[str, Shape]:
        """The lists of records in a section, by key, but for its indicators: each is a sheet."""
        found = flattened(self.section, self.languages)[1]
        return {path[0]: part for path, part in found if part.kind == "list" and path != (INDICATORS,)}

    @cached_property
    def parts_of_question(self) -> list[tuple[Path, Shape]]:
        """The lists of a question that become rows: its levels, options, breakdown, bands …"""
        found = flattened(shape.question, self.languages)[1]
        return [(path, part) for path, part in found if part.kind in ("map", "list")]

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Every sheet, by code, in the order of the workbook."""
        index = (Column((PLACE,), WORD), Column((VALUE,), ANY), *self._texts)
        found = [Table(INDEX, index, (PLACE,)), self._row(SECTIONS, FILE, self.section, FILE, self.section_key)]
        if INDICATORS in self.section.parts:
            found += [
                self._row(INDICATORS, SECTION, shape.INDICATOR, "id"),
                self._row(QUESTIONS, INDICATOR, shape.question, "id"),
                Table(CHOICES, self._choice_columns, (QUESTION, LIST, CODE)),
                Table(CONDITIONS, tuple(Column((n,), ANY if n == VALUE else WORD) for n in _CONDITION_NAMES)),
            ]
        for key, part in self.lists.items():
            found.append(self._row(key, SECTION, part.each or ANY, *(["id"] if key != CHANGES else [])))
        return {table.code: table for table in found}

    def entry_columns(self, path: Path, part: Shape) -> tuple[Column, ...]:
        """The columns that an entry of a list of a question fills in the sheet of choices."""
        each = part.each or ANY
        under = TEXT if each.kind == "text" and path not in ATTACHED else path[-1]
        found = flattened(each, self.languages)[0]
        return tuple(column if column.path else replace(column, under=under) for column in found)

    def _row(self, code: str, owner: str, found: Shape, *identity: str) -> Table:
        return Table(code, (Column((owner,), WORD), *flattened(found, self.languages)[0]), identity)

    @property
    def _texts(self) -> list[Column]:
        return [replace(column, under=TEXT) for column in flattened(shape.text, self.languages)[0]]

    @property
    def _choice_columns(self) -> tuple[Column, ...]:
        """Whose row it is, the words of a choice, what is attached to it, and the keys of listed records (bands)."""
        own = [Column((QUESTION,), WORD), Column((LIST,), WORD), Column((CODE,), ANY)]
        more = (self.entry_columns(path, part) for path, part in self.parts_of_question)
        return tuple({column.name: column for column in chain(own, self._texts, *more)}.values())


_CONDITION_NAMES = (QUESTION, PLACE, RULE, *CONDITION_KEYS)


def layout_of(files: Files) -> Layout:
    """The sheets for a version."""
    return Layout(*shapes_of(files.index), files.languages)


def is_scalar(found: Shape) -> bool:
    """Whether a shape has room in one cell."""
    return found.kind in ("word", "number", "truth", "any")


def inner(found: Shape, key: str) -> Shape:
    """The shape of what stands under a key, or at a number, of a record, map or list."""
    return found.each or found.parts.get(key, ANY)


def flattened(
    found: Shape, languages: tuple[str, ...], path: Path = ()
) -> tuple[list[Column], list[tuple[Path, Shape]]]:
    """The columns of a record, and the parts of it that no column can hold."""
    if found.kind == "text":
        return [Column(path, found, language) for language in languages], []
    if is_scalar(found) or (found.kind == "list" and found.each and is_scalar(found.each)):
        return [Column(path, found)], []
    parts: list[tuple[str, Shape]] = []
    if found.kind == "record":
        parts = [(key, found.parts[key]) for key in in_order(found.parts)]
    elif found.kind == "map" and found.keys is shape.LANGUAGE and found.each:
        parts = [(language, found.each) for language in languages]
    if not parts:
        return [], [(path, found)]
    pairs = [flattened(part, languages, (*path, key)) for key, part in parts]
    return [c for columns, _ in pairs for c in columns], [p for _, rest in pairs for p in rest]
