"""Reading the questionnaire itself: the whole document, filtered and printed, and the codebook of its variables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, abort, current_app, render_template, request, send_file
from werkzeug.wrappers import Response

from assessment import describing
from assessment.core.civil_society import CivilQuestionnaire
from assessment.core.questionnaire import Domain, Indicator, Questionnaire, Role
from assessment.i18n import own_name
from assessment.reports.codebook import codebook_file, variables
from assessment.services import audit, questionnaires
from assessment.web.access import SIGNED_IN, allow
from assessment.web.request import current_language, database, reader
from assessment.web.searching import search_in
from assessment.wording import respondent_role_label, state_label, text

blueprint = Blueprint("questionnaires", __name__)


@dataclass(frozen=True)
class Filter:
    """Which indicators are to be shown; what is empty asks for all."""

    theme: str = ""
    objective: int | None = None
    role: str = ""
    indicator: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return bool(self.theme or self.objective or self.role or self.indicator)

    def of(self, questionnaire: Questionnaire) -> Iterator[tuple[Domain, list[Indicator]]]:
        """The sections in which something is left, with what is left."""
        for domain in questionnaire:
            asked = [i for i in domain.indicators if self.indicator in ("", i.id)]
            kept = [i for i in asked if describing.fits(i, self.theme, self.objective, self.role)]
            if kept:
                yield domain, kept


@blueprint.get("/questionnaires/")
@allow(rule=SIGNED_IN)
def listing() -> str:
    """The questionnaires there are."""
    return render_template("questionnaires/listing.html", questionnaires=questionnaires.known())


@blueprint.get("/questionnaires/<slug>/<version>")
@allow(rule=SIGNED_IN)
def document(slug: str, version: str) -> str:
    """The whole questionnaire as a document, or the questions of one theme, objective, role or indicator."""
    found, words = questionnaires.find(slug, version), current_language()
    if isinstance(found, CivilQuestionnaire):
        return _civil_document(found)
    found = found or abort(404)
    wanted = _filter(found)
    sections = list(wanted.of(found))
    count = sum(len(indicator.questions) for _domain, indicators in sections for indicator in indicators)
    return render_template(
        "questionnaires/document.html",
        questionnaire=found,
        sections=sections,
        wanted=wanted,
        count=count,
        choices=_choices(found),
        objectives=current_app.extensions["assessment"].reference.objectives,
        role_label=lambda role: respondent_role_label(words, role),
        facts=lambda question: describing.facts(words, found, question),
        minutes=lambda minutes: describing.minutes_text(words, minutes),
        told=_told(),
    )


@blueprint.get("/questionnaires/<slug>/<version>/search")
@allow(rule=SIGNED_IN)
def search(slug: str, version: str) -> str:
    """The questions in which some words occur, in any language, each leading to its place in the document."""
    found = questionnaires.find(slug, version) or abort(404)
    return render_template(
        "questionnaires/search.html", questionnaire=found, search=search_in(found), own_name=own_name
    )


def _civil_document(found: CivilQuestionnaire) -> str:
    """The statements that organisations judge, the scale, and the indicators each is held against."""
    against = questionnaires.find(*found.mapped_to.split("/"))
    known = against.indicators if isinstance(against, Questionnaire) else {}
    return render_template("questionnaires/statements.html", questionnaire=found, indicators=known)


@blueprint.get("/questionnaires/<slug>/<version>/codebook")
@allow(rule=SIGNED_IN)
def codebook(slug: str, version: str) -> str:
    """Every variable with its codes, points and weights."""
    found, words = _questionnaire_or_404(slug, version), current_language()
    within, overall = describing.shares(found)
    return render_template(
        "questionnaires/codebook.html",
        questionnaire=found,
        variables=variables,
        within=within,
        overall=overall,
        facts=lambda question: describing.facts(words, found, question),
        missing=lambda question: [(s.value, state_label(words, s)) for s in describing.missing_states(question)],
        told=_told(),
    )


@blueprint.get("/questionnaires/<slug>/<version>/codebook.csv")
@allow(rule=SIGNED_IN)
def codebook_table(slug: str, version: str) -> Response:
    """The codebook as a file, once the download is in the log."""
    found = _questionnaire_or_404(slug, version)
    name = f"{found.slug}-{found.version}-codebook.csv"
    content = codebook_file(found)
    database().commit()  # what was read is over before the log is written
    audit.record(database(), reader().user_id, "download", f"{found.slug}/{found.version} {name}")
    database().commit()
    response = send_file(BytesIO(content), mimetype="text/csv", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _questionnaire_or_404(slug: str, version: str) -> Questionnaire:
    found = questionnaires.find(slug, version)
    return found if isinstance(found, Questionnaire) else abort(404)


def _told() -> Callable[[dict[str, str]], str]:
    """Words of the questionnaire in the reader's language, a partner State left unnamed."""
    words = current_language()
    return lambda told: describing.partner_text(words, text(words, told))


def _filter(questionnaire: Questionnaire) -> Filter:
    """The filter of the address; what it does not know is no filter."""
    theme, role = request.args.get("theme", ""), request.args.get("role", "")
    objective, indicator = request.args.get("gcm", ""), request.args.get("indicator", "")
    tagged = {number for indicator in questionnaire.indicators.values() for number in indicator.gcm}
    return Filter(
        theme=theme if theme in questionnaire.themes else "",
        objective=next((number for number in tagged if str(number) == objective), None),
        role=role if role in tuple(Role) else "",
        indicator=indicator if indicator in questionnaire.indicators else "",
    )


def _choices(questionnaire: Questionnaire) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen in each filter: (value, words)."""
    words = current_language()
    reference = current_app.extensions["assessment"].reference
    tagged = sorted({number for indicator in questionnaire.indicators.values() for number in indicator.gcm})
    return {
        "theme": [(code, text(words, label)) for code, label in questionnaire.themes.items()],
        "gcm": [(str(number), f"{number}. {text(words, reference.objectives[number])}") for number in tagged],
        "role": [(role.value, respondent_role_label(words, role)) for role in Role],
    }
