"""Reading results: the region at a glance, one country's profile, and any number opened to its parts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median

from flask import Blueprint, abort, current_app, render_template, request, url_for

from assessment.catalogue import Reference
from assessment.charts import country as country_charts
from assessment.charts import region as region_charts
from assessment.charts.figures import Chart, draw
from assessment.charts.region import Member
from assessment.charts.series import Series
from assessment.core.answers import AnswerSheet, State
from assessment.core.partners import laid_out_in_words
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, CountryEntry, CountryResults, RegionResults, Standing, Status
from assessment.core.scoring import score_tree, with_instrument_evidence
from assessment.services import results, rounds
from assessment.services.accounts import Right
from assessment.web.access import allow
from assessment.web.fields import Line, country_names, line
from assessment.web.formatting import (
    ancestors,
    band_edges,
    linked,
    linked_rows,
    node_title,
    part,
    part_columns,
    part_footer,
    part_rows,
    range_text,
)
from assessment.web.item_table import item_rows
from assessment.web.request import (
    Country,
    Round,
    country_or_404,
    current_language,
    database,
    demonstration,
    reader,
    round_or_404,
)
from assessment.wording import (
    band_label,
    day_text,
    entry_label,
    moment_text,
    question_name,
    sorted_names,
    standing_label,
    status_label,
)

blueprint = Blueprint("dashboards", __name__)

STATUS_ORDER = (Status.SIGNED, Status.IN_PROGRESS, Status.NOT_STARTED)
SILENT = (Standing.INSUFFICIENT, Standing.NOT_APPLICABLE)
"""Why there may be no score."""


# --- the region ----------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/region")
@allow(Right.READ_SIGNED)
def region(round_slug: str) -> str:
    """All member States in a round: who has answered, how sure the figures are, and what they say."""
    found = round_or_404(round_slug)
    questionnaire = rounds.questionnaire_of(found)
    figures = results.region(database(), found)
    by_status = request.args.get("map") == "status"
    urls = _profile_urls(figures)
    tiles = _tiles(figures, questionnaire, urls, by_status)
    charts = _region_charts(figures, questionnaire)
    return render_template(
        "dashboards/region.html",
        round=found,
        questionnaire=questionnaire,
        figures=figures,
        overall=figures.figures[OVERALL],
        grades=_grades(figures, questionnaire),
        coverage=_middle([entry.card.overall.coverage for entry in figures.signed if entry.card]),
        evidenced=_middle([entry.card.evidenced for entry in figures.signed if entry.card]),
        by_status=by_status,
        tiles=tiles,
        legend=_legend(tiles, questionnaire),
        key=_key(questionnaire),
        answered=_answered(figures, urls),
        charts=charts,
        rows={name: linked_rows(chart.table, urls) for name, chart in charts.items()},
        linked=linked,
        range_text=range_text,
        note=_reference().note,
    )


def _reference() -> Reference:
    reference: Reference = current_app.extensions["assessment"].reference
    return reference


def _names() -> dict[str, str]:
    """The members' names in the reader's language, in alphabetical order."""
    names = {member.iso3: member.name for member in _reference().members}
    return dict(sorted_names(current_language(), names))


def _members() -> list[Member]:
    """The members by sub-region, in the order of the reference data, then by name."""
    words = current_language()
    states = {member.iso3: member for member in _reference().members}
    return [
        Member(iso3, name, label[words.code])
        for subregion, label in _reference().subregions.items()
        for iso3, name in _names().items()
        if states[iso3].subregion == subregion
    ]


def _region_charts(figures: RegionResults, questionnaire: Questionnaire) -> dict[str, Chart]:
    words = current_language()
    series: dict[str, Series] = {
        "status": region_charts.response_counts(figures, words),
        "domains": region_charts.domain_grid(figures, questionnaire, _members(), words),
        "distributions": region_charts.distributions(figures, questionnaire, _names(), words),
    }
    return {name: draw(one, words, demonstration=demonstration()) for name, one in series.items()}


def _grades(figures: RegionResults, questionnaire: Questionnaire) -> list[tuple[str, int]]:
    """How many signed countries have each grade of coverage."""
    grades = [entry.card.grade for entry in figures.signed if entry.card]
    return [(grade, grades.count(grade)) for grade, _floor in questionnaire.method.coverage_grades]


def _middle(shares: Sequence[float | None]) -> float | None:
    """The median of the shares there are."""
    present = [share for share in shares if share is not None]
    return median(present) if present else None


def _tiles(
    figures: RegionResults, questionnaire: Questionnaire, urls: Mapping[str, str], by_status: bool
) -> list[dict[str, object]]:
    """The squares of the map, in alphabetical order; signed countries lead to their profile."""
    states = {member.iso3: member for member in _reference().members}
    entries = {entry.iso3: entry for entry in figures.entries}
    tiles: list[dict[str, object]] = []
    for iso3, name in _names().items():
        code, label = _map_code(entries[iso3], questionnaire, by_status)
        place = {"row": states[iso3].tile.row, "col": states[iso3].tile.col}
        tiles.append({**place, "code": iso3, "name": name, "label": label, "band": code, "url": urls.get(iso3)})
    return tiles


def _map_code(entry: CountryEntry, questionnaire: Questionnaire, by_status: bool) -> tuple[str, str]:
    """The code of a square's colour, and what it means."""
    words = current_language()
    if by_status or entry.card is None:
        return entry.status.value, entry_label(words, entry)
    overall = entry.card.overall
    if overall.band is None:
        return overall.standing.value, standing_label(words, overall.standing)
    return overall.band, f"{band_label(words, questionnaire.method, overall.band)}, {words.score(overall.score, 0)}"


def _legend(tiles: Sequence[Mapping[str, object]], questionnaire: Questionnaire) -> list[dict[str, object]]:
    """The codes that occur on the map, bands first and in their order, each with how many members it has."""
    words = current_language()
    labels = {band.code: band.label[words.code] for band in questionnaire.method.bands}
    labels |= {standing.value: standing_label(words, standing) for standing in SILENT}
    labels |= {status.value: status_label(words, status) for status in STATUS_ORDER}
    counts = Counter(tile["band"] for tile in tiles)
    return [
        {"code": code, "label": f"{label} ({words.number(counts[code], 0)})"}
        for code, label in labels.items()
        if counts[code]
    ]


def _key(questionnaire: Questionnaire) -> list[dict[str, str]]:
    """What the colours of the grid mean: every band, and why there may be no score."""
    words = current_language()
    bands = [{"code": band.code, "label": band.label[words.code]} for band in questionnaire.method.bands]
    return bands + [{"code": standing.value, "label": standing_label(words, standing)} for standing in SILENT]


def _profile_urls(figures: RegionResults) -> dict[str, str]:
    """The profiles that can be opened, by country."""
    codes = (entry.iso3 for entry in figures.signed)
    return {iso3: url_for("dashboards.profile", round_slug=figures.round, iso3=iso3) for iso3 in codes}


def _answered(figures: RegionResults, urls: Mapping[str, str]) -> list[dict[str, object]]:
    """Who has answered: every member by status, then by name, with the day of signature."""
    words, names = current_language(), _names()
    order = list(names)
    entries = sorted(figures.entries, key=lambda e: (STATUS_ORDER.index(e.status), order.index(e.iso3)))
    return [
        {
            "name": names[entry.iso3],
            "url": urls.get(entry.iso3),
            "code": entry.status.value,
            "status": entry_label(words, entry),
            "signed_on": day_text(words, _signed_at(entry)),
            "overall": entry.card.overall if entry.card else None,
            "grade": entry.card.grade if entry.card else "–",
        }
        for entry in entries
    ]


def _signed_at(entry: CountryEntry) -> datetime | None:
    """When a country signed."""
    return datetime.fromisoformat(entry.signed_at) if entry.signed_at else None


# --- one country ---------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/profile")
@allow(Right.READ_SIGNED, Right.READ_OWN_RESULTS)
def profile(round_slug: str, iso3: str) -> str:
    """One country's results in a round."""
    found, country = round_or_404(round_slug), country_or_404(iso3)
    opened = results.profile(database(), found, iso3, reader())
    if opened is None:
        return nothing_to_show(found, country)
    figures, sheet = opened
    questionnaire = laid_out_in_words(rounds.questionnaire_of(found), sheet.partners, country_names())
    words = current_language()
    overall = figures.card.overall
    charts = _country_charts(figures, questionnaire, country.name[words.code])
    links = {
        node: url_for("dashboards.explanation", round_slug=round_slug, iso3=iso3, node=node)
        for node in figures.card.nodes
    }
    return render_template(
        "dashboards/profile.html",
        round=found,
        country=country,
        figures=figures,
        questionnaire=questionnaire,
        overall=overall,
        band=country_charts.score_words(overall, questionnaire.method, words),
        words={id: country_charts.score_words(n, questionnaire.method, words) for id, n in figures.card.nodes.items()},
        status=entry_label(words, figures.entry),
        signed_at=moment_text(words, _signed_at(figures.entry)),
        corrects=moment_text(words, datetime.fromisoformat(figures.corrects), "long") if figures.corrects else "",
        charts=charts,
        links=links,
        linked=linked,
        range_text=range_text,
        rows={name: linked_rows(chart.table, links) for name, chart in charts.items()},
        missing=_missing(questionnaire, sheet),
        perspective=item_rows(found, iso3, figures.card),
        names={id: question_name(words, question, country_names()) for id, question in questionnaire.questions.items()},
    )


def nothing_to_show(found: Round, country: Country) -> str:
    """The page of a country whose results this reader cannot see yet: its status, and why there is no more."""
    entries = {entry.iso3: entry for entry in results.region(database(), found).entries}
    status = entries[country.iso3].status
    return render_template(
        "dashboards/nothing_to_show.html",
        round=found,
        country=country,
        code=status.value,
        status=status_label(current_language(), status),
        own=reader().iso3 == country.iso3,
        perspective=item_rows(found, country.iso3),
    )


def _country_charts(figures: CountryResults, questionnaire: Questionnaire, name: str) -> dict[str, Chart]:
    words = current_language()
    series = {
        "domains": country_charts.domain_scores(figures, questionnaire, name, words),
        "indicators": country_charts.indicator_scores(figures, questionnaire, name, words),
    }
    return {key: draw(one, words, demonstration=demonstration()) for key, one in series.items()}


def _missing(questionnaire: Questionnaire, sheet: AnswerSheet) -> list[tuple[str, list[Line]]]:
    """What keeps the range open: scored questions without an answer, and levels whose evidence is pending."""
    words, asked = current_language(), _asked(questionnaire, sheet)
    lines = [
        line(words, question, asked[question.id]) for question in questionnaire.questions.values() if question.scored
    ]
    kinds = (
        (words.gettext("Don't know"), [one for one in lines if one.state is State.DONT_KNOW]),
        (words.gettext("No answer yet"), [one for one in lines if one.state is State.BLANK]),
        (words.gettext("Evidence pending"), [one for one in lines if one.pending]),
    )
    return [(label, found) for label, found in kinds if found]


def _asked(questionnaire: Questionnaire, sheet: AnswerSheet) -> AnswerSheet:
    """The answers as asked, cells carrying the evidence of their instruments; with them the instruments themselves."""
    asked = with_instrument_evidence(questionnaire.as_asked(sheet), sheet)
    return AnswerSheet({**sheet.answers, **asked.answers}, sheet.partners, sheet.documents)


# --- one number ----------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/profile/<node>")
@allow(Right.READ_SIGNED, Right.READ_OWN_RESULTS)
def explanation(round_slug: str, iso3: str, node: str) -> str:
    """How one number came about, opened down to the answers."""
    found, country = round_or_404(round_slug), country_or_404(iso3)
    if node.split("@")[0] not in score_tree(rounds.questionnaire_of(found)).ids:
        abort(404)
    visible = results.profile(database(), found, iso3, reader())
    if visible is None:
        return nothing_to_show(found, country)
    figures, sheet = visible
    questionnaire = laid_out_in_words(rounds.questionnaire_of(found), sheet.partners, country_names())
    if node not in score_tree(questionnaire).ids:
        abort(404)
    told, words = results.open_node(found, sheet, node), current_language()
    opened = part(told, questionnaire, _asked(questionnaire, sheet), words)
    return render_template(
        "dashboards/explanation.html",
        round=found,
        country=country,
        figures=figures,
        questionnaire=questionnaire,
        part=opened,
        range_text=range_text,
        edges=band_edges(opened.explanation.node.band, questionnaire.method, current_language()),
        part_columns=lambda: part_columns(current_language()),
        part_rows=lambda one: part_rows(one, current_language(), round_slug, iso3),
        part_footer=lambda one: part_footer(one, current_language()),
        above=[(id, node_title(id, questionnaire, current_language())) for id in ancestors(node, questionnaire)],
    )
