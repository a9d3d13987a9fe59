"""The administrator's page: rounds, accounts and the log."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.services import rounds
from assessment.services.accounts import Right
from assessment.storage import queries
from assessment.web.access import allow
from assessment.web.request import current_language, database, reader, round_or_404

blueprint = Blueprint("console", __name__)
NEWEST_ENTRIES = 50


@blueprint.get("/administration")
@allow(Right.ADMINISTER)
def overview() -> str:
    """Rounds with their state, accounts with their roles, and the newest entries of the log."""
    session = database()
    return render_template(
        "console/overview.html",
        rounds=queries.rounds(session),
        states=rounds.STATES,
        users=queries.users(session),
        entries=queries.audit_entries(session, NEWEST_ENTRIES),
    )


@blueprint.post("/administration/rounds/<round_slug>")
@allow(Right.ADMINISTER)
def change_round(round_slug: str) -> Response:
    """Open, close or publish a round."""
    state = request.form.get("state", "")
    if state not in rounds.STATES:
        abort(400)
    session = database()
    rounds.set_state(session, round_or_404(round_slug), state, reader().user_id)
    session.commit()
    flash(current_language().gettext("The state of the round has been changed."), "success")
    return redirect(url_for("console.overview"))
