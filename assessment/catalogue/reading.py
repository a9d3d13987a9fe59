"""YAML files read strictly: a tree of nodes that know their line, and what was wrong on the way.

The files are read as a stream of parser events, so that nothing is lost before
it can be judged: repeated keys, anchors, tags, and whether a text was quoted.
Plain words follow YAML 1.2: only ``true`` and ``false`` are booleans.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from assessment.catalogue.findings import Findings

Key = str | int
Scalar = str | int | float | bool | None

DEEPEST = 40  # levels of nesting; a questionnaire needs about ten
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,15})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,15})\.[0-9]{1,15}")
# What YAML 1.1 readers take for a boolean: "no" would be false to them.
LOOKS_BOOLEAN = frozenset({"yes", "no", "on", "off", "y", "n"})
# Control characters but line breaks, invisible and direction-changing characters, surrogates.
UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)


@dataclass(slots=True)
class Node:
    """One value of a file. A lookup that finds nothing gives an absent node, so that rules can look deep.

    ``line`` counts from 1; ``key_line`` is the line of the key it stands under
    (its own line in a list), ``quoted`` says that a scalar stood in quotes or
    a block.
    """

    line: int
    value: "Scalar | dict[Key, Node] | list[Node]" = None
    quoted: bool = False
    key_line: int = 0
    there: bool = True

    def get(self, key: Key) -> "Node":
        """The node under a key, or an absent one on this node's line."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if found is not None else Node(self.line, key_line=self.line, there=False)

    @property
    def entries(self) -> "dict[Key, Node]":
        """The keys of a map; nothing for other nodes."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The elements of a list; nothing for other nodes."""
        return self.value if isinstance(self.value, list) else []

    @property
    def words(self) -> str:
        """The string of a scalar; empty for other nodes."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def number(self) -> float | None:
        """The number of a scalar, else None (booleans are no numbers)."""
        return self.value if isinstance(self.value, int | float) and not isinstance(self.value, bool) else None

    def plain(self) -> object:
        """The value as plain Python data; whole numbers are ints."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return int(self.value) if isinstance(self.value, float) and self.value.is_integer() else self.value


@dataclass(slots=True)
class _Open:
    """A map or list still being filled."""

    node: Node
    key: Key | None = None
    key_line: int = 0
    has_key: bool = False
    seen: dict[Key, int] = field(default_factory=dict)


def read(path: Path, findings: Findings) -> Node | None:
    """The tree of one file, or None when it cannot be used; what is wrong is added to ``findings``."""
    text = _decoded(path, findings)
    if text is None:
        return None
    root = _Tree(str(path), findings).grow(text)
    if root is not None and not isinstance(root.value, dict):
        findings.add("not_a_map", str(path), root.line)
        return None
    return root


def _decoded(path: Path, findings: Findings) -> str | None:
    """The text of a file; unprintable characters are reported and set aside."""
    name = str(path)
    try:
        raw = path.read_bytes()
    except (OSError, ValueError):
        findings.add("file_unreadable", name, 1)
        return None
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        findings.add("not_utf8", name, raw.count(b"\n", 0, error.start) + 1)
        return None
    if UNPRINTABLE.search(text) or not unicodedata.is_normalized("NFC", text):
        for number, line in enumerate(text.split("\n"), 1):
            check_characters(line, name, number, "", findings)
        text = unicodedata.normalize("NFC", UNPRINTABLE.sub(" ", text))
    return text


def check_characters(text: str, file: str, line: int, owner: str, findings: Findings) -> None:
    """Report control, invisible and direction characters, and text that is not in composed form (NFC)."""
    if bad := UNPRINTABLE.search(text):
        findings.add("unprintable", file, line, owner, character=f"U+{ord(bad.group()):04X}")
    if not unicodedata.is_normalized("NFC", text):
        findings.add("not_nfc", file, line, owner)


class _Tree:
    """Grows the nodes of one file out of parser events."""

    def __init__(self, file: str, findings: Findings) -> None:
        self.file, self.findings = file, findings
        self.stack: list[_Open] = []
        self.root: Node | None = None

    def grow(self, text: str) -> Node | None:
        """The root node; None, with a finding, when the text cannot be parsed or is empty."""
        documents = 0
        for event in self._events(text):
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._report("several_documents", event)
                    break
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self.stack.pop()
            elif isinstance(event, NodeEvent):
                self._node(event)
                if len(self.stack) > DEEPEST:
                    self._report("too_deep", event)
                    return None
        if self.root is None and not self.findings.has(self.file):
            self.findings.add("empty_file", self.file, 1)
        return None if self.stack else self.root

    def _events(self, text: str) -> Iterator[Event]:
        """The events of a text, up to the first error, which is reported."""
        try:
            yield from yaml.parse(text, Loader=yaml.CSafeLoader)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.findings.add("not_yaml", self.file, mark.line + 1 if mark else 1, problem=error.problem or "")
            self.root = None
        except (YAMLError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError) as error:
            # The parser lets some errors of its own escape, such as an impossible \U escape.
            self.findings.add("not_yaml", self.file, 1, problem=type(error).__name__)
            self.root = None

    def _report(self, code: str, event: Event) -> None:
        self.findings.add(code, self.file, _line(event))

    def _node(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent) or event.anchor:
            self._report("alias", event)
        elif getattr(event, "tag", None):
            self._report("tag", event)
        line = _line(event)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            node = Node(line, {} if isinstance(event, MappingStartEvent) else [])
            self._place(node)
            self.stack.append(_Open(node))
        else:
            self._place(self._scalar(event, line))

    def _scalar(self, event: NodeEvent, line: int) -> Node:
        if not isinstance(event, ScalarEvent):
            return Node(line)  # an alias, reported already
        if event.style:
            return Node(line, event.value, quoted=True)
        if event.value.lower() in LOOKS_BOOLEAN:
            self.findings.add("looks_boolean", self.file, line, word=event.value)
        return Node(line, resolved(event.value))

    def _place(self, node: Node) -> None:
        """Put a node under the key, into the list or at the root it belongs to."""
        if not self.stack:
            self.root = self.root or node
            return
        holder = self.stack[-1]
        if isinstance(holder.node.value, list):
            node.key_line = node.line
            holder.node.value.append(node)
        elif not holder.has_key:
            self._take_key(holder, node)
        else:
            node.key_line = holder.key_line
            if holder.key is not None and isinstance(holder.node.value, dict):
                holder.node.value[holder.key] = node
            holder.has_key = False

    def _take_key(self, holder: _Open, node: Node) -> None:
        """Remember the key the next node belongs to; a repeated or impossible key keeps nothing."""
        holder.has_key, holder.key_line, holder.key = True, node.line, None
        if isinstance(node.value, bool | float | dict | list) or node.value is None:
            self.findings.add("bad_key", self.file, node.line)
        elif node.value in holder.seen:
            self.findings.add("duplicate_key", self.file, node.line, key=str(node.value), first=holder.seen[node.value])
        else:
            holder.key = node.value
            holder.seen[node.value] = node.line


def resolved(word: str) -> Scalar:
    """A plain word by the core rules of YAML 1.2, less its exotic numbers."""
    if word in ("true", "false"):
        return word == "true"
    if word in ("", "~", "null"):
        return None
    if WHOLE.fullmatch(word):
        return int(word)
    return float(word) if DECIMAL.fullmatch(word) else word


def _line(event: Event) -> int:
    """The line an event begins on, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1
