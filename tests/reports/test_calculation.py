"""The calculation sheets, recalculated by LibreOffice, say what the tool says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import pytest
from openpyxl import Workbook

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Threshold
from assessment.core.results import OVERALL, RegionResults, ScoreCard, Standing, Status
from assessment.core.scoring import score
from assessment.reports.context import ReportContext
from assessment.reports.country import country_workbook
from assessment.reports.region import region_workbook
from tests.core.builders import NOT_APPLICABLE, answered
from tests.reports.conftest import country_results, region_of
from tests.reports.office import recalculated
from tests.reports.sheets import MATRIX, SMALL, drawn_answer, drawn_sheet, partner_sheet, row_of, write_answer

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("office")]

WITHIN = 1e-9
FULL = AnswerSheet(
    {
        "D1.1a": answered(4, evidence=True),
        "D1.1b": answered({"chosen": ["one", "two"], "not_open": []}),
        "D1.1c": answered(24),
        "D1.2a": answered(2),
        "D1.3a": answered(4),
        "D2.1a": answered(1),
        "D2.1b": answered("yes"),
        "D2.1c": answered("some"),
        "D2.1d": answered(40),
        "D2.1e": answered({"total": 3, "parts": {}}),
        "D2.2a": answered(3),
        "D2.2b": answered(12.5),
        "D3.1a": answered(0),
    }
)


def changed(**answers: Answer) -> AnswerSheet:
    """The full sheet with some answers replaced; ``D1_1a`` names D1.1a."""
    return AnswerSheet({**FULL.answers, **{id.replace("_", "."): answer for id, answer in answers.items()}})


EDGES = {
    "nothing_answered": AnswerSheet(),
    "everything_answered": FULL,
    "everything_not_applicable": AnswerSheet(dict.fromkeys(SMALL.questions, NOT_APPLICABLE)),
    "top_level_without_evidence": changed(D1_1a=answered(4)),
    "ladder_not_applicable": changed(D1_1a=NOT_APPLICABLE),
    "ladder_missing": changed(D1_1a=Answer(State.DONT_KNOW)),
    "no_option_open": changed(D1_1b=answered({"chosen": [], "not_open": ["one", "two", "three"]})),
    "none_of_these": changed(D1_1b=answered({"chosen": ["none_of_these"], "not_open": ["two"]})),
    "number_just_over_a_band": changed(D1_1c=answered(24.000001)),
    "number_in_the_open_band": changed(D1_1c=answered(1_000_000)),
    "number_beyond_a_goalpost": changed(D2_1d=answered(500)),
    "total_of_a_breakdown_is_nought": changed(D2_1e=answered({"total": 0, "parts": {"women": 0}})),
    "domain_half_answered": changed(D1_1a=Answer()),
    "one_domain_of_three_missing": changed(D3_1a=Answer()),
    "two_domains_of_three_missing": changed(D3_1a=Answer(), D2_1a=Answer(), D2_2a=Answer()),
    "a_domain_not_applicable": changed(D3_1a=NOT_APPLICABLE),
}
ABOUT_CHILE = Partners(("BOL", "CHL"))
PARTNER_EDGES = {
    "no_partners": AnswerSheet(FULL.answers),
    "rows_not_applicable": AnswerSheet({"D8@BOL": NOT_APPLICABLE, "D8@CHL": NOT_APPLICABLE}, ABOUT_CHILE),
    "half_of_the_partners": AnswerSheet({"D8.1a@BOL": answered(3), "D8.2a@CHL": answered(4)}, ABOUT_CHILE),
    "under_half_of_three": AnswerSheet({"D8.1a@BOL": answered(3)}, Partners(("BOL", "BRA", "CHL"))),
    "evidence_of_an_instrument": AnswerSheet(
        {
            "D8#own-1": answered(
                {"name": "Acuerdo", "year": 2019, "status": "in_force", "parties": [], "scope": []}, evidence=True
            ),
            "D8.1a@BOL": replace(answered(4), instruments=("own-1",)),
            "D8.1a@CHL": answered(4),
        },
        ABOUT_CHILE,
    ),
    "added_alone": AnswerSheet(
        {"D8@ESP": answered(True), "D8.1a@ESP": answered(4, evidence=True), "D8.1a@BOL": answered(1)},
        Partners(("BOL",), ("ESP",)),
    ),
}
STRICT = replace(SMALL, method=replace(SMALL.method, domain_threshold=Threshold(1, "weight")))


@dataclass(frozen=True)
class Case:
    """A workbook made from one sheet, perhaps edited, and the score card it must arrive at."""

    book: Workbook
    card: ScoreCard
    untouched: bool = True


def case(context: ReportContext, sheet: AnswerSheet, edit: tuple[str, Answer] | None = None) -> Case:
    questionnaire = context.questionnaire
    book = country_workbook(context, country_results(questionnaire, sheet), sheet)
    if edit is None:
        return Case(book, score(questionnaire, sheet))
    write_answer(book, context, laid_out(questionnaire, sheet.partners).questions[edit[0]], edit[1])
    return Case(book, score(questionnaire, sheet.with_answer(*edit)), untouched=False)


def cases(context: ReportContext, spanish: ReportContext) -> Iterator[tuple[str, Case]]:
    """Every workbook of these tests, by name."""
    small, strict = replace(context, questionnaire=SMALL), replace(spanish, questionnaire=STRICT)
    for name, sheet in EDGES.items():
        yield f"edge_{name}", case(small, sheet)
    for seed in range(4):
        yield f"small_{seed}", case(small, drawn_sheet(SMALL, seed, 0.5))
        yield f"strict_{seed}", case(strict, drawn_sheet(STRICT, seed, 0.8))
        yield f"real_{seed}", case(spanish if seed % 2 else context, drawn_sheet(context.questionnaire, seed))
    for seed in range(6):
        random, frame = Random(seed), small if seed < 3 else spanish
        scored = [question for question in frame.questionnaire.questions.values() if question.scored]
        question = random.choice(scored)
        answer = drawn_answer(question, random)
        yield f"edited_{seed}", case(frame, drawn_sheet(frame.questionnaire, seed), (question.id, answer))
    yield from partner_cases(replace(context, questionnaire=MATRIX), replace(spanish, questionnaire=MATRIX))
    evidence = Answer(State.ANSWERED, 4, evidence=(Evidence(description="Law"),))
    yield "edited_evidence", case(small, EDGES["top_level_without_evidence"], ("D1.1a", evidence))
    yield "edited_option", case(small, FULL, ("D1.1b", answered({"chosen": ["one"], "not_open": ["three"]})))


def partner_cases(context: ReportContext, spanish: ReportContext) -> Iterator[tuple[str, Case]]:
    """Workbooks with questions about partners."""
    for name, sheet in PARTNER_EDGES.items():
        yield f"partners_{name}", case(context, sheet)
    for seed in range(4):
        sheet = partner_sheet(seed, ("BOL", "BRA", "CHL", "COL")[: seed + 1], ("ESP", "URY")[: seed % 3], 0.5)
        yield f"partners_{seed}", case(spanish if seed % 2 else context, sheet)
    yield "edited_partner", case(context, partner_sheet(7, ("BOL", "CHL")), ("D8.2a@CHL", answered(4, evidence=True)))


def region_sheets() -> dict[str, AnswerSheet]:
    """Countries with different partners: what one was asked, another was not, and a third added."""
    partners = {
        "PER": (("BOL", "CHL", "BRA"), ("MEX",)),
        "CHL": (("PER",), ("BOL",)),
        "CUB": (("BHS", "MEX"), ()),
        "BHS": (("CUB",), ("ESP",)),
        "MEX": ((), ()),
    }
    return {iso3: partner_sheet(seed, *partners[iso3]) for seed, iso3 in enumerate(partners)}


SHEETS = {iso3: drawn_sheet(SMALL, place, 0.6) for place, iso3 in enumerate(("PER", "CHL", "CUB", "BHS", "MEX"))}


def region_books(context: ReportContext, spanish: ReportContext) -> dict[str, tuple[Workbook, RegionResults]]:
    books = {}
    for name, frame, questionnaire in (("small", context, SMALL), ("real", spanish, context.questionnaire)):
        sheets = {iso3: drawn_sheet(questionnaire, seed) for seed, iso3 in enumerate(SHEETS)}
        results = region_of(questionnaire, sheets, {"ARG": Status.IN_PROGRESS, "BRA": Status.NOT_STARTED})
        books[name] = region_workbook(replace(frame, questionnaire=questionnaire), results, sheets), results
    sheets = region_sheets()
    results = region_of(MATRIX, sheets, {"ARG": Status.IN_PROGRESS})
    books["partners"] = region_workbook(replace(context, questionnaire=MATRIX), results, sheets), results
    return books


@dataclass(frozen=True)
class Recalculated:
    """All workbooks of these tests, after one start of LibreOffice."""

    countries: dict[str, tuple[Workbook, Case]]
    regions: dict[str, tuple[Workbook, RegionResults]]


@pytest.fixture(scope="module")
def office(context: ReportContext, spanish: ReportContext, tmp_path_factory: pytest.TempPathFactory) -> Recalculated:
    countries, regions = dict(cases(context, spanish)), region_books(context, spanish)
    books = {name: one.book for name, one in countries.items()} | {f"region_{n}": b for n, (b, _) in regions.items()}
    done = recalculated(books, tmp_path_factory.mktemp("office"))
    return Recalculated(
        {name: (done[name], one) for name, one in countries.items()},
        {name: (done[f"region_{name}"], results) for name, (_, results) in regions.items()},
    )


def differences(book: Workbook, card: ScoreCard) -> dict[str, object]:
    """Where the calculation sheet of a country and a score card differ, by node and figure."""
    sheet = book.worksheets[-2]
    rows = {row[0] or OVERALL: row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0] or row[8]}
    wrong: dict[str, object] = {}
    for id, node in card.nodes.items():
        row = rows[id]
        pairs = zip(row[8:12], (node.score, node.lowest, node.highest, node.coverage), strict=True)
        for place, (got, wanted) in enumerate(pairs):
            number = got if isinstance(got, int | float) else None
            if (number is None) != (wanted is None) or (wanted is not None and abs(number - wanted) > WITHIN):
                wrong[f"{id}/{place}"] = (got, wanted)
    return wrong


def test_the_formulas_give_every_figure_of_the_score_card(office: Recalculated) -> None:
    wrong = {name: differences(book, case.card) for name, (book, case) in office.countries.items()}
    assert {name: found for name, found in wrong.items() if found} == {}
    assert len(wrong) == 47


def test_a_changed_answer_moves_the_overall_as_the_tool_says(office: Recalculated) -> None:
    edited = {name: pair for name, pair in office.countries.items() if not pair[1].untouched}
    before, after = office.countries["edge_top_level_without_evidence"][0], edited["edited_evidence"][0]
    row = row_of(after["Calculation"], "D1.1")
    assert before["Calculation"][f"I{row}"].value == pytest.approx(78.75, abs=WITHIN)
    assert after["Calculation"][f"I{row}"].value == pytest.approx(96.25, abs=WITHIN)
    assert all(differences(book, case.card) == {} for book, case in edited.values())


def test_the_check_cell_tells_an_untouched_workbook_from_a_changed_one(office: Recalculated) -> None:
    untouched, edited = office.countries["edge_everything_answered"][0], office.countries["edited_option"][0]
    assert untouched["Calculation"]["C4"].value < 1e-9
    assert untouched["Calculation"]["D4"].value == "The formulas agree with the tool"
    assert edited["Calculation"]["C4"].value > 1
    assert edited["Calculation"]["D4"].value == "Not equal: an answer was changed in this workbook"


def test_contributions_sum_to_the_score(office: Recalculated) -> None:
    sheet = office.countries["edge_everything_answered"][0]["Calculation"]
    domains = [sheet[f"N{row_of(sheet, code)}"].value for code in ("D1", "D2", "D3")]
    assert sum(domains) == pytest.approx(sheet["I7"].value, abs=WITHIN)


def test_no_cell_of_any_workbook_is_an_error(office: Recalculated) -> None:
    books = [book for book, _ in [*office.countries.values(), *office.regions.values()]]
    errors = [
        (sheet.title, cell.coordinate, cell.value)
        for book in books
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]
    assert errors == []


def test_the_region_s_formulas_give_every_country_s_scores_and_the_medians(office: Recalculated) -> None:
    for book, results in office.regions.values():
        sheet = book.worksheets[-2]
        headings = [cell.value for cell in sheet[5]]
        for entry in results.signed:
            name = {"PER": "Per", "CHL": "Chile", "CUB": "Cuba", "BHS": "Bahamas", "MEX": "M"}[entry.iso3]
            column = next(i for i, heading in enumerate(headings) if heading.startswith(name) and i > 2)
            for id, node in entry.card.nodes.items():
                got = sheet.cell(7 if id == OVERALL else row_of(sheet, id), column + 1).value
                assert got == pytest.approx(node.score, abs=WITHIN) if node.score is not None else isinstance(got, str)
        for id, figure in results.figures.items():
            got = sheet.cell(7 if id == OVERALL else row_of(sheet, id), len(headings) - 2).value
            assert got == (None if figure.median is None else pytest.approx(figure.median, abs=WITHIN))
        assert sheet["C4"].value < WITHIN


def test_the_cases_reach_every_standing_and_state(office: Recalculated) -> None:
    cards = [case.card for _, case in office.countries.values()]
    standings = {node.standing for card in cards for node in card.nodes.values()}
    assert standings == set(Standing)
    states = {state for card in cards for state, count in card.states.items() if count}
    assert states >= {State.ANSWERED, State.DONT_KNOW, State.BLANK, State.NOT_APPLICABLE}


def test_texts_that_look_like_formulas_come_out_of_the_office_as_texts(office: Recalculated) -> None:
    book = office.countries["real_0"][0]
    comments = {row[6] for row in book["Answers"].iter_rows(min_row=6, values_only=True)}
    assert {"=1+1", "-ninguno", "@sela", "#N/A", "a\ufffdb"} & comments == {
        "=1+1",
        "-ninguno",
        "@sela",
        "#N/A",
        "a\ufffdb",
    }
