"""The main job, end to end, in a real browser: answers in, the same number everywhere, Excel out."""

import json
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from assessment import catalogue
from assessment.config import CURRENT_QUESTIONNAIRE
from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import ScoreCard
from assessment.core.scoring import score
from assessment.core.snapshots import signed_sheet
from assessment.i18n import language
from assessment.services import results, rounds
from assessment.storage import queries
from assessment.storage.database import make_engine
from tests.browser.filling import fill
from tests.browser.tool import Tool, Visitor
from tests.factories import LINK, answered, value_of
from tests.reports.office import recalculated
from tests.reports.sheets import row_of

pytestmark = [pytest.mark.browser, pytest.mark.office, pytest.mark.xdist_group("browser")]

DOMAINS = ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D9")
"""Those that are not asked per partner."""
NOT_STARTED = [("NIC", "es", "en"), ("BHS", "en", "es")]
SIGN = {"es": "Firmar", "en": "Sign"}


def planned_answers(questionnaire: Questionnaire) -> dict[str, Answer]:
    """Every question answered, with each state, a comment that looks like a formula, HTML and evidence among them."""
    sections = [domain for domain in questionnaire if not domain.per_partner]
    answers = {q.id: answered(value_of(q, level=2)) for domain in sections for q in domain.questions}
    answers["D1.1a"] = answered(4, comment="=SUM(A1) <b>no es fórmula</b>", evidence=(LINK,))
    answers["D1.2a"] = answered(4)
    answers["D1.1b"] = answered({"chosen": ["vccr", "tipp"], "not_open": ["icrmw"]})
    answers["D2.1b"] = answered({"ESP": "honorary", "USA": "career"})
    answers["D3.1b"] = Answer(State.NOT_APPLICABLE, reason="No hubo detenciones en el período.")
    answers["D3.1c"] = answered(62.5)
    answers["D3.3b"] = Answer(State.DONT_KNOW)
    return answers


@pytest.mark.parametrize(("iso3", "lang", "other"), NOT_STARTED)
def test_answers_given_in_a_browser_are_one_number_everywhere(
    visitor: Visitor, tool: Tool, tmp_path: Path, iso3: str, lang: str, other: str
) -> None:
    questionnaire = catalogue.load(CURRENT_QUESTIONNAIRE)
    answers = planned_answers(questionnaire)
    answer_everything(visitor, questionnaire, answers, iso3, lang, other)
    sign(visitor, iso3, lang)
    sheet, card = stored(tool, iso3)
    assert sheet.answers == answers
    assert card == score(questionnaire, sheet)

    visitor.sign_in("analyst", lang)
    page_shows_the_number(visitor, card, iso3, lang)
    book = downloaded(visitor, tmp_path, iso3, lang)
    excel_holds_the_number(book, card)
    recalculation_agrees(book, questionnaire, sheet, card, tmp_path)


def answer_everything(
    visitor: Visitor, questionnaire: Questionnaire, answers: dict[str, Answer], iso3: str, lang: str, other: str
) -> None:
    """Answer section by section; in the middle of the third, switch language with unsaved answers on the page."""
    page = visitor.sign_in(f"focal.{iso3.lower()}", lang)
    assert page.url.endswith(f"/{lang}/rounds/2026/{iso3}/answers/")
    for number, domain in enumerate(domain for domain in questionnaire if not domain.per_partner):
        visitor.open(f"/{lang}/rounds/2026/{iso3}/answers/{domain.slug}")
        half = len(domain.questions) // 2
        for question in domain.questions[:half]:
            fill(page, question, answers[question.id])
        if number == 2:
            page.locator(f"button[lang={other}]").click()
            page.wait_for_url(f"**/{other}/rounds/2026/{iso3}/answers/{domain.slug}")
            assert page.locator("html").get_attribute("lang") == other
        for question in domain.questions[half:]:
            fill(page, question, answers[question.id])
        page.locator(".save-bar button[value=save]").click()
        page.locator(".notice--success").wait_for()
        assert page.locator(".govuk-error-summary").count() == 0


def sign(visitor: Visitor, iso3: str, lang: str) -> None:
    """The authorising officer checks and signs."""
    page = visitor.sign_in(f"officer.{iso3.lower()}", lang)
    assert page.url.endswith(f"/{lang}/rounds/2026/{iso3}/check")
    visitor.open(f"/{lang}/rounds/2026/{iso3}/sign")
    page.fill("[name=office]", "Dirección General de Asuntos Consulares")
    page.check("[name=statement]")
    page.get_by_role("main").get_by_role("button", name=SIGN[lang]).click()
    page.wait_for_url("**/receipt")


def stored(tool: Tool, iso3: str) -> tuple[AnswerSheet, ScoreCard]:
    """What the database holds: the signed answers and their score card."""
    engine = make_engine(tool.database_url)
    with Session(engine) as session:
        found = rounds.get_round(session, "2026")
        entry = next(e for e in results.region(session, found).entries if e.iso3 == iso3)
        _submission, snapshot = queries.signed_submission(session, "2026", iso3)
        sheet = signed_sheet(snapshot.content)
    engine.dispose()
    assert entry.card is not None
    assert entry.snapshot_hash == snapshot.sha256
    return sheet, entry.card


def page_shows_the_number(visitor: Visitor, card: ScoreCard, iso3: str, lang: str) -> None:
    """Headline, chart data and table twin of the profile, the region's tile and heatmap table, and the explanation."""
    words = language(lang)
    page = visitor.open(f"/{lang}/rounds/2026/{iso3}/profile")
    assert page.locator(".headline__score").inner_text().split()[-1] == words.number(card.overall.score, 0)
    page.locator("[data-figure='domains-figure'][data-drawn='true']").wait_for()
    figure = json.loads(page.locator("#domains-figure").text_content())
    drawn = next(trace for trace in figure["data"] if trace.get("name") == "score")
    scores = [card.nodes[domain].score for domain in DOMAINS]
    assert drawn["x"] == scores
    assert drawn["text"] == [words.number(score, 0) for score in scores]
    table = page.locator("figure:has(#domains-figure) table").text_content()
    for score_shown in scores:
        assert words.score(score_shown) in table
    explanation = visitor.open(f"/{lang}/rounds/2026/{iso3}/profile/overall").locator("main").text_content()
    assert words.score(card.overall.score) in explanation
    region = visitor.open(f"/{lang}/rounds/2026/region")
    assert region.locator(f".tile-map a[href$='/{iso3}/profile']").count() == 1
    assert words.score(card.nodes["D3"].score) in region.locator("figure:has(table) table").first.text_content()


def downloaded(visitor: Visitor, folder: Path, iso3: str, lang: str) -> openpyxl.Workbook:
    """The country's workbook, fetched by its button."""
    page = visitor.open(f"/{lang}/rounds/2026/{iso3}/profile")
    with page.expect_download() as download:
        page.locator("a[href$='profile.xlsx']").click()
    path = folder / f"{iso3}.xlsx"
    download.value.save_as(path)
    return openpyxl.load_workbook(path)


def excel_holds_the_number(book: openpyxl.Workbook, card: ScoreCard) -> None:
    """The summary holds the scores in full precision, which is 15 digits in a workbook."""
    summary = book.worksheets[0]
    cells = [cell for row in summary.iter_rows(values_only=True) for cell in row]
    assert card.overall.score in cells
    for domain in DOMAINS:
        row = [cell.value for cell in summary[row_of(summary, domain)]]
        assert pytest.approx(card.nodes[domain].score, rel=1e-14) in row


def recalculation_agrees(
    book: openpyxl.Workbook, questionnaire: Questionnaire, sheet: AnswerSheet, card: ScoreCard, folder: Path
) -> None:
    """LibreOffice gets the tool's score, and after a change of one answer the score the tool would give."""
    folder.joinpath("as-is").mkdir()
    folder.joinpath("changed").mkdir()
    calculation = next(title for title in book.sheetnames if title in ("Cálculo", "Calculation"))
    untouched = recalculated({"book": book}, folder / "as-is")["book"]
    assert overall_in(untouched[calculation]) == pytest.approx(card.overall.score, abs=1e-9)
    answers = next(sheet for sheet in book if sheet.title in ("Respuestas", "Answers"))
    value = next(c for c in answers[row_of(answers, "D1.2a")] if c.value == 4 or c.value == "4")
    value.value = type(value.value)(1)
    moved = recalculated({"book": book}, folder / "changed")["book"]
    expected = score(questionnaire, sheet.with_answer("D1.2a", answered(1))).overall.score
    assert expected != card.overall.score
    assert overall_in(moved[calculation]) == pytest.approx(expected, abs=1e-9)


def overall_in(calculation: openpyxl.worksheet.worksheet.Worksheet) -> float:
    """The overall score as the formulas give it: the first row under the headings that has one."""
    heading = next(row for row in calculation.iter_rows() if row[0].value in ("Código", "Code"))
    column = next(cell.column for cell in heading if cell.value in ("Puntaje", "Score"))
    rows = range(heading[0].row + 1, heading[0].row + 4)
    return next(v for r in rows if isinstance(v := calculation.cell(r, column).value, int | float))
