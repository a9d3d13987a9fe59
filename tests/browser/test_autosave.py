"""Saving while it is typed, in a real browser: whatever the page had shown as saved or waiting is in the database."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.services.rounds import get_round
from assessment.services.submissions import read_sheet
from assessment.storage import queries
from assessment.storage.database import make_engine
from assessment.storage.models import AnswerChange
from tests.browser.tool import Tool, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MEXICO = "/{lang}/rounds/2026/MEX/answers/{section}"
SAVED = {"es": re.compile(r"^Guardado a las \d\d:\d\d$"), "en": re.compile(r"^Saved at \d\d:\d\d$")}
WAITING = {"es": "{} esperan en este navegador", "en": "{} wait in this browser"}
CUT = re.compile(r"/answers/")
QUIET = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of (400|401|403|409|503)")


@pytest.fixture(params=["es", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def kept(tool: Tool) -> Iterator[Callable[[str], object]]:
    """Mexico's answer as it stands; it is the last one applied in the history."""
    engine = make_engine(tool.database_url)

    def read(question: str) -> object:
        with Session(engine) as session:
            sheet = read_sheet(session, get_round(session, "2026"), "MEX")
            last = history(question, session)[-1]
            answer = sheet.sheet[question]
            assert (last.content.get("value"), last.version) == (answer.value, sheet.version(question))
            return answer.value

    yield read
    engine.dispose()


@pytest.fixture
def said(tool: Tool) -> Iterator[Callable[[str], list[tuple[object, bool]]]]:
    """What the history tells of one of Mexico's questions: values, and whether they were applied."""
    engine = make_engine(tool.database_url)

    def read(question: str) -> list[tuple[object, bool]]:
        with Session(engine) as session:
            return [(change.content.get("value"), change.applied) for change in history(question, session, False)]

    yield read
    engine.dispose()


def history(question: str, session: Session, applied: bool = True) -> list[AnswerChange]:
    own = queries.submission(session, "2026", "MEX")
    found = select(AnswerChange).where(AnswerChange.question == question, AnswerChange.submission_id == own.id)
    return [change for change in session.scalars(found.order_by(AnswerChange.id)) if change.applied or not applied]


def open_section(visitor: Visitor, lang: str, section: str = "accountability", who: str = "focal.mex") -> Page:
    visitor.sign_in(who, lang)
    return at(visitor, lang, section)


def at(visitor: Visitor, lang: str, section: str) -> Page:
    page = visitor.open(MEXICO.format(lang=lang, section=section))
    page.locator("#answers[data-autosave]").wait_for()
    return page


def state(page: Page):
    return page.locator("[data-state]")


def write(page: Page, text: str, name: str = "D9.4d") -> None:
    page.locator(f"[name='{name}']").fill(text)


@pytest.fixture
def visitor(visitor: Visitor) -> Iterator[Visitor]:
    """A browser complains of every request that fails; here they fail because the test wants it."""
    yield visitor
    visitor.faults[:] = [fault for fault in visitor.faults if not QUIET.search(fault)]


@pytest.fixture
def colleague(browser: Browser, tool: Tool) -> Iterator[Visitor]:
    """Another person in another browser."""
    context = browser.new_context()
    yield Visitor(context.new_page(), tool, [])
    context.close()


def test_what_is_typed_is_saved_within_two_seconds_and_the_page_says_when(visitor: Visitor, lang: str, kept) -> None:
    page = open_section(visitor, lang)
    write(page, f"Escrito de un tirón ({lang})")
    expect(state(page)).to_have_text(SAVED[lang], timeout=2000)
    assert kept("D9.4d") == f"Escrito de un tirón ({lang})"
    level = {"es": "1", "en": "2"}[lang]
    page.check(f"[name='D9.4a'][value='{level}']")
    page.locator(f"[name='D9.4a.version'][value^='{ {'es': 1, 'en': 2}[lang] }.']").wait_for(
        state="attached", timeout=2000
    )
    assert kept("D9.4a") == int(level)
    page.locator(".save-bar button[value=save]").click()
    page.locator(".notice--success").wait_for()
    assert kept("D9.4d") == f"Escrito de un tirón ({lang})"
