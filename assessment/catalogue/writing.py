"""The normal form of a version's files: one way of writing each content, so that equal contents are equal bytes.

Keys come in one order, texts stand in double quotes, what is short stands on
one line. Comments are not kept: a file that holds one is refused by
``comments``, before anything would be lost.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from assessment.catalogue.files import Files
from assessment.catalogue.reading import LOOKS_BOOLEAN, UNPRINTABLE, Key, Node, Scalar

WIDTH = 120  # characters of a line; only a single text may be longer
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
HASH = re.compile(r"[0-9a-f]{16}")
COMMENT = re.compile(r"\s*#")
# The order of keys, whatever the record they stand in; others follow by the alphabet.
ORDER = (
    "q", "is", "value", "up_to", "gives", "code", "grade", "indicator", "domain", "slug", "version", "id", "kind",
    "since", "role", "text_revision", "status", "published", "languages", "state", "type", "small_counts", "tags",
    "gcm", "obj14", "theme", "title", "short_title", "about", "why", "counts_as_evidence", "source", "minutes",
    "ask", "help", "introduction", "mapped_to", "sections", "method", "themes", "weight", "from", "may_add",
    "label", "ladder_points", "weights", "main", "follow_ups", "thresholds", "share", "by", "overall", "partners",
    "per_partner", "instruments", "indicators", "questions", "levels", "short", "options", "none_of_these",
    "not_open_to_my_state", "mirror", "unit", "limits", "min", "max", "decimals", "breakdown", "attribute",
    "max_length", "evidence", "required_from", "otherwise_counts_as", "not_applicable", "allowed", "reason",
    "show_when", "confidential", "score", "part", "points", "bands", "between", "coverage_grades", "advice",
    "scale", "items", "translation", "follows", "precedes", "changes",
)  # fmt: skip
_RANK = {key: place for place, key in enumerate(ORDER)}
_CODED = frozenset({"levels", "short", "options", "mirror", "breakdown", "attribute", "points", "themes"})
_UNFOLDED = frozenset({"indicators", "questions", "items"})  # lists whose elements always stand on lines of their own


def in_order(keys: Iterable[str]) -> list[str]:
    """Keys of a record as the normal form writes them."""
    return sorted(keys, key=lambda key: (_RANK.get(key, len(_RANK)), key))


def normal_form(files: Files) -> dict[Path, str]:
    """Every file of a version as it is to be written, by its path."""
    texts = {id(words.node) for words in files.all_texts}
    trees = {Path(files.file): files.index, **{Path(section.file): section.node for section in files.sections}}
    return {path: _Writer(files.languages, texts).write(tree) for path, tree in trees.items()}


def comments(path: Path) -> list[int]:
    """The lines of a file that hold nothing but a comment."""
    lines = path.read_text("utf-8").split("\n")
    return [number for number, line in enumerate(lines, 1) if COMMENT.match(line)]


def written(value: Scalar) -> str:
    """A scalar that is no text: codes plain, other words quoted."""
    if isinstance(value, str):
        return value if is_plain(value) else quoted(value)
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    return str(int(value)) if float(value).is_integer() else format(Decimal(repr(value)), "f")


def is_plain(word: str) -> bool:
    """Whether a word means itself without quotes, to every reader of YAML."""
    taken = word.lower() in LOOKS_BOOLEAN | {"true", "false", "null"}
    return bool(PLAIN.fullmatch(word)) and not taken and not HASH.fullmatch(word)


def quoted(text: str) -> str:
    """A text in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    shown = UNPRINTABLE.sub(lambda found: "\\u" + f"{ord(found.group()):04X}", escaped)
    return f'"{shown}"'


class _Writer:
    """Writes the tree of one file; ``texts`` are the ids of the nodes that are texts."""

    def __init__(self, languages: tuple[str, ...], texts: set[int]) -> None:
        self.languages, self.texts = languages, texts

    def write(self, tree: Node) -> str:
        """The whole file."""
        return "\n".join(self._map(tree, 0)) + "\n"

    def _entries(self, node: Node, key: Key = "") -> list[tuple[Key, Node]]:
        """What a map holds, in order; nothing that is empty, but for empty lists of tags."""
        found = {name: part for name, part in _in_step(node).entries.items() if not _is_empty(name, part)}
        if id(node) in self.texts:
            return [(language, found[language]) for language in self.languages if language in found]
        if key in _CODED:
            return list(found.items())
        named = {str(name): (name, part) for name, part in found.items()}
        return [named[name] for name in in_order(named)]

    def _map(self, node: Node, indent: int, key: Key = "") -> list[str]:
        """A map on lines of its own."""
        lines: list[str] = []
        for name, part in self._entries(node, key):
            lines += self._entry(f"{' ' * indent}{written(name)}:", name, part, indent)
        return lines

    def _entry(self, head: str, key: Key, node: Node, indent: int) -> list[str]:
        """A key with its value: on the line of the key where it fits, else below it."""
        flow = self._flow(node, key)
        if flow is not None and (len(head) + 1 + len(flow) <= WIDTH or not isinstance(node.value, dict | list)):
            return [f"{head} {flow}"]
        if id(node) in self.texts:
            words = [f"{language}: {quoted(part.words)}" for language, part in self._entries(node)]
            inner = " " * (indent + 2)
            return [f"{head} {{{words[0]},", *(f"{inner}{each}," for each in words[1:-1]), f"{inner}{words[-1]}}}"]
        if isinstance(node.value, list):
            return [head, *self._list(node, indent + 2, key)]
        return [head, *self._map(node, indent + 2, key)]

    def _list(self, node: Node, indent: int, key: Key) -> list[str]:
        """A list with each element on lines of its own."""
        lines: list[str] = []
        for item in node.items:
            flow = None if key in _UNFOLDED and isinstance(item.value, dict) else self._flow(item)
            if (flow is not None and indent + 2 + len(flow) <= WIDTH) or not isinstance(item.value, dict):
                lines.append(f"{' ' * indent}- {flow}")
            else:
                first, *rest = self._map(item, indent + 2)
                lines += [f"{' ' * indent}- {first.lstrip()}", *rest]
        return lines

    def _flow(self, node: Node, key: Key = "") -> str | None:
        """A value on one line; None where it never stands on one."""
        if id(node) in self.texts:
            return "{" + ", ".join(f"{name}: {quoted(part.words)}" for name, part in self._entries(node)) + "}"
        if isinstance(node.value, list):
            items = [self._flow(item) for item in node.items]
            known = [item for item in items if item is not None]
            unfolded = key in _UNFOLDED and any(isinstance(item.value, dict) for item in node.items)
            return f"[{', '.join(known)}]" if len(known) == len(items) and not unfolded else None
        if isinstance(node.value, dict):
            entries = self._entries(node, key)
            if not entries or all(id(part) in self.texts for _name, part in entries):
                return None
            parts = [(name, self._flow(part, name)) for name, part in entries]
            if any(part is None for _name, part in parts):
                return None
            return "{" + ", ".join(f"{written(name)}: {part}" for name, part in parts) + "}"
        return written(node.value)


def _is_empty(key: Key, node: Node) -> bool:
    """Whether a value says nothing; an empty list does, among tags."""
    if isinstance(node.value, dict):
        return all(_is_empty(name, part) for name, part in node.value.items())
    return node.value is None or (node.value == [] and key == "changes")


def _in_step(node: Node) -> Node:
    """A question whose short labels, mirror and points come in the order of the levels or options they belong to."""
    rank = {code: place for place, code in enumerate((*node.get("levels").entries, *node.get("options").entries))}

    def ordered(part: Node) -> Node:
        return replace(part, value=dict(sorted(part.entries.items(), key=lambda entry: rank.get(entry[0], len(rank)))))

    entries = {key: ordered(part) if key in ("short", "mirror") else part for key, part in node.entries.items()}
    score = node.get("score")
    if score.get("points").there:
        entries["score"] = replace(score, value={**score.entries, "points": ordered(score.get("points"))})
    return replace(node, value=entries) if rank else node
