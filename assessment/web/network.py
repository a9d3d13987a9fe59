"""The network of cooperation: all pairs of a round for SELA, and one State's partners for that State and SELA."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template, request, url_for

from assessment.catalogue import Reference
from assessment.catalogue.groups import groups_by_scheme
from assessment.charts import network as drawn
from assessment.charts import palette
from assessment.core.answers import Answer, State, cell_key, row_key
from assessment.core.network import Pair, PairState, Side, Summary, summarise
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Indicator, Question, Questionnaire
from assessment.core.results import NodeScore
from assessment.core.scoring import leaf, with_instrument_evidence
from assessment.i18n import Language
from assessment.services import results, rounds
from assessment.services.accounts import Right
from assessment.services.results import Partnership
from assessment.web.access import allow
from assessment.web.dashboards import nothing_to_show
from assessment.web.fields import country_names
from assessment.web.request import country_or_404, current_language, database, reader, round_or_404
from assessment.wording import (
    NEUTRAL_NOTE,
    evidence_pending_text,
    pair_state_label,
    sorted_names,
    standing_label,
    state_label,
)

blueprint = Blueprint("network", __name__)


# --- the region ----------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/network")
@allow(Right.READ_SIGNED)
def network(round_slug: str) -> str:
    """All priority pairs of a round, one column of the questionnaire at a time."""
    found, words = round_or_404(round_slug), current_language()
    columns = drawn.pair_columns(rounds.questionnaire_of(found))
    if not columns:
        return render_template("network/no_columns.html", round=found)
    column = _chosen(columns)
    whole = results.cooperation(database(), found)
    reference: Reference = current_app.extensions["assessment"].reference
    names = country_names()
    return render_template(
        "network/network.html",
        round=found,
        column=column,
        switch=[(c.id, drawn.column_title(c, words)) for c in columns],
        whole=whole,
        both=len(drawn.signed_pairs(whole)),
        all_summary=summarise(whole.cells()),
        summary=summarise(whole.cells(column.id)),
        matrix=drawn.pair_matrix(whole, column, groups_by_scheme(reference), names, reference.pair_reasons, words),
        key=_key(),
        states=drawn.state_table(whole, columns, words),
        open_pairs=_by_column(whole.pairs, columns),
        neutral_note=words.gettext(NEUTRAL_NOTE),
        note=reference.note,
    )


def _chosen(columns: Sequence[Indicator]) -> Indicator:
    """The column asked for, else the first."""
    asked = request.args.get("column", columns[0].id)
    return next((column for column in columns if column.id == asked), None) or abort(404)


def _key() -> list[dict[str, str]]:
    """What the signs and colours of the matrix mean."""
    words = current_language()
    return [{"code": s.value, "sign": palette.PAIR_SIGNS[s], "label": pair_state_label(words, s)} for s in PairState]


def _by_column(pairs: Sequence[Pair], columns: Sequence[Indicator]) -> list[tuple[str, list[drawn.ToReconcile]]]:
    """The reports to be reconciled under the title of each column that has some."""
    words = current_language()
    lines = drawn.to_reconcile(pairs, columns, country_names(), words)
    grouped = [(drawn.column_title(c, words), [line for line in lines if line.column == c.id]) for c in columns]
    return [(title, found) for title, found in grouped if found]


# --- one State -----------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """One column of one partner: what the State says, what the partner says, and what both amount to.

    ``theirs`` is empty where nothing may be seen; ``sign`` and ``state`` are
    empty for an added partner, whose pair has no state.
    """

    own: str
    theirs: str
    code: str
    sign: str
    state: str


@dataclass(frozen=True)
class PartnerRow:
    """One partner with its reports by column; ``reason`` says why the whole row is not applicable."""

    iso3: str
    name: str
    added: bool
    reason: str
    reports: Mapping[str, Report]


@dataclass(frozen=True)
class ColumnFigures:
    """The reported score of a column, and the two second figures beside it."""

    id: str
    title: str
    url: str
    node: NodeScore
    standing: str
    summary: Summary


@blueprint.get("/rounds/<round_slug>/<iso3>/partners")
@allow(Right.READ_SIGNED, Right.READ_OWN_RESULTS)
def partners(round_slug: str, iso3: str) -> str:
    """One State's partners: its own levels, and the partner's only where both have signed."""
    found, country = round_or_404(round_slug), country_or_404(iso3)
    questionnaire, words = rounds.questionnaire_of(found), current_language()
    columns = drawn.pair_columns(questionnaire)
    if not columns:
        return render_template("network/no_columns.html", round=found)
    opened = results.partnership(database(), found, iso3, reader())
    if opened is None:
        return nothing_to_show(found, country)
    return render_template(
        "network/partners.html",
        round=found,
        country=country,
        opened=opened,
        columns=[(c.id, drawn.column_title(c, words)) for c in columns],
        figures=_figures(round_slug, iso3, columns, opened),
        whole=summarise(cell for pair in opened.pairs for cell in pair.cells.values()),
        rows=_rows(questionnaire, columns, iso3, opened),
        key=_key(),
        open_pairs=_by_column(opened.pairs, columns),
        both=sum(_both_signed(pair) for pair in opened.pairs),
        neutral_note=words.gettext(NEUTRAL_NOTE),
        sela=reader().may(Right.READ_SIGNED),
    )


def _both_signed(pair: Pair) -> bool:
    return all(cell.first is not None and cell.second is not None for cell in pair.cells.values())


def _figures(round_slug: str, iso3: str, columns: Sequence[Indicator], opened: Partnership) -> list[ColumnFigures]:
    words, found = current_language(), []
    for column in columns:
        node = opened.card.nodes[column.id]
        url = url_for("dashboards.explanation", round_slug=round_slug, iso3=iso3, node=column.id)
        summary = summarise(pair.cells[column.id] for pair in opened.pairs)
        title, standing = drawn.column_title(column, words), standing_label(words, node.standing)
        found.append(ColumnFigures(column.id, title, url, node, standing, summary))
    return found


def _rows(
    questionnaire: Questionnaire, columns: Sequence[Indicator], iso3: str, opened: Partnership
) -> list[PartnerRow]:
    """The partners: priority partners by name, then those added."""
    words, names, sheet = current_language(), country_names(), opened.answers
    whole = laid_out(questionnaire, sheet.partners)
    asked = with_instrument_evidence(whole.as_asked(sheet), sheet)
    pairs = {pair.other(iso3): pair for pair in opened.pairs}
    rows = []
    for group in (sheet.partners.priority, sheet.partners.added):
        for partner, name in sorted_names(words, {one: names[one] for one in group}):
            row = sheet[row_key(columns[0].id.split(".")[0], partner)]
            reports = {}
            for column in columns:
                assert column.main is not None
                key = cell_key(column.main.id, partner)
                own = _own(whole.questions[key], asked[key], words)
                reports[column.id] = _report(own, column, pairs.get(partner), iso3, words)
            reason = row.reason if row.state is State.NOT_APPLICABLE else ""
            rows.append(PartnerRow(partner, name, group is sheet.partners.added, reason, reports))
    return rows


def _own(question: Question, answer: Answer, words: Language) -> str:
    """What the State itself says in a cell: the level in short, or why there is none."""
    if answer.state is not State.ANSWERED:
        return state_label(words, answer.state)
    if question.scored and leaf(question, answer).evidence_pending:
        return evidence_pending_text(words, answer.value).capitalize()
    return _level(question, int(str(answer.value)), words)


def _level(question: Question, level: int, words: Language) -> str:
    """A level with its short label."""
    short = question.option(str(level)).short
    return f"{level} {short[words.code]}" if short else str(level)


def _report(own: str, column: Indicator, pair: Pair | None, iso3: str, words: Language) -> Report:
    if pair is None:
        return Report(own, "", "", "", "")
    cell = pair.cells[column.id]
    theirs = cell.second if iso3 == pair.first else cell.first
    return Report(
        own=own,
        theirs=reported_level(column, theirs, words),
        code=cell.state.value,
        sign=palette.PAIR_SIGNS[cell.state],
        state=pair_state_label(words, cell.state),
    )


def reported_level(column: Indicator, side: Side | None, words: Language) -> str:
    """What the partner says, after the evidence rule; empty where it is not to be seen."""
    if side is None or column.main is None:
        return ""
    return words.gettext("No level") if side.level is None else _level(column.main, side.level, words)
