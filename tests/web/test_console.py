"""The administrator's page."""

from sqlalchemy.orm import Session

from assessment.storage import queries
from assessment.storage.models import Round
from tests.web.conftest import Client


def test_the_administrator_sees_rounds_accounts_and_log(admin: Client, focal_peru: Client) -> None:
    page = admin.get("/es/administration")
    assert "Ronda 2026" in page.words
    assert "focal.per@example.org" in page.words
    assert "Cuenta creada" in page.words


def test_closing_a_round_is_logged(admin: Client, open_round: Round, session: Session) -> None:
    admin.submit("/es/administration", {"state": "closed"})
    session.expire_all()
    assert open_round.state == "closed"
    entry, _name = queries.audit_entries(session, 1)[0]
    assert (entry.action, entry.subject) == ("round_state", "2026: open -> closed")


def test_an_unknown_state_changes_nothing(admin: Client, open_round: Round, session: Session) -> None:
    admin.submit("/es/administration", {"state": "burnt"}, 400)
    session.expire_all()
    assert open_round.state == "open"
