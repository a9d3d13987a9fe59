"""The cooperation matrix, its instruments and its pairs: what the framework says of them."""

import shutil
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from assessment.catalogue import Reference, check, load
from assessment.config import QUESTIONNAIRES
from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State, cell_key
from assessment.core.conditions import Test
from assessment.core.coverage_match import CAREER, GAPS, IN_FORCE, POSTS, REPRESENTATION
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Kind, Questionnaire
from assessment.core.role_mirror import role_mirror
from assessment.core.scoring import score

SECTION = "sections/08-cooperation.yaml"
LAND_BORDERS = """
    ARG-BOL ARG-BRA ARG-CHL ARG-PRY ARG-URY BLZ-GTM BLZ-MEX BOL-BRA BOL-CHL BOL-PER BOL-PRY BRA-COL BRA-GUY BRA-PER
    BRA-PRY BRA-SUR BRA-URY BRA-VEN CHL-PER COL-ECU COL-PAN COL-PER COL-VEN DOM-HTI ECU-PER GTM-HND GTM-MEX GTM-SLV
    GUY-SUR GUY-VEN HND-NIC HND-SLV
"""
CONSULAR = ("CAN-548", "CMC-35-00", "MCS-2019", "PA-2014", "TRICAMEX", "CA-4")


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the current version in which the section is listed, whether or not it is yet."""
    folder = Path(shutil.copytree(QUESTIONNAIRES, tmp_path_factory.mktemp("matrix") / "questionnaires"))
    version = folder / "consular-cooperation" / "2026"
    index = version / "questionnaire.yaml"
    text = index.read_text("utf-8")
    if SECTION not in text:
        text = text.replace('  - "sections/09', f'  - "{SECTION}"\n  - "sections/09')
        index.write_text(text, "utf-8")
    return version


@pytest.fixture(scope="module")
def matrix(version: Path) -> Questionnaire:
    return load(version)


def test_the_section_has_no_problem_but_its_translation_to_be_reviewed(version: Path) -> None:
    found = [f for f in check(version) if f.file.endswith(SECTION) and f.rule not in (7, 14)]
    assert [finding.said_in("en") for finding in found] == []


def test_the_matrix_has_five_scored_ladders_and_eight_details_from_level_2(matrix: Questionnaire) -> None:
    domain = matrix.domain("cooperation")
    assert (domain.id, domain.per_partner, domain.may_add_partners) == ("D8", True, True)
    ladders = [question for question in domain.questions if question.scored]
    assert [question.id for question in ladders] == ["D8.1a", "D8.2a", "D8.3a", "D8.4a", "D8.5a"]
    details = {question.id: question for question in domain.questions if not question.scored}
    assert {id: question.kind for id, question in details.items()} == {
        "D8.1b": Kind.SEVERAL, "D8.2b": Kind.ONE, "D8.2c": Kind.COUNTRIES, "D8.3b": Kind.SEVERAL,
        "D8.3c": Kind.NUMBER, "D8.4b": Kind.ONE, "D8.4c": Kind.MONTH, "D8.5b": Kind.SEVERAL,
    }  # fmt: skip
    for id, question in details.items():
        assert question.show_when == Test(f"{id[:-1]}a", "at_least", 2), id


def test_every_column_has_a_short_head_and_every_level_a_short_label(matrix: Questionnaire) -> None:
    for indicator in matrix.domain("D8").indicators:
        assert indicator.short_title is not None, indicator.id
        assert indicator.main is not None, indicator.id
        assert all(option.short is not None for option in indicator.main.options), indicator.id


def test_every_question_of_the_matrix_names_the_partner(matrix: Questionnaire) -> None:
    for question in matrix.domain("D8").questions:
        assert "{partner}" in question.ask["en"], question.id
        assert question.kind is not Kind.LADDER or all("{partner}" in o.label["es"] for o in question.options)


def test_what_one_state_gives_the_other_receives(matrix: Questionnaire) -> None:
    for id in ("D8.2b", "D8.4b"):
        assert matrix.questions[id].mirror == {
            "we_for_them": "they_for_us", "they_for_us": "we_for_them", "both": "both",
        }  # fmt: skip


def test_the_subjects_of_an_instrument_are_options_of_the_written_basis(
    matrix: Questionnaire, reference: Reference
) -> None:
    scope = set(matrix.questions["D8.1b"].option_codes)
    assert {code for instrument in reference.instruments for code in instrument.scope} <= scope
    assert set(matrix.domain("D8").offered_instruments) == {instrument.code for instrument in reference.instruments}


def test_laid_out_for_the_nine_partners_of_peru_it_has_117_cells_of_which_45_are_scored(
    matrix: Questionnaire, reference: Reference
) -> None:
    priority = _partners(reference)["PER"]
    assert priority == ("ARG", "BOL", "BRA", "CHL", "COL", "ECU", "MEX", "PRY", "URY")
    domain = laid_out(matrix, Partners(priority)).domain("D8")
    assert (len(domain.questions), sum(question.scored for question in domain.questions)) == (117, 45)


def test_the_score_of_a_column_is_the_mean_over_the_partners(matrix: Questionnaire, reference: Reference) -> None:
    partners = Partners(_partners(reference)["PER"], added=("CRI",))
    columns = {
        "D8.1a": (4, 0, 2, 3, 1, 4, 2, 0, 3, 4),
        "D8.2a": (0, 0, 0, 0, 0, 0, 0, 0, 0, 4),
        "D8.3a": (1, 1, 1, 1, 1, 1, 1, 1, 1, 0),
        "D8.4a": (3, 3, 3, 2, 2, 2, 1, 1, 1, 0),
        "D8.5a": (4, 4, 4, 4, 4, 4, 4, 4, 4, 0),
    }
    answers = {
        cell_key(id, partner): Answer(State.ANSWERED, level, evidence=(Evidence(description="Minutes"),))
        for id, levels in columns.items()
        for partner, level in zip(partners.all, levels, strict=True)
    }
    nodes = score(matrix, AnswerSheet(answers, partners)).nodes
    assert {id: round(nodes[id].score or 0, 2) for id in ("D8.1", "D8.2", "D8.3", "D8.4", "D8.5", "D8")} == {
        "D8.1": 52.78, "D8.2": 0, "D8.3": 25, "D8.4": 50, "D8.5": 100, "D8": 45.56,
    }  # fmt: skip


# --- pairs: framework, section 3 ---------------------------------------------------------------


def _partners(reference: Reference) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {member.iso3: set() for member in reference.members}
    for pair in reference.pairs:
        found[pair.first].add(pair.second)
        found[pair.second].add(pair.first)
    return {iso3: tuple(sorted(others)) for iso3, others in found.items()}


def test_the_pairs_are_those_of_the_rule(reference: Reference) -> None:
    expected = {(pair[:3], pair[4:]): {"land_border"} for pair in LAND_BORDERS.split()}
    groups = {i.code: i.parties for i in reference.instruments if i.code in CONSULAR}
    groups["CARICOM"] = tuple(m.country for m in reference.memberships if m.scheme == "CARICOM")
    for code, states in groups.items():
        for pair in combinations(sorted(states), 2):
            expected.setdefault(pair, set()).add(code)
    by_rule = {
        (p.first, p.second): set(p.reasons) for p in reference.pairs if len(p.reasons) > 1 or not _added(p.reasons)
    }
    assert by_rule == expected
    assert len(by_rule) == 78


def _added(reasons: tuple[str, ...]) -> bool:
    return reasons[0] in ("maritime_neighbour", "darien_corridor")


def test_neighbours_by_sea_and_corridors_are_added_only_for_states_with_too_few_partners(reference: Reference) -> None:
    added = {(pair.first, pair.second) for pair in reference.pairs if _added(pair.reasons)}
    assert added == {
        ("BHS", "CUB"), ("CUB", "HTI"), ("CUB", "MEX"), ("COL", "DOM"), ("DOM", "VEN"), ("ECU", "PAN"), ("PAN", "VEN"),
    }  # fmt: skip


def test_every_member_has_between_3_and_12_partners(reference: Reference) -> None:
    counts = Counter(len(others) for others in _partners(reference).values())
    assert counts == {3: 4, 4: 2, 5: 2, 6: 2, 7: 2, 8: 8, 9: 3, 11: 1, 12: 1}


def test_the_version_asks_what_the_coverage_match_reads(matrix: Questionnaire, reference: Reference) -> None:
    posts, gaps = matrix.questions[POSTS], matrix.questions[GAPS]
    assert (posts.kind, gaps.kind) == (Kind.COUNTRIES, Kind.COUNTRIES)
    assert CAREER in {option.code for option in posts.attribute}
    assert REPRESENTATION in {i.id for domain in matrix if domain.per_partner for i in domain.indicators}
    assert IN_FORCE in reference.instrument_statuses


def test_the_role_mirror_holds_d3_3_beside_the_three_indicators_of_the_receiving_state(matrix: Questionnaire) -> None:
    mirror = role_mirror(matrix, score(matrix, AnswerSheet()))
    assert mirror is not None
    assert [node.id for node in mirror.asks.indicators] == ["D3.3"]
    assert [node.id for node in mirror.grants.indicators] == ["D3.1", "D3.2", "D3.4"]
