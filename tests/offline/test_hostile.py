"""Hostile and broken files: each turned down with its reason in both languages, or its cell named; fast and small."""

import re
import resource
import time
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from assessment.cells import ANSWERS
from assessment.core.questionnaire import Questionnaire
from assessment.i18n import language
from assessment.offline.comparing import Outcome
from assessment.offline.faults import FileRefused
from assessment.offline.stamp import SHEET
from assessment.wording import problem_text
from tests.offline.conftest import Country, cell, edited, saved

Make = Callable[[bytes], bytes]
SECONDS, MEMORY = 5, 200 * 1024  # kB
NO_WORKBOOK = ("is not an Excel workbook", "no es un libro de Excel")
BROKEN_STAMP = ("stamp of the workbook was changed", "sello de versión del libro fue modificado")
TOO_MUCH = ("takes more time or memory", "más tiempo o memoria")


def member(name: str, change: Callable[[bytes], bytes]) -> Make:
    """The same package with one member rewritten."""

    def make(content: bytes) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                read = source.read(info)
                target.writestr(info.filename, change(read) if info.filename == name else read)
        return out.getvalue()

    return make


def more(name: str, content: bytes) -> Make:
    """The same package with one member more."""

    def make(given: bytes) -> bytes:
        out = BytesIO(given)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as target:
            target.writestr(name, content)
        return out.getvalue()

    return make


def book(edit: Callable[[Workbook], object]) -> Make:
    return lambda content: edited(content, edit)


def fact(name: str, value: str) -> Make:
    """Another value in the stamp."""

    def edit(changed: Workbook) -> None:
        next(row for row in changed[SHEET].iter_rows() if row[0].value == name)[1].value = value

    return book(edit)


def code(key: str, new: str) -> Make:
    """Another code in the locked column."""

    def edit(changed: Workbook) -> None:
        row = cell(changed, key).row
        sheet = cell(changed, key).parent
        sheet.cell(row, 2).value = new

    return book(edit)


def archive(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def rows_100_000(_content: bytes) -> bytes:
    row = b"<row><c><v>1</v></c></row>"
    return member("xl/worksheets/sheet2.xml", lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + row * 100_000))(
        _content
    )


def encrypted_member(content: bytes) -> bytes:
    """Every member says that it is encrypted."""
    marked = bytearray(content)
    for at in [found.start() for found in re.finditer(b"PK\x01\x02", content)]:
        marked[at + 8] |= 1
    return bytes(marked)


def twice(changed: Workbook) -> None:
    changed.copy_worksheet(changed[SHEET])


def fact_twice(changed: Workbook) -> None:
    changed[SHEET].append(["country", "PER"])


def row_twice(changed: Workbook) -> None:
    found = cell(changed, "D1.1a")
    found.parent.cell(found.parent.max_row + 1, 2).value = "D1.1a"


def without(key: str) -> Make:
    return book(lambda changed: cell(changed, key).parent.delete_rows(cell(changed, key).row))


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
ENTITIES = ("holds definitions", "contiene definiciones")
TOO_LARGE, TOO_MANY = ("too large", "demasiado grande"), ("far more rows or cells", "muchas más filas o celdas")
PASSWORD = ("protected by a password", "protegido con contraseña")
BOTH = dict[str, tuple[Make, tuple[str, str]]]

FILES: BOTH = {
    "an empty file": (lambda _: b"", NO_WORKBOOK),
    "a renamed executable": (lambda _: b"MZ\x90\x00" + bytes(5000), NO_WORKBOOK),
    "a PDF with another extension": (lambda _: b"%PDF-1.7\n" + bytes(5000), NO_WORKBOOK),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(900), NO_WORKBOOK),
    "a table of texts (csv)": (lambda _: "código;respuesta\nD1.1a;3\n".encode(), NO_WORKBOOK),
    "a page of the web": (lambda _: b"<html><script>alert(1)</script></html>", NO_WORKBOOK),
    "an OpenDocument sheet": (lambda _: archive(mimetype=b"x", content_xml=b"<x/>"), ("OpenDocument", "OpenDocument")),
    "a Word document": (lambda _: archive(word__document_xml=b"<x/>"), NO_WORKBOOK),
    "an old or encrypted workbook": (lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000), PASSWORD),
    "encrypted members": (encrypted_member, PASSWORD),
    "a zip cut off": (lambda content: content[: len(content) // 2], NO_WORKBOOK),
    "zip damaged inside": (lambda c: c[:2000] + bytes(20_000) + c[22_000:], NO_WORKBOOK),
    "a file of more than 5 MB": (lambda _: b"PK" + bytes(ANSWERS.file), TOO_LARGE),
    "a zip bomb": (more("xl/media/bomb.xml", bytes(60 * 1024**2)), TOO_LARGE),
    "a thousand members": (
        lambda _: archive(xl__workbook_xml=b"<x/>", **{f"m{n}": b"" for n in range(1000)}),
        TOO_LARGE,
    ),
    "a workbook with macros": (more("xl/vbaProject.bin", b"macro"), ("holds macros", "contiene macros")),
    "an entity bomb": (more("docProps/custom.xml", DOCTYPE + b"<x>&b;</x>"), ENTITIES),
    "an external entity in a sheet": (
        member("xl/worksheets/sheet3.xml", lambda xml: b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + xml),
        ENTITIES,
    ),
    "entities in UTF-16": (more("docProps/custom.xml", DOCTYPE.decode().encode("utf-16")), NO_WORKBOOK),
    "100,000 rows": (rows_100_000, TOO_MANY),
    "a merge over a whole sheet": (
        member(
            "xl/worksheets/sheet2.xml",
            lambda xml: xml.replace(
                b"<conditionalFormatting",
                b'<mergeCells><mergeCell ref="A8:XFD1048576"/></mergeCells><conditionalFormatting',
                1,
            ),
        ),
        TOO_MUCH,
    ),
    "a sheet that is no XML": (member("xl/worksheets/sheet2.xml", lambda xml: xml[:3000]), NO_WORKBOOK),
    "somebody else's workbook": (lambda _: saved(Workbook()), ("no version stamp", "no lleva sello")),
    "the stamp taken out": (book(lambda b: b.remove(b[SHEET])), ("no version stamp", "no lleva sello")),
    "two stamps": (book(twice), ("more than one version stamp", "más de un sello")),
    "a stamp with a fact twice": (book(fact_twice), ("more than one version stamp", "más de un sello")),
    "another country": (fact("country", "CHL"), ("another country (CHL); here is PER", "otro país (CHL)")),
    "another round": (fact("round", "2024"), ("another round (2024); here is 2026", "otra ronda (2024)")),
    "an old version of the questionnaire": (fact("meaning", "0" * 64), ("another version than when", "otra versión")),
    "an unknown format": (fact("format", "answers-0"), ("another version than when", "otra versión")),
    "an extent that is none": (fact("extent", "[]"), BROKEN_STAMP),
    "a million countries": (
        fact("extent", '{"evidence": 3, "instruments": 3, "countries": {"D2.1b": 1000000}}'),
        BROKEN_STAMP,
    ),
    "a question of no questionnaire": (fact("questions", "D1.1a D99.9z"), BROKEN_STAMP),
    "a partner that is no State": (fact("partners", "BOL XXX"), BROKEN_STAMP),
    "an id changed": (code("D1.2a", "D1.9z"), ("“D1.9z” belongs to no question", "“D1.9z” no corresponde")),
    "an option's id changed": (code("D1.1b/tipp", "D1.1b/x"), ("“D1.1b/x” belongs to no", "“D1.1b/x” no corresponde")),
    "a row deleted": (without("D1.1b/tipp"), ("the row of D1.1b/tipp is missing", "falta la fila de D1.1b/tipp")),
    "a row twice": (book(row_twice), ("the code D1.1a stands a second time", "D1.1a aparece por segunda vez")),
    "a sheet deleted": (
        book(lambda b: b.remove(cell(b, "D3.1b").parent)),
        ("The sheet “D3 ", "Falta la hoja “D3 "),
    ),
    "a column deleted": (
        book(lambda b: cell(b, "D1.1a").parent.delete_cols(4)),
        ("the column “value” is missing", "falta la columna “value”"),
    ),
    "cells merged": (
        book(lambda b: cell(b, "D1.1a").parent.merge_cells("D8:D9")),
        ("D8:D9 are merged", "D8:D9 están combinadas"),
    ),
    "a cell far away": (
        book(lambda b: cell(b, "D1.1a").parent.cell(1_000_000, 16_000, "x")),
        ("far outside the table", "muy lejos de la tabla"),
    ),
}
"""What each file is, how it is made of a good one, and what is said of it in English and in Spanish."""

CELLS: dict[str, tuple[str, str, object, tuple[str, str]]] = {
    "a formula": ("D3.1b", "value", "=1+1", ("There is a formula", "hay una fórmula")),
    "a formula that calls out": ("D1.1a", "comment", '=HYPERLINK("x")', ("There is a formula", "hay una fórmula")),
    "a date": ("D8.4c@BOL", "value", date(2026, 3, 1), ("became a date", "se convirtió en una fecha")),
    "an error value": ("D3.1b", "value", "#REF!", ("an error value", "un valor de error")),
    "a level that is none": ("D1.1a", "value", "7", ("“7” is not one of", "“7” no es una de")),
    "words for a number": ("D3.1b", "value", "veinte", ("could not be read as a number", "veinte")),
    "a number in two readings": ("D3.1b", "value", "1.234", ("can be read in two ways", "de dos maneras")),
    "a number too small": ("D3.1b", "value", -1, ("must be 0 or more", "0 o ")),
    "no country": ("D2.1c/1", "value", "Atlantis", ("not in the list of countries", "Atlantis")),
    "the own country": ("D2.1c/1", "value", "Perú", ("Your own State", "propio Estado")),
    "neither yes nor no": ("D1.1b/tipp", "value", "quizás", ("“quizás” is not one of", "“quizás” no es una de")),
    "a script for a link": ("D1.1a", "evidence-0.link", "javascript:alert(1)", ("must begin with https", "https://")),
    "a text too long": ("D1.1a", "comment", "a" * 4001, ("at most 4,000", "4,000")),
    "an instrument that is none": ("D8.1a@BOL", "instrument-0", "own-9", ("has not been entered", "own-9")),
}


@pytest.mark.parametrize("what", FILES)
def test_every_hostile_or_broken_file_is_turned_down_with_its_reason(country: Country, blank: bytes, what: str) -> None:
    make, (english, spanish) = FILES[what]
    content = make(blank)
    begin = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        country.read(content)
    assert time.monotonic() - begin < 3 * SECONDS  # of a busy machine
    assert any(english in reason for reason in refused.value.in_words(language("en"))), refused.value.reasons
    assert any(spanish in reason for reason in refused.value.in_words(language("es"))), refused.value.reasons
    assert (
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        < resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + MEMORY
    )


def test_what_is_wrong_in_single_cells_is_told_by_cell_and_the_rest_is_read(country: Country, blank: bytes) -> None:
    """One workbook for all cells of different questions; two that share a question go into a second one."""
    waiting, seen = dict(CELLS), set()
    while waiting:
        taken: dict[str, str] = {}
        changed = load_workbook(BytesIO(blank))
        for what, (row, column, value, _said) in list(waiting.items()):
            key = row.split("/")[0]
            if key in taken:
                continue
            taken[key] = what
            cell(changed, row, column).value = value
            del waiting[what]
        cell(changed, "D1.2a").value = "2"
        found = country.compare(saved(changed), {})
        assert found["D1.2a"].outcome is Outcome.NEW
        for key, what in taken.items():
            row, column, _value, said = CELLS[what]
            assert found[key].outcome is Outcome.INVALID, what
            where = cell(changed, row, column)
            places = dict(found[key].problems)
            assert any(place.startswith(where.parent.title) for place in places), what
            if row == key or "instrument" in column:
                assert f"{where.parent.title}!{where.coordinate}" in places, (what, places)
            for lang, words in zip(("en", "es"), said, strict=True):
                texts = [problem_text(language(lang), problem, country.names) for problem in places.values()]
                assert any(words in text for text in texts), (what, texts)
        seen |= set(taken.values())
    assert seen == set(CELLS)


def test_rows_that_only_moved_are_found_by_their_code(country: Country, blank: bytes) -> None:
    def edit(changed: Workbook) -> None:
        cell(changed, "D1.1a").value = "3"
        cell(changed, "D1.1a").parent.insert_rows(7, 5)

    assert country.compare(edited(blank, edit), {})["D1.1a"].answer.value == 3


def test_the_table_is_long_enough() -> None:
    assert len(FILES) + len(CELLS) >= 40


def test_a_workbook_in_one_language_is_read_for_a_reader_of_another(
    country: Country, questionnaire: Questionnaire
) -> None:
    def edit(changed: Workbook) -> None:
        cell(changed, "D2.1c/1").value = "España"
        cell(changed, "D4.5b").value = "Sí"

    found = country.compare(edited(country.write("en", {}), edit), {})
    assert {key: one.answer.value for key, one in found.items()} == {"D2.1c": {"ESP": None}, "D4.5b": "yes"}
