"""What the charts of the region say: the grid, the distributions and who has answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.charts.country import band_steps, score_words
from assessment.charts.series import Cell, Count, Counts, Distributions, Grid, GridRow, Spread
from assessment.core.questionnaire import Method, Questionnaire
from assessment.core.results import OVERALL, CountryEntry, GroupFigure, NodeScore, RegionResults, Status
from assessment.i18n import Language
from assessment.wording import status_label


@dataclass(frozen=True, slots=True)
class Member:
    """A member State as a chart names it, in the reader's language."""

    iso3: str
    name: str
    subregion: str


def domain_grid(
    results: RegionResults, questionnaire: Questionnaire, members: Sequence[Member], lang: Language
) -> Grid:
    """Every country's score in every domain. The countries stay in the order given: sub-region, then name."""
    _ = lang.gettext
    entries = {entry.iso3: entry for entry in results.entries}
    rows = tuple(_grid_row(entries[member.iso3], member, questionnaire, lang) for member in members)
    n = {"n": lang.number(len(results.signed), 0), "of": lang.number(len(results.entries), 0)}
    title = _("Scores by country and domain, 0 to 100, round %(round)s, n = %(n)s of %(of)s", round=results.round, **n)
    note = _(
        "Self-assessed; countries by sub-region and name. An en dash (–) means insufficient data and n/a means not "
        "applicable."
    )
    columns = tuple((domain.id, domain.title[lang.code]) for domain in questionnaire)
    return Grid(title, note, band_steps(questionnaire.method, lang), columns, rows)


def _grid_row(entry: CountryEntry, member: Member, questionnaire: Questionnaire, lang: Language) -> GridRow:
    cells: tuple[Cell, ...] = ()
    if entry.card is not None:
        cells = tuple(_cell(entry.card.nodes[domain.id], questionnaire.method, lang) for domain in questionnaire)
    return GridRow(member.iso3, member.name, member.subregion, status_label(lang, entry.status), cells)


def _cell(node: NodeScore, method: Method, lang: Language) -> Cell:
    return Cell(node.score, node.band or node.standing.value, score_words(node, method, lang))


def distributions(
    results: RegionResults, questionnaire: Questionnaire, names: Mapping[str, str], lang: Language
) -> Distributions:
    """How overall and domain scores are spread over the countries that have signed."""
    _ = lang.gettext
    labels = {OVERALL: _("Overall")} | {d.id: f"{d.id} {d.title[lang.code]}" for d in questionnaire}
    empty = {node: GroupFigure(node, 0, len(results.entries), {}) for node in labels}
    bands = {
        (entry.iso3, node): entry.card.nodes[node].band for entry in results.signed if entry.card for node in labels
    }
    spreads = tuple(
        _spread(results.figures.get(node, empty[node]), label, names, bands) for node, label in labels.items()
    )
    n = {"n": lang.number(len(results.signed), 0), "of": lang.number(len(results.entries), 0)}
    title = _("Distribution of scores, 0 to 100, round %(round)s, n = %(n)s of %(of)s", round=results.round, **n)
    note = _(
        "One dot a country. The upright line is the median; the box holds the middle half of the countries and its "
        "whiskers reach the lowest and the highest. With fewer than 8 countries there is no box."
    )
    return Distributions(title, note, band_steps(questionnaire.method, lang), spreads)


def _spread(
    figure: GroupFigure, label: str, names: Mapping[str, str], bands: Mapping[tuple[str, str], str | None]
) -> Spread:
    in_order = sorted(figure.values.items(), key=lambda pair: (pair[1], pair[0]))
    values = tuple((iso3, names[iso3], score, bands[iso3, figure.node] or "") for iso3, score in in_order)
    return Spread(
        figure.node, label, figure.of, values,
        figure.minimum, figure.q1, figure.median, figure.q3, figure.maximum, figure.mean,
    )  # fmt: skip


def response_counts(results: RegionResults, lang: Language) -> Counts:
    """How many countries have not started, are answering, and have signed."""
    _ = lang.gettext
    counts = tuple(
        Count(status.value, status_label(lang, status), sum(entry.status is status for entry in results.entries))
        for status in (Status.SIGNED, Status.IN_PROGRESS, Status.NOT_STARTED)
    )
    of = len(results.entries)
    title = _("Countries by status, round %(round)s, n = %(n)s", round=results.round, n=lang.number(of, 0))
    return Counts(title, _("Number of member States. Only signed answers are scored."), of, counts)
