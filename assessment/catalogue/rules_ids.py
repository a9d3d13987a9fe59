"""Rules 5-8: ids and slugs have their form, stand once, fit their parent and come in order."""

import re
from collections.abc import Iterable

from assessment.catalogue.files import Files, Part
from assessment.catalogue.findings import Findings

DOMAIN = re.compile(r"[A-Z]{1,3}[1-9][0-9]?")
INDICATOR = re.compile(r"[A-Z]{1,3}[1-9][0-9]?\.[1-9][0-9]?")
QUESTION = re.compile(r"[A-Z]{1,3}[1-9][0-9]?\.[1-9][0-9]?[a-z]")
ITEM = re.compile(r"C[1-9][0-9]?")


def ids(files: Files, findings: Findings) -> None:
    """Run the rules about ids."""
    of_questions = ITEM if files.mapped_to else QUESTION
    for parts, pattern in ((files.domains, DOMAIN), (files.indicators, INDICATOR), (files.questions, of_questions)):
        for part in parts:
            if part.id and not pattern.fullmatch(part.id):
                findings.add("id_malformed", part.file, part.id_line, part.id, id=part.id)
    _unique((*files.domains, *files.indicators, *files.questions), findings)
    _unique_slugs(files, findings)
    for part in (*files.indicators, *files.questions):
        _belongs(part, findings)
    _in_order(files.domains, findings)
    for domain in files.domains:
        _in_order([i for i in files.indicators if i.parent is domain], findings)
    for indicator in files.indicators:
        _in_order([q for q in files.questions if q.parent is indicator], findings)
    if files.mapped_to:
        _in_order(files.questions, findings)
    _changes(files, findings)


def _unique(parts: Iterable[Part], findings: Findings) -> None:
    """Rule 5: no id twice, also ignoring case."""
    first: dict[str, Part] = {}
    for part in parts:
        other = first.setdefault(part.id.lower(), part)
        if part.id and other is not part:
            where = f"{other.file}:{other.id_line}"
            findings.add("id_repeated", part.file, part.id_line, part.id, id=part.id, where=where)


def _unique_slugs(files: Files, findings: Findings) -> None:
    first: dict[str, Part] = {}
    for domain in files.domains:
        slug = domain.node.get("slug")
        other = first.setdefault(slug.words.lower(), domain)
        if slug.words and other is not domain:
            where = f"{other.file}:{other.node.get('slug').line}"
            findings.add("id_repeated", domain.file, slug.line, domain.id, id=slug.words, where=where)


def _belongs(part: Part, findings: Findings) -> None:
    """Rule 6: an indicator's id starts with its domain's and a dot, a question's with its indicator's."""
    parent = part.parent
    if parent is None or not parent.id or not part.id:
        return
    start = parent.id if parent.parent else f"{parent.id}."
    if not part.id.startswith(start) or part.id == start:
        findings.add("id_of_another", part.file, part.id_line, part.id, id=part.id, start=start)


def _in_order(parts: Iterable[Part], findings: Findings) -> None:
    """Rule 7: numbers and letters count up from one without gaps."""
    expected = 1
    for part in parts:
        place = _place(part.id)
        if place is None:
            continue
        if place != expected:
            findings.add("id_out_of_order", part.file, part.id_line, part.id, id=part.id)
        expected = place + 1


def _place(id_: str) -> int | None:
    """The last number or letter of an id, as a count from 1; None when there is none."""
    if id_[-1:].islower():
        return ord(id_[-1]) - ord("a") + 1
    digits = re.search(r"[0-9]+$", id_)
    return int(digits.group()) if digits else None


def retired(files: Files) -> frozenset[str]:
    """The ids that the files say have left: retired, or replaced by one that descends from them."""
    entries = [entry for _file, entry in files.changes]
    gone = {entry.get("id").words for entry in entries if entry.get("kind").words == "retired"}
    left_behind = {e.get("descends_from").words for e in entries if e.get("descends_from").words != e.get("id").words}
    return frozenset(gone | left_behind) - {""}


def _changes(files: Files, findings: Findings) -> None:
    """Rule 8, as far as one version can tell: a change names an id there is, a retired one never returns.

    ``rules_versions`` goes on where there is a version before.
    """
    present = {part.id for part in (*files.domains, *files.indicators, *files.questions)}
    gone = retired(files)
    for part in (*files.domains, *files.indicators, *files.questions):
        if part.id in gone:
            findings.add("id_retired", part.file, part.id_line, part.id, id=part.id)
    for file, change in files.changes:
        id_ = change.get("id")
        if id_.words and id_.words not in present | gone:
            findings.add("change_of_unknown_id", file, id_.line, id_.words, id=id_.words)
