"""Shortcuts by keyboard, also turned off, and the time spent with idle time left out."""

import json
import sqlite3
import time
from contextlib import closing

import pytest

from tests.browser.tool import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HERE = "/es/rounds/2026/VEN/answers"


def test_shortcuts_lead_on_and_can_be_turned_off(visitor: Visitor) -> None:
    page = visitor.sign_in("focal.ven", "es")
    visitor.open(f"{HERE}/capacity")
    page.keyboard.press("?")
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    assert "Atajos de teclado" in dialog.text_content()
    page.keyboard.press("j")  # nothing happens behind the help
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('dialog').open")
    page.keyboard.press("j")
    page.wait_for_url("**/answers/personal-liberty")
    page.keyboard.press("k")
    page.wait_for_url("**/answers/capacity")
    comment = page.locator("textarea:visible").first
    comment.focus()
    page.keyboard.type("jbn?")  # letters in a field are letters
    assert comment.input_value() == "jbn?"
    comment.fill("")
    visitor.open(f"{HERE}/")
    page.keyboard.press("n")
    page.wait_for_url("**/answers/*#*")
    first = page.url
    page.keyboard.press("n")
    page.wait_for_function("first => location.href.split('#')[1] !== first", arg=first.split("#")[1])
    visitor.open(f"{HERE}/")
    page.keyboard.press("b")
    assert page.evaluate("document.activeElement.id") == "q"
    visitor.open("/es/shortcuts")
    page.get_by_label("Usar los atajos en este navegador").uncheck()
    visitor.open(f"{HERE}/capacity")
    page.keyboard.press("?")
    page.keyboard.press("j")
    page.get_by_text("Atajos de teclado").click()
    page.locator("dialog[open]").wait_for()
    assert page.url.endswith("/capacity")


def test_time_is_measured_without_idle_time(visitor: Visitor) -> None:
    """Forty seconds of work, an hour away, twenty seconds of work."""
    page = visitor.sign_in("focal.ven", "es")
    before = measured(visitor)
    page.clock.install()
    visitor.open(f"{HERE}/accountability")
    for pause in (0, 20, 20, 3600, 10, 10):
        page.clock.fast_forward(pause * 1000)
        page.keyboard.press("Shift")
    visitor.open(f"{HERE}/")  # leaving sends the report
    deadline = time.monotonic() + 10
    while measured(visitor) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert 60 <= measured(visitor) - before <= 75
    page.reload()
    assert "dedicado" in page.locator("main").text_content()


def measured(visitor: Visitor) -> int:
    path = visitor.tool.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database:
        (activity,) = database.execute(
            "SELECT activity FROM submission WHERE round_slug='2026' AND iso3='VEN'"
        ).fetchone()
    return (json.loads(activity) or {}).get("measured", {}).get("D9", 0)
