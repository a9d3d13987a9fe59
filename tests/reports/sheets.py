"""Answer sheets drawn at random, a small questionnaire of every scored kind, and edits as made in Excel."""

from dataclasses import replace
from random import Random

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.answers import NONE_OF_THESE, Answer, AnswerSheet, Evidence, Partners, State, row_key
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Kind, Question, Questionnaire
from assessment.core.scoring import has_evidence
from assessment.reports.answers import EVIDENCE, STATE, VALUE, coded, option_state
from assessment.reports.context import ReportContext
from assessment.wording import state_label
from tests.core.builders import (
    choice,
    cooperation,
    domain,
    indicator,
    ladder,
    number,
    percent,
    questionnaire,
    several,
    yes_no,
)

WRITTEN = ("", "=1+1", "+57 1 234", "-ninguno", "@sela", "<b>negrita</b> & <script>alert(1)</script>", "#N/A", "a\x07b")

SMALL = questionnaire(
    domain(
        "D1",
        indicator(
            "D1.1",
            ladder("D1.1a", evidence=True),
            several("D1.1b", {"one": 1, "two": 2, "three": 1}),
            number("D1.1c", bands=((24, 100), (72, 50), (None, 0))),
        ),
        indicator("D1.2", ladder("D1.2a"), weight=3),
        indicator("D1.3", ladder("D1.3a"), weight=0),
    ),
    domain(
        "D2",
        indicator(
            "D2.1",
            ladder("D2.1a", evidence=True),
            yes_no("D2.1b"),
            choice("D2.1c", {"all": 100, "some": 40, "none": 0}),
            number("D2.1d", goalposts=(100, 20)),
            number("D2.1e", bands=((0, 0), (None, 100)), breakdown=("women", "men")),
        ),
        indicator("D2.2", ladder("D2.2a"), percent("D2.2b")),
        weight=2,
    ),
    domain("D3", indicator("D3.1", ladder("D3.1a", evidence=True))),
)


MATRIX = replace(SMALL, domains=(*SMALL.domains, cooperation()))
"""The same with questions about partners."""


def partner_sheet(
    seed: int, priority: tuple[str, ...], added: tuple[str, ...] = (), answered: float = 0.7
) -> AnswerSheet:
    """A drawn sheet of MATRIX: cells in every state, an instrument with evidence and one without, a row set aside."""
    random, partners = Random(seed), Partners(priority, added)
    cells = laid_out(MATRIX, partners)
    answers = dict(drawn_sheet(cells, seed, answered).answers)
    for code in ("own-1", "own-2"):
        value = {
            "name": f"=Acuerdo {code}",
            "year": None,
            "status": "in_force",
            "parties": ["CHL", "PER"],
            "scope": [],
        }
        evidence = (Evidence("https://example.org", ""),) if code == "own-1" else ()
        answers[f"D8#{code}"] = Answer(State.ANSWERED, value, evidence=evidence)
    for id, question in cells.questions.items():
        if question.partner and answers[id].state is State.ANSWERED:
            answers[id] = replace(answers[id], instruments=random.choice(((), ("own-1",), ("own-2",))))
    for partner in priority:
        if random.random() < 0.2:
            answers[row_key("D8", partner)] = Answer(State.NOT_APPLICABLE, reason="=1+1")
    answers |= {row_key("D8", partner): Answer(State.ANSWERED, True) for partner in added}
    return AnswerSheet(answers, partners)


def drawn_sheet(questionnaire: Questionnaire, seed: int, answered: float = 0.7) -> AnswerSheet:
    """A sheet in which each question is answered with this probability, and else in any of the other states."""
    random = Random(seed)
    return AnswerSheet({q.id: drawn_answer(q, random, answered) for q in questionnaire.questions.values()})


def drawn_answer(question: Question, random: Random, answered: float = 0.7) -> Answer:
    """One answer in any state."""
    comment, draw = random.choice(WRITTEN), random.random()
    evidence = (Evidence("https://example.org", "=1+1"),) if random.random() < 0.4 else ()
    if draw < answered:
        return Answer(State.ANSWERED, drawn_value(question, random), comment=comment, evidence=evidence)
    state = random.choice((State.DONT_KNOW, State.BLANK, State.NOT_APPLICABLE))
    return Answer(state, reason="@ninguno" if state is State.NOT_APPLICABLE else "", comment=comment)


def drawn_value(question: Question, random: Random) -> object:
    """A value of the question's kind, the edges of its scale included."""
    match question.kind:
        case Kind.LADDER:
            return random.choice((0, 1, 2, 3, 4, 4))
        case Kind.YES_NO | Kind.ONE:
            return random.choice(question.option_codes)
        case Kind.SEVERAL:
            closed = random.choice((0, 0.3, 1)) if question.not_open_to_my_state else 0
            not_open = [code for code in question.option_codes if random.random() < closed]
            chosen = [c for c in question.option_codes if c not in not_open and random.random() < 0.5]
            return {"chosen": chosen or [NONE_OF_THESE], "not_open": not_open}
        case Kind.NUMBER:
            total = random.choice((0, 1, 3, 20, 24, 24.5, 60, 72, 72.1, 100, 5000))
            return {"total": total, "parts": {}} if question.breakdown else total
        case Kind.PERCENT:
            return round(random.uniform(0, 100), 1)
        case Kind.COUNTRIES:
            return {"CHL": question.attribute[0].code if question.attribute else None, "FRA": None}
        case Kind.YEAR:
            return 2019
        case Kind.MONTH:
            return "2026-03"
    return random.choice(WRITTEN[1:])


def row_of(sheet: Worksheet, code: str) -> int:
    """The row of a code in a sheet's first column."""
    return next(cell.row for cell in sheet["A"] if cell.value == code)


def write_answer(book: Workbook, context: ReportContext, question: Question, answer: Answer) -> None:
    """Change one answer in the cells of a country's answers sheet, as its reader would."""
    sheet = book[context.gettext("Answers")]
    row = row_of(sheet, question.id)
    sheet[f"{STATE}{row}"] = state_label(context.language, answer.state)
    sheet[f"{EVIDENCE}{row}"] = context.gettext("Yes") if has_evidence(answer) else context.gettext("No")
    if question.kind is not Kind.SEVERAL:
        sheet[f"{VALUE}{row}"] = coded(question, answer)
        return
    for place, code in enumerate(question.option_codes, start=1):
        sheet[f"{VALUE}{row + place}"] = option_state(answer, code)
