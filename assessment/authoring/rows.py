"""From the files of a version to the rows of its workbook."""

import os
from collections.abc import Iterator

from assessment.authoring import tables as t
from assessment.authoring.notation import cell_of, cell_of_scalar
from assessment.authoring.tables import Column, Layout, Path, layout_of
from assessment.catalogue.files import Files
from assessment.catalogue.reading import Node, Scalar
from assessment.catalogue.shape import Shape

Row = dict[str, Scalar]
"""The cells of a row by the technical names of their columns; what is absent is blank."""


def rows_of(files: Files) -> dict[str, list[Row]]:
    """Every row of every sheet, by the code of the sheet."""
    layout = layout_of(files)
    sheets = layout.tables
    found: dict[str, list[Row]] = {code: [] for code in sheets}
    found[t.INDEX] = list(_leaves(files.index, layout.index, files.languages, ()))
    for section in files.sections:
        node, domain = section.node, section.node.get(layout.section_key).words
        own: Row = {t.FILE: os.path.relpath(section.file, files.folder)}
        found[t.SECTIONS].append(own | _record(node, sheets[t.SECTIONS].columns))
        for key in layout.lists:
            records = node.get(key).items
            found[key] += [{t.SECTION: domain, **_record(record, sheets[key].columns)} for record in records]
        for indicator in node.get("indicators").items:
            found[t.INDICATORS].append({t.SECTION: domain, **_record(indicator, sheets[t.INDICATORS].columns)})
            own = {t.INDICATOR: indicator.get("id").words}
            for question in indicator.get("questions").items:
                found[t.QUESTIONS].append(own | _record(question, sheets[t.QUESTIONS].columns))
                found[t.CHOICES] += _choices(question, layout)
                found[t.CONDITIONS] += _conditions(question, question.get("show_when"), "1")
    return found


def at(node: Node, path: Path) -> Node:
    """The node at the end of a path of keys."""
    for key in path:
        node = node.get(key)
    return node


def _record(node: Node, columns: tuple[Column, ...]) -> Row:
    """The cells of a record."""
    row: Row = {}
    for column in columns:
        found = at(node, column.path)
        found = found.get(column.language) if column.language else found
        if found.there:
            row[column.name] = cell_of(found, column.shape)
    return row


def _leaves(node: Node, found: Shape, languages: tuple[str, ...], path: Path) -> Iterator[Row]:
    """The index file, one row a value: where it stands, and the value or the words."""
    if path == ("sections",):
        return  # the sheet of sections lists them in order
    if found.kind == "text":
        words: Row = {f"{t.TEXT}:{language}": node.get(language).words for language in languages}
        yield {t.PLACE: ".".join(path), **words}
    elif found.kind in ("record", "map"):
        for key, part in node.entries.items():
            yield from _leaves(part, t.inner(found, str(key)), languages, (*path, str(cell_of_scalar(key))))
    elif found.kind == "list" and found.each and not t.is_scalar(found.each):
        for number, item in enumerate(node.items, 1):
            yield from _leaves(item, found.each, languages, (*path, str(number)))
    else:
        yield {t.PLACE: ".".join(path), t.VALUE: cell_of(node, found)}


def _choices(question: Node, layout: Layout) -> Iterator[Row]:
    """The levels, options, parts, points and bands of a question, one row each."""
    own = question.get("id").words
    parts = [(path, part) for path, part in layout.parts_of_question if at(question, path).there]
    there = {path for path, _part in parts}
    for path, part in parts:
        if t.ATTACHED.get(path) in there:
            continue
        beside = [(other, each) for other, each in parts if t.ATTACHED.get(other) == path]
        node = at(question, path)
        entries = node.entries.items() if part.kind == "map" else enumerate(node.items, 1)
        for code, entry in entries:
            row: Row = {t.QUESTION: own, t.LIST: ".".join(path), t.CODE: cell_of_scalar(code)}
            row |= _record(entry, layout.entry_columns(path, part))
            for other, each in beside:
                row |= _record(at(question, other).get(code), layout.entry_columns(other, each))
            yield row


def _conditions(question: Node, node: Node, place: str) -> Iterator[Row]:
    """A condition, one row a test or a joint of tests; ``1.2`` is the second part of ``1``."""
    if not node.there:
        return
    row: Row = {t.QUESTION: question.get("id").words, t.PLACE: place}
    joint = next((key for key in t.RULES if node.get(key).there), "test")
    if joint == "test":
        keys = [key for key in t.CONDITION_KEYS if node.get(key).there]
        yield {**row, t.RULE: joint, **{key: cell_of(node.get(key), t.ANY) for key in keys}}
        return
    yield {**row, t.RULE: joint}
    parts = [node.get(joint)] if joint == "not" else node.get(joint).items
    for number, part in enumerate(parts, 1):
        yield from _conditions(question, part, f"{place}.{number}")
