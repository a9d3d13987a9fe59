"""Where questions come from: the entries under ``changes``, read back through the versions."""

from dataclasses import replace

import pytest

from assessment.core.changes import Change, ChangeKind
from assessment.core.lineage import NotComparable, common_weight, counterparts, lineage, linked, weights
from assessment.core.questionnaire import Part, Questionnaire
from tests.core.builders import domain, indicator, ladder, percent, questionnaire, several

SAME, REWORDED, RESCALED, ADDED, RETIRED = ChangeKind


def version(name: str, ids: dict[str, tuple[str, ...]], *changes: Change) -> Questionnaire:
    """A version of one domain: the questions by indicator, the first of each its ladder."""
    indicators = [
        indicator(id, ladder(first), *(ladder(other, part=Part.FOLLOW_UP) for other in others))
        for id, (first, *others) in ids.items()
    ]
    return replace(questionnaire(domain("D1", *indicators)), version=name, changes=changes)


FIRST = version("2026", {"D1.1": ("D1.1a", "D1.1b", "D1.1c"), "D1.2": ("D1.2a",)})
SECOND = version(
    "2028",
    {"D1.1": ("D1.1a", "D1.1b", "D1.1d"), "D1.2": ("D1.2a", "D1.2b")},
    Change("2028", "D1.1b", REWORDED),
    Change("2028", "D1.1d", ADDED),
    Change("2028", "D1.1c", RETIRED),
    Change("2028", "D1.2b", ADDED),
)
THIRD = version(
    "2030",
    {"D1.1": ("D1.1a", "D1.1b", "D1.1d"), "D1.3": ("D1.3a", "D1.3b")},
    *SECOND.changes,
    Change("2030", "D1.1b", RESCALED),
    Change("2030", "D1.3", ADDED),
    Change("2030", "D1.3a", REWORDED, descends_from="D1.2a"),
    Change("2030", "D1.3b", ADDED),
    Change("2030", "D1.2", RETIRED),
)


def told(older: Questionnaire, newer: Questionnaire) -> dict[str, tuple[str, str | None]]:
    return {id: (d.kind.value, d.ancestor) for id, d in lineage(older, newer).descents.items()}


def test_what_nothing_is_declared_about_stayed_the_same() -> None:
    assert told(FIRST, SECOND) == {
        "D1.1a": ("same", "D1.1a"),
        "D1.1b": ("reworded", "D1.1b"),
        "D1.1d": ("added", None),
        "D1.2a": ("same", "D1.2a"),
        "D1.2b": ("added", None),
    }
    assert lineage(FIRST, SECOND).retired == ("D1.1c",)


def test_a_question_is_followed_through_a_change_of_its_id() -> None:
    assert told(SECOND, THIRD)["D1.3a"] == ("reworded", "D1.2a")
    assert lineage(SECOND, THIRD).retired == ("D1.2b",)


def test_over_several_versions_the_gravest_change_counts() -> None:
    assert told(FIRST, THIRD) == {
        "D1.1a": ("same", "D1.1a"),
        "D1.1b": ("rescaled", "D1.1b"),
        "D1.1d": ("added", None),
        "D1.3a": ("reworded", "D1.2a"),
        "D1.3b": ("added", None),
    }
    assert lineage(FIRST, THIRD).comparable == {"D1.1a": "D1.1a", "D1.3a": "D1.2a"}


def test_a_version_may_declare_the_step_to_a_later_one_that_knows_nothing_of_it() -> None:
    silent = replace(SECOND, changes=())
    telling = replace(FIRST, changes=SECOND.changes)
    assert told(telling, silent) == told(FIRST, SECOND)


def test_changes_of_other_steps_do_not_count() -> None:
    assert set(told(THIRD, THIRD).values()) == {("same", id) for id in THIRD.questions}


def test_versions_are_compared_in_their_order_and_within_one_instrument() -> None:
    with pytest.raises(NotComparable):
        lineage(SECOND, FIRST)
    with pytest.raises(NotComparable):
        lineage(FIRST, replace(SECOND, slug="another"))
    assert lineage(replace(FIRST, version="9"), replace(SECOND, version="10")).newer == "10"


def test_the_weights_of_the_scored_questions_are_those_of_the_score() -> None:
    """Two indicators of a half each; in the first, 7 of 10 for the ladder and 3 shared by two follow-ups."""
    assert weights(FIRST) == pytest.approx({"D1.1a": 0.35, "D1.1b": 0.075, "D1.1c": 0.075, "D1.2a": 0.5})


def test_the_weight_in_common_is_that_of_comparable_questions_in_either_version() -> None:
    assert common_weight(FIRST, SECOND) == pytest.approx((0.925, 0.35 + 0.075 + 0.35))
    assert common_weight(FIRST, THIRD) == pytest.approx((0.85, 0.35 + 0.35))
    assert common_weight(FIRST, FIRST) == pytest.approx((1, 1))


def test_a_question_scored_in_one_version_only_is_not_in_common() -> None:
    first, second = SECOND.domains[0].indicators
    questions = tuple(replace(q, part=None) if q.id == "D1.1b" else q for q in first.questions)
    unscored = replace(SECOND, domains=(domain("D1", replace(first, questions=questions), second),))
    assert common_weight(FIRST, unscored) == pytest.approx((0.85, 0.35 + 0.35))


def test_an_indicator_is_followed_by_its_ladder_and_a_domain_by_its_id() -> None:
    found = {id: (node.id, node.level) for id, node in counterparts(FIRST, THIRD).items()}
    assert found == {"overall": ("overall", 0), "D1": ("D1", 1), "D1.1": ("D1.1", 2), "D1.3": ("D1.2", 2)}


def test_what_is_scored_in_the_later_version_only_was_nothing_before() -> None:
    added = domain("D2", indicator("D2.1", ladder("D2.1a")))
    later = replace(FIRST, version="2028", domains=(*FIRST.domains, added))
    assert [counterparts(FIRST, later)[id].id for id in ("D2", "D2.1")] == [None, None]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (ladder("D1.1a"), ladder("D1.1a", evidence=True)),
        (ladder("D1.1a"), percent("D1.1a", part=Part.MAIN)),
        (several("D1.1a", {"a": 1, "b": 1}), several("D1.1a", {"a": 2, "b": 1})),
        (several("D1.1a", {"a": 1}), replace(several("D1.1a", {"a": 1}), not_open_to_my_state=False)),
        (ladder("D1.1a"), ladder("D1.1a", part=None)),
        (ladder("D1.1a", part=None), ladder("D1.1a")),
    ],
    ids=[
        "evidence asked for",
        "another kind",
        "other points",
        "not open to my State",
        "no longer scored",
        "scored now",
    ],
)
def test_questions_that_make_another_score_of_the_same_answer_are_not_linked(was, now) -> None:
    older = replace(questionnaire(domain("D1", indicator("D1.1", was))), version="2026")
    newer = replace(questionnaire(domain("D1", indicator("D1.1", now))), version="2028")
    assert linked(older, newer) == {}
    assert linked(older, replace(older, version="2028")) == ({"D1.1a": "D1.1a"} if was.scored else {})


def test_an_option_without_points_changes_no_score() -> None:
    was, now = several("D1.1a", {"a": 1}), several("D1.1a", {"a": 1, "b": None})
    older = replace(questionnaire(domain("D1", indicator("D1.1", was))), version="2026")
    newer = replace(questionnaire(domain("D1", indicator("D1.1", now))), version="2028")
    assert linked(older, newer) == {"D1.1a": "D1.1a"}
