"""The way in: the front page for visitors, and each person's own start."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.services import rounds
from assessment.services.accounts import Reader, Right
from assessment.web.access import PUBLIC, allow
from assessment.web.request import Round, current_language, known_rounds, language_code, reader

blueprint = Blueprint("home", __name__)


@allow(rule=PUBLIC)
def root() -> Response:
    """The bare address leads to the front page in the reader's language; of a visitor, in the browser's."""
    person = reader()
    return redirect(url_for("home.start", lang=language_code() if person.user_id is None else person.language))


@blueprint.get("/")
@allow(rule=PUBLIC)
def start() -> Response | str:
    """Send a signed-in person to their own task; show visitors the front page."""
    found = rounds.newest(known_rounds())
    person = reader()
    if person.user_id is None:
        return render_template("home/start.html", round=found)
    destination = first_page(person, found)
    return redirect(destination) if destination else render_template("home/start.html", round=found)


def navigation(person: Reader, found: Round | None) -> list[tuple[str, str]]:
    """The pages of the main menu for this person in this round: (address, label)."""
    words, round_slug = current_language(), found.slug if found else None
    entries: list[tuple[Right, str, str, dict[str, Any]]] = []
    if round_slug and person.iso3:
        own = {"round_slug": round_slug, "iso3": person.iso3}
        entries += [
            (Right.READ_OWN_ANSWERS, "answering.task_list", words.gettext("Questionnaire"), own),
            (Right.READ_OWN_ANSWERS, "review.check", words.gettext("Check and sign"), own),
            (Right.READ_OWN_RESULTS, "dashboards.profile", words.gettext("Country profile"), own),
            (Right.READ_OWN_RESULTS, "network.partners", words.gettext("Partners"), own),
        ]
        if not person.may(Right.READ_OWN_ANSWERS, person.iso3):
            entries.append((Right.CONTRIBUTE, "answering.task_list", words.gettext("Shared with you"), own))
    if round_slug:
        whole = {"round_slug": round_slug}
        entries += [
            (Right.READ_SIGNED, "dashboards.region", words.gettext("Region"), whole),
            (Right.READ_SIGNED, "network.network", words.gettext("Cooperation network"), whole),
        ]
        if found and found.civil_questionnaire:
            perspective = words.gettext("Civil-society perspective")
            entries.append((Right.ANSWER_AS_ORGANISATION, "civil_society.start", perspective, whole))
    entries.append((Right.READ_SIGNED, "questionnaires.listing", words.gettext("Questionnaires"), {}))
    entries.append((Right.ADMINISTER, "console.overview", words.gettext("Administration"), {}))
    return [
        (url_for(endpoint, **values), label)
        for right, endpoint, label, values in entries
        if person.may(right, person.iso3)
    ]


def first_page(person: Reader, found: Round | None) -> str | None:
    """Where this person's work begins."""
    pages = [address for address, _label in navigation(person, found)]
    if person.may(Right.SIGN, person.iso3) and not person.may(Right.ANSWER, person.iso3) and len(pages) > 1:
        return pages[1]
    return pages[0] if pages else None


@blueprint.app_context_processor
def menu() -> dict[str, object]:
    """The main menu, for every page."""
    person = reader()
    if person.user_id is None:
        return {"navigation": []}
    found = rounds.newest(known_rounds())
    return {
        "navigation": [
            {
                "url": url,
                "label": label,
                "current": f"{request.path}/".startswith(f"{url.rstrip('/')}/"),
            }
            for url, label in navigation(person, found)
        ]
    }
