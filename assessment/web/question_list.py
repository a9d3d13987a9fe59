"""All questions of a country in one list, by theme, status, person and words; and the next one without an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.core.answers import State
from assessment.core.completeness import following_blank
from assessment.core.questionnaire import Domain, Indicator, Question
from assessment.core.sharing import unit_in, units
from assessment.i18n import own_name
from assessment.services.accounts import Right
from assessment.services.sharing import shares
from assessment.web.access import SIGNED_IN, allow
from assessment.web.fields import country_names
from assessment.web.place import Place, domain_or_404, place
from assessment.web.request import current_language, database, reader
from assessment.web.searching import search_in
from assessment.wording import state_label, text

blueprint = Blueprint("question_list", __name__)

STATUSES = (State.BLANK, State.ANSWERED, State.DONT_KNOW, State.NOT_APPLICABLE, State.NOT_ASKED)


@dataclass(frozen=True)
class Holder:
    """A person who answers some of the questions, named by ``code`` in the address."""

    code: str
    name: str
    questions: frozenset[str]


@dataclass(frozen=True)
class Listed:
    """A question with its states; where it is asked for every partner, each with the partners: (name, address)."""

    question: Question
    domain: Domain
    indicator: Indicator
    address: str
    states: Mapping[State, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Filter:
    """Which questions are to be listed; what is empty asks for all."""

    theme: str
    status: State | None
    holder: Holder | None

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return bool(self.theme or self.status or self.holder)

    def keeps(self, listed: Listed) -> bool:
        """Whether a question is to be shown."""
        return (
            (not self.theme or self.theme in listed.indicator.themes)
            and (self.status is None or self.status in listed.states)
            and (self.holder is None or listed.question.id in self.holder.questions)
        )


def holders_of(here: Place) -> list[Holder]:
    """The people with whom questions of this country are shared, by name; for those who share out."""
    if not reader().may(Right.SHARE, here.country.iso3):
        return []
    found: dict[int, tuple[str, set[str]]] = {}
    for share in shares(database(), here.round, here.country.iso3):
        _name, held = found.setdefault(share.person.id, (share.person.name, set()))
        held |= units(here.questionnaire, share.assignment.parts)
    questions = [
        (question.id, unit_in(domain, question)) for domain in here.questionnaire for question in domain.questions
    ]
    people = [
        Holder(str(number), name, frozenset(id for id, unit in questions if unit in held))
        for number, (name, held) in found.items()
    ]
    return sorted(people, key=lambda holder: holder.name)


@blueprint.get("/rounds/<round_slug>/<iso3>/questions")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
def listing(round_slug: str, iso3: str) -> str:
    """All questions with their status, each leading to its place."""
    here, words = place(round_slug, iso3), current_language()
    holders = holders_of(here)
    wanted, search = _filter(here, holders), search_in(here.questionnaire)
    shown = [one for one in _listed(here) if one.question.id in search.hits and wanted.keeps(one)]
    return render_template(
        "question_list/listing.html",
        here=here,
        wanted=wanted,
        search=search,
        shown=shown,
        sections=[domain for domain in here.questionnaire if any(one.domain is domain for one in shown)],
        choices={
            "theme": [(code, text(words, label)) for code, label in here.questionnaire.themes.items()],
            "status": [(state.value, state_label(words, state)) for state in STATUSES],
            "assignee": [(holder.code, holder.name) for holder in holders],
        },
        state_label=lambda state: state_label(words, state),
        own_name=own_name,
    )


def _filter(here: Place, holders: Iterable[Holder]) -> Filter:
    """The filter of the address; what it does not know is no filter."""
    theme, status, holder = (request.args.get(name, "") for name in ("theme", "status", "assignee"))
    return Filter(
        theme=theme if theme in here.questionnaire.themes else "",
        status=next((state for state in STATUSES if state == status), None),
        holder=next((one for one in holders if one.code == holder), None),
    )


def _listed(here: Place) -> list[Listed]:
    """Every question once."""
    return [
        Listed(
            question=question,
            domain=domain,
            indicator=indicator,
            address=url_for(
                "answering.section",
                section=domain.slug,
                _anchor=None if domain.per_partner else question.id,
                **here.address,
            ),
            states=_by_partner(here, question) if domain.per_partner else {here.asked[question.id].state: ()},
        )
        for domain in here.questionnaire
        for indicator in domain.indicators
        for question in indicator.questions
    ]


def _by_partner(here: Place, question: Question) -> dict[State, list[tuple[str, str]]]:
    """The states of a question about partners, in the order of the statuses, each with the partners by name."""
    lang, names = current_language(), country_names()
    found: dict[State, list[tuple[str, str]]] = {state: [] for state in STATUSES}
    for partner in here.stored.partners.all:
        cell = f"{question.id}@{partner}"
        found[here.asked[cell].state].append((text(lang, names[partner]), _address(here, cell)))
    return {state: sorted(partners) for state, partners in found.items() if partners}


def _address(here: Place, id: str) -> str:
    """Where a question is answered."""
    domain = here.questionnaire.domain(id.split(".")[0])
    if "@" in id:
        partner = id.split("@")[1]
        return url_for("partners.partner", section=domain.slug, partner=partner, _anchor=id, **here.address)
    return url_for("answering.section", section=domain.slug, _anchor=id, **here.address)


@blueprint.get("/rounds/<round_slug>/<iso3>/next")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
def following(round_slug: str, iso3: str) -> Response:
    """Lead to the next question without an answer: after a question (``after``), or from a section on (``section``)."""
    here, section = place(round_slug, iso3), request.args.get("section", "")
    start = domain_or_404(here.questionnaire, section).id if section else ""
    id = following_blank(here.questionnaire, here.asked, start, request.args.get("after", ""), here.takes)
    if id is not None:
        return redirect(_address(here, id))
    flash(current_language().gettext("Every question that is asked has an answer."), "success")
    return redirect(url_for("answering.task_list", **here.address))


@blueprint.get("/shortcuts")
@allow(rule=SIGNED_IN)
def shortcuts() -> str:
    """The keyboard shortcuts; js/comfort.js opens them on the page where somebody is."""
    return render_template("question_list/shortcuts.html")
