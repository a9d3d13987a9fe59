"""Results ready to print: rows that link, and one number opened into its parts, down to the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup

from assessment.charts.country import score_words
from assessment.charts.series import Table
from assessment.core.answers import AnswerSheet, State, instrument_key
from assessment.core.questionnaire import Method, Question, Questionnaire
from assessment.core.results import OVERALL, Explanation, Standing
from assessment.i18n import Language
from assessment.web.fields import Line, line
from assessment.web.instrument_entries import label_of
from assessment.wording import state_label


def linked(words: str, url: str | None) -> str:
    """Words that lead somewhere, where there is somewhere to lead."""
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(url, words) if url else words


def linked_rows(table: Table, urls: Mapping[str, str]) -> list[list[str]]:
    """The rows of a table twin, the first cell of each leading to what the row is about."""
    return [[linked(row.cells[0], urls.get(row.id)), *row.cells[1:]] for row in table.rows]


@dataclass(frozen=True)
class Part:
    """A node with what a reader needs to follow it; ``line`` is the answer where the node is a question.

    ``code`` and ``words`` say the state of the answer; of a node above, the band
    of its score, or why there is none.
    """

    id: str
    title: str
    explanation: Explanation
    code: str
    words: str
    line: Line | None
    children: tuple["Part", ...]

    @property
    def total(self) -> float:
        """The sum of the contributions of the parts, which is the score."""
        return sum(child.explanation.contribution or 0.0 for child in self.children)

    @property
    def passed(self) -> bool:
        """Whether enough of the parts have a value."""
        return self.explanation.node.standing is Standing.SCORED

    @property
    def left_out(self) -> tuple["Part", ...]:
        """The parts below their own threshold, which the score therefore leaves out."""
        return tuple(c for c in self.children if c.explanation.node.standing is Standing.INSUFFICIENT)


def part(explanation: Explanation, questionnaire: Questionnaire, asked: AnswerSheet, lang: Language) -> Part:
    """The explanation in words; ``asked`` is the sheet with the questions not asked marked so, and its instruments."""
    node = explanation.node
    question = questionnaire.questions.get(node.id)
    answer_line = _line(question, asked, lang) if question else None
    if answer_line is not None:
        code, words = answer_line.state.value, state_label(lang, answer_line.state)
    else:
        code, words = node.band or node.standing.value, score_words(node, questionnaire.method, lang)
    return Part(
        id=node.id,
        title=node_title(node.id, questionnaire, lang),
        explanation=explanation,
        code=code,
        words=words,
        line=answer_line,
        children=tuple(part(child, questionnaire, asked, lang) for child in explanation.children),
    )


def _line(question: Question, asked: AnswerSheet, lang: Language) -> Line:
    """An answer in words, with the written instruments it is based on."""
    answer, domain = asked[question.id], question.id.split(".")[0]
    told = {code: asked[instrument_key(domain, code)] for code in answer.instruments}
    basis = tuple(label_of(code, instrument) for code, instrument in told.items() if instrument.state is State.ANSWERED)
    return replace(line(lang, question, answer, asked.documents), instruments=basis)


def node_title(node_id: str, questionnaire: Questionnaire, lang: Language) -> str:
    """What a node is called: its code and its title, or the question asked."""
    if node_id == OVERALL:
        return lang.gettext("Overall score")
    if node_id in questionnaire.questions:
        title = questionnaire.questions[node_id].ask
    elif node_id in questionnaire.indicators:
        title = questionnaire.indicators[node_id].title
    elif node_id in over_partners(questionnaire):
        mean = lang.gettext("Mean over the partner States")
        return f"{node_id} {mean}"
    else:
        title = questionnaire.domain(node_id).title
    return f"{node_id.split('@')[0]} {title[lang.code]}"  # the question about a partner names it


def over_partners(questionnaire: Questionnaire) -> dict[str, str]:
    """The questions that stand for the mean over their cells, each with its indicator."""
    return {i.over_partners: i.id for i in questionnaire.indicators.values() if i.over_partners}


def ancestors(node_id: str, questionnaire: Questionnaire) -> list[str]:
    """The nodes above this one, the overall score first."""
    if node_id == OVERALL:
        return []
    above = [OVERALL]
    for domain in questionnaire:
        for indicator in domain.indicators:
            if node_id == indicator.id:
                above += [domain.id]
            elif node_id == indicator.over_partners:
                above += [domain.id, indicator.id]
            elif indicator.over_partners and node_id in {question.id for question in indicator.questions}:
                above += [domain.id, indicator.id, indicator.over_partners]
            elif node_id in {question.id for question in indicator.questions}:
                above += [domain.id, indicator.id]
    return above


def band_edges(code: str | None, method: Method, lang: Language) -> str:
    """From where to where a band reaches; empty without a band."""
    floors = [band.floor for band in method.bands]
    for i, band in enumerate(method.bands):
        if band.code == code and i + 1 < len(floors):
            return lang.gettext(
                "(from %(low)s to under %(high)s)", low=lang.number(band.floor, 2), high=lang.number(floors[i + 1], 2)
            )
        if band.code == code:
            return lang.gettext("(from %(low)s to 100)", low=lang.number(band.floor, 2))
    return ""


def part_columns(lang: Language) -> list[dict[str, object]]:
    """The columns of the table of parts."""
    _ = lang.gettext
    numeric = (_("Score"), _("Weight"), _("Share"), _("Contribution"))
    return [
        {"label": _("Part")},
        *({"label": label, "numeric": True} for label in numeric),
        {"label": _("Band or state")},
    ]


def part_rows(opened: Part, lang: Language, round_slug: str, iso3: str) -> list[list[str]]:
    """One row a part: score, weight, share after skipping, contribution, and the band or the state it is in."""
    return [
        [
            linked(child.title, url_for("dashboards.explanation", round_slug=round_slug, iso3=iso3, node=child.id)),
            lang.score(child.explanation.node.score),
            lang.number(child.explanation.weight, 2),
            _percent(child.explanation.share, lang),
            lang.score(child.explanation.contribution, 2),
            f"{child.words} ({child.line.pending})" if child.line and child.line.pending else child.words,
        ]
        for child in opened.children
    ]


def part_footer(opened: Part, lang: Language) -> list[str] | None:
    """The sums of shares and contributions; none where there is no score."""
    if not opened.passed:
        return None
    return [lang.gettext("Sum"), "", "", _percent(1.0, lang), lang.score(opened.total, 2), ""]


def _percent(share: float | None, lang: Language) -> str:
    """A share of 0..1 as a percentage with one decimal; an en dash when there is none."""
    return "–" if share is None else f"{lang.score(share * 100)}\u00a0%"


def range_text(lang: Language, low: float | None, high: float | None, decimals: int = 1) -> str:
    """A possible range in words; an en dash when there is none."""
    if low is None or high is None:
        return "–"
    if low == high:
        return lang.gettext("%(value)s, no spread", value=lang.score(low, decimals))
    return lang.gettext("%(low)s to %(high)s", low=lang.score(low, decimals), high=lang.score(high, decimals))
