"""The civil-society perspective on a country's page: item by item, what organisations say of it."""

from assessment.services import results, rounds
from assessment.web.request import Round, current_language, database, reader
from assessment.wording import item_mean_text, text


def item_rows(found: Round, iso3: str) -> list[list[str]]:
    """The rows of the table: item, indicators, n and mean; none where this reader sees none."""
    words, figures = current_language(), results.civil_society(database(), found, iso3, reader())
    questionnaire = rounds.civil_questionnaire_of(found)
    if questionnaire is None:
        return []
    return [
        [
            f"{figure.item} {text(words, questionnaire.questions[figure.item].ask)}",
            ", ".join(questionnaire.items[figure.item].indicators),
            words.number(figure.n, 0),
            item_mean_text(words, figure, questionnaire.fewest),
        ]
        for figure in figures
    ]
