"""The answers on paper, for clearance inside the ministry before they are signed."""

from flask import Blueprint, render_template, request

from assessment.services.accounts import Right
from assessment.web.access import allow
from assessment.web.place import domain_or_404, place
from assessment.web.review import in_words

blueprint = Blueprint("clearance", __name__)


@blueprint.get("/rounds/<round_slug>/<iso3>/print")
@allow(Right.READ_OWN_ANSWERS)
def paper(round_slug: str, iso3: str) -> str:
    """All answers in words, or those of one section (``section``), with room for who clears them."""
    here, slug = place(round_slug, iso3), request.args.get("section", "")
    only = domain_or_404(here.questionnaire, slug) if slug else None
    told = in_words(here)
    shown = [section for section in told["sections"] if only is None or section.domain.id == only.id]
    return render_template("clearance/paper.html", shown=shown, only=only, **told)
