"""What the charts of one country say: its scores by domain and by indicator."""

from collections.abc import Mapping

from assessment.charts.series import BandStep, Position, Scores
from assessment.core.questionnaire import Method, Questionnaire
from assessment.core.results import CountryResults, GroupFigure, NodeScore, Standing
from assessment.i18n import Language
from assessment.wording import band_label, standing_label


def band_steps(method: Method, lang: Language) -> tuple[BandStep, ...]:
    """The bands of the method in the reader's language, lowest first."""
    return tuple(BandStep(band.code, band.floor, band.label[lang.code]) for band in method.bands)


def score_words(node: NodeScore, method: Method, lang: Language) -> str:
    """The band of a node's score, or why it has none."""
    if node.standing is Standing.SCORED and node.band is not None:
        return band_label(lang, method, node.band)
    return standing_label(lang, node.standing)


def domain_scores(results: CountryResults, questionnaire: Questionnaire, country: str, lang: Language) -> Scores:
    """A country's score in each domain, against the region's median where the reader may see it."""
    _ = lang.gettext
    note = _(
        "Self-assessed. The number is the score; the line around it is the possible range, in which every missing "
        "answer counts once as 0 and once as 100."
    )
    if results.group is not None:
        note += " " + _("The triangle is the median of the countries of the region that have a score (n).")
    positions = tuple(
        _position(
            results.card.nodes[domain.id],
            f"{domain.id} {domain.title[lang.code]}",
            questionnaire.method,
            lang,
            results.group,
        )
        for domain in questionnaire
    )
    title = _("%(country)s: scores by domain, 0 to 100, round %(round)s", country=country, round=results.round)
    return Scores(title, note, band_steps(questionnaire.method, lang), positions, compared=results.group is not None)


def indicator_scores(results: CountryResults, questionnaire: Questionnaire, country: str, lang: Language) -> Scores:
    """A country's score in each indicator, in the order of the questionnaire, grouped by domain."""
    _ = lang.gettext
    positions = tuple(
        _position(
            results.card.nodes[indicator.id],
            f"{indicator.id} {indicator.title[lang.code]}",
            questionnaire.method,
            lang,
            under=f"{domain.id} {domain.title[lang.code]}",
        )
        for domain in questionnaire
        for indicator in domain.indicators
        if indicator.id in results.card.nodes
    )
    scored = sum(position.value is not None for position in positions)
    n = {"n": lang.number(scored, 0), "of": lang.number(len(positions), 0)}
    title = _("%(country)s: scores by indicator, 0 to 100, round %(round)s", country=country, round=results.round)
    note = _(
        "Self-assessed, %(n)s of %(of)s indicators with a score, in the order of the questionnaire. "
        "The line is the possible range.",
        **n,
    )
    return Scores(title, note, band_steps(questionnaire.method, lang), positions)


def _position(
    node: NodeScore,
    label: str,
    method: Method,
    lang: Language,
    group: Mapping[str, GroupFigure] | None = None,
    under: str = "",
) -> Position:
    figure = group.get(node.id) if group is not None else None
    return Position(
        id=node.id,
        label=label,
        words=score_words(node, method, lang),
        value=node.score,
        low=node.lowest,
        high=node.highest,
        band=node.band,
        group=under,
        median=figure.median if figure else None,
        n=figure.n if figure else None,
    )
