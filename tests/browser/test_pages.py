"""Every page, as each user meets it: both languages, wide and narrow, without a script, by keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from assessment.core.questionnaire import Questionnaire
from tests.browser.tool import Tool, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = {
    None: ["/{lang}/", "/{lang}/sign-in", "/{lang}/no-such-page"],
    "focal.arg": [
        "/{lang}/password",
        "/{lang}/rounds/2026/ARG/answers/",
        "/{lang}/rounds/2026/ARG/answers/legal-framework",
        "/{lang}/rounds/2026/ARG/answers/capacity",
        "/{lang}/rounds/2026/ARG/answers/personal-liberty",
        "/{lang}/rounds/2026/ARG/answers/vulnerability",
        "/{lang}/rounds/2026/ARG/answers/documents-and-data",
        "/{lang}/rounds/2026/ARG/answers/pathways-and-inclusion",
        "/{lang}/rounds/2026/ARG/answers/crises-and-return",
        "/{lang}/rounds/2026/ARG/answers/accountability",
        "/{lang}/rounds/2026/ARG/answers/cooperation",
        "/{lang}/rounds/2026/ARG/answers/cooperation/CHL",
        "/{lang}/rounds/2026/ARG/answers/cooperation/instruments",
        "/{lang}/rounds/2026/ARG/questions?q=detention",
        "/{lang}/rounds/2026/ARG/print?section=capacity",
        "/{lang}/shortcuts",
        "/{lang}/account",
        "/{lang}/rounds/2026/ARG/sharing/new",
        "/{lang}/rounds/2026/ARG/partners",
        "/{lang}/rounds/2026/ARG/check",
        "/{lang}/rounds/2026/ARG/preview",
        "/{lang}/rounds/2026/ARG/history",
        "/{lang}/rounds/2026/ARG/history/D1.1a",
        "/{lang}/rounds/2026/ARG/profile",
        "/{lang}/rounds/2026/PER/answers/",
    ],
    "officer.arg": ["/{lang}/rounds/2026/ARG/sign"],
    "officer.per": [
        "/{lang}/rounds/2026/PER/receipt",
        "/{lang}/rounds/2026/PER/withdraw",
        "/{lang}/rounds/2026/PER/check",
    ],
    "analyst": [
        "/{lang}/rounds/2026/region",
        "/{lang}/rounds/2026/region?map=status",
        "/{lang}/rounds/2026/burden",
        "/{lang}/questionnaires/consular-cooperation/2026/search?q=detention",
        "/{lang}/rounds/2026/PER/profile",
        "/{lang}/rounds/2026/ARG/profile",
        "/{lang}/rounds/2026/PER/profile/overall",
        "/{lang}/rounds/2026/PER/profile/D8.1",
        "/{lang}/rounds/2026/PER/partners",
        "/{lang}/rounds/2026/network",
        "/{lang}/rounds/2026/PER/profile/D3.1",
        "/{lang}/questionnaires/",
        "/{lang}/questionnaires/consular-cooperation/2026",
        "/{lang}/questionnaires/consular-cooperation/2026?theme=ARB&gcm=13&role=receiving",
        "/{lang}/questionnaires/consular-cooperation/2026/codebook",
        "/{lang}/questionnaires/civil-society/2026",
    ],
    "org.a": [
        "/{lang}/rounds/2026/civil-society/",
        "/{lang}/rounds/2026/civil-society/ARG",
        "/{lang}/rounds/2026/civil-society/CHL",
        "/{lang}/rounds/2026/civil-society/SLV",
        "/{lang}/rounds/2026/civil-society/SLV/send",
        "/{lang}/rounds/2026/CHL/profile",
    ],
    "admin": [
        "/{lang}/administration",
        "/{lang}/administration/accounts/new",
        "/{lang}/administration/organisations/new",
    ],
}
LONG = re.compile("/codebook|/questionnaires/[^/]+/[^/?]+$|/answers/(documents|pathways|crises)")
"""Pages that take long, or are like another one: looked at in Spanish on a phone and in English on a screen."""
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
DRAWN = "() => [...document.querySelectorAll('[data-figure]')].every(e => e.dataset.drawn === 'true')"
MARK = "Datos de demostración, sorteados al azar, no son respuestas reales"


@pytest.fixture(params=["es", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("actor", list(PAGES), ids=str)
def test_pages_fit_are_accessible_and_marked(visitor: Visitor, actor: str | None, lang: str, width: int) -> None:
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 800})
    if actor:
        visitor.sign_in(actor, lang)
    found = {}
    for address in PAGES[actor]:
        if LONG.search(address) and (lang, width) not in (("es", 360), ("en", 1280)):
            continue
        visitor.open(address.format(lang=lang))
        page.wait_for_function(DRAWN)
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults = [
            f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in Axe().run(page, options=AXE).response["violations"]
        ]
        if sideways > 0:
            faults.append(f"scrolls sideways by {sideways} px")
        if MARK not in page.locator(".demonstration").text_content():
            faults.append("no demonstration mark")
        if faults:
            found[address] = faults
    visitor.faults[:] = [f for f in visitor.faults if not re.search(r"status of (403|404)", f)]
    assert found == {}


def test_charts_draw_their_content_and_carry_the_mark(visitor: Visitor, lang: str) -> None:
    """A trace type that the bundle lacks would draw nothing and raise nothing."""
    visitor.sign_in("analyst", lang)
    for address in (f"/{lang}/rounds/2026/region", f"/{lang}/rounds/2026/PER/profile"):
        page = visitor.open(address)
        page.wait_for_function(DRAWN)
        for figure in page.locator("[data-figure]").all():
            name = figure.get_attribute("data-figure")
            assert figure.locator(".plot-container .trace, .plot-container .hm image").count() > 0, name
            assert "Datos de demostración" in figure.text_content(), name
            assert figure.locator("a[data-title*='loud']").count() == 0


def test_text_at_twice_its_size_still_fits(visitor: Visitor, lang: str) -> None:
    """Zoom to 200 % at 1280 px leaves 640 CSS pixels."""
    visitor.page.set_viewport_size({"width": 640, "height": 450})
    visitor.sign_in("analyst", lang)
    for address in ("region", "PER/profile", "PER/profile/overall"):
        page = visitor.open(f"/{lang}/rounds/2026/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, address


@pytest.fixture
def without_script(browser: Browser, tool: Tool) -> Iterator[Visitor]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    yield Visitor(context.new_page(), tool, [])
    context.close()


def test_a_section_is_answered_without_a_script(without_script: Visitor, lang: str) -> None:
    """Answer, add a country beyond the rows at hand, switch language with unsaved answers, save."""
    other = "en" if lang == "es" else "es"
    page = without_script.sign_in("focal.sur", lang)
    without_script.open(f"/{lang}/rounds/2026/SUR/answers/legal-framework")
    assert page.locator(".question__condition").count() >= 1
    page.check("[name='D1.1a'][value='2']")
    page.locator(f"button[lang={other}]").click()
    assert page.locator("html").get_attribute("lang") == other
    assert page.locator("[name='D1.1a'][value='2']").is_checked()
    without_script.open(f"/{lang}/rounds/2026/SUR/answers/capacity")
    page.locator("[data-question='D2.1b'] [data-row] input").nth(0).fill(
        {"es": "países bajos", "en": "Netherlands (Kingdom of the)"}[lang]
    )
    page.locator("[data-question='D2.1b'] [data-row] select").nth(0).select_option("career")
    page.locator("[data-question='D2.1b'] [data-add]").click()
    page.locator("[data-question='D2.1b'] [data-row] input").nth(0).fill("USA")
    page.locator("[data-question='D2.1b'] [data-row] select").nth(0).select_option("honorary")
    page.locator(".save-bar button[value=save]").click()
    assert page.locator("[name='D2.1b'][value='NLD']").is_checked()
    assert page.locator("[name='D2.1b'][value='USA']").is_checked()
    for question in ("D1.1a",):
        without_script.open(f"/{other}/rounds/2026/SUR/answers/legal-framework")
        page.check(f"[name='{question}'][value='']")
        page.locator(".save-bar button[value=save]").click()


def test_why_an_indicator_is_asked_opens_below_it_and_is_a_page_of_its_own_without_a_script(
    visitor: Visitor, without_script: Visitor, questionnaire: Questionnaire, lang: str
) -> None:
    section, indicator = f"/{lang}/rounds/2026/ARG/answers/vulnerability", questionnaire.indicators["D4.2"]
    wanted = [indicator.why[lang], indicator.counts_as_evidence[lang], indicator.source[lang]]
    page = visitor.sign_in("focal.arg", lang)
    visitor.open(section)
    tab_to(page, "a[href*='indicator=D4.2']")
    for _round in range(2):
        page.keyboard.press("Enter")
        page.locator("#why-D4\\.2").wait_for()
        assert page.evaluate("document.activeElement.ariaExpanded") == "true"
        assert [text for text in wanted if text not in page.locator("#why-D4\\.2").text_content()] == []
        page.keyboard.press("Space")
        page.locator("#why-D4\\.2").wait_for(state="hidden")
    assert page.locator("#why-D4\\.2").count() == 1

    page = without_script.sign_in("focal.arg", lang)
    without_script.open(section)
    with page.expect_popup() as opened:
        page.click("a[href*='indicator=D4.2']")
    words = opened.value.locator("main").text_content()
    assert [text for text in wanted if text not in words] == []
    assert "D4.1 " not in words


def test_an_organisation_answers_and_sends_without_a_script(without_script: Visitor, lang: str) -> None:
    """Choose a country, answer, read it all again, send, and find it in the list; then take it back to correct it."""
    iso3 = {"es": "ARG", "en": "BOL"}[lang]
    page = without_script.sign_in("org.b", lang)
    page.select_option("#country", iso3)
    page.locator("main form button").click()
    page.check("[name='C1'][value='often']")
    page.locator("[id='C1'] details summary").click()
    page.fill("[name='C1.comment']", "Comentario sin nombres")
    page.locator("button[value=continue]").click()
    assert page.url.endswith(f"/civil-society/{iso3}/send")
    assert "Comentario sin nombres" in page.locator("#C1").text_content()
    page.check("#statement")
    page.locator("main form button").click()
    page.locator(f"a[href$='/civil-society/{iso3}']").click()
    assert page.locator("[name='C1']").count() == 0
    page.locator("main form button").click()
    assert page.locator("[name='C1'][value='often']").is_checked()


def test_tables_and_map_tell_the_numbers_without_a_script(without_script: Visitor, lang: str) -> None:
    page = without_script.sign_in("analyst", lang)
    without_script.open(f"/{lang}/rounds/2026/region")
    assert page.locator(".tile-map a").count() == 18
    page.locator("figure details summary").first.click()
    assert page.locator("figure details table").first.is_visible()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is out of reach of the keyboard")


def test_signing_in_answering_and_saving_by_keyboard_alone(visitor: Visitor, lang: str) -> None:
    page = visitor.open(f"/{lang}/sign-in")
    tab_to(page, "#email")
    page.keyboard.type("focal.ven@demo.example")
    tab_to(page, "#password")
    page.keyboard.type(visitor.tool.password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{lang}/rounds/2026/VEN/answers/")
    tab_to(page, "a[href$='/answers/accountability']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answers/accountability")
    text = f"Mensaje escrito sin ratón ({lang})"
    tab_to(page, "[name='D9.4d']")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    tab_to(page, ".save-bar button[value=save]")
    page.keyboard.press("Enter")
    page.locator(".notice--success").wait_for()
    assert page.locator("[name='D9.4d']").input_value() == text


def test_the_enter_key_saves_and_does_not_switch_the_language(visitor: Visitor) -> None:
    page = visitor.sign_in("focal.tto", "en")
    visitor.open("/en/rounds/2026/TTO/answers/capacity")
    page.fill("[name='D2.1d']", "41.5")
    page.locator("[name='D2.1d']").press("Enter")
    page.locator(".notice--success").wait_for()
    assert "/en/" in page.url
    assert page.locator("[name='D2.1d']").input_value() == "41.5"


def test_a_wrong_value_is_named_linked_and_kept(visitor: Visitor, lang: str) -> None:
    page = visitor.sign_in("focal.mex", lang)
    visitor.open(f"/{lang}/rounds/2026/MEX/answers/personal-liberty")
    for choice in page.locator("[name='D3.1b.state']:checked").all():
        choice.uncheck()
    page.fill("[name='D3.1b']", "1.234")
    page.locator(".save-bar button[value=save]").click()
    summary = page.locator(".govuk-error-summary")
    summary.wait_for()
    assert page.title().startswith("Error:")
    summary.locator("a").first.click()
    assert page.evaluate("document.activeElement.name") == "D3.1b"
    assert page.locator("[name='D3.1b']").input_value() == "1.234"
    visitor.faults[:] = [f for f in visitor.faults if "422" not in f]
