"""Two States answer about each other, differently, in a real browser: nothing leaks before both have signed."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy.orm import Session

from assessment.core.network import confirmation_rate
from assessment.services import results, rounds
from assessment.storage.database import make_engine
from tests.browser.tool import Tool, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# What each says of the other, column by column: level and, where asked, who acts for whom.
SURINAME = {"D8.1": 3, "D8.2": 1, "D8.3": 2, "D8.4": 2, "D8.5": 1}
TRINIDAD = {"D8.1": 2, "D8.2": 3, "D8.3": 0, "D8.4": 2, "D8.5": 1}
STATES = {
    "es": ["Confirmado", "Por conciliar", "Declarado por una parte", "Sentido por conciliar", "Inicial"],
    "en": ["Confirmed", "To be reconciled", "Reported by one side", "Direction to be reconciled", "Initial"],
}
TRACES = {"SUR": "Rastro-Paramaribo-31", "TTO": "Trace-Port-of-Spain-47"}
NOTE = {"es": "Una diferencia", "en": "A difference"}
SIGN = {"es": "Firmar", "en": "Sign"}


def report(visitor: Visitor, own: str, partner: str, lang: str, levels: dict[str, int]) -> None:
    """Choose the five levels in the table, then a comment and the direction of help on the partner's page."""
    page = visitor.sign_in(f"focal.{own.lower()}", lang)
    visitor.open(f"/{lang}/rounds/2026/{own}/answers/cooperation")
    for column, level in levels.items():
        page.locator(f"select[name='{column}a@{partner}']").select_option(str(level))
    page.locator(".save-bar button[value=save]").click()
    page.locator(".notice--success").wait_for()
    visitor.open(f"/{lang}/rounds/2026/{own}/answers/cooperation/{partner}")
    page.locator(f"[name='D8.4b@{partner}'][value='we_for_them']").check()
    block = page.locator(f"[data-question='D8.1a@{partner}']")
    block.locator("details summary").first.click()
    page.locator(f"[name='D8.1a@{partner}.comment']").fill(TRACES[own])
    page.locator(".save-bar button[value=save]").click()
    page.locator(".notice--success").wait_for()


def sign(visitor: Visitor, own: str, lang: str) -> None:
    """The authorising officer signs."""
    page = visitor.sign_in(f"officer.{own.lower()}", lang)
    visitor.open(f"/{lang}/rounds/2026/{own}/sign")
    page.fill("[name=office]", "Consular Affairs")
    page.check("[name=statement]")
    page.get_by_role("main").get_by_role("button", name=SIGN[lang]).click()
    page.wait_for_url("**/receipt")


def everything_seen_by(visitor: Visitor, own: str, partner: str, lang: str) -> str:
    """All words of every page and file that the State's focal point can open."""
    page = visitor.sign_in(f"focal.{own.lower()}", lang)
    here = f"/{lang}/rounds/2026/{own}"
    seen = []
    for path in ("answers/", "answers/cooperation", f"answers/cooperation/{partner}", "check", "profile", "partners"):
        seen.append(visitor.open(f"{here}/{path}").content())
    for node in ("D8", "D8.1", "D8.1a", f"D8.1a@{partner}"):
        seen.append(visitor.open(f"{here}/profile/{node}").content())
    file = page.request.get(f"{visitor.tool.address}{here}/profile.xlsx").body()
    for sheet in openpyxl.load_workbook(BytesIO(file)):
        seen += [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]
    return "\n".join(seen)


def headline(tool: Tool, iso3: str) -> float | None:
    """The stored score of the column of the written basis."""
    engine = make_engine(tool.database_url)
    with Session(engine) as session:
        region = results.region(session, rounds.get_round(session, "2026"))
        card = next(entry.card for entry in region.entries if entry.iso3 == iso3)
    engine.dispose()
    assert card is not None
    return card.nodes["D8.1a@TTO" if iso3 == "SUR" else "D8.1a@SUR"].score


def partner_row(visitor: Visitor, own: str, partner_name: str, lang: str) -> str:
    """The row of one partner on the State's own page."""
    page = visitor.sign_in(f"focal.{own.lower()}", lang)
    visitor.open(f"/{lang}/rounds/2026/{own}/partners")
    return page.locator(".partners-table tbody tr", has_text=partner_name).inner_text()


def test_nothing_is_seen_before_both_have_signed_and_the_same_states_after(visitor: Visitor, tool: Tool) -> None:
    report(visitor, "SUR", "TTO", "es", SURINAME)
    report(visitor, "TTO", "SUR", "en", TRINIDAD)
    assert TRACES["TTO"] not in everything_seen_by(visitor, "SUR", "TTO", "es")
    sign(visitor, "TTO", "en")
    before = headline(tool, "TTO")
    seen = everything_seen_by(visitor, "SUR", "TTO", "es")
    assert TRACES["TTO"] not in seen
    assert TRACES["SUR"] not in everything_seen_by(visitor, "TTO", "SUR", "en")
    assert "Por conciliar" not in partner_row(visitor, "SUR", "Trinidad", "es").replace("\n", " ")

    sign(visitor, "SUR", "es")
    assert (headline(tool, "TTO"), headline(tool, "SUR")) == (before, 75.0)
    for own, partner, lang in (("SUR", "Trinidad", "es"), ("TTO", "Surinam", "en")):
        row = partner_row(visitor, own, partner, lang)
        assert [state for state in STATES[lang] if state in row] == STATES[lang]
        assert NOTE[lang] in visitor.page.locator("main").inner_text()
    pair_rate(tool)


def pair_rate(tool: Tool) -> None:
    """One column of the four that count is confirmed: 25 %, as worked by hand."""
    engine = make_engine(tool.database_url)
    with Session(engine) as session:
        network = results.cooperation(session, rounds.get_round(session, "2026"))
    engine.dispose()
    pair = network.between("SUR", "TTO")
    assert pair is not None
    assert [cell.state.value for cell in pair.cells.values()] == [
        "confirmed",
        "to_reconcile",
        "one_side",
        "direction",
        "initial",
    ]
    assert confirmation_rate(pair.cells.values()) == 0.25
