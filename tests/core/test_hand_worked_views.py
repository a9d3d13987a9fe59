"""hand_worked_views.yaml, held against the tool; and what a view by tag may never do."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import AnswerSheet
from assessment.core.questionnaire import Indicator, Part, Questionnaire, Role
from assessment.core.results import NodeScore, ScoreCard, Standing
from assessment.core.role_mirror import role_mirror
from assessment.core.scoring import score
from assessment.core.tag_views import TagView, by_objective, by_theme, objective_14

from .builders import (
    DONT_KNOW,
    NOT_APPLICABLE,
    answered,
    domain,
    generated,
    indicator,
    percent,
    questionnaire,
    remark,
    text,
)

FILE: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("hand_worked_views.yaml").read_text("utf-8"))
UNANSWERED = {"don't know": DONT_KNOW, "not applicable": NOT_APPLICABLE}
NO_VALUE = {"insufficient data": Standing.INSUFFICIENT, "not applicable": Standing.NOT_APPLICABLE}


def read_indicator(id: str, written: Mapping[str, Any]) -> Indicator:
    """An indicator whose one question is a percentage, so that its answer is its score."""
    return replace(
        indicator(id, percent(f"{id}a", part=Part.MAIN)),
        role=Role(written.get("role", "both")),
        gcm=tuple(written.get("gcm", ())),
        objective_14=tuple(written.get("obj14", ())),
        themes=tuple(written.get("theme", ())),
    )


def read_card(written: Mapping[str, Any]) -> tuple[Questionnaire, ScoreCard]:
    """The questionnaire of a case and the card that its scores give."""
    grouped = groupby((read_indicator(id, told) for id, told in written.items()), key=lambda i: i.id.split(".")[0])
    domains = [domain(id, *indicators) for id, indicators in grouped]
    asked = replace(questionnaire(*domains), themes={code: text(code) for code in ("ARB", "INS", "WOM")})
    scores = {f"{id}a": told["score"] for id, told in written.items()}
    answers = {id: UNANSWERED[given] if given in UNANSWERED else answered(given) for id, given in scores.items()}
    return asked, score(asked, AnswerSheet(answers))


def all_views(asked: Questionnaire, card: ScoreCard) -> dict[str, TagView]:
    """Every view of a card, by the tag as the file writes it."""
    lens = objective_14(asked, card)
    views = {view.tag: view for view in (*by_objective(asked, card), *by_theme(asked, card))}
    assert lens.whole == views["14"]
    return views | {f"14({view.tag})": view for view in lens.actions}


@pytest.mark.parametrize("case", FILE["tags"], ids=lambda case: case["rule"][:90])
def test_the_views_by_tag_are_as_worked_out_by_hand(case):
    views = all_views(*read_card(case["indicators"]))
    for tag, expected in case["expect"].items():
        view = views[tag]
        assert [node.id for node in view.indicators] == expected["indicators"]
        assert view.n == expected["scored"]
        assert view.mean == (None if expected["mean"] == "none" else pytest.approx(expected["mean"]))
    for tag in case["empty"]:
        assert (views[tag].indicators, views[tag].n, views[tag].mean) == ((), 0, None)


def test_all_objectives_actions_and_themes_are_there_in_their_order():
    asked, card = read_card(FILE["tags"][0]["indicators"])
    assert [view.tag for view in by_objective(asked, card)] == [str(number) for number in range(1, 24)]
    assert [view.tag for view in objective_14(asked, card).actions] == ["a", "b", "c", "d", "e", "f"]
    assert [view.tag for view in by_theme(asked, card)] == ["ARB", "INS", "WOM"]


def test_an_indicator_without_a_scored_question_is_in_no_view():
    unscored = replace(indicator("D1.1", remark("D1.1a")), gcm=(14,), objective_14=("a",))
    asked = questionnaire(domain("D1", unscored, read_indicator("D1.2", {"gcm": [14]})))
    lens = objective_14(asked, score(asked, AnswerSheet({"D1.2a": answered(40)})))
    assert [node.id for node in lens.whole.indicators] == ["D1.2"]
    assert lens.actions[0].indicators == ()


@generated
@given(given_scores=st.lists(st.integers(0, 100) | st.sampled_from(sorted(UNANSWERED)), min_size=1, max_size=6))
def test_a_mean_lies_between_its_scores_and_never_stands_on_fewer_than_three(given_scores):
    tagged = {f"D1.{n}": {"gcm": [14], "score": given} for n, given in enumerate(given_scores, start=1)}
    view = objective_14(*read_card(tagged)).whole
    scores = [node.score for node in view.indicators if node.score is not None]
    assert [node.id for node in view.indicators] == list(tagged)
    assert (view.mean is not None) is (len(scores) >= 3)
    assert view.mean is None or min(scores) - 1e-9 <= view.mean <= max(scores) + 1e-9


def assert_figure(node: NodeScore, expected: Any) -> None:
    if expected in NO_VALUE:
        assert (node.standing, node.score) == (NO_VALUE[expected], None)
    else:
        assert node.score == pytest.approx(expected)


@pytest.mark.parametrize("case", FILE["mirrors"], ids=lambda case: case["rule"][:90])
def test_the_role_mirror_is_as_worked_out_by_hand(case):
    asked, card = read_card(case["indicators"])
    mirror = role_mirror(asked, card)
    if mirror is None:
        assert case["mirror"] == "none"
        return
    assert_figure(mirror.asks.figure, case["asks"])
    assert_figure(mirror.grants.figure, case["grants"])
    assert mirror.gap == (None if case["gap"] == "none" else pytest.approx(case["gap"]))
    sides = {"sending": mirror.asks.indicators, "receiving": mirror.grants.indicators}
    for role, nodes in sides.items():
        of_role = [id for id, told in case["indicators"].items() if told["role"] == role and id.startswith("D3")]
        assert nodes == tuple(card.nodes[id] for id in of_role)
