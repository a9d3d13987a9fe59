"""Which sheets the workbook of a version has, and which columns: read off the description of the files.

A record becomes a row, each of its keys a column (``limits.min``), each text a
column a language (``ask:es``). Lists of choices, lists of records and
conditions, which no cell can hold, become rows of sheets of their own. So a new
key in ``catalogue.shape`` is a new column here without a change.
"""

from dataclasses import dataclass, replace
from itertools import chain

from assessment.catalogue import shape
from assessment.catalogue.shape import Shape
from assessment.catalogue.writing import in_order

Path = tuple[str, ...]
INDEX, SECTIONS, INDICATORS, QUESTIONS = "questionnaire", "sections", "indicators", "questions"
CHOICES, CONDITIONS = "choices", "conditions"
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


def is_scalar(found: Shape) -> bool:
    """Whether a shape has room in one cell."""
    return found.kind in ("word", "number", "truth", "any")


def flattened(
    found: Shape, languages: tuple[str, ...], path: Path = ()
) -> tuple[list[Column], list[tuple[Path, Shape]]]:
    """The columns of a record, and the parts of it that no column can hold."""
    if found.kind == "text":
        return [Column(path, found, language) for language in languages], []
    if is_scalar(found) or (found.kind == "list" and found.each and is_scalar(found.each)):
        return [Column(path, found)], []
    inner: list[tuple[str, Shape]] = []
    if found.kind == "record":
        inner = [(key, found.parts[key]) for key in in_order(found.parts)]
    elif found.kind == "map" and found.keys is shape.LANGUAGE and found.each:
        inner = [(language, found.each) for language in languages]
    if not inner:
        return [], [(path, found)]
    pairs = [flattened(part, languages, (*path, key)) for key, part in inner]
    return [c for columns, _ in pairs for c in columns], [p for _, parts in pairs for p in parts]


def lists_of_section(languages: tuple[str, ...]) -> dict[str, Shape]:
    """The lists of records in a section, by key, but for its indicators: each is a sheet."""
    found = flattened(shape.SECTION, languages)[1]
    return {path[0]: part for path, part in found if part.kind == "list" and path != ("indicators",)}


def parts_of_question(languages: tuple[str, ...]) -> list[tuple[Path, Shape]]:
    """The lists of a question that become rows: its levels, options, breakdown, bands …"""
    return [(path, part) for path, part in flattened(shape.question, languages)[1] if part.kind in ("map", "list")]


def tables(languages: tuple[str, ...]) -> dict[str, Table]:
    """Every sheet, by code, in the order of the workbook."""

    def row(code: str, keys: tuple[str, ...], found: Shape, *identity: str) -> Table:
        own = [Column((key,), WORD) for key in keys]
        return Table(code, (*own, *flattened(found, languages)[0]), identity)

    index = (Column((PLACE,), WORD), Column((VALUE,), ANY), *flattened(shape.text, languages, (TEXT,))[0])
    found = [
        Table(INDEX, index, (PLACE,)),
        row(SECTIONS, (FILE,), shape.SECTION, FILE, "domain"),
        row(INDICATORS, (SECTION,), shape.INDICATOR, "id"),
        row(QUESTIONS, (INDICATOR,), shape.question, "id"),
        Table(CHOICES, _choice_columns(languages), (QUESTION, LIST, CODE)),
        Table(CONDITIONS, tuple(Column((n,), ANY if n == VALUE else WORD) for n in _CONDITION_NAMES)),
        *(row(key, (SECTION,), part.each or ANY) for key, part in lists_of_section(languages).items()),
    ]
    return {table.code: table for table in found}


_CONDITION_NAMES = (QUESTION, PLACE, RULE, *CONDITION_KEYS)


def entry_columns(path: Path, part: Shape, languages: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns that an entry of a list of a question fills in the sheet of choices."""
    each = part.each or ANY
    under = TEXT if each.kind == "text" and path not in ATTACHED else path[-1]
    found = flattened(each, languages)[0]
    return tuple(column if column.path else replace(column, under=under) for column in found)


def _choice_columns(languages: tuple[str, ...]) -> tuple[Column, ...]:
    """Whose row it is, the words of a choice, what is attached to it, and the keys of listed records such as bands."""
    own = [Column((QUESTION,), WORD), Column((LIST,), WORD), Column((CODE,), ANY)]
    texts = [replace(column, under=TEXT) for column in flattened(shape.text, languages)[0]]
    more = (entry_columns(path, part, languages) for path, part in parts_of_question(languages))
    return tuple({column.name: column for column in chain(own, texts, *more)}.values())
