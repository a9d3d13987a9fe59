"""One deliberately broken questionnaire for each rule from 1 to 35, and the message it gets, with file and line."""

# ruff: noqa: E501

from collections.abc import Callable
from pathlib import Path

import pytest

from assessment.catalogue import check
from tests.catalogue.broken import BROKEN, SECOND, copy_of_small, replace


def without_countries(version: Path) -> None:
    (version / ".." / ".." / "reference" / "countries.yaml").unlink()


def with_a_long_page(version: Path) -> None:
    month = '      - {id: D2.2%s, type: month, minutes: 1, ask: {en: "Month %d?", es: "¿Mes %d?"}}\n'
    more = "".join(month % (chr(ord("f") + n), n, n) for n in range(19))
    replace(version, SECOND, "translation: {", more + "translation: {")


def first_of(rule: int) -> Callable[[Path], None]:
    """The first variant that breaks a rule."""
    broken = next(broken for broken in BROKEN if broken.rule == rule)

    def break_it(version: Path) -> None:
        replace(version, broken.file, broken.old, broken.new)
        if broken.also:
            replace(version, broken.file, *broken.also)

    return break_it


OTHERWISE = {27: without_countries, 35: with_a_long_page}
COMPARED_WITH_THE_FORMER_VERSION = {9, 10}
"""Broken where there are two versions to compare."""
MESSAGES = {
    1: "sections/01-first.yaml:3: error 1 - The file cannot be read as YAML: did not find expected ',' or ']'.",
    2: 'sections/01-first.yaml:20: error 2 D1.1a The key “minuts” is not known here. Known: id, type, ask, minutes, levels, help, not_applicable, show_when, confidential, score, evidence, short.',
    3: 'sections/02-second.yaml:47: error 3 D2.2a The key “minutes” is missing.',
    4: 'sections/01-first.yaml:13: error 4 - Control or invisible character U+202E.',
    5: 'sections/02-second.yaml:73: error 5 D2.2-e “D2.2-e” does not have the form of an id (D1, D1.1, D1.1a; of an item: C1).',
    6: 'sections/02-second.yaml:73: error 6 D2.1e “D2.1e” must start with “D2.2” and go on after it.',
    7: 'sections/02-second.yaml:73: warning 7 D2.2f “D2.2f” is out of order, or leaves a gap before it.',
    8: 'sections/01-first.yaml:49: error 8 D1.1d “D1.1d” was retired and may not return.',
    11: 'sections/01-first.yaml:13: error 11 D1.1 The text in “es” is missing.',
    12: 'sections/01-first.yaml:12: warning 12 D1.1 The texts in “en” and “es” are identical.',
    13: 'sections/01-first.yaml:13: error 13 D1.1 Placeholders differ: only in “en”: partner; only in “es”: –.',
    14: 'sections/01-first.yaml:67: warning 14 D1 The translation into “es” is out of date: the source has changed. Once reviewed, write source_hash: “294c514b68029216”.',
    15: 'sections/01-first.yaml:58: error 15 D1.1e The Spanish text does not have as many ¿ as ?.',
    16: 'sections/01-first.yaml:23: warning 16 D1.1a The text in “es” is 24 % as long as the source; expected: 60 % to 180 %.',
    17: 'sections/02-second.yaml:50: warning 17 D2.2a “consular post” is translated into “es” otherwise than in the glossary.',
    18: 'sections/01-first.yaml:53: error 18 D1.1d The condition reads “D1.1z”, which does not exist.',
    19: 'sections/01-first.yaml:59: error 19 D1.1e The condition depends on its own question, directly or through others.',
    20: 'sections/01-first.yaml:53: error 20 D1.1d “all_of” is not a test for D1.1a, a question of type ladder.',
    21: 'sections/01-first.yaml:53: error 21 D1.1d The condition can never be true: no answer shows the question.',
    22: 'sections/01-first.yaml:53: error 22 D1.1d The condition depends on “D1.9a”, which was retired.',
    23: 'sections/02-second.yaml:79: error 23 D2.2e Conditions may be nested at most 3 deep.',
    24: 'sections/01-first.yaml:22: error 24 D1.1a A ladder has the levels 0, 1, 2, 3 and 4.',
    25: 'sections/02-second.yaml:60: error 25 D2.2b “breakdown” needs at least two choices.',
    26: 'sections/01-first.yaml:46: error 26 D1.1c The smallest value 9000 is not below the largest 8760.',
    27: 'sections/02-second.yaml:48: error 27 D2.2a There is no list of countries (reference/countries.yaml).',
    28: 'sections/01-first.yaml:47: error 28 D1.1c “Not applicable” needs a reason: write reason: required.',
    29: 'sections/02-second.yaml:31: error 29 D2.1 Follow-ups are scored only beside a main question.',
    30: 'sections/02-second.yaml:71: error 30 D2.2d A question of type month cannot be scored.',
    31: 'sections/01-first.yaml:5: error 31 D1 The weight 0 is not positive.',
    32: 'sections/01-first.yaml:28: error 32 D1.1a The evidence rule must fall back from a level (4) to a lower one (4).',
    33: 'sections/02-second.yaml:33: error 33 D2.1 The advice “below_75” is missing.',
    34: 'sections/01-first.yaml:10: error 34 D1.1 “24” is not in the list of “gcm”, or stands twice.',
    35: 'sections/02-second.yaml:1: warning 35 D2 The page has 26 questions; more than 25 tire the reader.',
}  # fmt: skip


def said(rule: int, folder: Path) -> list[str]:
    """What the check says of the broken questionnaire under this rule, files by their place in the version."""
    version = copy_of_small(folder)
    (OTHERWISE.get(rule) or first_of(rule))(version)
    return [f.said_in("en").removeprefix(f"{version}/") for f in check(version) if f.rule == rule]


@pytest.mark.parametrize("rule", MESSAGES)
def test_a_questionnaire_that_breaks_a_rule_gets_its_message_with_file_and_line(rule: int, tmp_path: Path) -> None:
    assert said(rule, tmp_path) == [MESSAGES[rule]]


def test_no_rule_is_missing() -> None:
    assert set(MESSAGES) | COMPARED_WITH_THE_FORMER_VERSION == set(range(1, 36))
