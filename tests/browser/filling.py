"""Filling in the questionnaire as a person does, question by question."""

from playwright.sync_api import Page

from assessment.core.answers import Answer, State
from assessment.core.questionnaire import Kind, Question


def fill(page: Page, question: Question, answer: Answer) -> None:
    """Give one question of an open section this answer; comment and evidence as well."""
    block = page.locator(f"[data-question='{question.id}']")
    if answer.comment or answer.evidence:
        block.locator("details summary").first.click()
        block.locator(f"[name='{question.id}.comment']").fill(answer.comment)
        for number, evidence in enumerate(answer.evidence):
            block.locator(f"[name='{question.id}.evidence-{number}.link']").fill(evidence.link)
            block.locator(f"[name='{question.id}.evidence-{number}.description']").fill(evidence.description)
    if answer.state is not State.ANSWERED:
        _set_aside(page, question, answer)
    else:
        FILLERS[question.kind](page, question, answer.value)


def _set_aside(page: Page, question: Question, answer: Answer) -> None:
    name = question.id if question.kind in (Kind.LADDER, Kind.YES_NO, Kind.ONE) else f"{question.id}.state"
    page.locator(f"[name='{name}'][value='{answer.state}']").check()
    if answer.reason:
        page.locator(f"[name='{question.id}.reason']").fill(answer.reason)


def _choose(page: Page, question: Question, value: object) -> None:
    page.locator(f"[name='{question.id}'][value='{value}']").check()


def _tick(page: Page, question: Question, value: dict) -> None:
    for code in value["chosen"]:
        page.locator(f"[name='{question.id}'][value='{code}']").check()
    for code in value["not_open"]:
        page.locator(f"[name='{question.id}.not_open'][value='{code}']").check()


def _write(page: Page, question: Question, value: object) -> None:
    if isinstance(value, dict):
        page.locator(f"[name='{question.id}.total']").fill(str(value["total"]))
        for code, part in value["parts"].items():
            page.locator(f"[name='{question.id}.parts.{code}']").fill(str(part))
    else:
        page.locator(f"[name='{question.id}']").fill(str(value).replace(".", ","))


def _add_countries(page: Page, question: Question, value: dict) -> None:
    rows = page.locator(f"[data-question='{question.id}'] [data-row]")
    for number, (iso3, attribute) in enumerate(value.items()):
        if rows.count() <= number:
            page.locator(f"[data-question='{question.id}'] [data-add]").click()
        rows.nth(number).locator("input").fill(iso3)
        if attribute:
            rows.nth(number).locator("select").select_option(attribute)


FILLERS = {
    Kind.LADDER: _choose,
    Kind.YES_NO: _choose,
    Kind.ONE: _choose,
    Kind.SEVERAL: _tick,
    Kind.NUMBER: _write,
    Kind.PERCENT: _write,
    Kind.TEXT: _write,
    Kind.COUNTRIES: _add_countries,
}
