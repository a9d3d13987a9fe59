"""The invented earlier variant of the demonstration: sound, and close enough to be compared."""

from collections import Counter

import pytest

from assessment.catalogue import check, load
from assessment.config import EARLIER_QUESTIONNAIRE, QUESTIONNAIRES
from assessment.core.changes import ChangeKind
from assessment.core.differences import differences
from assessment.core.lineage import common_weight, lineage
from assessment.core.questionnaire import Questionnaire


@pytest.fixture(scope="module")
def earlier() -> Questionnaire:
    return load(EARLIER_QUESTIONNAIRE)


def test_the_variant_has_no_errors_of_its_own() -> None:
    assert [f.said_in("en") for f in check(EARLIER_QUESTIONNAIRE) if f.severity == "error"] == []
    own = [f.said_in("en") for f in check(EARLIER_QUESTIONNAIRE) if "demonstration" in f.file]
    assert own == []


def test_at_least_nine_tenths_of_the_weight_are_in_common(earlier: Questionnaire, questionnaire: Questionnaire) -> None:
    of_earlier, of_current = common_weight(earlier, questionnaire)
    assert 0.9 <= of_earlier < 1
    assert 0.9 <= of_current < 1


def test_a_few_questions_are_reworded_rescaled_added_and_retired(
    earlier: Questionnaire, questionnaire: Questionnaire
) -> None:
    line = lineage(earlier, questionnaire)
    kinds = Counter(descent.kind for descent in line.descents.values())
    assert {kind: kinds[kind] for kind in list(ChangeKind)[1:4]} == {
        ChangeKind.REWORDED: 3, ChangeKind.RESCALED: 3, ChangeKind.ADDED: 2,
    }  # fmt: skip
    assert line.retired == ("D3.2d",)


def test_every_question_declared_as_changed_does_differ(earlier: Questionnaire, questionnaire: Questionnaire) -> None:
    found = differences(earlier, questionnaire).questions
    assert len([d for d in found if d.kind is not ChangeKind.SAME]) == 9
    assert [d for d in found if not d.facets] == []


def test_the_current_version_knows_nothing_of_the_variant(questionnaire: Questionnaire) -> None:
    assert questionnaire.changes == ()
    assert "follows" not in (QUESTIONNAIRES / "consular-cooperation" / "2026" / "questionnaire.yaml").read_text("utf-8")
