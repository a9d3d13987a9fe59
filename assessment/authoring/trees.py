"""From the rows of a workbook back to the trees that the files of a version would give."""

from dataclasses import dataclass

from assessment.authoring import tables as t
from assessment.authoring.nodes import Line, Nodes
from assessment.authoring.notation import value_in
from assessment.authoring.places import condition_of, index_of, key_of
from assessment.authoring.tables import Path, Table
from assessment.catalogue.reading import Key, Node
from assessment.catalogue.shape import Shape

Named = list[tuple[str, Node]]
"""The records of a sheet with their ids."""


@dataclass(frozen=True)
class Trees:
    """The index and the sections by the names of their files."""

    index: Node
    sections: dict[str, Node]


def grow(lines: dict[str, list[Line]], nodes: Nodes) -> Trees:
    """All trees of a workbook."""
    sheets = nodes.layout.tables
    sections = _records(lines[t.SECTIONS], sheets[t.SECTIONS], nodes.layout.section_key, nodes)
    for key in nodes.layout.lists:
        records = _records(lines[key], sheets[key], sheets[key].names[0], nodes)
        _belong(lines[key], records, t.SECTION, sections, key, nodes)
    if t.INDICATORS in sheets:
        indicators = _records(lines[t.INDICATORS], sheets[t.INDICATORS], "id", nodes)
        questions = _records(lines[t.QUESTIONS], sheets[t.QUESTIONS], "id", nodes)
        _belong(lines[t.INDICATORS], indicators, t.SECTION, sections, "indicators", nodes)
        _belong(lines[t.QUESTIONS], questions, t.INDICATOR, indicators, "questions", nodes)
        _choices(lines[t.CHOICES], dict(reversed(questions)), nodes)
        _conditions(lines[t.CONDITIONS], dict(reversed(questions)), nodes)
    files = [line.word(t.FILE) for line in lines[t.SECTIONS]]
    index = index_of(lines[t.INDEX], files, nodes)
    return Trees(index, {file: node for file, (_id, node) in zip(files, sections, strict=True)})


def _records(lines: list[Line], table: Table, key: str, nodes: Nodes) -> Named:
    return [(line.word(key), nodes.record(line, table.columns, key)) for line in lines]


def _belong(lines: list[Line], records: Named, column: str, owners: Named, key: str, nodes: Nodes) -> None:
    """Put each record into the list of the one it says it belongs to."""
    by_id = dict(reversed(owners))
    for line, (_id, node) in zip(lines, records, strict=True):
        owner = by_id.get(line.word(column))
        if owner is None:
            nodes.report(line.cell(column), "unknown_owner", {"value": line.word(column)})
            continue
        if key not in owner.entries:
            nodes.put(owner, (key,), [], line.cell(column))
        owner.entries[key].items.append(node)


# --- choices --------------------------------------------------------------------------------


def _choices(lines: list[Line], questions: dict[str, Node], nodes: Nodes) -> None:
    """The lists of the questions: levels, options, parts, points, bands."""
    parts = {".".join(path): (path, part) for path, part in nodes.layout.parts_of_question}
    for line in lines:
        question, wished = questions.get(line.word(t.QUESTION)), line.word(t.LIST)
        if question is None:
            nodes.report(line.cell(t.QUESTION), "unknown_owner", {"value": line.word(t.QUESTION)})
        elif wished not in parts:
            nodes.report(line.cell(t.LIST), "not_in_list", {"value": wished, "known": ", ".join(parts)})
        elif parts[wished][1].kind == "list":
            _listed(line, question, *parts[wished], nodes)
        else:
            _choice(line, question, *parts[wished], nodes)


def _listed(line: Line, question: Node, path: Path, part: Shape, nodes: Nodes) -> None:
    """One record of a list, such as a band; their order is that of the rows."""
    holder = question
    for key in path:
        holder = holder.get(key)
    if not holder.there:
        holder = nodes.put(question, path, [], line.cell(t.LIST))
    holder.items.append(nodes.record(line, nodes.layout.entry_columns(path, part), t.CODE))


def _choice(line: Line, question: Node, path: Path, part: Shape, nodes: Nodes) -> None:
    """One choice under its code, with what is attached to it: short label, points, mirror."""
    code = key_of(line.word(t.CODE))
    lists = [
        (path, part),
        *((o, each) for o, each in nodes.layout.parts_of_question if t.ATTACHED.get(o) == path),
    ]
    for other, each in lists:
        names = [column.name for column in nodes.layout.entry_columns(other, each)]
        if other == path or any(line.cells.get(name) is not None for name in names):
            _enter(line, question, (*other, code), each, nodes)


def _enter(line: Line, question: Node, path: tuple[Key, ...], part: Shape, nodes: Nodes) -> None:
    """Put one entry under its code; a code that stands there already is reported."""
    holder, columns = question, nodes.layout.entry_columns(tuple(map(str, path[:-1])), part)
    for key in path[:-1]:
        holder = holder.get(key)
    if path[-1] in holder.entries:
        nodes.report(line.cell(t.CODE), "repeated", {"value": path[-1]})
    elif columns[0].language:
        nodes.put(question, path, nodes.record(line, columns, t.CODE), line.cell(t.CODE))
    else:
        name = columns[0].name
        nodes.put(question, path, value_in(line.cells.get(name), columns[0].shape), line.cell(name))


# --- conditions -----------------------------------------------------------------------------


def _conditions(lines: list[Line], questions: dict[str, Node], nodes: Nodes) -> None:
    """The conditions, each from the rows of its question."""
    rows: dict[str, list[Line]] = {}
    for line in lines:
        if line.word(t.QUESTION) in questions:
            rows.setdefault(line.word(t.QUESTION), []).append(line)
        else:
            nodes.report(line.cell(t.QUESTION), "unknown_owner", {"value": line.word(t.QUESTION)})
    for id, found in rows.items():
        shown_when = condition_of(found, nodes)
        if shown_when is not None:
            nodes.put(questions[id], ("show_when",), shown_when, found[0].cell(t.PLACE))
