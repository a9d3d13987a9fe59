"""The files of one version, read and walked through: what the rules and the building start from."""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assessment.catalogue import shape
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Node, read

INDEX_NAME = "questionnaire.yaml"
MAPPED_TO = "mapped_to"
"""The key that makes an index that of a civil-society questionnaire."""
# Keys that change no meaning of any answer, and keys whose own keys are codes, which all count.
EDITORIAL = frozenset(
    {
        "text_revision", "status", "languages", "sections", "minutes", "translation", "changes", "help", "advice",
        "short", "short_title", "offered", "published", "follows", "precedes",
    }
)  # fmt: skip
CODED = frozenset({"levels", "options", "points", "ladder_points", "breakdown", "attribute", "themes", "mirror"})


@dataclass(frozen=True, slots=True)
class Section:
    """One file of a domain: its tree and its texts."""

    file: str
    node: Node
    texts: tuple[shape.Words, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A domain, indicator or question in place, with the part it belongs to."""

    file: str
    id: str
    node: Node
    id_line: int
    parent: "Part | None" = None


@dataclass(frozen=True)
class Files:
    """The index and the sections of a version, as far as they could be read."""

    folder: Path
    file: str
    index: Node
    languages: tuple[str, ...]
    texts: tuple[shape.Words, ...]
    sections: tuple[Section, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The files in the order of the questionnaire."""
        return (self.file, *(section.file for section in self.sections))

    @property
    def root(self) -> Path:
        """The folder of all questionnaires: the nearest one above that has the reference data."""
        return _root(self.folder)

    @property
    def reference(self) -> Path:
        """The folder of reference data, beside the folders of the instruments."""
        return self.root / "reference"

    @cached_property
    def changes(self) -> tuple[tuple[str, Node], ...]:
        """The history of the ids: every entry under ``changes`` of a section, with its file."""
        return tuple((section.file, node) for section in self.sections for node in section.node.get("changes").items)

    @cached_property
    def all_texts(self) -> tuple[shape.Words, ...]:
        """Every text of every file."""
        return self.texts + tuple(words for section in self.sections for words in section.texts)

    @cached_property
    def domains(self) -> tuple[Part, ...]:
        """Every domain, in order; as all parts, also where its id is missing."""
        return tuple(_part(section.file, section.node, "domain", None) for section in self.sections)

    @cached_property
    def indicators(self) -> tuple[Part, ...]:
        """Every indicator, in order."""
        return tuple(_part(d.file, node, "id", d) for d in self.domains for node in d.node.get("indicators").items)

    @cached_property
    def questions(self) -> tuple[Part, ...]:
        """Every question, in order; of the civil-society questionnaire its items, whose parent is their section."""
        if self.mapped_to:
            return tuple(_part(d.file, node, "id", d) for d in self.domains for node in d.node.get("items").items)
        return tuple(_part(i.file, node, "id", i) for i in self.indicators for node in i.node.get("questions").items)

    @property
    def mapped_to(self) -> str:
        """The State questionnaire that a civil-society questionnaire is held against; empty for any other."""
        return self.index.get(MAPPED_TO).words

    @cached_property
    def per_partner(self) -> frozenset[str]:
        """The ids of the domains asked once per partner State."""
        return frozenset(domain.id for domain in self.domains if domain.node.get("per_partner").there)

    def hashes(self) -> tuple[str, str]:
        """SHA-256 of the canonical JSON of the meaning (all but texts) and of the texts."""
        texts = {id(words.node) for words in self.all_texts}
        roots = [self.index, *(section.node for section in self.sections)]
        meaning = [_kept(root, texts) for root in roots]
        return digest(meaning), digest([words.node.plain() for words in self.all_texts])


def _part(file: str, node: Node, id_key: str, parent: Part | None) -> Part:
    found = node.get(id_key)
    return Part(file, found.words, node, found.line, parent)


def digest(data: object) -> str:
    """SHA-256 (hex) of data as canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _kept(node: Node, texts: set[int], coded: bool = False) -> object:
    """A tree as plain data, without its texts and editorial keys; where keys are codes, all are kept."""
    if id(node) in texts:
        return None
    if isinstance(node.value, dict):
        return {
            str(key): _kept(part, texts, key in CODED)
            for key, part in node.value.items()
            if coded or key not in EDITORIAL
        }
    if isinstance(node.value, list):
        return [_kept(part, texts) for part in node.value]
    return node.plain()


def shapes_of(index: Node | None) -> tuple[shape.Shape, shape.Shape]:
    """The shapes of the index and of the sections of the kind of questionnaire that an index says it is."""
    if index is not None and index.get(MAPPED_TO).there:
        return shape.INDEX_OF_ITEMS, shape.SECTION_OF_ITEMS
    return shape.INDEX, shape.SECTION


def read_version(path: Path, findings: Findings) -> Files:
    """Everything under a version folder (or beside an index file) that can be read; the rest is reported."""
    folder, index_path = (path.parent, path) if path.is_file() else (path, path / INDEX_NAME)
    index = read(index_path, findings)
    languages = _languages(index)
    walk = shape.Walk(str(index_path), findings, languages)
    if index is not None:
        shapes_of(index)[0](index, walk)
    sections = []
    for section_path in _section_paths(folder, index, walk):
        node = read(section_path, findings)
        if node is not None:
            steps = shape.Walk(str(section_path), findings, languages)
            shapes_of(index)[1](node, steps)
            sections.append(Section(str(section_path), node, tuple(steps.texts)))
    return Files(folder, str(index_path), index or Node(1, {}), languages, tuple(walk.texts), tuple(sections))


def _languages(index: Node | None) -> tuple[str, ...]:
    """The declared languages; English and Spanish where the index does not say."""
    declared = [node.words for node in index.get("languages").items] if index else []
    return tuple(dict.fromkeys(code for code in declared if shape.LANGUAGE.fullmatch(code))) or ("en", "es")


def _root(folder: Path) -> Path:
    above = neighbour(folder.absolute(), ".").parents
    return next((one for one in above if (one / "reference").is_dir()), above[1])


def neighbour(folder: Path, path: str) -> Path:
    """What a path in the files of a folder means; one that leads up and down again is said the short way."""
    return Path(os.path.normpath(folder / path))


def _section_paths(folder: Path, index: Node | None, walk: shape.Walk) -> list[Path]:
    """The section files the index names; those in the folder when there is no usable index."""
    if index is None or not index.get("sections").items:
        return sorted((folder / "sections").glob("*.yaml"))
    paths: dict[Path, int] = {}
    for node in index.get("sections").items:
        path = neighbour(folder, node.words)
        if not shape.PATH.fullmatch(node.words):
            continue  # reported by its shape
        if not path.absolute().is_relative_to(_root(folder)):
            walk.report("section_outside", node.line, path=node.words)
        elif path in paths:
            walk.report("section_twice", node.line, path=node.words)
        elif not path.is_file():
            walk.report("section_missing", node.line, path=node.words)
        else:
            paths[path] = node.line
    return list(paths)
