"""Nothing that changes the meaning of a version, or its words, stays untold."""

from pathlib import Path

import pytest

from assessment.catalogue import load
from assessment.cli.differences import FACETS
from assessment.core.differences import differences
from tests.catalogue.broken import FILES, FIRST, INDEX, SECOND, THIRD, copy_of_small, replace

CHANGES = {
    "weights": (INDEX, "main: 7", "main: 6"),
    "thresholds overall": (INDEX, "share: 0.66", "share: 0.67"),
    "coverage_grades": (INDEX, "grade: A, from: 0.9", "grade: A, from: 0.8"),
    "points 2": (INDEX, "2: 50", "2: 40"),
    "title": (INDEX, '"A small questionnaire"', '"A short questionnaire"'),
    "theme": (INDEX, "  INS: {", '  DAT: {en: "Data", es: "Datos"}\n  INS: {'),
    "weight": (FIRST, "weight: 1\nindicators", "weight: 2\nindicators"),
    "may_add": (THIRD, "may_add: true", "may_add: false"),
    "gcm": (FIRST, "gcm: [13, 14]", "gcm: [12, 14]"),
    "role": (FIRST, "role: receiving", "role: both"),
    "advice below_50": (FIRST, "Agree an access protocol.", "Agree a protocol."),
    "bands": (FIRST, "up_to: 24, gives", "up_to: 25, gives"),
    "points prisons": (FIRST, "prisons: 2}", "prisons: 3}"),
    "not_applicable": (FIRST, "        not_applicable: {allowed: true, reason: required}\n", ""),
    "show_when": (FIRST, "q: D1.1a, is: at_least, value: 2", "q: D1.1a, is: at_least, value: 3"),
    "unit": (FIRST, 'en: "hours"', 'en: "full hours"'),
    "between": (SECOND, "between: [0, 12]", "between: [0, 24]"),
    "confidential": (SECOND, "confidential: true", "confidential: false"),
    "max_length": (SECOND, "max_length: 500", "max_length: 600"),
    "help": (SECOND, '        help: {en: "A few sentences.", es: "Unas pocas frases."}\n', ""),
    "mirror": (THIRD, "mirror: {we: they, they: we}", "mirror: {we: we, they: they}"),
    "short 4": (THIRD, '"Reviewed"', '"Reviewed jointly"'),
}


@pytest.mark.parametrize(("facet", "change"), CHANGES.items(), ids=CHANGES)
def test_every_single_change_is_told(facet: str, change: tuple[str, str, str], tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, *change)
    before, after = load(FILES / "small" / "2026"), load(version)
    assert (before.meaning_hash, before.texts_hash) != (after.meaning_hash, after.texts_hash)
    found = differences(before, after)
    told = {name for name, *_ in (*found.whole, *(f for d in (*found.parts, *found.questions) for f in d.facets))}
    assert told == {facet}
    assert facet.split(" ")[0] in FACETS


def test_the_same_files_differ_in_nothing() -> None:
    small = load(FILES / "small" / "2026")
    found = differences(small, small)
    assert (found.whole, found.parts, found.questions) == ((), (), ())


def test_what_is_new_and_what_left_is_told_in_the_order_of_ids(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, INDEX, ', "sections/03-partners.yaml"', "")
    small, without = load(FILES / "small" / "2026"), load(version)
    assert [(d.id, d.ancestor, d.kind) for d in differences(small, without).questions] == [
        (None, "D3.1a", "retired"), (None, "D3.1b", "retired"),
    ]  # fmt: skip
    assert [(d.id, d.ancestor) for d in differences(small, without).parts] == [(None, "D3"), (None, "D3.1")]
    added = differences(without, small)
    assert [(d.id, d.kind) for d in added.questions] == [("D3.1a", "added"), ("D3.1b", "added")]
