"""A civil-society questionnaire: how it is read, and what is wrong with one."""

from pathlib import Path

import pytest

from assessment.catalogue import QuestionnaireInvalid, check, is_civil, load_civil
from assessment.core.questionnaire import Kind
from tests.catalogue.broken import copy_of_small, replace

INDEX, ITEMS = "questionnaire.yaml", "sections/01-items.yaml"


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """A copy of the small one, beside the questionnaire it is held against."""
    return copy_of_small(tmp_path).parents[1] / "civil" / "2026"


def found(version: Path) -> list[tuple[int, str, str, int, str]]:
    return [(f.rule, f.code, f.severity, f.line, f.id) for f in check(version) if f.rule != 14]


def test_the_small_one_has_no_problem(version: Path) -> None:
    assert check(version) == []
    assert is_civil(version)
    assert not is_civil(version.parents[1] / "small" / "2026")


def test_items_share_the_scale_of_the_index(version: Path) -> None:
    questionnaire = load_civil(version)
    assert list(questionnaire.items) == ["C1", "C2"]
    assert {question.kind for question in questionnaire.questions.values()} == {Kind.ONE}
    assert questionnaire.questions["C1"].points == {"never": 0, "often": 75, "always": 100}
    assert questionnaire.questions["C2"].option("often").label == {"en": "Often", "es": "A menudo"}
    assert questionnaire.questions["C1"].help == {"en": "About consulates.", "es": "Sobre los consulados."}
    assert questionnaire.questions["C2"].help is None
    assert questionnaire.items["C2"].indicators == ("D1.1", "D2.1")
    assert (questionnaire.fewest, questionnaire.minutes, questionnaire.mapped_to) == (3, 3, "small/2026")


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        (INDEX, "mapped_to: small/2026", "mapped_to: large/2026", (46, "mapped_to_nothing", "error", 8, "")),
        (ITEMS, "[D1.1, D2.1]", "[D1.1, D9.9]", (46, "mapped_to_unknown", "error", 13, "C2")),
        (ITEMS, "[D1.1, D2.1]", "[D1.1, D1.1]", (46, "mapped_to_unknown", "error", 13, "C2")),
        (ITEMS, "[D1.1, D2.1]", "[]", (3, "wrong_value", "error", 13, "C2")),
        (INDEX, "points: 75", "points: 100", (47, "scale_wrong", "error", 11, "")),
        (INDEX, "points: 0,", "points: 10,", (47, "scale_wrong", "error", 11, "")),
        (INDEX, "code: often", "code: always", (47, "scale_wrong", "error", 11, "")),
        (INDEX, "A menudo", "Siempre", (47, "scale_wrong", "error", 11, "")),
        (INDEX, "fewest_organisations: 3", "fewest_organisations: 1", (3, "wrong_value", "error", 10, "")),
        (INDEX, "fewest_organisations", "fewest", (2, "key_unknown", "error", 10, "")),
        (INDEX, "mapped_to: small/2026", "mapped_to: small", (3, "wrong_value", "error", 8, "")),
        (ITEMS, "id: C2", "id: C1", (5, "id_repeated", "error", 11, "C1")),
        (ITEMS, "id: C2", "id: D1", (5, "id_malformed", "error", 11, "D1")),
        (ITEMS, "id: C2", "id: C3", (7, "id_out_of_order", "warning", 11, "C3")),
        (ITEMS, "    minutes: 2\n", "    minutes: 2\n    type: ladder\n", (2, "key_unknown", "error", 15, "C2")),
        (ITEMS, '"Las quejas se responden."', '" "', (11, "language_blank", "error", 15, "C2")),
        (ITEMS, "answered.", "answered {partner}.", (40, "only_per_partner", "error", 15, "C2")),
    ],
)
def test_what_is_wrong_is_reported_with_rule_line_and_id(
    version: Path, file: str, old: str, new: str, finding: tuple[int, str, str, int, str]
) -> None:
    replace(version, file, old, new)
    assert finding in found(version)


def test_one_with_errors_is_not_loaded(version: Path) -> None:
    replace(version, ITEMS, "[D1.1, D2.1]", "[D1.1, D9.9]")
    with pytest.raises(QuestionnaireInvalid, match=r"D9\.9"):
        load_civil(version)


def test_the_mapping_and_the_points_are_meaning_and_words_are_not(version: Path) -> None:
    before = load_civil(version)
    replace(version, ITEMS, "Consuls visit people.", "Consuls visit persons.")
    reworded = load_civil(version)
    assert (reworded.meaning_hash == before.meaning_hash, reworded.texts_hash == before.texts_hash) == (True, False)
    replace(version, ITEMS, "[D1.1, D2.1]", "[D1.1]")
    assert load_civil(version).meaning_hash != before.meaning_hash
    replace(version, ITEMS, "indicators: [D1.1]\n    minutes: 2", "indicators: [D1.1, D2.1]\n    minutes: 2")
    assert load_civil(version).meaning_hash == before.meaning_hash
    replace(version, INDEX, "points: 75", "points: 80")
    assert load_civil(version).meaning_hash != before.meaning_hash
