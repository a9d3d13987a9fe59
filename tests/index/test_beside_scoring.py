"""A questionnaire as a hierarchy: the general engine gives what the tool's own scoring gives.

Left out is what the general engine does not have: a ladder that does not apply
takes its indicator with it, and evidence counts.
"""

from random import Random

import numpy as np

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.results import OVERALL
from assessment.core.scoring import question_score, score, score_tree
from assessment.index import Method, Node, ThresholdBy, run, structure_of, values_of
from tests.core.builders import BLANK, DONT_KNOW, NOT_APPLICABLE, answered, domain, indicator, ladder, percent
from tests.core.builders import questionnaire as built

UNITS = 200
INSTRUMENT = built(
    *(
        domain(
            f"D{d}",
            *(
                indicator(
                    f"D{d}.{i}", *(make(f"D{d}.{i}{c}") for make, c in ((ladder, "a"), (percent, "b"), (percent, "c")))
                )
                for i in range(1, d + 2)
            ),
        )
        for d in (1, 2, 3)
    )
)
OTHER = {State.BLANK: None, State.DONT_KNOW: "DK", State.NOT_APPLICABLE: "NA"}


def drawn_sheet(draw: Random) -> AnswerSheet:
    open_share = draw.random()

    def answer(id: str) -> Answer:
        if draw.random() < open_share:
            return draw.choice([BLANK, DONT_KNOW] if id.endswith("a") else [BLANK, DONT_KNOW, NOT_APPLICABLE])
        return answered(draw.randint(0, 4) if id.endswith("a") else draw.randint(0, 100))

    return AnswerSheet({id: answer(id) for id in INSTRUMENT.questions})


def test_both_engines_score_a_questionnaire_alike() -> None:
    tree, draw = score_tree(INSTRUMENT), Random(2026)
    level = {OVERALL: 4, **{d.id: 3 for d in INSTRUMENT}, **dict.fromkeys(INSTRUMENT.indicators, 2)}
    above = {child: (parent.id, weight) for parent in tree.parents.values() for weight, child in parent.children}
    structure = structure_of([Node(id, level.get(id, 1), *above.get(id, (None,))) for id in tree.ids])
    thresholds = [getattr(INSTRUMENT.method, f"{name}_threshold") for name in ("indicator", "domain", "overall")]
    method = Method(
        threshold=tuple(t.share for t in thresholds), threshold_by=tuple(ThresholdBy(t.by) for t in thresholds)
    )
    sheets = {f"u{number}": drawn_sheet(draw) for number in range(UNITS)}
    table = {
        unit: {id: OTHER.get(sheet[id].state, question_score(q, sheet[id])) for id, q in INSTRUMENT.questions.items()}
        for unit, sheet in sheets.items()
    }
    found = run(structure, values_of(structure, table), method)
    cards = [score(INSTRUMENT, sheet).nodes for sheet in sheets.values()]
    for name, figures in (
        ("score", found.scores),
        ("coverage", found.coverage),
        ("lowest", found.lowest),
        ("highest", found.highest),
    ):
        own = [[getattr(nodes[id], name) for id in structure.codes] for nodes in cards]
        np.testing.assert_allclose(figures, np.array(own, dtype=float), rtol=1e-9, atol=1e-9)
    overall = found.scores[:, structure.index[OVERALL]]
    assert 0 < np.isnan(overall).sum() < UNITS
