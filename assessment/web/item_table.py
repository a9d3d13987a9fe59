"""The civil-society perspective on a country's page: item by item, what organisations say of it."""

from assessment.core.results import ScoreCard
from assessment.i18n import Language
from assessment.services import results, rounds
from assessment.web.request import Round, current_language, database, reader
from assessment.wording import item_mean_text, text


def item_rows(found: Round, iso3: str, card: ScoreCard | None = None) -> list[list[str]]:
    """The rows of the table: item, n, mean and the State's own scores; none where this reader sees none."""
    words, figures = current_language(), results.civil_society(database(), found, iso3, reader())
    questionnaire = rounds.civil_questionnaire_of(found)
    if questionnaire is None:
        return []
    return [
        [
            f"{figure.item} {text(words, questionnaire.questions[figure.item].ask)}",
            words.number(figure.n, 0),
            item_mean_text(words, figure, questionnaire.fewest),
            ", ".join(_own_score(words, id, card) for id in questionnaire.items[figure.item].indicators),
        ]
        for figure in figures
    ]


def _own_score(words: Language, indicator: str, card: ScoreCard | None) -> str:
    """An indicator with the State's own score, where it has one."""
    node = card.nodes.get(indicator) if card else None
    return f"{indicator}: {words.score(node.score if node else None)}"
