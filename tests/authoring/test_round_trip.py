"""What goes out as a workbook comes back as the same bytes, whatever the version holds."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from assessment.authoring import exchange
from assessment.authoring.labels import sheet_title
from assessment.authoring.nodes import Line, Nodes
from assessment.authoring.rows import rows_of
from assessment.authoring.trees import grow
from assessment.authoring.workbook import FIRST_ROW
from assessment.catalogue import check, shape
from assessment.catalogue.checking import judged
from assessment.catalogue.files import Files, Section
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Node
from assessment.catalogue.shape import Shape
from assessment.catalogue.writing import normal_form
from assessment.config import QUESTIONNAIRES
from assessment.i18n import language
from tests.authoring.conftest import LAYOUT, Spoil, column, contents, row_of, sheet
from tests.catalogue.broken import FILES
from tests.reports.office import converted

ENGLISH = language("en")
VERSIONS = sorted(path.parent for path in QUESTIONNAIRES.glob("*/*/questionnaire.yaml"))


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_exported_workbook_of_every_questionnaire_gives_its_normal_form_byte_by_byte(
    path: Path, tmp_path: Path
) -> None:
    shutil.copytree(QUESTIONNAIRES, tmp_path / "questionnaires")
    version = tmp_path / "questionnaires" / path.parent.name / path.name
    exchange.normalise(version, ENGLISH)
    before = contents(version)
    workbook = tmp_path / "out.xlsx"
    workbook.write_bytes(exchange.export(version))
    assert exchange.take_over(workbook, version, ENGLISH) == []
    assert contents(version) == before
    assert {file: text for file, text in before.items() if file.endswith("questionnaire.yaml")} != {}


def test_the_normal_form_means_the_same_and_is_its_own_normal_form(version: Path) -> None:
    original, _ = judged(FILES / "small" / "2026")
    normal, findings = judged(version)
    assert normal.hashes() == original.hashes()
    assert [f for f in findings if f.severity == "error"] == []
    assert exchange.normalise(version, ENGLISH) == []


def test_the_normal_form_is_how_people_write_the_files(version: Path) -> None:
    text = contents(version)["sections/01-first.yaml"]
    assert '    title: {en: "Access to detained persons", es: "Acceso a personas privadas de libertad"}\n' in text
    assert "        show_when: {q: D1.1a, is: at_least, value: 2}\n" in text
    assert '        score: {part: follow_up, points: {"yes": 100, "no": 0}}\n' in text
    assert (
        '          0: {en: "No procedure is in place yet.", es: "Aún no existe un procedimiento."}\n'
        '          1: {en: "Access is granted case by case.", es: "El acceso se concede caso por caso."}\n'
    ) in text


def test_a_comment_is_not_lost_but_refused(version: Path) -> None:
    path = version / "sections" / "01-first.yaml"
    path.write_text("# a note\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(exchange.ImportRefused) as refused:
        exchange.normalise(version, ENGLISH)
    assert refused.value.reasons == (f"{path} holds a comment on line 1, which would be lost. Remove it first.",)


def test_words_that_a_spreadsheet_could_take_for_something_else_come_back_as_they_are(
    version: Path, tmp_path: Path
) -> None:
    awkward = r"=1+1 +1 @SUM(A1) _x0041_ \"quoted\" \\ back, line\nbreak; – 😀 "
    path = version / "sections" / "02-second.yaml"
    text = path.read_text("utf-8").replace("Meetings help.", awkward).replace("Las reuniones ayudan.", awkward)
    path.write_text(text, "utf-8")
    workbook = tmp_path / "out.xlsx"
    workbook.write_bytes(exchange.export(version))
    assert exchange.take_over(workbook, version, ENGLISH) == []
    book = load_workbook(workbook)
    cell = sheet(book, "indicators").cell(row_of(book, "indicators", "id", "D2.1"), column("indicators", "why:en"))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_what_an_author_changes_adds_and_reorders_is_taken_over(version: Path, spoilt: Callable[[Spoil], Path]) -> None:
    def edit(book: Workbook) -> None:
        questions, choices = sheet(book, "questions"), sheet(book, "choices")
        questions.cell(row_of(book, "questions", "id", "D2.1b"), column("questions", "minutes")).value = 2.5
        questions.cell(row_of(book, "questions", "id", "D2.2b"), column("questions", "confidential")).value = "false"
        indicators = sheet(book, "indicators")
        indicators.cell(row_of(book, "indicators", "id", "D2.1"), column("indicators", "tags.gcm")).value = "23, 14"
        row = choices.max_row + 1
        for name, value in {
            "@question": "D1.1b", "@list": "options", "@code": "ports", "text:en": "Seaports",
            "text:es": "Puertos marítimos", "points": 3,
        }.items():  # fmt: skip
            choices.cell(row, column("choices", name)).value = value

    before = contents(version)
    changed = exchange.take_over(spoilt(edit), version, ENGLISH)
    assert [path.name for path in changed] == ["01-first.yaml", "02-second.yaml"]
    after = contents(version)
    assert after["sections/03-partners.yaml"] == before["sections/03-partners.yaml"]
    assert '          ports: {en: "Seaports", es: "Puertos marítimos"}\n' in after["sections/01-first.yaml"]
    assert "points: {prisons: 2, ports: 3}" in after["sections/01-first.yaml"]
    assert "        minutes: 2.5\n" in after["sections/02-second.yaml"]
    assert "        confidential: false\n" in after["sections/02-second.yaml"]
    assert "    tags: {gcm: [23, 14], theme: []}\n" in after["sections/02-second.yaml"]
    assert [finding for finding in check(version) if finding.severity == "error"] == []


@pytest.mark.office
def test_libreoffice_opens_the_workbook_keeps_its_lists_and_what_it_saves_comes_back_unchanged(
    version: Path, small_workbook: bytes, tmp_path: Path
) -> None:
    (tmp_path / "in.xlsx").write_bytes(small_workbook)
    saved = converted({"out": load_workbook(tmp_path / "in.xlsx")}, tmp_path / "office", "xlsx")["out"]
    book = load_workbook(saved)
    lists = {rule.formula1 for rule in sheet(book, "questions").data_validations.dataValidation}
    assert '"ladder,yes_no,one,several,number,percent,countries,year,month,text"' in lists
    assert any("$B$3" in formula for formula in lists)
    assert sheet(book, "questions").protection.sheet
    assert sheet(book, "questions").cell(FIRST_ROW, column("questions", "id")).protection.locked
    assert not sheet(book, "questions").cell(FIRST_ROW, column("questions", "ask:es")).protection.locked
    before = contents(version)
    assert exchange.take_over(saved, version, ENGLISH) == []
    assert contents(version) == before


def test_headings_are_frozen_and_every_sheet_is_named_in_all_languages(small_workbook: bytes, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(small_workbook)
    book = load_workbook(tmp_path / "in.xlsx")
    assert book.sheetnames == [
        "Guía · Guide", "Cuestionario · Questionnaire", "Secciones · Sections", "Indicadores · Indicators",
        "Preguntas · Questions", "Opciones · Choices", "Condiciones · Conditions", "Cambios · Changes", "_",
    ]  # fmt: skip
    assert sheet(book, "questions").freeze_panes == "C3"
    assert book["Guía · Guide"]["A1"].value == "Español"
    assert book["Guía · Guide"]["B1"].value == "English"
    assert book["_"].sheet_state == "veryHidden"


# --- whatever fits the description of the files -----------------------------------------------

CODES = ("a", "b2", "yes", "null", "2026", "none-of", 7, 2024)
WORDS = ("D1.1a", "2026", "1.0", "no", "true", "a_b", "", "–", "x; y", "0x1", '"q"')
ANYTHING = (1, "1", 2.5, True, "true", "required", "a; b", "–", '"', "null", "D1.1")
SOME_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1)


def values(found: Shape) -> st.SearchStrategy[object]:
    """Values that a shape has room for."""
    if found is shape.condition:
        return st.recursive(TESTS, _joined, max_leaves=4)
    if found.kind == "text":
        return st.fixed_dictionaries({"en": SOME_TEXT, "es": SOME_TEXT})
    if found.kind == "word":
        return st.sampled_from(found.choices or WORDS)
    if found.kind == "number":
        return st.integers(-(10**9), 10**9) | st.decimals(0, 100, places=3).map(float)
    if found.kind == "list":
        return st.lists(values(found.each), min_size=int(found.each.kind == "record"), max_size=3)
    if found.kind == "map":
        keys = st.sampled_from(("en", "es") if found.keys is shape.LANGUAGE else CODES)
        return st.dictionaries(keys, values(found.each), min_size=1, max_size=4)
    if found.kind == "record":
        return st.fixed_dictionaries({}, optional={k: values(part) for k, part in found.parts.items()}).filter(bool)
    return st.sampled_from((True, False) if found.kind == "truth" else ANYTHING)


TESTS = st.one_of(
    st.fixed_dictionaries({"q": st.sampled_from(WORDS[:2]), "is": st.sampled_from(("equals", "at_least")),
                           "value": st.sampled_from(ANYTHING)}),
    st.fixed_dictionaries({"q": st.sampled_from(WORDS[:2]), "is": st.sampled_from(("any_of", "all_of")),
                           "value": st.lists(st.sampled_from(ANYTHING), max_size=3)}),
    st.fixed_dictionaries({"q": st.sampled_from(WORDS[:2]), "is": st.just("answered")}),
)  # fmt: skip


def _joined(parts: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda found: {"all": found}),
        several.map(lambda found: {"any": found}),
        parts.map(lambda found: {"not": found}),
    )


def planted(value: object) -> Node:
    """Plain data as the tree of a file."""
    if isinstance(value, dict):
        return Node(1, {key: planted(part) for key, part in value.items()})
    return Node(1, [planted(item) for item in value] if isinstance(value, list) else value, isinstance(value, str))


def files_of(index: Node, sections: dict[str, Node]) -> Files:
    """Trees as the files of a version, their texts gathered."""
    walks = {name: shape.Walk(name, Findings(), ("en", "es")) for name in ("index", *sections)}
    shape.INDEX(index, walks["index"])
    for name, node in sections.items():
        shape.SECTION(node, walks[name])
    read = tuple(Section(f"v/{name}", node, tuple(walks[name].texts)) for name, node in sections.items())
    return Files(Path("v"), "v/questionnaire.yaml", index, ("en", "es"), tuple(walks["index"].texts), read)


def _with_ids(section: dict, number: int) -> dict:
    """A section whose parts can be told apart, and whose points belong to options."""
    section |= {"domain": f"D{number}"}
    for i, indicator in enumerate(section.get("indicators", [])):
        indicator |= {"id": f"D{number}.{i}"}
        for j, question in enumerate(indicator.get("questions", [])):
            question |= {"id": f"D{number}.{i}{'abc'[j]}"}
            for base, holder, follower in (
                ("levels", question, "short"), ("options", question, "mirror"),
                ("options", question.get("score", {}), "points"),
            ):  # fmt: skip
                if base in question and follower in holder:
                    holder[follower] = {code: v for code, v in holder[follower].items() if code in question[base]}
    return section


def sections() -> st.SearchStrategy:
    found = st.lists(values(shape.SECTION), min_size=1, max_size=2)
    return found.map(lambda all: [_with_ids(section, number) for number, section in enumerate(all, 1)])


@pytest.mark.thorough
@settings(max_examples=150, deadline=None)
@given(values(shape.INDEX), sections())
def test_whatever_fits_the_description_of_the_files_survives_the_way_through_rows(
    index: dict, parts: list[dict]
) -> None:
    names = [f"sections/{number}.yaml" for number in range(1, len(parts) + 1)]
    index["sections"] = names
    files = files_of(planted(index), {name: planted(part) for name, part in zip(names, parts, strict=True)})
    wrong: list[object] = []
    nodes = Nodes(LAYOUT, lambda *found: wrong.append(found))
    lines = {
        code: [
            Line(code, number, {name: cell for name, cell in row.items() if cell is not None})
            for number, row in enumerate(rows, FIRST_ROW)
        ]
        for code, rows in rows_of(files).items()
    }
    trees = grow(lines, nodes)
    assert wrong == []
    assert normal_form(files_of(trees.index, trees.sections)) == normal_form(files)


def test_every_sheet_has_a_name_short_enough_and_of_its_own() -> None:
    names = [sheet_title(code) for code in LAYOUT.tables]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 31
