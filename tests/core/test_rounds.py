"""hand_worked_rounds.yaml, held against the tool; what breaks a series, and from where on a change is shown."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.core.answers import AnswerSheet, Partners
from assessment.core.changes import Change, ChangeKind
from assessment.core.comparison import group_trends
from assessment.core.lineage import NotComparable
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, GroupFigure
from assessment.core.rounds import Comparability, NodeChange, Signed, changes

from .builders import answered, domain, indicator, ladder, questionnaire
from .hand_worked import read_answer, read_domain

FILE: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("hand_worked_rounds.yaml").read_text("utf-8"))
REASONS = {
    "series break": Comparability.SERIES_BREAK,
    "too little in common": Comparability.TOO_LITTLE_IN_COMMON,
    "not applicable": Comparability.NOT_APPLICABLE,
}


def read_version(name: str) -> Questionnaire:
    """A version of the file; those that declare changes are the later ones."""
    written = FILE["versions"][name]
    matrices = written.get("asked per partner", ())
    domains = (read_domain(id, indicators, 1, id in matrices) for id, indicators in written["domains"].items())
    declared = tuple(
        Change("2028", change["id"], ChangeKind(change["kind"]), change.get("descends from"))
        for change in written.get("changes", ())
    )
    return replace(questionnaire(*domains), version="2028" if "changes" in written else "2026", changes=declared)


def read_signed(case: Mapping[str, Any], version: str, when: str) -> Signed:
    answers = {key: read_answer(written) for key, written in case[when].items()}
    return Signed(read_version(case[version]), AnswerSheet(answers, Partners(tuple(case.get(f"partners {when}", ())))))


def close(expected: Any) -> Any:
    """A figure of the file, or a list of them, as pytest compares it; "none" is no figure."""
    if isinstance(expected, list):
        return [close(figure) for figure in expected]
    return None if expected == "none" else pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["rule"][:80])
def test_two_rounds_give_the_change_worked_out_by_hand(case):
    found = changes(read_signed(case, "from", "then"), read_signed(case, "to", "now"))
    for node, expected in case["expect"].items():
        assert_change(found[node], expected)


def assert_change(found: NodeChange, expected: Mapping[str, Any]) -> None:
    """Every figure the file names; a node has either a change or a reason why there is none."""
    assert ("change" in expected) is not ("no change" in expected)
    for name, figure in expected.items():
        match name:
            case "score":
                assert [found.then, found.now] == close(figure)
            case "in common":
                assert list(found.in_common) == close(figure)
            case "common score":
                assert [found.common_then, found.common_now] == close(figure)
            case "change":
                assert found.comparability is Comparability.COMPARABLE
                assert found.change == close(figure)
            case "composition":
                assert found.composition == close(figure)
                assert found.total == pytest.approx(found.change + found.composition)
            case "smallest move":
                assert list(found.smallest_move) == [figure[0], close(figure[1])]
            case "no change":
                assert found.comparability is REASONS[figure]
                assert (found.change, found.total, found.composition, found.smallest_move) == (None,) * 4
            case _:
                raise AssertionError(f"the file names an unknown figure: {name}")


@pytest.mark.parametrize("case", FILE["groups"], ids=lambda case: case["rule"][:80])
def test_two_rounds_of_a_group_give_the_trend_worked_out_by_hand(case):
    ladder = read_version("one ladder")
    both = {
        iso3: [Signed(ladder, AnswerSheet({"D1.1a": read_answer(level)})) for level in levels]
        for iso3, levels in case["levels"].items()
        if "not signed" not in levels
    }
    found = group_trends(case["group"], {iso3: changes(then, now) for iso3, (then, now) in both.items()})[OVERALL]
    figures = {"then": found.then, "now": found.now, "change": found.change}
    for name, expected in case["expect"].items():
        if name == "countries":
            assert {f"{figure.n} of {figure.of}" for figure in figures.values()} == {expected}
        else:
            assert [five_numbers(figures[name]), figures[name].mean] == [
                close(expected["five"]),
                close(expected["mean"]),
            ]


def five_numbers(figure: GroupFigure) -> list[float | None]:
    return [figure.minimum, figure.q1, figure.median, figure.q3, figure.maximum]


def test_every_case_stands_for_a_rule_and_shows_its_arithmetic() -> None:
    for case in (*FILE["cases"], *FILE["groups"]):
        assert case["rule"]
        assert case["story"]
        assert case["arithmetic"]


def test_a_change_has_every_domain_and_indicator_of_the_later_version_in_order() -> None:
    older, newer = read_version("2026"), read_version("2028 moved")
    found = changes(Signed(older, AnswerSheet()), Signed(newer, AnswerSheet()))
    assert list(found) == ["overall", "D1", "D1.1", "D2", "D2.1", "D2.2", "D2.3"]


def test_what_is_new_in_the_later_version_has_no_score_then() -> None:
    older, newer = read_version("2026"), read_version("2026")
    newer = replace(newer, version="2028", changes=(Change("2028", "D2.2", ChangeKind.ADDED),))
    older = replace(
        older, domains=(older.domains[0], replace(older.domains[1], indicators=older.domains[1].indicators[:1]))
    )
    level = {"D2.2a": read_answer("level 2")}
    found = changes(Signed(older, AnswerSheet()), Signed(newer, AnswerSheet(level)))["D2.2"]
    assert found == NodeChange("D2.2", Comparability.SERIES_BREAK, None, 50, (0, 0))


def test_an_indicator_that_does_not_apply_now_has_no_change() -> None:
    version = read_version("2026")
    then, now = (AnswerSheet({"D1.2a": read_answer(words)}) for words in ("level 2", "not applicable"))
    found = changes(Signed(version, then), Signed(version, now))["D1.2"]
    assert found == NodeChange("D1.2", Comparability.NOT_APPLICABLE, 50, None, (0, None))


def test_a_state_without_partners_has_no_change_in_what_is_asked_about_them() -> None:
    version = read_version("partners")
    found = changes(Signed(version, AnswerSheet()), Signed(version, AnswerSheet()))
    assert {change.comparability for change in found.values()} == {Comparability.NOT_APPLICABLE}


def test_added_partners_are_in_no_change() -> None:
    """They are shown and never scored; Chile was added then, and is a priority partner now."""
    version, level = read_version("partners"), read_answer("level 2")
    answers = {"D8.1a@BOL": level, "D8.1a@CHL": level}
    then = AnswerSheet(answers, Partners(("BOL",), ("CHL",)))
    found = changes(Signed(version, then), Signed(version, AnswerSheet(answers, Partners(("BOL", "CHL")))))["D8.1"]
    assert (found.comparability, found.in_common) == (Comparability.TOO_LITTLE_IN_COMMON, (1, 0.5))


def test_a_question_once_asked_of_each_partner_and_now_in_general_is_not_in_common() -> None:
    older = read_version("partners")
    newer = replace(older, version="2028", domains=(replace(older.domains[0], per_partner=False),))
    then = AnswerSheet({"D8.1a@BOL": read_answer("level 2")}, Partners(("BOL",)))
    found = changes(Signed(older, then), Signed(newer, AnswerSheet({"D8.1a": read_answer("level 2")})))["D8.1"]
    assert (found.comparability, found.then, found.now) == (Comparability.SERIES_BREAK, 50, 50)


def weighing(*weights: float) -> Questionnaire:
    """Domains of a ladder each, with these weights."""
    domains = (domain(f"D{d}", indicator(f"D{d}.1", ladder(f"D{d}.1a")), weight=w) for d, w in enumerate(weights, 1))
    return replace(questionnaire(*domains), version="2026")


@pytest.mark.parametrize(("weight", "shown"), [(80, True), (79.9, False)])
def test_from_80_percent_on_a_change_is_shown(weight: float, shown: bool) -> None:
    """Of three domains the last is rescaled in the first case, and not answered now in the second."""
    version = weighing(weight / 2, weight / 2, 100 - weight)
    later = replace(version, version="2028", changes=(Change("2028", "D3.1a", ChangeKind.RESCALED),))
    whole = AnswerSheet({f"D{d}.1a": answered(2) for d in (1, 2, 3)})
    of_versions = changes(Signed(version, whole), Signed(later, whole))[OVERALL].comparability
    of_answers = changes(Signed(version, whole), Signed(version, whole.without(["D3.1a"])))[OVERALL].comparability
    assert of_versions is (Comparability.COMPARABLE if shown else Comparability.SERIES_BREAK)
    assert of_answers is (Comparability.COMPARABLE if shown else Comparability.TOO_LITTLE_IN_COMMON)


def test_where_what_is_in_common_has_no_score_there_is_no_change() -> None:
    """One domain carries 90 % of the weight, but is one of three: under the threshold of 0.66."""
    version, answers = weighing(18, 1, 1), {"D1.1a": answered(2)}
    found = changes(Signed(version, AnswerSheet(answers)), Signed(version, AnswerSheet(answers)))[OVERALL]
    assert found == NodeChange(OVERALL, Comparability.TOO_LITTLE_IN_COMMON, None, None, (0.9, 0.9))


def test_a_change_is_shown_where_one_of_the_two_scores_is_missing_but_no_composition() -> None:
    """The later version asks ten little domains more, none of which is answered: too few have a value for a score."""
    version = weighing(1, 1, 1)
    added = weighing(1, 1, 1, *(0.01,) * 10).domains[3:]
    declared = tuple(Change("2028", d.id, ChangeKind.ADDED) for d in added)
    later = replace(version, version="2028", domains=(*version.domains, *added), changes=declared)
    sheets = [AnswerSheet({f"D{d}.1a": answered(level) for d in (1, 2, 3)}) for level in (1, 2)]
    found = changes(Signed(version, sheets[0]), Signed(later, sheets[1]))[OVERALL]
    assert (found.then, found.now, found.change) == (25, None, 25)
    assert found.total is found.composition is None


def test_what_has_no_weight_is_in_no_smallest_move() -> None:
    sheet = AnswerSheet({f"D{d}.1a": answered(2) for d in (1, 2, 3)})
    found = changes(*(Signed(weighing(1, 0, 4), sheet),) * 2)
    assert found[OVERALL].smallest_move == ("D1.1a", 5)
    assert found["D2"].smallest_move == ("D2.1a", 25)


def test_the_later_round_cannot_have_the_earlier_version() -> None:
    older, newer = Signed(read_version("2026"), AnswerSheet()), Signed(read_version("2028 less"), AnswerSheet())
    with pytest.raises(NotComparable):
        changes(newer, older)
