"""Search in a questionnaire, in all its languages at once, whatever the capitals and accents.

Every word sought must occur, in the texts of one language: question, help,
choices, title of the indicator; identifiers belong to every language.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assessment.core.partners import PLACE
from assessment.core.questionnaire import Indicator, Question, Questionnaire, Text

LONGEST = 100
"""Characters of a query that are read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found of a question: identifiers, and its texts by language, the question itself first."""

    ids: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]

    def languages(self, words: Sequence[str]) -> tuple[str, ...]:
        """The languages in whose texts all words occur."""
        ids = " ".join(self.ids)
        return tuple(code for code, texts in self.texts.items() if _all_in(words, " ".join((ids, *texts))))


def _all_in(words: Sequence[str], text: str) -> bool:
    within = folded(text)
    return all(word in within for word in words)


def folded(text: str) -> str:
    """A text without accents and capitals."""
    return "".join(_folded(character) for character in text)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, folded, each once."""
    found = (word.strip(".") for word in re.findall(r"[\w.]+", folded(query[:LONGEST])))
    return tuple(dict.fromkeys(word for word in found if word))


def find(entries: Mapping[str, Entry], words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The questions in which all words occur, in order, with the languages of the texts they occur in."""
    found = {id: entry.languages(words) for id, entry in entries.items()}
    return {id: languages for id, languages in found.items() if languages}


def fragments(text: str, words: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """A text cut where words occur: (piece, whether it is an occurrence). Together the pieces are the text."""
    hit = _hits(text, words)
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or hit[at] is not hit[start]:
            yield text[start:at], hit[start]
            start = at


def _hits(text: str, words: Sequence[str]) -> list[bool]:
    """For every character of a text, whether it belongs to an occurrence; folding may lengthen or drop one."""
    place = [at for at, character in enumerate(text) for _ in _folded(character)]
    within, hit = folded(text), [False] * len(text)
    for word in words:
        at = within.find(word)
        while at >= 0:
            first, last = place[at], place[at + len(word) - 1]
            hit[first : last + 1] = [True] * (last + 1 - first)
            at = within.find(word, at + len(word))
    for at, character in enumerate(text):
        if at and hit[at - 1] and unicodedata.combining(character):
            hit[at] = True  # an accent written as a character of its own goes with its letter
    return hit


def telling(texts: Sequence[str], words: Sequence[str]) -> list[str]:
    """The texts after the first one that are needed to see every word: each has one that those before have not."""
    left = [word for word in words if texts and word not in folded(texts[0])]
    shown = []
    for text in texts[1:]:
        seen = [word for word in left if word in folded(text)]
        if seen:
            shown.append(text)
            left = [word for word in left if word not in seen]
    return shown


@lru_cache(maxsize=16)
def entries_of(questionnaire: Questionnaire) -> Mapping[str, Entry]:
    """What can be found in a questionnaire, by question."""
    return {
        question.id: entry(question, questionnaire.languages, indicator)
        for indicator in questionnaire.indicators.values()
        for question in indicator.questions
    }


def entry(question: Question, languages: Sequence[str], indicator: Indicator | None = None) -> Entry:
    """What can be found of one question."""
    options = (*question.options, *question.breakdown, *question.attribute)
    said: list[Text | None] = [question.ask, question.help, *(option.label for option in options)]
    said += [question.none_of_these, question.unit, indicator.title if indicator else None]
    texts = [text for text in said if text]
    return Entry(
        ids=(question.id,),
        texts={code: tuple(text.get(code, "").replace(PLACE, "…") for text in texts) for code in languages},
    )
