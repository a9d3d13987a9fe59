"""Trees from rows that say where they stand: the index file (``method.bands.1.from``) and conditions (``1.2``)."""

from assessment.authoring import tables as t
from assessment.authoring.nodes import Line, Nodes
from assessment.authoring.notation import items_in, value_in
from assessment.authoring.tables import Column
from assessment.catalogue.reading import Key, Node
from assessment.catalogue.shape import Shape

LISTED = ("any_of", "all_of")  # tests whose value is a list
DEEPEST = 9  # joints inside each other; the rules allow fewer


def key_of(written: str) -> Key:
    """A code as the key of a map."""
    value = value_in(written, t.ANY)
    return value if isinstance(value, str | int) and not isinstance(value, bool) else written


# --- the index ------------------------------------------------------------------------------


def index_of(lines: list[Line], files: list[str], nodes: Nodes) -> Node:
    """The index file; ``files`` are the sections in the order of their sheet."""
    first = lines[0] if lines else Line(t.INDEX, 1, {})
    root = nodes.node({}, first.cell(t.PLACE))
    seen: set[str] = set()
    for line in lines:
        place = line.word(t.PLACE)
        if place in seen:
            nodes.report(line.cell(t.PLACE), "repeated", {"value": place})
        elif not _plant(root, place.split("."), line, nodes):
            nodes.report(line.cell(t.PLACE), "place_unknown", {"value": place})
        seen.add(place)
    nodes.put(root, ("sections",), files, first.cell(t.PLACE))
    return root


def _plant(root: Node, keys: list[str], line: Line, nodes: Nodes) -> bool:
    """Put the value of a row where its place says; False when there is no such place."""
    node, found = root, nodes.layout.index
    for key in keys[:-1]:
        below = t.inner(found, key)
        deeper = _step(node, key, found)
        if deeper is None:
            deeper = nodes.node([] if below.kind == "list" else {}, line.cell(t.PLACE))
            if not _attach(node, key, found, deeper):
                return False
        node, found = deeper, below
    below = t.inner(found, keys[-1])
    if below.kind == "text":
        columns = [Column((), below, code, t.TEXT) for code in nodes.layout.languages]
        value = nodes.record(line, columns, t.PLACE)
    else:
        value = nodes.node(value_in(line.cells.get(t.VALUE), below), line.cell(t.VALUE))
    return _step(node, keys[-1], found) is None and _attach(node, keys[-1], found, value)


def _step(node: Node, key: str, found: Shape) -> Node | None:
    """The node under a key, or at the number, of a map or list."""
    if isinstance(node.value, list):
        return node.items[int(key) - 1] if key.isdigit() and 1 <= int(key) <= len(node.items) else None
    return node.entries.get(key_of(key) if found.kind == "map" else key)


def _attach(node: Node, key: str, found: Shape, value: Node) -> bool:
    """Put a node under a key, or next in a list; False where neither is possible."""
    if isinstance(node.value, list):
        if key != str(len(node.items) + 1):
            return False
        node.items.append(value)
    elif isinstance(node.value, dict):
        node.value[key_of(key) if found.kind == "map" else key] = value
    return isinstance(node.value, list | dict)


# --- conditions -----------------------------------------------------------------------------


def condition_of(lines: list[Line], nodes: Nodes) -> Node | None:
    """The condition that the rows of a question describe; None when its first row is missing."""
    places: dict[str, Line] = {}
    for line in lines:
        place, rule = line.word(t.PLACE), line.word(t.RULE)
        if rule not in t.RULES:
            nodes.report(line.cell(t.RULE), "not_in_list", {"value": rule, "known": ", ".join(t.RULES)})
        if place in places or place.count(".") > DEEPEST:
            nodes.report(line.cell(t.PLACE), "place_unknown", {"value": place})
        else:
            places[place] = line
    for place, line in places.items():
        joint = places[place.rpartition(".")[0]].word(t.RULE) if place.rpartition(".")[0] in places else ""
        if place != "1" and (joint in ("", "test") or (joint == "not" and not place.endswith(".1"))):
            nodes.report(line.cell(t.PLACE), "place_unknown", {"value": place})
    return _condition(places, "1", nodes) if "1" in places else None


def _condition(places: dict[str, Line], place: str, nodes: Nodes) -> Node:
    """The condition at a place, with its parts."""
    line = places[place]
    joint, node = line.word(t.RULE), nodes.node({}, line.cell(t.RULE))
    if joint not in t.RULES or joint == "test":
        return _test(line, node, nodes)
    below = [found for found in places if found.rpartition(".")[0] == place and found.rpartition(".")[2].isdigit()]
    below.sort(key=lambda found: int(found.rpartition(".")[2]))
    parts = [_condition(places, found, nodes) for found in below]
    if joint == "not":
        node.entries[joint] = parts[0] if parts else nodes.node(None, line.cell(t.RULE))
    else:
        nodes.put(node, (joint,), [], line.cell(t.RULE)).items.extend(parts)
    return node


def _test(line: Line, node: Node, nodes: Nodes) -> Node:
    """One test: its source, its operator, its value."""
    for key in t.CONDITION_KEYS:
        cell = line.cells.get(key)
        if cell is not None:
            several = key == t.VALUE and line.word("is") in LISTED
            value = items_in(cell, t.ANY) if several else value_in(cell, t.ANY if key == t.VALUE else t.WORD)
            nodes.put(node, (key,), value, line.cell(key))
    return node
