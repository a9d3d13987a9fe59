"""Time spent: what browsers report of it, and what SELA sees of it over all countries."""

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request

from assessment.core.sharing import part_of
from assessment.services import burden, results, rounds, submissions
from assessment.services.accounts import Right
from assessment.web.access import allow
from assessment.web.place import domain_or_404, shared_section, shared_with_reader
from assessment.web.request import country_or_404, database, reader, round_or_404

blueprint = Blueprint("burden", __name__)


@blueprint.post("/rounds/<round_slug>/<iso3>/answers/<section>/time")
@allow(Right.ANSWER, Right.CONTRIBUTE)
def report(round_slug: str, iso3: str, section: str) -> tuple[str, int]:
    """Seconds of activity on a section, since the last report of the same page; sent by js/comfort.js."""
    found = round_or_404(round_slug)
    country_or_404(iso3)
    domain, scope = domain_or_404(rounds.questionnaire_of(found), section), shared_with_reader(found, iso3)
    if scope is not None:
        shared_section(part_of(rounds.questionnaire_of(found), scope), scope, domain)
    claimed = request.form.get("seconds", type=int)
    user_id = reader().user_id
    assert user_id is not None  # nobody else comes past the rule ANSWER
    if claimed is None:
        abort(400)
    submission = submissions.open_submission(database(), found, iso3)
    burden.count(submission, domain, user_id, claimed, datetime.now(UTC))
    database().commit()
    return "", 204


@blueprint.get("/rounds/<round_slug>/burden")
@allow(Right.READ_SIGNED)
def region(round_slug: str) -> str:
    """How long the countries that have signed took for each section, beside the estimate."""
    found = round_or_404(round_slug)
    return render_template(
        "burden/region.html",
        round=found,
        questionnaire=rounds.questionnaire_of(found),
        burdens={one.section: one for one in results.burdens(database(), found)},
        fewest=results.SMALLEST_GROUP,
    )
