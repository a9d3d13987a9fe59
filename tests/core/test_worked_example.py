"""The worked examples of docs/scoring.md (a score; a change between two rounds), computed."""

from pathlib import Path

from assessment.core.answers import AnswerSheet
from assessment.core.results import NodeScore, Standing
from assessment.core.rounds import Signed, changes
from assessment.core.scoring import question_score, score

from .builders import (
    BLANK,
    DONT_KNOW,
    NOT_APPLICABLE,
    answered,
    domain,
    indicator,
    ladder,
    percent,
    questionnaire,
    yes_no,
)

DOCUMENT = Path(__file__).parents[2] / "docs" / "scoring.md"
INSTRUMENT = questionnaire(
    domain(
        "D1",
        indicator("D1.1", ladder("D1.1a", evidence=True), yes_no("D1.1b"), percent("D1.1c")),
        indicator("D1.2", ladder("D1.2a"), percent("D1.2b")),
    ),
    domain("D2", indicator("D2.1", ladder("D2.1a"))),
    domain("D3", indicator("D3.1", ladder("D3.1a"))),
)
ANSWERS = {
    "level 4 with evidence": answered(4, evidence=True),
    "level 3": answered(3),
    "level 2": answered(2),
    "no": answered("no"),
    "yes": answered("yes"),
    "40 %": answered(40),
    "blank": BLANK,
    "don't know": DONT_KNOW,
    "not applicable": NOT_APPLICABLE,
}


def section(title: str) -> str:
    return DOCUMENT.read_text("utf-8").split(f"## {title}\n")[1].split("\n## ")[0]


def table(heading: str, title: str = "A worked example") -> list[list[str]]:
    """The rows below the table head that begins with this word, within a section."""
    example = section(title)
    lines = example[example.index(f"| {heading} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def as_written(node: NodeScore) -> list[str]:
    if node.standing is Standing.NOT_APPLICABLE:
        return [node.id, "not applicable", "", "", "", "", ""]
    figures = [f"{node.coverage:.4f}", f"{node.lowest:.2f}", f"{node.highest:.2f}"]
    if node.standing is Standing.INSUFFICIENT:
        return [node.id, "insufficient data", *figures, "", ""]
    return [node.id, f"{node.score:.2f}", *figures, node.band or "", "yes" if node.near_boundary else "no"]


def test_the_answers_of_the_worked_example_have_the_scores_it_states():
    for id, answer, stated, _weight in table("question"):
        scored = question_score(INSTRUMENT.questions[id], ANSWERS[answer])
        assert (stated, id) == ("" if scored is None else f"{scored:g}", id)


def test_the_worked_example_comes_out_as_stated():
    rows = table("node")
    card = score(INSTRUMENT, AnswerSheet({id: ANSWERS[answer] for id, answer, *_ in table("question")}))
    assert [as_written(card.nodes[row[0]]) for row in rows] == rows
    assert {row[0] for row in rows} == {id for id in card.nodes if not id[-1].isalpha() or id == "overall"}
    assert card.grade == "B"


def test_the_example_of_two_rounds_comes_out_as_stated():
    version = questionnaire(domain("D1", indicator("D1.1", ladder("D1.1a"), yes_no("D1.1b"), yes_no("D1.1c"))))
    rows = [(question.split(",")[0], then, now) for question, then, now, _common in table("question", "Two rounds")]
    then, now = ({row[0]: ANSWERS[row[side].split(":")[0]] for row in rows} for side in (1, 2))
    found = changes(Signed(version, AnswerSheet(then)), Signed(version, AnswerSheet(now)))["D1.1"]
    assert found.in_common == (0.85, 0.85)
    told = " ".join(section("Two rounds").split())
    assert f"= {found.common_then:.2f}, now (7 × 75 + 1.5 × 100) / 8.5 = {found.common_now:.2f}. " in told
    assert f"Change {found.change:.2f}." in told
    assert f"The scores: {found.then:.2f} and (525 + 150 + 150) / 10 = {found.now:g}, " in told
    assert f"which are {found.total:.2f} apart. Composition 41.32 − 38.24 = {found.composition:.2f}." in told
    assert f"It is {found.smallest_move.points:.2f}, by {found.smallest_move.question}." in told
