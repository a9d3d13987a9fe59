"""The two doors: a version as a workbook, and a workbook taken over into its version, or refused as a whole."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from openpyxl.utils import get_column_letter

from assessment.authoring import tables as t
from assessment.authoring.faults import REASONS, Faults, ImportRefused
from assessment.authoring.labels import sheet_title
from assessment.authoring.nodes import Cell, Line, Nodes
from assessment.authoring.rows import Row, rows_of
from assessment.authoring.tables import Layout, Table, layout_of
from assessment.authoring.trees import Trees, grow
from assessment.authoring.workbook import FACTS, FIRST_ROW, LOCKED, NAMES_ROW, workbook_of
from assessment.catalogue import QuestionnaireInvalid, check, shape
from assessment.catalogue.checking import judge, judged
from assessment.catalogue.files import Files, Section, digest
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Scalar
from assessment.catalogue.writing import comments, normal_form
from assessment.cells import REFUSALS, RawSheet, WorkbookRefused, read_cells
from assessment.i18n import LANGUAGES, Language, language

ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")  # how a workbook writes what only looks like an escape


class CannotHold(Exception):
    """A workbook would lose something of this version."""


def sound_files(path: Path) -> Files:
    """The files of a version without errors; QuestionnaireInvalid, with all findings, when there are some."""
    files, findings = judged(path)
    if any(finding.severity == "error" for finding in findings):
        raise QuestionnaireInvalid(findings)
    return files


def export(path: Path) -> bytes:
    """The workbook of a version, read back once to see that nothing is lost; QuestionnaireInvalid, CannotHold."""
    files = sound_files(path)
    shared = [section.file for section in files.sections if not Path(section.file).is_relative_to(files.folder)]
    if shared:
        raise CannotHold(", ".join(shared))
    title = " · ".join(dict.fromkeys(files.index.get("title").get(code).words for code in files.languages))
    file = BytesIO()
    workbook_of(title, layout_of(files), rows_of(files), _facts(files)).save(file)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "written.xlsx"
        written.write_bytes(file.getvalue())
        try:
            again = _read_back(written, files, language(LANGUAGES[0]))
        except ImportRefused as error:
            raise CannotHold(str(error)) from error
    if normal_form(again) != normal_form(files):
        raise CannotHold(files.file)
    return file.getvalue()


def take_over(workbook: Path, path: Path, words: Language) -> list[Path]:
    """Write what a workbook says into the files of its version; gives those that changed.

    Nothing is written unless everything is right: ImportRefused with every
    reason, or QuestionnaireInvalid when the version itself holds errors.
    """
    files = sound_files(path)
    before = normal_form(files)
    after = normal_form(_read_back(workbook, files, words))
    changed = {file: text for file, text in after.items() if before.get(file) != text}
    _refuse_comments(changed, words)
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(files, Path(folder), changed)
        findings = [finding for finding in check(copy) if finding.severity == "error"]
    if findings:
        raise ImportRefused(finding.said_in(words.code).replace(str(copy), str(files.folder)) for finding in findings)
    replace_files(changed)
    return list(changed)


def normalise(path: Path, words: Language) -> list[Path]:
    """Write the files of a version in their normal form; gives those that changed."""
    files = sound_files(path)
    changed = {file: text for file, text in normal_form(files).items() if file.read_text("utf-8") != text}
    _refuse_comments(changed, words)
    replace_files(changed)
    return list(changed)


def replace_files(texts: Mapping[Path, str]) -> None:
    """Write files beside the old ones first, then put them in their place, so that a full disk spoils nothing."""
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(f"{path.name}.new").write_text(text, "utf-8", newline="\n")
    for path in texts:
        os.replace(path.with_name(f"{path.name}.new"), path)


def _refuse_comments(changed: Mapping[Path, str], words: Language) -> None:
    """The normal form keeps no comments; a person moves them first."""
    lost = [(path, line) for path in changed if path.is_file() for line in comments(path)]
    reason = REASONS["comment"]
    if lost:
        raise ImportRefused(words.gettext(reason, file=path, line=line) for path, line in lost)


def _copied(files: Files, folder: Path, changed: Mapping[Path, str]) -> Path:
    """A copy of all questionnaires and the reference data, with the changes: what the whole check looks at."""
    root = files.root.resolve() if files.reference.is_dir() else files.folder.resolve()
    copy = folder / files.folder.resolve().relative_to(root)
    shutil.copytree(root, folder, dirs_exist_ok=True)
    for path, text in changed.items():
        target = copy / path.relative_to(files.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return copy


def _facts(files: Files) -> dict[str, str]:
    """What the hidden sheet says: which version, and the fingerprint of what it held."""
    return {
        "questionnaire": f"{files.index.get('slug').words} {files.index.get('version').words}",
        "languages": " ".join(files.languages),
        "content": digest([[str(path.relative_to(files.folder)), text] for path, text in normal_form(files).items()]),
    }


# --- reading back ---------------------------------------------------------------------------


def _read_back(workbook: Path, files: Files, words: Language) -> Files:
    """The files as a workbook describes them; ImportRefused with everything that is wrong."""
    try:
        raw = read_cells(workbook)
    except WorkbookRefused as error:
        raise ImportRefused([f"{workbook}: {words.gettext(REFUSALS[error.code])}"]) from error
    _refuse_another(workbook, raw.get(FACTS), files, words)
    layout = layout_of(files)
    sheets = layout.tables
    faults = Faults(words, sheets)
    usable = [_is_in_shape(raw.get(sheet_title(code)), table, faults) for code, table in sheets.items()]
    if not all(usable):
        raise ImportRefused(faults.listed())
    lines = {code: _lines(raw[sheet_title(code)], table) for code, table in sheets.items()}
    for code, rows in rows_of(files).items():
        _look_for_codes(sheets[code], rows, lines[code], faults)
    nodes = Nodes(layout, faults.add)
    trees = grow(lines, nodes)
    for key in LOCKED[t.INDEX]:
        due, found = files.index.get(key), trees.index.get(key)
        if found.there and found.plain() != due.plain():
            faults.add(nodes.cell(found.line), "became", {"value": due.plain(), "found": found.plain()})
    findings = Findings()
    again = _as_files(files, layout, trees, findings)
    judge(again, findings)
    faults.add_findings(findings.sorted(), again, nodes)
    if faults.found:
        raise ImportRefused(faults.listed())
    return again


def _refuse_another(workbook: Path, raw: RawSheet | None, files: Files, words: Language) -> None:
    """A workbook of another tool, another questionnaire, or of a state of this one that is no more."""
    ours = _facts(files)
    theirs = {} if raw is None else {str(raw.cells.get((row, 1))): str(raw.cells.get((row, 2))) for row in range(1, 9)}
    facts = {"theirs": theirs.get("questionnaire"), "ours": ours["questionnaire"]}
    for code, wrong in (
        ("foreign", "questionnaire" not in theirs),
        ("another", facts["theirs"] != facts["ours"]),
        ("old", any(theirs.get(name) != fact for name, fact in ours.items())),
    ):
        if wrong:
            raise ImportRefused([f"{workbook}: {words.gettext(REASONS[code], **facts)}"])


def _is_in_shape(raw: RawSheet | None, table: Table, faults: Faults) -> bool:
    """Whether a sheet is there with its columns in place; what is odd in it is noted on the way."""
    if raw is None:
        faults.add(Cell(table.code, 1, "A"), "sheet_missing", {})
        return False
    for area, row, column in raw.merged:
        faults.add(_cell(table, row, column), "merged", {"area": area})
    for what, row, column in raw.odd:
        faults.add(_cell(table, row, column), what, {})
    right = True
    for number, name in enumerate(table.names, 1):
        found = raw.cells.get((NAMES_ROW, number), "")
        if found != name:
            faults.add(_cell(table, NAMES_ROW, number), "heading", {"due": name, "found": found})
            right = False
    return right


def _cell(table: Table, row: int, column: int) -> Cell:
    known = column <= len(table.names)
    return Cell(table.code, row, table.names[column - 1] if known else get_column_letter(column))


def _lines(raw: RawSheet, table: Table) -> list[Line]:
    """The rows of a sheet that hold anything."""
    rows: dict[int, dict[str, Scalar]] = {}
    for (row, column), value in raw.cells.items():
        if row >= FIRST_ROW and column <= len(table.names):
            told = ESCAPED.sub("_", value.replace("\r\n", "\n")) if isinstance(value, str) else value
            rows.setdefault(row, {})[table.names[column - 1]] = told
    return [Line(table.code, row, cells) for row, cells in sorted(rows.items())]


def _look_for_codes(table: Table, rows: list[Row], lines: list[Line], faults: Faults) -> None:
    """Every code that was written must have come back; a missing one is told where it stood."""
    by_row = {line.row: line for line in lines}
    keys = [table.identity] if table.code == t.CHOICES else [(name,) for name in table.identity]
    for key in keys:
        there = {tuple(line.word(name) for name in key) for line in lines}
        known = {tuple(str(row[name]) for name in key) for row in rows}
        for number, row in enumerate(rows, FIRST_ROW):
            value = tuple(str(row[name]) for name in key)
            if value in there:
                continue
            cell = Cell(table.code, number, key[-1])
            line = by_row.get(number)
            found = tuple(line.word(name) for name in key) if line else value
            if line is not None and found[-1] and found not in known:
                faults.add(cell, "became", {"value": " ".join(value), "found": " ".join(found)})
            else:
                faults.add(cell, "gone", {"value": " ".join(value)})


def _as_files(files: Files, layout: Layout, trees: Trees, findings: Findings) -> Files:
    """Trees as the files of the version, their shapes judged."""
    walk = shape.Walk(files.file, findings, files.languages)
    layout.index(trees.index, walk)
    read = []
    for name, node in trees.sections.items():
        path = str(files.folder / name)
        steps = shape.Walk(path, findings, files.languages)
        layout.section(node, steps)
        read.append(Section(path, node, tuple(steps.texts)))
    return Files(files.folder, files.file, trees.index, files.languages, tuple(walk.texts), tuple(read))
