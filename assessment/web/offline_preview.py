"""What a workbook would change: kept between two requests in the form itself, and put into words."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData
from itsdangerous.url_safe import URLSafeTimedSerializer

from assessment.core.problems import Problem
from assessment.core.questionnaire import Domain
from assessment.forms import World
from assessment.offline.comparing import Difference, Outcome, Standing
from assessment.offline.reading import Read
from assessment.web.fields import Line, country_names, line
from assessment.web.place import Place
from assessment.web.request import current_language, reader
from assessment.web.saving import saved_text
from assessment.wording import problem_text, question_name
from assessment.workbooks import questions_of

SECONDS = 3600
"""How long a preview may be applied."""


@dataclass(frozen=True)
class Preview:
    """What a workbook says, and at which versions the answers stood when that was shown."""

    read: Mapping[str, Read]
    shown: Mapping[str, int]
    unchanged: int


def packed(preview: Preview, here: Place) -> str:
    """A preview as a field of a form that nobody can change, use for another account, or keep for long."""
    told = {
        key: [one.typed, [[cell, p.code, dict(p.facts), p.part] for cell, p in one.problems], one.places]
        for key, one in preview.read.items()
    }
    whose = [reader().user_id, here.round.slug, here.country.iso3]
    return _serializer().dumps([whose, told, dict(preview.shown), preview.unchanged])


def unpacked(text: str, here: Place) -> Preview | None:
    """The preview in a field; None when it is too old, of another account or country, or no preview."""
    try:
        whose, told, shown, unchanged = _serializer().loads(text, max_age=SECONDS)
    except BadData:
        return None
    if whose != [reader().user_id, here.round.slug, here.country.iso3]:
        return None
    read = {
        key: Read(typed, [(cell, Problem(code, facts, part)) for cell, code, facts, part in problems], places)
        for key, (typed, problems, places) in told.items()
    }
    return Preview(read, shown, unchanged)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="workbook preview", serializer=json)


def standing(here: Place) -> Standing:
    """What a workbook is held against: the answers this reader is shown, and those of them they may change."""
    whole, stored = here.behind[0], here.stored
    return Standing(
        whole,
        {**questions_of(whole, stored.sheet.partners), **here.questions},
        stored.sheet,
        {key: kept.version for key, kept in stored.stored.items()},
        World(here.country.iso3, country_names(), here.documents),
        here.takes,
    )


# --- in words -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One difference ready to print: what the workbook says, what stands, and what is wrong, by cell."""

    key: str
    name: str
    ask: str
    outcome: str
    ticked: bool
    applicable: bool
    mine: Line | None
    theirs: Line
    saved: str
    problems: Sequence[tuple[str, str]]


def by_section(
    here: Place, found: Sequence[Difference], against: Standing, ticked: Collection[str] | None
) -> list[tuple[Domain, list[Shown]]]:
    """The differences under their sections; ``ticked`` are those chosen before, None for new and changed ones."""
    order = {key: number for number, key in enumerate(against.questions)}
    sections = []
    for domain in against.whole:
        own = [one for one in found if one.key.split(".")[0].split("@")[0] == domain.id]
        if own:
            own.sort(key=lambda one: order.get(one.key, -1))
            sections.append((domain, [_shown(here, one, against, ticked) for one in own]))
    return sections


def _shown(here: Place, one: Difference, against: Standing, ticked: Collection[str] | None) -> Shown:
    words, names = current_language(), country_names()
    question = against.questions.get(one.key) or against.whole.questions[one.key.split("@")[0]]
    stored = here.stored.stored.get(one.key)
    chosen = one.outcome in (Outcome.NEW, Outcome.CHANGED) if ticked is None else one.key in ticked
    return Shown(
        key=one.key,
        name=question_name(words, question, names),
        ask=question.ask[words.code] if question.ask else words.gettext("Not applicable to this partner"),
        outcome=one.outcome.value,
        ticked=chosen and one.applicable and (one.outcome is not Outcome.CONFLICTING),
        applicable=one.applicable,
        mine=line(words, question, one.answer) if one.applicable else None,
        theirs=line(words, question, one.stands),
        saved=saved_text(stored) if stored else "",
        problems=[(cell, problem_text(words, problem, names)) for cell, problem in one.problems],
    )
