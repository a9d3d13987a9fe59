"""The civil-society perspective: statements that organisations judge, and what they say of a country item by item.

Its figures stand beside a State's scores and never change them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from assessment.core.answers import BLANK, AnswerSheet, State
from assessment.core.questionnaire import Question, Text
from assessment.core.snapshots import answer_as_data


@dataclass(frozen=True)
class Item:
    """One statement, judged on the scale all items share, and the State's indicators it is held against."""

    question: Question
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class ItemSection:
    """The items of one file; ``slug`` names it."""

    slug: str
    title: Text
    introduction: Text
    items: tuple[Item, ...]


@dataclass(frozen=True)
class CivilQuestionnaire:
    """One version of the civil-society questionnaire.

    ``mapped_to`` names the State questionnaire ("slug/version") whose
    indicators the items are held against; ``fewest`` is the least number of
    organisations whose answers on an item are shown. The hashes are those of a
    ``Questionnaire``.
    """

    slug: str
    version: str
    text_revision: int
    languages: tuple[str, ...]
    title: Text
    introduction: Text
    mapped_to: str
    method_version: str
    fewest: int
    sections: tuple[ItemSection, ...]
    meaning_hash: str = ""
    texts_hash: str = ""

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by id, in order."""
        return {item.question.id: item for section in self.sections for item in section.items}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The question of every item, by id."""
        return {id: item.question for id, item in self.items.items()}

    @property
    def minutes(self) -> float:
        """Estimated minutes to answer about one country."""
        return sum(question.minutes for question in self.questions.values())


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """What organisations say of a country in one item: how many (n), and their mean (0..100) where they are enough."""

    item: str
    n: int
    mean: float | None


def item_figures(questionnaire: CivilQuestionnaire, sheets: Iterable[AnswerSheet]) -> tuple[ItemFigure, ...]:
    """The figures of one country from the sheets that organisations sent about it, one sheet an organisation.

    An answer counts 25 x (step - 1), which are the points of the scale. "Don't
    know" and blanks do not count, and fewer than ``fewest`` answers give no mean.
    """
    told = tuple(sheets)
    return tuple(_figure(item.question, questionnaire.fewest, told) for item in questionnaire.items.values())


def _figure(question: Question, fewest: int, sheets: Iterable[AnswerSheet]) -> ItemFigure:
    answers = (sheet[question.id] for sheet in sheets)
    points = [question.points[str(a.value)] or 0.0 for a in answers if a.state is State.ANSWERED]
    return ItemFigure(question.id, len(points), fmean(points) if len(points) >= fewest else None)


def sent_content(questionnaire: CivilQuestionnaire, round: str, iso3: str, sheet: AnswerSheet) -> str:
    """What an organisation sends about a country as canonical JSON; ``snapshots.signed_sheet`` reads it back."""
    content = {
        "round": round,
        "country": iso3,
        "questionnaire": {
            "slug": questionnaire.slug,
            "version": questionnaire.version,
            "text_revision": questionnaire.text_revision,
            "meaning_hash": questionnaire.meaning_hash,
        },
        "answers": {id: answer_as_data(answer) for id, answer in sheet.answers.items() if answer != BLANK},
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
