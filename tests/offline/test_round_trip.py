"""Every field of every type goes into the workbook and comes back equal, in both languages and through LibreOffice."""

from io import BytesIO
from itertools import cycle
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assessment import forms, workbooks
from assessment.core.answers import Answer, Evidence, State
from assessment.core.questionnaire import Kind, Question, Questionnaire
from assessment.core.sharing import with_questions
from assessment.core.validation import as_stored
from assessment.i18n import language
from assessment.offline import rows
from assessment.offline.building import LISTS
from assessment.offline.comparing import Outcome
from assessment.offline.layout import Frame, plans
from assessment.offline.slots import in_rows
from assessment.offline.stamp import SHEET
from tests.factories import value_of
from tests.offline.conftest import OWN, PARTNERS, Country, cell, edited
from tests.reports.office import converted

TEXTS = ("=1+1", "+51 1 204", "-ni más ni menos", "@casa", "'comilla", "_x0041_ & <b>\nsegunda línea", "ñandú 🜁")


def filled(country: Country) -> dict[str, Answer]:
    """An answer to every question, with everything that can be said beside it; texts that look like something else."""
    texts, answers = cycle(TEXTS), {}
    for number, (key, question) in enumerate(workbooks.questions_of(country.questionnaire, PARTNERS).items()):
        evidence = (Evidence("https://example.org/a?b=1&c=2", next(texts)), Evidence("", next(texts)))
        if key == "D8@CHL":
            answers[key] = Answer(State.NOT_APPLICABLE, reason=next(texts))
        elif "." in key:
            told = Answer(State.ANSWERED, _value(question, number), "", next(texts), evidence[: number % 3])
            answers[key] = as_stored(question, told)
    return answers


def _value(question: Question, number: int) -> object:
    """Values that differ from question to question."""
    match question.kind:
        case Kind.LADDER:
            return max(number % 5, 2)  # so that every detail is asked
        case Kind.ONE:
            return question.option_codes[number % len(question.options)]
        case Kind.SEVERAL:
            closed = [question.option_codes[-1]] if question.not_open_to_my_state else []
            return {"chosen": list(question.option_codes[: 1 + number % 3]), "not_open": closed}
        case Kind.NUMBER if not question.breakdown:
            return 1234.5 if question.limits and question.limits.decimals and question.limits.max > 1300 else 7
        case Kind.PERCENT:
            return 12.5
        case Kind.COUNTRIES:
            codes = [o.code for o in question.attribute]
            wanted = ["USA", "ESP", "COD", "COG", "KOR", "PRK"] + (["BRA"] * (number % 2))
            return {iso3: codes[at % len(codes)] if codes else None for at, iso3 in enumerate(wanted)}
        case Kind.TEXT:
            return "=HYPERLINK(1)\nsegunda"
    return value_of(question)


def states(country: Country) -> dict[str, Answer]:
    """No question with a value: "don't know", or not applicable, or no country."""
    answers = {}
    for key, question in workbooks.questions_of(country.questionnaire, PARTNERS).items():
        if question.may_be_not_applicable and "." in key:
            answers[key] = Answer(State.NOT_APPLICABLE, reason="No tenemos costa")
        elif question.kind is Kind.COUNTRIES:
            answers[key] = Answer(State.ANSWERED, {})
        elif question.kind is Kind.SEVERAL:
            answers[key] = Answer(State.ANSWERED, {"chosen": ["none_of_these"], "not_open": []})
        elif "." in key:
            answers[key] = Answer(State.DONT_KNOW, comment="Se consultará")
    return answers


def scripted(country: Country, lang: str, answers: dict[str, Answer]) -> bytes:
    """A blank workbook filled by a script, cell by cell, as a person would."""
    words, questions = language(lang), workbooks.questions_of(country.questionnaire, PARTNERS)
    world, whole = forms.World(OWN, country.names), country.questionnaire
    book = load_workbook(BytesIO(country.write(lang, {})))
    where = {}
    for sheet in book.worksheets:
        names = {c.value: c.column for c in sheet[6]}
        for row in range(7, sheet.max_row + 1) if "key" in names else ():
            where[sheet.cell(row, names["key"]).value] = (sheet, row, names)
    frame = Frame(words, whole, whole, PARTNERS, world, rows.Extent())
    for plan in plans(frame):
        for line in plan.lines:
            for column, (key, slot) in line.slots.items():
                sheet, row, names = where[line.key]
                form = in_rows(questions[key], forms.write(questions[key], answers.get(key, Answer()), words))
                assert not sheet.cell(row, names[column]).protection.locked
                shown = slot.shown(form)
                sheet.cell(row, names[column]).value = shown
                if isinstance(shown, str):
                    sheet.cell(row, names[column]).data_type = "s"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_field_of_every_type_comes_back_equal(country: Country, lang: str) -> None:
    answers = filled(country)
    assert {question.kind for question in country.questionnaire.questions.values()} >= set(Kind) - {Kind.YEAR}
    found = country.compare(scripted(country, lang, answers), {})
    assert {key: one.problems for key, one in found.items() if one.outcome is not Outcome.NEW} == {}
    assert {key: one.answer for key, one in found.items()} == answers


def test_what_stands_comes_back_as_no_change(country: Country) -> None:
    for answers in (filled(country), states(country)):
        assert country.compare(country.write("en", answers), answers) == {}


def test_states_without_a_value_come_back_equal(country: Country) -> None:
    answers = states(country)
    found = country.compare(scripted(country, "es", answers), {})
    assert {key: one.answer for key, one in found.items()} == answers


@pytest.mark.office
def test_what_libreoffice_saves_again_comes_back_equal(country: Country, tmp_path: Path) -> None:
    answers = filled(country)
    books = {
        "filled": load_workbook(BytesIO(scripted(country, "es", answers))),
        "stands": load_workbook(BytesIO(country.write("en", answers))),
    }
    made = converted(books, tmp_path, "xlsx")
    found = country.compare(made["filled"].read_bytes(), {})
    assert {key: one.answer for key, one in found.items() if not one.problems} == answers
    assert country.compare(made["stands"].read_bytes(), answers) == {}
    marks = load_workbook(made["stands"], data_only=True)
    assert [cell(marks, key, "mark").value or "" for key in ("D1.1a", "D4.5d", "D8@BOL")] == ["", "", ""]


@pytest.mark.office
def test_what_is_missing_is_said_as_long_as_it_is_asked(country: Country, tmp_path: Path) -> None:
    def choose(book: object) -> None:
        cell(book, "D1.3a").value = "2 · "
        cell(book, "D4.5b").value = "No"
        cell(book, "D8@BOL", "D8.1a").value = 3

    blank = country.write("es", {})
    books = {"blank": load_workbook(BytesIO(blank)), "chosen": load_workbook(BytesIO(edited(blank, choose)))}
    made = {name: load_workbook(path, data_only=True) for name, path in converted(books, tmp_path, "xlsx").items()}
    keys = ["D1.1a", "D1.1b", "D1.3a", "D1.3c", "D4.5b", "D4.5d", "D8.1b@BOL", "D8.1b@CHL", "D8@BOL"]
    missing, not_asked = "Falta", "No formulada"
    assert [cell(made["blank"], key, "mark").value or "" for key in keys] == [
        *(missing, missing, missing, not_asked, missing, not_asked, not_asked, not_asked, missing)
    ]
    assert [cell(made["chosen"], key, "mark").value or "" for key in keys] == [
        *(missing, missing, "", missing, "", not_asked, missing, not_asked, missing)
    ]


def test_the_structure_is_locked_and_every_sheet_bears_the_mark(blank: bytes, questionnaire: Questionnaire) -> None:
    book = load_workbook(BytesIO(blank))
    assert book.security.lockStructure
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    for sheet in book.worksheets:
        top = [str(c.value) for c in sheet[1] if c.value]
        assert any("Datos de demostración" in words for words in top), sheet.title
    assert [book[name].sheet_state for name in (LISTS, SHEET)] == ["veryHidden", "veryHidden"]
    told = "\n".join(str(c.value) for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value)
    for question in questionnaire.questions.values():
        if "{partner}" not in question.ask["es"]:
            assert question.ask["es"] in told
        for option in question.options:
            assert option.label["es"].replace("{partner}", "el Estado socio")[:60] in told or question.kind in (
                *(Kind.YES_NO, Kind.ONE),
            )


def test_a_workbook_of_a_part_holds_only_that_part(country: Country, questionnaire: Questionnaire) -> None:
    part = with_questions(questionnaire, ["D1.1a", "D1.1b", "D8.1a"])
    read = country.read(country.write("es", {}, part))
    assert set(read) == {"D1.1a", "D1.1b"} | {f"D8.1a@{p}" for p in PARTNERS.all} | {"D8@BOL", "D8@CHL"}
