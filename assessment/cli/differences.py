"""``flask questionnaire diff``: what differs between two versions, told to a person."""

from collections.abc import Iterator, Mapping

from assessment.core.changes import ChangeKind
from assessment.core.differences import Difference, Facet, differences
from assessment.core.lineage import common_weight
from assessment.core.questionnaire import Question, Questionnaire
from assessment.i18n import Language, gettext_noop, own_name
from assessment.wording import condition_text

KINDS = {
    ChangeKind.SAME: gettext_noop("unchanged"),
    ChangeKind.REWORDED: gettext_noop("reworded (comparable)"),
    ChangeKind.RESCALED: gettext_noop("rescaled (not comparable)"),
    ChangeKind.ADDED: gettext_noop("added"),
    ChangeKind.RETIRED: gettext_noop("retired"),
}
FACETS = {
    "title": gettext_noop("title"),
    "introduction": gettext_noop("introduction"),
    "about": gettext_noop("what it looks at"),
    "why": gettext_noop("why it is asked"),
    "counts_as_evidence": gettext_noop("what counts as evidence"),
    "source": gettext_noop("legal source"),
    "advice": gettext_noop("recommendation"),
    "role": gettext_noop("role"),
    "gcm": gettext_noop("objectives of the Global Compact"),
    "obj14": gettext_noop("actions under Objective 14"),
    "theme": gettext_noop("themes"),
    "weight": gettext_noop("weight"),
    "per_partner": gettext_noop("asked once per partner"),
    "type": gettext_noop("type"),
    "ask": gettext_noop("question"),
    "help": gettext_noop("help"),
    "levels": gettext_noop("level"),
    "options": gettext_noop("option"),
    "short": gettext_noop("short label"),
    "none_of_these": gettext_noop("“none of these”"),
    "not_open_to_my_state": gettext_noop("“not open to my State” may be marked"),
    "unit": gettext_noop("unit"),
    "limits": gettext_noop("limits (decimals)"),
    "breakdown": gettext_noop("part of the total"),
    "attribute": gettext_noop("noted for each country"),
    "max_length": gettext_noop("longest text, in characters"),
    "not_applicable": gettext_noop("“not applicable” may be chosen"),
    "confidential": gettext_noop("confidential"),
    "evidence": gettext_noop("level that needs evidence → counts without it as"),
    "show_when": gettext_noop("asked only if"),
    "mirror": gettext_noop("what the partner should answer"),
    "part": gettext_noop("part in the score"),
    "points": gettext_noop("points"),
    "bands": gettext_noop("bands"),
    "between": gettext_noop("points between"),
    "method": gettext_noop("version of the method"),
    "weights": gettext_noop("weights (main question : follow-ups)"),
    "thresholds": gettext_noop("threshold"),
    "coverage_grades": gettext_noop("grades of coverage"),
}
"""The names of facets; where one is that of an option, its code follows."""
OF_WHOLE_QUESTIONS = ("title", "type", "ask", "part", "show_when")
"""What is told of a question, an indicator or a domain that is new or gone."""


def explain(words: Language, older: Questionnaire, newer: Questionnaire) -> Iterator[str]:
    """The lines that explain the step from one version to another; raises NotComparable as ``lineage``."""
    found, (of_older, of_newer) = differences(older, newer), common_weight(older, newer)
    yield f"{older.slug} {older.version} → {newer.slug} {newer.version}"
    yield words.gettext(
        "Weight in common: %(of_older)s %% of version %(older)s, %(of_newer)s %% of version %(newer)s.",
        older=older.version,
        newer=newer.version,
        of_older=words.number(of_older * 100, 1),
        of_newer=words.number(of_newer * 100, 1),
    )
    counts = (f"{words.gettext(name)} {words.number(found.counts[kind], 0)}" for kind, name in KINDS.items())
    yield words.gettext("Questions: %(counts)s.", counts="; ".join(counts))
    teller = _Teller(words, older.questions, newer.questions)
    if found.whole:
        yield from ("", words.gettext("The whole and its method"))
        for facet in found.whole:
            yield from teller.facet(*facet)
    for difference in (*found.parts, *found.questions):
        yield ""
        yield from teller.difference(difference)


class _Teller:
    """Puts differences into lines, in one language."""

    def __init__(self, words: Language, before: Mapping[str, Question], now: Mapping[str, Question]) -> None:
        self.words, self.before, self.now = words, before, now

    def difference(self, difference: Difference) -> Iterator[str]:
        """The head of a question, indicator or domain, and all that differs."""
        head = [difference.id or difference.ancestor or "", self.words.gettext(KINDS[difference.kind])]
        if difference.moved:
            head.append(self.words.gettext("moved from %(id)s", id=difference.ancestor))
        elif difference.kind is ChangeKind.SAME:
            head[1] = self.words.gettext("changed in part")
        yield "  ".join(head)
        for name, before, now in difference.facets:
            if None not in (difference.id, difference.ancestor) or name in OF_WHOLE_QUESTIONS:
                yield from self.facet(name, before, now)

    def facet(self, name: str, before: Facet, now: Facet) -> Iterator[str]:
        """What was (−) and what is (+); a text once for every language in which it differs."""
        key, _, code = name.partition(" ")
        label = f"{self.words.gettext(FACETS[key])} {code}".rstrip()
        for language in _languages(before, now):
            was, is_ = self._said(before, language, self.before), self._said(now, language, self.now)
            if was != is_:
                yield f"  {label} ({own_name(language)}):" if language else f"  {label}:"
                yield from (f"    {sign} {said}" for sign, said in (("−", was), ("+", is_)) if said)

    def _said(self, value: Facet, language: str, questions: Mapping[str, Question]) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, Mapping):
            return value.get(language, "")
        return condition_text(self.words, questions, value)


def _languages(*values: Facet) -> tuple[str, ...]:
    """The languages of a text; "" alone for what is no text."""
    return tuple(dict.fromkeys(code for text in values if isinstance(text, Mapping) for code in text)) or ("",)
