"""A workbook with anything wrong in it is refused as a whole: every reason at once, by sheet, row and column."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook

from assessment.authoring import exchange
from assessment.cells import AUTHORS, read_cells
from assessment.i18n import language
from tests.authoring.conftest import Spoil, column, contents, letter, row_of, sheet

ENGLISH, SPANISH = language("en"), language("es")
INDEX, SECTIONS = "Cuestionario · Questionnaire", "Secciones · Sections"
INDICATORS, QUESTIONS = "Indicadores · Indicators", "Preguntas · Questions"
CHOICES, CONDITIONS = "Opciones · Choices", "Condiciones · Conditions"


def put(code: str, key: str, value: str, name: str, new: object) -> Spoil:
    """Spoil one cell: in the row where ``key`` has a value, the column of this name."""

    def spoil(book: Workbook) -> None:
        row = row_of(book, code, key, value)
        sheet(book, code).cell(row, column(code, name)).value = new

    return spoil


def without_row(code: str, key: str, value: str) -> Spoil:
    return lambda book: sheet(book, code).delete_rows(row_of(book, code, key, value))


def moved_column(book: Workbook) -> None:
    moved = letter("questions", "ask:en")
    sheet(book, "questions").move_range(f"{moved}1:{moved}20", cols=-1, rows=0)


def without_sheet(book: Workbook) -> None:
    book.remove(sheet(book, "conditions"))


def merged(book: Workbook) -> None:
    sheet(book, "choices").merge_cells("D4:E5")


def new_row(code: str, **cells: object) -> Spoil:
    def spoil(book: Workbook) -> None:
        found = sheet(book, code)
        row = found.max_row + 1
        for name, value in cells.items():
            found.cell(row, column(code, name.replace("__", ":").replace("at_", "@"))).value = value

    return spoil


CASES: list[tuple[str, Spoil, str]] = [
    (
        "a column moved",
        moved_column,
        f"{QUESTIONS}, row 2, column {letter('questions', 'minutes')}: The column should be “minutes”; it is “ask:en”.",
    ),
    ("a sheet missing", without_sheet, f"{CONDITIONS}, row 1, column A: The sheet is missing."),
    ("cells merged", merged, f"{CHOICES}, row 4, column D: The cells D4:E5 are merged."),
    (
        "a formula",
        put("questions", "id", "D1.1b", "minutes", "=1+1"),
        f"{QUESTIONS}, row 4, column {letter('questions', 'minutes')}: There is a formula. Write the value itself.",
    ),
    (
        "a date",
        put("indicators", "id", "D1.1", "tags.gcm", date(2026, 3, 14)),
        f"{INDICATORS}, row 3, column E: There is a date.",
    ),
    (
        "a question deleted",
        without_row("questions", "id", "D2.2d"),
        f"{QUESTIONS}, row 13, column {letter('questions', 'id')}: “D2.2d” stood in this row and is missing",
    ),
    (
        "an id changed",
        put("questions", "id", "D2.2d", "id", "D2.2f"),
        f"{QUESTIONS}, row 13, column {letter('questions', 'id')}: “D2.2d” became “D2.2f”. Codes may not be changed.",
    ),
    (
        "an option deleted",
        without_row("choices", "@code", "airports"),
        f"{CHOICES}, row 9, column C: “D1.1b options airports” stood in this row and is missing from the sheet.",
    ),
    (
        "an option twice",
        new_row("choices", at_question="D1.1b", at_list="options", at_code="prisons", text__en="X", text__es="Y"),
        f"{CHOICES}, row 30, column C: “prisons” stands twice.",
    ),
    (
        "a role that is none",
        put("indicators", "id", "D1.1", "role", "receptor"),
        f"{INDICATORS}, row 3, column D: “receptor” does not fit; expected: sending | receiving | both.",
    ),
    (
        "a theme that is not in the list",
        put("indicators", "id", "D1.1", "tags.theme", "INS; XXX"),
        f"{INDICATORS}, row 3, column G: “XXX” is not in the list of “theme”, or stands twice.",
    ),
    (
        "an objective read as a decimal number",
        put("indicators", "id", "D1.1", "tags.gcm", 13.14),
        f"{INDICATORS}, row 3, column E: “13.14” is not in the list of “gcm”, or stands twice.",
    ),
    (
        "a type that is none",
        put("questions", "id", "D2.2c", "type", "fecha"),
        f"{QUESTIONS}, row 12, column {letter('questions', 'type')}: “fecha” does not fit; expected: ladder",
    ),
    (
        "words where a number is due",
        put("questions", "id", "D2.2c", "minutes", "five"),
        f"{QUESTIONS}, row 12, column {letter('questions', 'minutes')}: “five” does not fit; expected: 0.0: 0.1 - 240.",
    ),
    (
        "a text emptied in one language",
        put("questions", "id", "D2.2c", "ask:es", None),
        f"{QUESTIONS}, row 12, column {letter('questions', 'ask:es')}: The text in “es” is blank.",
    ),
    (
        "numbers that differ between the languages",
        put("indicators", "id", "D2.1", "source:es", "PMM párr. 16."),
        f"{INDICATORS}, row 4, column S: Numbers differ: only in “en”: 15; only in “es”: 16.",
    ),
    (
        "a question of no indicator",
        put("questions", "id", "D2.2c", "@indicator", "D9.9"),
        f"{QUESTIONS}, row 12, column {letter('questions', '@indicator')}: “D9.9” does not exist in this workbook.",
    ),
    (
        "a choice of no question",
        put("choices", "@code", "airports", "@question", "D9.9a"),
        f"{CHOICES}, row 9, column A: “D9.9a” does not exist in this workbook.",
    ),
    (
        "a list that is none",
        new_row("choices", at_question="D1.1b", at_list="opciones", at_code="x"),
        f"{CHOICES}, row 30, column B: “opciones” is not one of: levels,",
    ),
    (
        "an operator that does not suit",
        put("conditions", "@question", "D1.1d", "is", "all_of"),
        f"{CONDITIONS}, row 3, column E: “all_of” is not a test for D1.1a, a question of type ladder.",
    ),
    (
        "a condition that reads no question",
        put("conditions", "@question", "D1.1d", "q", "D7.7a"),
        f"{CONDITIONS}, row 3, column D: The condition reads “D7.7a”, which does not exist.",
    ),
    (
        "a part of a condition below a test",
        put("conditions", "@place", "1.2.1", "@place", "1.1.1"),
        f"{CONDITIONS}, row 7, column B: “1.1.1” is no place here",
    ),
    (
        "a rule that is none",
        put("conditions", "@place", "1.2", "@rule", "nor"),
        f"{CONDITIONS}, row 6, column C: “nor” is not one of: test, all, any, not.",
    ),
    (
        "a value of the index that does not fit",
        put("questionnaire", "@place", "method.thresholds.domain.share", "value", 5),
        f"{INDEX}, row 20, column B: “5” does not fit; expected: 0.0: 0 - 1.",
    ),
    (
        "a place that does not exist",
        new_row("questionnaire", at_place="method.bands.9.code", value="x"),
        f"{INDEX}, row 37, column A: “method.bands.9.code” is no place here",
    ),
    (
        "a version renamed",
        put("questionnaire", "@place", "version", "value", "2027"),
        f"{INDEX}, row 4, column B: “2026” became “2027”. Codes may not be changed.",
    ),
    (
        "a section of another file",
        put("sections", "domain", "D2", "@file", "sections/../../other.yaml"),
        f"{SECTIONS}, row 4, column A: “sections/02-second.yaml” became “sections/../../other.yaml”.",
    ),
    (
        "something far outside",
        lambda book: sheet(book, "changes").cell(1_048_576, 16_384, "far"),
        "Cambios · Changes, row 1048576, column XFD: There is something in a cell far outside the table.",
    ),
]


@pytest.mark.parametrize(("spoil", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_wrong_is_named_by_sheet_row_and_column_and_nothing_is_written(
    spoil: Spoil, reason: str, version: Path, spoilt: Callable[[Spoil], Path]
) -> None:
    before = contents(version)
    with pytest.raises(exchange.ImportRefused) as refused:
        exchange.take_over(spoilt(spoil), version, ENGLISH)
    assert [found for found in refused.value.reasons if found.startswith(reason)] != [], refused.value.reasons
    assert contents(version) == before
    assert sorted(path.suffix for path in version.rglob("*.*")) == [".yaml"] * 4


def test_everything_wrong_is_named_at_once_in_the_readers_language(
    version: Path, spoilt: Callable[[Spoil], Path]
) -> None:
    def spoil(book: Workbook) -> None:
        put("questions", "id", "D2.2c", "type", "fecha")(book)
        put("questions", "id", "D1.1b", "minutes", "=1+1")(book)
        put("choices", "@code", "airports", "@code", "aeropuertos")(book)
        put("indicators", "id", "D1.1", "role", "receptor")(book)

    with pytest.raises(exchange.ImportRefused) as refused:
        exchange.take_over(spoilt(spoil), version, SPANISH)
    assert refused.value.reasons[:4] == (
        f"{INDICATORS}, fila 3, columna D: “receptor” no corresponde; se espera: sending | receiving | both.",
        f"{QUESTIONS}, fila 4, columna {letter('questions', 'minutes')}: Hay una fórmula. Escriba el valor mismo.",
        f"{QUESTIONS}, fila 12, columna {letter('questions', 'type')}: “fecha” no corresponde; "
        "se espera: ladder | yes_no | one | several | number | percent | countries | year | month | text.",
        f"{CHOICES}, fila 9, columna C: “D1.1b options airports” pasó a ser “D1.1b options aeropuertos”. "
        "Los códigos no pueden cambiarse.",
    )
    assert not any("=1+1" in reason for reason in refused.value.reasons)


def test_a_workbook_of_another_questionnaire_or_of_an_earlier_state_is_refused(
    version: Path, spoilt: Callable[[Spoil], Path]
) -> None:
    workbook = spoilt(lambda book: None)
    second = version / "sections" / "02-second.yaml"
    second.write_text(second.read_text("utf-8").replace("Meetings help.", "Meetings help us."), "utf-8")
    with pytest.raises(exchange.ImportRefused, match="The questionnaire was changed after this workbook was written"):
        exchange.take_over(workbook, version, ENGLISH)
    index = version / "questionnaire.yaml"
    index.write_text(index.read_text("utf-8").replace("slug: small", "slug: other"), "utf-8")
    with pytest.raises(exchange.ImportRefused, match="holds questionnaire small 2026; here is other 2026"):
        exchange.take_over(workbook, version, ENGLISH)


def test_a_version_with_errors_is_neither_exported_nor_imported_into(
    version: Path, spoilt: Callable[[Spoil], Path]
) -> None:
    second = version / "sections" / "02-second.yaml"
    second.write_text(second.read_text("utf-8").replace("type: year", "type: yaer"), "utf-8")
    for door in (lambda: exchange.export(version), lambda: exchange.take_over(spoilt(print), version, ENGLISH)):
        with pytest.raises(exchange.QuestionnaireInvalid, match="yaer"):
            door()


def _own_workbook(path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "a list of mine"
    book.save(path)


def _package(*members: tuple[str, bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in members:
                package.writestr(name, content)

    return write


BOMB = b"<worksheet>" + b" " * (120 * 1024**2)
FOREIGN = "The workbook was not written by this tool for authors of a questionnaire."
NO_WORKBOOK = "The file is not an Excel workbook (.xlsx) that can be read."
TOO_LARGE = "The file is too large, packed or unpacked."


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (_own_workbook, FOREIGN),
        (lambda path: path.write_bytes(b""), NO_WORKBOOK),
        (lambda path: path.write_bytes(b"a;b;c\n1;2;3\n"), NO_WORKBOOK),
        (_package(("word/document.xml", b"<a/>")), NO_WORKBOOK),
        (_package(("xl/workbook.xml", b"<broken")), NO_WORKBOOK),
        (_package(("xl/workbook.xml", b"<a/>"), ("xl/worksheets/sheet1.xml", BOMB)), TOO_LARGE),
        (_package(*((f"xl/{n}.xml", b"") for n in range(300)), ("xl/workbook.xml", b"")), TOO_LARGE),
        (lambda path: path.write_bytes(b"PK" + bytes(AUTHORS.file)), TOO_LARGE),
        (lambda path: path.mkdir(), "The file cannot be opened."),
        (lambda path: None, "The file cannot be opened."),
    ],
    ids=["own", "empty", "csv", "word", "broken", "bomb", "many", "large", "folder", "absent"],
)
def test_what_is_no_workbook_of_ours_is_refused_before_it_can_do_harm(
    write: Callable[[Path], None], reason: str, version: Path, tmp_path: Path
) -> None:
    path, before = tmp_path / "given.xlsx", contents(version)
    write(path)
    with pytest.raises(exchange.ImportRefused) as refused:
        exchange.take_over(path, version, ENGLISH)
    assert refused.value.reasons == (f"{path}: {reason}",)
    assert contents(version) == before


def test_a_merge_over_a_whole_sheet_ends_in_a_refusal_not_in_a_wait(
    version: Path, spoilt: Callable[[Spoil], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that lays out seventeen billion merged cells is stopped."""
    monkeypatch.setattr(exchange, "read_cells", partial(read_cells, limits=replace(AUTHORS, seconds=5)))
    given, bomb = spoilt(lambda book: sheet(book, "changes").merge_cells("A9:B9")), tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(given) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(member, source.read(member).replace(b"A9:B9", b"A9:XFD1048576"))
    with pytest.raises(exchange.ImportRefused, match="takes more time or memory"):
        exchange.take_over(bomb, version, ENGLISH)
