"""What a search found, ready to print: texts cut at the words sought, and which language they were found in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flask import request

from assessment import describing
from assessment.core.civil_society import CivilQuestionnaire
from assessment.core.questionnaire import Question, Questionnaire
from assessment.core.search import Entry, entries_of, entry, find, fragments, telling, words_of
from assessment.web.request import current_language
from assessment.wording import text

Pieces = list[tuple[str, bool]]
"""A text in pieces, each with whether it is an occurrence of a word sought."""


@dataclass(frozen=True)
class Search:
    """What is sought in a questionnaire; without words, everything is found and nothing is marked."""

    query: str
    entries: Mapping[str, Entry] = field(repr=False)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words sought."""
        return words_of(self.query)

    @cached_property
    def hits(self) -> Mapping[str, tuple[str, ...]]:
        """The questions found, in order, with the languages they were found in."""
        return find(self.entries, self.words)

    def pieces(self, words: str) -> Pieces:
        """Any text, the words sought marked."""
        return list(fragments(words, self.words))

    def ask(self, question: Question) -> Pieces:
        """The question in the reader's language."""
        lang = current_language()
        return self.pieces(describing.partner_text(lang, text(lang, question.ask)))

    def other_language(self, id: str) -> str:
        """The language in whose texts alone a question was found; none where it was found in the reader's."""
        found = self.hits.get(id, ())
        return "" if not self.words or not found or current_language().code in found else found[0]

    def further(self, id: str) -> list[Pieces]:
        """The texts, besides the question as it is shown, in which the words were found."""
        other = self.other_language(id)
        texts = self.entries[id].texts[other or current_language().code]
        return [self.pieces(words) for words in telling(("", *texts) if other else texts, self.words)]


def search_in(questionnaire: Questionnaire | CivilQuestionnaire) -> Search:
    """The search that the address asks for (``q``)."""
    query = " ".join(request.args.get("q", "").split())
    if isinstance(questionnaire, Questionnaire):
        return Search(query, entries_of(questionnaire))
    return Search(query, {q.id: entry(q, questionnaire.languages) for q in questionnaire.questions.values()})
