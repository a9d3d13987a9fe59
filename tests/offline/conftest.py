"""A country with partners, its workbook in either language, and ways to edit and read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from assessment import forms, workbooks
from assessment.catalogue import Reference
from assessment.core.answers import Answer, AnswerSheet, Partners
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import Status
from assessment.core.sharing import with_questions
from assessment.i18n import language
from assessment.offline import reading
from assessment.offline.comparing import Difference, Standing, compare
from assessment.offline.layout import Frame, plans
from assessment.offline.reading import Read
from assessment.reports.context import ReportContext
from assessment.services.submissions import NEVER_STORED, StoredAnswer, StoredSheet

OWN, PARTNERS = "PER", Partners(("BOL", "CHL"), ("USA",))
VERSION = 3


@dataclass
class Country:
    """A country in a round: writes its workbook, reads one, and compares."""

    questionnaire: Questionnaire
    names: Mapping[str, Mapping[str, str]]

    def stored(self, answers: Mapping[str, Answer], versions: Mapping[str, int] | None = None) -> StoredSheet:
        """The answers as they stand."""
        kept = {
            key: StoredAnswer(answer, (versions or {}).get(key, VERSION), NEVER_STORED.at, "Ana")
            for key, answer in answers.items()
        }
        return StoredSheet(Status.IN_PROGRESS, kept, None, PARTNERS)

    def write(self, lang: str, answers: Mapping[str, Answer], part: Questionnaire | None = None) -> bytes:
        """The workbook of these answers."""
        titles = {"en": "Round 2026", "es": "Ronda 2026"}
        words, now = language(lang), datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
        context = ReportContext(words, self.questionnaire, "2026", titles, self.names, now, demonstration=True)
        book = workbooks.for_answers(context, OWN, self.stored(answers), part or self.questionnaire)
        return saved(book)

    def read(self, content: bytes) -> dict[str, Read]:
        """What a workbook says."""
        sheets = reading.sheets_of(content)
        stamp = reading.checked_stamp(sheets, "2026", OWN, self.questionnaire, set(self.names))
        part = with_questions(self.questionnaire, stamp.questions)
        world = forms.World(OWN, self.names)
        frame = Frame(language(stamp.language), self.questionnaire, part, stamp.partners, world, stamp.extent)
        return reading.read(sheets, plans(frame), stamp)

    def standing(self, answers: Mapping[str, Answer], versions: Mapping[str, int] | None = None) -> Standing:
        """What a workbook is held against."""
        questions = workbooks.questions_of(self.questionnaire, PARTNERS)
        known = {key: (versions or {}).get(key, VERSION) for key in answers}
        sheet = AnswerSheet(answers, PARTNERS)
        world = forms.World(OWN, self.names)
        return Standing(self.questionnaire, questions, sheet, known, world, lambda _key: True)

    def compare(
        self, content: bytes, answers: Mapping[str, Answer], versions: Mapping[str, int] | None = None
    ) -> dict[str, Difference]:
        """What a workbook would change, by question."""
        return {one.key: one for one in compare(self.read(content), self.standing(answers, versions))}


@pytest.fixture(scope="session")
def country(questionnaire: Questionnaire, reference: Reference) -> Country:
    """Peru, with two priority partners and one it added."""
    return Country(questionnaire, {country.iso3: country.name for country in reference.countries})


@pytest.fixture(scope="session")
def blank(country: Country) -> bytes:
    """The Spanish workbook of a country without an answer."""
    return country.write("es", {})


def saved(book: Workbook) -> bytes:
    """A workbook as a file."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def edited(content: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """The file with something changed in it."""
    book = load_workbook(BytesIO(content))
    edit(book)
    return saved(book)


def cell(book: Workbook, key: str, column: str = "value") -> Cell:
    """The cell of a row, known by its key, in a column, known by its name."""
    for sheet in book.worksheets:
        names = {c.value: c.column for c in sheet[6]}
        for row in range(7, sheet.max_row + 1) if "key" in names else ():
            if sheet.cell(row, names["key"]).value == key and column in names:
                return sheet.cell(row, names[column])
    raise KeyError(key)
