"""Demonstration data of the partner matrix: what two States say of each other, drawn pair by pair.

Both sides of a pair look at the same cooperation (one level drawn for the
pair and column) and report it with some difference, so that every state of a
pair occurs; the draw knows nothing of the States but that they are partners.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence

from assessment.catalogue import Instrument
from assessment.core.answers import Answer, Evidence, State, cell_key, instrument_key, row_key
from assessment.core.partners import about
from assessment.core.questionnaire import Domain, Indicator, Question, Questionnaire

Pair = tuple[str, str, tuple[str, ...]]
DrawValue = Callable[[random.Random, Question, float, Sequence[str]], object]
EVIDENCE = (Evidence("https://example.org/convenio", "Documento de ejemplo / example document"),)
REASON = "Sin relación consular en el período / no consular relation in the period."
STRANGERS = ("CRI", "ESP", "USA", "JAM")
"""States outside the pairs that some add as partners."""


def draw_partner_answers(
    draw: random.Random,
    questionnaire: Questionnaire,
    pairs: Iterable[Pair],
    instruments: Sequence[Instrument],
    abroad: Sequence[str],
    draw_value: DrawValue,
) -> dict[str, dict[str, Answer]]:
    """The answers about partners of every State that has any, by iso3 and key. ``draw_value`` draws the details."""
    drawn: dict[str, dict[str, Answer]] = {}
    for domain in (domain for domain in questionnaire if domain.per_partner):
        for first, second, _reasons in pairs:
            shared = {i.id: min(4.4, max(-0.4, draw.gauss(1.9, 1.1))) for i in domain.indicators}
            for own, partner in ((first, second), (second, first)):
                row = _draw_row(draw, domain, partner, shared, abroad, draw_value)
                drawn.setdefault(own, {}).update(row)
        for own, answers in drawn.items():
            _add_stranger(draw, domain, answers, abroad, draw_value)
            _confirm_instruments(draw, domain, own, answers, instruments)
    return drawn


def _draw_row(
    draw: random.Random,
    domain: Domain,
    partner: str,
    shared: Mapping[str, float],
    abroad: Sequence[str],
    draw_value: DrawValue,
) -> dict[str, Answer]:
    if draw.random() < 0.03:
        return {row_key(domain.id, partner): Answer(State.NOT_APPLICABLE, reason=REASON)}
    cells: dict[str, Answer] = {}
    for indicator in domain.indicators:
        cells |= _draw_cells(draw, indicator, partner, shared[indicator.id], abroad, draw_value)
    return cells


def _draw_cells(
    draw: random.Random,
    indicator: Indicator,
    partner: str,
    shared: float,
    abroad: Sequence[str],
    draw_value: DrawValue,
) -> dict[str, Answer]:
    """The level of one column and, from level 2, its details; sometimes unknown, sometimes left blank."""
    main = indicator.main
    fate = draw.random()
    if main is None or fate < 0.04:
        return {}
    key = cell_key(main.id, partner)
    if fate < 0.08:
        return {key: Answer(State.DONT_KNOW)}
    level = min(4, max(0, round(shared + draw.gauss(0, 0.55))))
    evidence = EVIDENCE if level == 4 and draw.random() < 0.7 else ()
    cells = {key: Answer(State.ANSWERED, level, evidence=evidence)}
    if level >= 2:
        for question in indicator.questions:
            if question.part is None and draw.random() < 0.85:
                value = draw_value(draw, about(question, partner), level / 4, abroad)
                cells[cell_key(question.id, partner)] = Answer(State.ANSWERED, value)
    return cells


def _add_stranger(
    draw: random.Random, domain: Domain, answers: dict[str, Answer], abroad: Sequence[str], draw_value: DrawValue
) -> None:
    """Some States add a partner of their own, shown and not scored."""
    stranger = draw.choice(STRANGERS)
    if domain.may_add_partners and draw.random() < 0.3:
        answers[row_key(domain.id, stranger)] = Answer(State.ANSWERED, True)
        for indicator in domain.indicators[:2]:
            answers |= _draw_cells(draw, indicator, stranger, 2, abroad, draw_value)


def _confirm_instruments(
    draw: random.Random, domain: Domain, own: str, answers: dict[str, Answer], instruments: Sequence[Instrument]
) -> None:
    """Most parties confirm an offered instrument, and pick it where it is the basis."""
    written = domain.indicators[0].main
    for known in instruments:
        if known.code not in domain.offered_instruments or own not in known.parties or draw.random() > 0.7:
            continue
        value = {
            "name": known.name["es"],
            "year": known.year,
            "status": known.status,
            "parties": sorted(known.parties),
            "scope": sorted(known.scope),
        }
        answers[instrument_key(domain.id, known.code)] = Answer(State.ANSWERED, value)
        for partner in known.parties:
            cell = answers.get(cell_key(written.id, partner)) if written else None
            if cell is not None and written is not None and isinstance(cell.value, int) and cell.value >= 2:
                picked = Answer(cell.state, cell.value, evidence=cell.evidence, instruments=(known.code,))
                answers[cell_key(written.id, partner)] = picked
