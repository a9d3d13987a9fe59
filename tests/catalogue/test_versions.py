"""Rules 8-10 between two versions of the small questionnaire: the one of 2026 and one made from it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assessment.catalogue import check, load
from assessment.core.changes import Change, ChangeKind
from tests.catalogue.broken import FIRST, INDEX, SECOND, copy_of_small, replace

DECLARED = "changes: []"
MONTH = '      - {id: D2.2f, type: month, minutes: 1, ask: {en: "Which month?", es: "¿Qué mes?"}}\n'
"""One question more at the end of the second section."""


@dataclass(frozen=True)
class Step:
    """What the newer version changes, by file, what it declares of it in the first section, and what is found."""

    found: list[tuple[int, str, str]]
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    declared: str = ""


def declare(version: Path, entries: str, file: str = FIRST) -> None:
    replace(version, file, DECLARED, f"changes: [{entries}]")


@pytest.fixture
def former(tmp_path: Path) -> Path:
    """The version of 2026."""
    return copy_of_small(tmp_path)


@pytest.fixture
def newer(former: Path) -> Path:
    """A version of 2028 that follows it and is the same but for its name."""
    version = Path(shutil.copytree(former, former.parent / "2028"))
    replace(version, INDEX, 'version: "2026"', 'version: "2028"\nfollows: "../2026"')
    return version


def found(version: Path) -> list[tuple[int, str, str]]:
    return [(f.rule, f.code, f.id) for f in check(version) if f.rule != 14]


def test_a_version_that_changes_nothing_has_nothing_to_declare(newer: Path) -> None:
    assert found(newer) == []


STEPS = {
    "a new question is declared": Step(
        [(8, "id_not_declared", "D2.2f")], [(SECOND, "translation: {", MONTH + "translation: {")]
    ),
    "and then it may be there": Step(
        [],
        [(SECOND, "translation: {", MONTH + "translation: {")],
        '{version: "2028", id: D2.2f, kind: added}',
    ),
    "a declaration for another version does not count": Step(
        [(8, "id_not_declared", "D2.2f")],
        [(SECOND, "translation: {", MONTH + "translation: {")],
        '{version: "2027", id: D2.2f, kind: added}',
    ),
    "what stood there before is not added": Step(
        [(8, "change_does_not_fit", "D1.1b")], declared='{version: "2028", id: D1.1b, kind: added}'
    ),
    "a new id may descend from an old one": Step(
        [(7, "id_out_of_order", "D1.1f")],
        [(FIRST, "- id: D1.1e", "- id: D1.1f")],
        '{version: "2028", id: D1.1f, kind: same, descends_from: D1.1e}',
    ),
    "but not from one that never was": Step(
        [(8, "id_not_declared", "D1.1f"), (8, "id_left", "D1.1e"), (7, "id_out_of_order", "D1.1f")],
        [(FIRST, "- id: D1.1e", "- id: D1.1f")],
        '{version: "2028", id: D1.1f, kind: same, descends_from: D1.1x}',
    ),
    "an id that left is declared": Step(
        [(8, "id_left", "D1.1e"), (8, "id_not_declared", "D1.1f"), (7, "id_out_of_order", "D1.1f")],
        [(FIRST, "- id: D1.1e", "- id: D1.1f")],
    ),
    "as retired, and its successor as added": Step(
        [(7, "id_out_of_order", "D1.1f")],
        [(FIRST, "- id: D1.1e", "- id: D1.1f")],
        '{version: "2028", id: D1.1e, kind: retired}, {version: "2028", id: D1.1f, kind: added}',
    ),
    "another type is another scale": Step(
        [(9, "scale_changed", "D2.2c")], [(SECOND, "type: year", "type: month")]
    ),
    "other bands": Step([(9, "scale_changed", "D1.1c")], [(FIRST, "up_to: 24, gives", "up_to: 36, gives")]),
    "are rescaled": Step(
        [],
        [(FIRST, "up_to: 24, gives", "up_to: 36, gives")],
        '{version: "2028", id: D1.1c, kind: rescaled}',
    ),
    "rewording is not rescaling": Step(
        [(9, "scale_changed", "D1.1c")],
        [(FIRST, "up_to: 24, gives", "up_to: 36, gives")],
        '{version: "2028", id: D1.1c, kind: reworded}',
    ),
    "other points": Step([(9, "scale_changed", "D1.1b")], [(FIRST, "{prisons: 2}", "{prisons: 3}")]),
    "no longer open or not": Step(
        [(9, "scale_changed", "D1.1b")], [(FIRST, "        not_open_to_my_state: true\n", "")]
    ),
    "another option": Step(
        [(9, "scale_changed", "D2.1a")],
        [(SECOND, "yearly: {", "annual: {"), (SECOND, "yearly: 100", "annual: 100")],
    ),
    "another rule of evidence": Step(
        [(9, "scale_changed", "D1.1a")], [(FIRST, "otherwise_counts_as: 3", "otherwise_counts_as: 2")]
    ),
    "other points of the method rescale every ladder": Step(
        [(9, "scale_changed", "D1.1a"), (9, "scale_changed", "D3.1a")], [(INDEX, "2: 50", "2: 40")]
    ),
    "words, weights and places in the score are no scale": Step(
        [],
        [
            (FIRST, "Which places are open?", "Which of these places are open?"),
            (INDEX, "main: 7", "main: 6"),
            (SECOND, "confidential: true", "confidential: false"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_change_of_an_id_or_a_scale_is_declared(newer: Path, step: Step) -> None:
    for change in step.changes:
        replace(newer, *change)
    if step.declared:
        declare(newer, step.declared)
    assert sorted(found(newer)) == sorted(step.found)


def test_a_new_indicator_is_declared_once_for_all_its_questions(newer: Path, former: Path) -> None:
    """The third section seen from a version that had none."""
    replace(former, INDEX, ', "sections/03-partners.yaml"', "")
    assert found(newer) == [(8, "id_not_declared", id) for id in ("D3", "D3.1", "D3.1a", "D3.1b")]
    declare(newer, '{version: "2028", id: D3, kind: added}')
    assert found(newer) == []


def test_a_domain_is_retired_as_a_whole(newer: Path) -> None:
    replace(newer, INDEX, ', "sections/03-partners.yaml"', "")
    assert found(newer) == [(8, "id_left", id) for id in ("D3", "D3.1", "D3.1a", "D3.1b")]
    declare(newer, '{version: "2028", id: D3, kind: retired}')
    assert found(newer) == []


def test_a_finding_names_file_line_and_both_versions(newer: Path) -> None:
    replace(newer, SECOND, "translation: {", MONTH + "translation: {")
    (finding,) = (f for f in check(newer) if f.rule == 8)
    line = (newer / SECOND).read_text("utf-8").splitlines().index(MONTH.rstrip("\n")) + 1
    assert (finding.file, finding.line) == (str(newer / SECOND), line)
    assert finding.message["en"] == (
        "“D2.2f” was not in version 2026: declare it as added under “changes”, or name what it descends from."
    )
    assert finding.message["es"] == (
        "“D2.2f” no estaba en la versión 2026: declárelo como “added” en “changes” o indique de cuál desciende."
    )


def test_the_history_of_ids_stays_and_what_was_retired_never_returns(newer: Path, former: Path) -> None:
    declare(former, '{version: "2026", id: D1.1z, kind: retired}')
    assert found(newer) == [(8, "change_lost", "D1.1z")]
    declare(newer, '{version: "2026", id: D1.1z, kind: retired}')
    assert found(newer) == []
    replace(newer, FIRST, "- id: D1.1e", "- id: D1.1z")
    assert (8, "id_retired", "D1.1z") in found(newer)


def test_an_id_that_another_descends_from_never_returns(newer: Path) -> None:
    replace(newer, SECOND, "translation: {", MONTH + "translation: {")
    declare(newer, '{version: "2028", id: D2.2f, kind: same, descends_from: D2.2d}')
    assert (8, "id_retired", "D2.2d") in found(newer)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('follows: "../2026"', 'follows: "../2025"'),
        ('version: "2028"', 'version: "2024"'),
        ("slug: small", "slug: other"),
        ('follows: "../2026"', 'follows: "../2028"'),
    ],
    ids=["nothing there", "a later one", "another instrument", "itself"],
)
def test_only_an_earlier_version_of_the_same_questionnaire_can_be_followed(newer: Path, old: str, new: str) -> None:
    replace(newer, INDEX, old, new)
    assert found(newer) == [(8, "follows_unusable", "")]


# --- a version that declares the step to a later one ------------------------------------------


@pytest.fixture
def variant(former: Path) -> Path:
    """A variant of 2024 that shares two sections with the version of 2026 and has one question more, one less."""
    version = former.parents[1] / "demonstration" / "small" / "2024"
    (version / "sections").mkdir(parents=True)
    shutil.copy(former / INDEX, version)
    shutil.copy(former / SECOND, version / SECOND)
    replace(version, INDEX, 'version: "2026"', 'version: "2024"\nprecedes: "../../../small/2026"\nchanges: []')
    for name in ("01-first", "03-partners"):
        replace(version, INDEX, f'"sections/{name}.yaml"', f'"../../../small/2026/sections/{name}.yaml"')
    replace(version, SECOND, "translation: {", MONTH + "translation: {")
    replace(version, SECOND, '"8eb8a404edf55895"', '"4361bd8cd0f7f10f"')
    return version


def test_a_variant_shares_sections_and_reference_data_with_the_version_it_precedes(variant: Path, former: Path) -> None:
    declare(variant, '{version: "2026", id: D2.2f, kind: retired}', INDEX)
    assert check(variant) == check(former) == []
    assert load(variant).changes == (Change("2026", "D2.2f", ChangeKind.RETIRED),)
    assert load(former).changes == ()
    assert "../" not in "".join(finding.file for finding in check(variant.parent))


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("", [(8, "id_left", "D2.2f")]),
        (
            '{version: "2026", id: D2.2f, kind: retired}, {version: "2026", id: D1.1a, kind: retired}',
            [(8, "change_does_not_fit", "D1.1a")],
        ),
        (
            '{version: "2026", id: D2.2f, kind: retired}, {version: "2026", id: D9.1a, kind: reworded}',
            [(8, "change_of_unknown_id", "D9.1a")],
        ),
    ],
)
def test_what_a_variant_declares_is_held_against_the_later_version(
    variant: Path, declared: str, expected: list[tuple[int, str, str]]
) -> None:
    declare(variant, declared, INDEX)
    assert found(variant) == expected


def test_a_variant_cannot_precede_what_is_not_there(variant: Path) -> None:
    replace(variant, INDEX, 'precedes: "../../../small/2026"', 'precedes: "../../../small/2030"')
    assert found(variant) == [(8, "precedes_unusable", "")]


# --- rule 10 ---------------------------------------------------------------------------------


@pytest.fixture
def published(former: Path) -> Callable[[str], list[tuple[int, str, int]]]:
    """Publishes the version as its own check asks for, spoils it with a change, and says what is then found."""
    replace(former, INDEX, "status: draft", "status: published")
    (finding,) = check(former)
    assert (finding.rule, finding.code) == (10, "publication_missing")
    asked = finding.message["en"].split("its hashes: ")[1].rstrip(".")
    replace(former, INDEX, "status: published", f"status: published\n{asked}")
    assert check(former) == []

    def change(file: str, old: str, new: str) -> list[tuple[int, str, int]]:
        replace(former, file, old, new)
        return [(f.rule, f.code, f.line) for f in check(former) if f.rule != 14]

    return change


def test_the_meaning_of_a_published_version_never_changes(published, former: Path) -> None:
    assert published(FIRST, "up_to: 24", "up_to: 36") == [(10, "meaning_changed", 5)]
    assert published(INDEX, "status: published", "status: draft") == [(10, "meaning_changed", 5)]


def test_corrected_texts_of_a_published_version_raise_the_revision(published, former: Path) -> None:
    assert published(FIRST, "Visits protect.", "A visit protects.") == [(10, "texts_changed", 3)]
    (finding,) = (f for f in check(former) if f.rule == 10)
    noted = finding.message["en"].split("and ")[1].split(" at the end")[0]
    assert published(INDEX, "text_revision: 1", "text_revision: 2") == [(10, "texts_changed", 3)]
    texts = next(line for line in (former / INDEX).read_text("utf-8").splitlines() if line.startswith("published:"))
    assert published(INDEX, texts, texts.replace("}}", f", {noted}}}}}")) == []
    assert published(INDEX, "text_revision: 2", "text_revision: 1") == [(10, "texts_changed", 3)]


def test_what_is_no_text_and_no_meaning_may_change_after_publication(published) -> None:
    assert published(SECOND, "minutes: 6", "minutes: 7") == []
