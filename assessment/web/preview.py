"""Before signing: the country's own figures, and what will be visible to whom."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from assessment.charts import network as drawn
from assessment.charts.country import score_words
from assessment.core.answers import AnswerSheet, State
from assessment.core.disclosure import is_withheld
from assessment.core.scoring import has_evidence
from assessment.services import preview as visibility
from assessment.services import results
from assessment.services.accounts import Right
from assessment.web.access import allow
from assessment.web.fields import Line, country_names, line
from assessment.web.network import reported_level
from assessment.web.place import Place, place
from assessment.web.request import current_language, database, reader
from assessment.wording import question_name, sorted_names

blueprint = Blueprint("preview", __name__)


@dataclass(frozen=True)
class Seen:
    """What one kind of reader will see: how many answers, comments and pieces of evidence, and what is withheld."""

    answers: int
    comments: int
    evidenced: int
    withheld: tuple[tuple[str, Line], ...]


@dataclass(frozen=True)
class PartnerView:
    """What one partner will see once both have signed: the level in each column, as it will count."""

    name: str
    levels: tuple[str, ...]


@blueprint.get("/rounds/<round_slug>/<iso3>/preview")
@allow(Right.READ_OWN_RESULTS)
def preview(round_slug: str, iso3: str) -> str:
    """The figures that the answers give, and who will see what of them once they are signed."""
    here, words = place(round_slug, iso3), current_language()
    opened = results.profile(database(), here.round, iso3, reader())
    overall = opened[0].card.overall if opened else None
    seen = visibility.seen_by(here.round, iso3, here.stored.sheet)
    columns = drawn.pair_columns(here.questionnaire)
    return render_template(
        "preview/preview.html",
        here=here,
        figures=opened[0] if opened else None,
        overall=overall,
        band=score_words(overall, here.questionnaire.method, words) if overall else "",
        seen={code: _seen(here, sheet) if sheet is not None else None for code, sheet in seen.items()},
        columns=[drawn.column_title(column, words) for column in columns],
        partners=_partners(here),
        added=[name for _code, name in _named(here.stored.sheet.partners.added)],
    )


def _seen(here: Place, sheet: AnswerSheet) -> Seen:
    words = current_language()
    told = [answer for answer in sheet.answers.values() if answer.state is not State.BLANK]
    withheld = tuple(
        (question_name(words, question, country_names()), line(words, question, sheet[id]))
        for id, question in here.questions.items()
        if is_withheld(sheet[id]) or sheet[id] != here.stored.sheet[id]
    )
    return Seen(len(told), sum(bool(a.comment) for a in told), sum(map(has_evidence, told)), withheld)


def _partners(here: Place) -> list[PartnerView]:
    """The priority partners by name, each with what it will see of this State's levels."""
    iso3, columns = here.country.iso3, drawn.pair_columns(here.questionnaire)
    pairs = visibility.pairs_once_both_signed(database(), here.round, iso3, here.stored.sheet)
    words, found = current_language(), []
    for partner, name in _named(tuple(pairs)):
        pair = pairs[partner]
        sides = [
            pair.cells[column.id].first if pair.first == iso3 else pair.cells[column.id].second for column in columns
        ]
        levels = (reported_level(column, side, words) for column, side in zip(columns, sides, strict=True))
        found.append(PartnerView(name, tuple(levels)))
    return found


def _named(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    names = country_names()
    return sorted_names(current_language(), {code: names[code] for code in codes})
