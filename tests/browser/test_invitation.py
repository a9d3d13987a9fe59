"""An account made, a link handed over, a password chosen: on a narrow screen and without a script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import AXE
from tests.browser.tool import Tool, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def without_script(browser: Browser, tool: Tool) -> Iterator[Visitor]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    yield Visitor(context.new_page(), tool, [])
    context.close()


def create(page: Page, lang: str, email: str) -> str:
    """Fill in the form of a new account as the administrator; the link that is shown."""
    page.fill("#email", email)
    page.fill("#name", "Persona invitada")
    page.check("#roles-focal_point")
    page.select_option("#iso3", "CHL")
    page.check(f"#language-{lang}")
    page.locator("main form button").click()
    return page.input_value("#link")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_an_invited_person_reaches_their_task_without_a_script(without_script: Visitor, lang: str) -> None:
    page = without_script.sign_in("admin", lang)
    without_script.open(f"/{lang}/administration/accounts/new")
    link = create(page, lang, f"without.script.{lang}@example.org")
    page.context.clear_cookies()
    page.goto(link)
    page.fill("#new_password", "una frase bastante larga")
    page.fill("#new_password_confirm", "una frase bastante larga")
    page.locator("main form button").click()
    assert page.url.endswith(f"/{lang}/rounds/2026/CHL/answers/")
    assert "(Santiago" in page.locator("main").text_content()
    page.context.clear_cookies()
    page.goto(link)
    assert page.locator("main a.govuk-button").get_attribute("href").endswith(f"/{lang}/sign-in")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_pages_of_an_invitation_fit_and_are_accessible(visitor: Visitor, lang: str, width: int) -> None:
    page, found = visitor.page, {}

    def look(name: str) -> None:
        page.wait_for_load_state()
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults = [v["id"] for v in Axe().run(page, options=AXE).response["violations"]]
        if faults or sideways > 0:
            found[name] = (faults, sideways)

    page.set_viewport_size({"width": width, "height": 800})
    visitor.sign_in("admin", lang)
    visitor.open(f"/{lang}/account")
    look("account")
    visitor.open(f"/{lang}/administration/accounts/new")
    page.locator("main form button").click()
    look("new account, refused")
    link = create(page, lang, f"seen.{lang}.{width}@example.org")
    look("link")
    page.context.clear_cookies()
    page.goto(link)
    look("invitation")
    page.locator("main form button").click()
    look("invitation, refused")
    visitor.open(f"/{lang}/invitation/no-such-token")
    look("unknown invitation")
    visitor.faults[:] = [fault for fault in visitor.faults if "status of 422" not in fault and "404" not in fault]
    assert found == {}
