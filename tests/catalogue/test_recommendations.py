"""The rules of recommendations and the sentences of findings: what is wrong in the files is found in its place."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from assessment.catalogue import (
    QuestionnaireInvalid,
    Reference,
    check_beside,
    check_rules,
    check_sentences,
    load_rules,
    load_sentences,
    scheme_members,
)
from assessment.catalogue.recommendations import PLACEHOLDERS
from assessment.config import CURRENT_QUESTIONNAIRE, REFERENCE, ROOT
from assessment.core.recommendation_rules import Step
from assessment.core.sentences import Template

RULES, SENTENCES = "recommendations.yaml", "findings.yaml"
CHECKS = {RULES: check_rules, SENTENCES: check_sentences}


@dataclass(frozen=True)
class Broken:
    """A text replaced in a file, and what is said of it; ``at`` stands on the line named (none: ``new`` does)."""

    file: str
    old: str
    new: str
    said: str
    at: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.said}"


BROKEN = [
    Broken(RULES, 'edition: "1.0"\n', "", "3 - The key “edition” is missing.", "horizons:"),
    Broken(RULES, "stem: below_50\n    horizon: over_24", "steam: below_50\n    horizon: over_24",
           "2 link The key “steam” is not known here. Known: code, horizon, text, states, stem."),
    Broken(RULES, "stem: below_75", "stem: below_80",
           "3 strengthen “below_80” does not fit; expected: below_50 | below_75."),
    Broken(RULES, "share: 0.4", "share: 40", "3 raise_to_scheme “40” does not fit; expected: 0.0: 0 - 1."),
    Broken(RULES, "states: [both_none]", "states: [awaiting]",
           "3 link “awaiting” does not fit; expected: "
           "no_data | both_none | one_side | direction | to_reconcile | confirmed | initial."),
    Broken(RULES, "below: 75", "below: 50", "26 - Bands must rise: 50 comes after 50.",
           "below: 50\n    stem: below_75"),
    Broken(RULES, "code: share\n", "code: share\n    below: 100\n",
           "0 - The last step must hold for all the rest, without “below”.", "below: 100"),
    Broken(RULES, "code: establish\n    below: 50\n", "code: establish\n", "3 - The key “below” is missing."),
    Broken(RULES, "code: link", "code: reconcile", "0 - “reconcile” stands twice; the first is on line 58.",
           "code: reconcile\n    states: [both_none]"),
    Broken(RULES, "horizon: over_24", "horizon: over_36", "0 - “over_36” is not in the list of horizons."),
    Broken(RULES, "domain: D3", "domain: D13", "0 - “D13” is not in the list of domains."),
    Broken(RULES, "indicator: D8.2", "indicator: D8.9", "0 - “D8.9” is not in the list of indicators."),
    Broken(RULES, "[D3, D4, D7]", "[D3, D4, D17]", "0 - “D17” is not in the list of domains."),
    Broken(RULES, "[ARB", "[ABR", "0 - “ABR” is not in the list of themes."),
    Broken(RULES, "[RCM, SACM", "[RCM, RCM", "0 - “RCM” is not in the list of schemes."),
    Broken(RULES, "[member,", "[full,", "0 - “full” is not in the list of statuses."),
    Broken(RULES, "proposed: {en", "put_forward: {en", "3 - The key “proposed” is missing."),
    Broken(RULES, "Reconcile with {partner}", "Reconcile with {country}",
           "4 reconcile The placeholder {country} is not known."),
    Broken(RULES, "on record about “{indicator}”", "on record: {stem}", "4 - The placeholder {stem} is not known."),
    Broken(RULES, "Conciliar con {partner}", "Conciliar con el otro Estado",
           "13 reconcile Placeholders differ: only in “en”: partner; only in “es”: –."),
    Broken(RULES, ', es: "Menos de 12 meses"', "", "11 - The text in “es” is missing.", "under_12:"),
    Broken(SENTENCES, "  weakest:", "  weekest:", "3 - The key “weakest” is missing.", "  overall:"),
    Broken(SENTENCES, "band: established", "band: solid", "0 - “solid” is not in the list of bands."),
    Broken(SENTENCES, "fewest: 5", "fewest: 1", "3 - “1” does not fit; expected: 0: 2 - 99."),
    Broken(SENTENCES, "{n} of {of} countries has", "{n} of {off} countries has",
           "4 - The placeholder {off} is not known."),
    Broken(SENTENCES, "{n} of {of} countries has", "One of {of} countries has",
           "13 - Placeholders differ: only in “en”: –; only in “es”: n.", 'es: "{n} de {of} países ha firmado'),
    Broken(SENTENCES, "one:\n      en: \"For {n}", "once:\n      en: \"For {n}", "3 - The key “one” is missing."),
]  # fmt: skip


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """A copy of the current version and of the reference data, to be broken."""
    shutil.copytree(REFERENCE, tmp_path / "reference")
    return Path(shutil.copytree(CURRENT_QUESTIONNAIRE, tmp_path / "consular-cooperation" / "2026"))


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("check", [check_rules, check_sentences])
def test_the_published_files_have_no_problem(check) -> None:
    assert [finding.said_in("en") for finding in check(CURRENT_QUESTIONNAIRE)] == []


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_what_is_wrong_is_found_with_file_and_line(version: Path, broken: Broken) -> None:
    path = version / broken.file
    replaced(path, broken.old, broken.new)
    text = path.read_text("utf-8")
    line = text.count("\n", 0, text.index(broken.at or broken.new)) + 1
    assert f"{path}:{line}: error {broken.said}" in [finding.said_in("en") for finding in CHECKS[broken.file](version)]


def test_both_files_are_checked_where_they_stand_beside_a_version(version: Path) -> None:
    replaced(version / RULES, "below: 75", "below: 175")
    replaced(version / SENTENCES, "fewest: 5", "fewest: 500")
    found = [Path(finding.file).name for finding in check_beside(version / "questionnaire.yaml")]
    assert found == [RULES, SENTENCES]
    (version / RULES).unlink()
    (version / SENTENCES).unlink()
    assert check_beside(version) == []


@pytest.mark.parametrize(("name", "load"), [(RULES, load_rules), (SENTENCES, load_sentences)])
def test_a_file_with_an_error_is_not_loaded(version: Path, name: str, load) -> None:
    replaced(version / name, 'edition: "1.0"', "edition: soon")
    with pytest.raises(QuestionnaireInvalid, match=f"{name}:.*: error 3 - “soon” does not fit"):
        load(version)


@pytest.mark.parametrize(("name", "load"), [(RULES, load_rules), (SENTENCES, load_sentences)])
def test_a_version_without_the_file_says_so(version: Path, name: str, load) -> None:
    (version / name).unlink()
    with pytest.raises(QuestionnaireInvalid, match="The file cannot be opened"):
        load(version)


def test_the_rules_hold_the_limits_of_the_framework() -> None:
    rules = load_rules(CURRENT_QUESTIONNAIRE)
    assert [(step.code, step.below, step.stem) for step in rules.steps] == [
        ("establish", 50, "below_50"),
        ("strengthen", 75, "below_75"),
        ("share", None, None),
    ]
    assert isinstance(rules.steps[0], Step)
    assert (rules.mirror.domain, rules.mirror.gap) == ("D3", 25)
    assert (rules.peers.floor, rules.peers.most, rules.contrast.gap) == (75, 3, 25)
    raised = rules.to_scheme
    assert (raised.below, raised.share, raised.at_least, rules.to_region.schemes_at_least) == (50, 0.4, 3, 3)
    assert raised.schemes == ("RCM", "SACM", "CARICOM", "SICA", "CAN", "MERCOSUR")
    assert (rules.priority.weight, rules.priority.shown) == (2, 5)
    assert rules.priority.domains == {"D3", "D4", "D7"}
    assert rules.priority.themes == {"ARB", "UMC", "TIP", "GBV"}


def test_a_suspended_membership_does_not_count_for_a_scheme(reference: Reference) -> None:
    members = scheme_members(load_rules(CURRENT_QUESTIONNAIRE), reference)
    assert members["CAN"] == {"BOL", "COL", "ECU", "PER"}
    assert "VEN" not in members["MERCOSUR"]
    assert {"ARG", "CHL"} < members["MERCOSUR"]
    assert "VEN" in members["SACM"]


GUIDE = ROOT / "docs" / "recommendations.md"


def test_the_guide_lists_every_rule_with_its_place_in_the_file() -> None:
    rules = load_rules(CURRENT_QUESTIONNAIRE)
    told = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert sorted(code for code, _part in told) == sorted([*(rule.code for rule in rules), rules.mirror.code])
    assert {part for _code, part in told} == set(PLACEHOLDERS)


def test_the_guide_lists_the_placeholders_of_every_rule() -> None:
    told = re.findall(r"^\| `(\w+)` \| (`\{.*) \|$", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert {part: frozenset(re.findall(r"\{(\w+)\}", names)) for part, names in told} == PLACEHOLDERS


def test_the_guide_lists_every_sentence() -> None:
    table = GUIDE.read_text("utf-8").split("| sentences about |")[1].split("\n\n")[0]
    assert re.findall(r"`(\w+)`", table) == list(Template)
