"""Rules 8-10 over versions: what became of each id, and that nothing published changes its meaning."""

from collections.abc import Iterable, Iterator, Mapping

from assessment.catalogue.files import Files, Part, neighbour, read_version
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Node
from assessment.catalogue.shape import VERSION
from assessment.core.changes import version_key

Entry = tuple[str, Node]
"""An entry under ``changes``, and its file."""

HASH_LENGTH = 16  # characters of a hash that a file notes


def versions(files: Files, findings: Findings) -> None:
    """Run the rules about versions; those of other versions are read only where the index names them."""
    _published(files, findings)
    if former := _named(files, "follows", findings):
        _compare(former, files, files.changes, findings)
        _keeps_history(former, files, findings)
    if later := _named(files, "precedes", findings):
        ahead = [(files.file, entry) for entry in files.index.get("changes").items]
        _compare(files, later, [*later.changes, *ahead], findings)
        _judge_ahead(files, later, ahead, findings)


def _named(files: Files, key: str, findings: Findings) -> Files | None:
    """The version that ``follows`` or ``precedes`` names, if it is there, of the same instrument and in this order."""
    path = files.index.get(key)
    if not path.words:
        return None
    found = read_version(neighbour(files.folder, path.words), Findings())
    own, other = (one.index.get("version").words for one in (files, found))
    if found.index.get("slug").words == files.index.get("slug").words and _in_order(key, own, other):
        return found
    findings.add(f"{key}_unusable", files.file, path.line, "", path=path.words)
    return None


def _in_order(key: str, own: str, other: str) -> bool:
    if not VERSION.fullmatch(own) or not VERSION.fullmatch(other):
        return False
    return version_key(other) < version_key(own) if key == "follows" else version_key(own) < version_key(other)


# --- rules 8 and 9 --------------------------------------------------------------------------


def _parts(files: Files) -> Mapping[str, Part]:
    return {part.id: part for part in (*files.domains, *files.indicators, *files.questions) if part.id}


def _within(part: Part) -> Iterator[str]:
    """The ids of a part and of all it belongs to."""
    above: Part | None = part
    while above is not None:
        yield above.id
        above = above.parent


def _compare(former: Files, newer: Files, entries: Iterable[Entry], findings: Findings) -> None:
    """Every id of either version is in the other or declared; a question that lives on keeps its type and scale."""
    version, since = former.index.get("version").words, newer.index.get("version").words
    declared = {e.get("id").words: (file, e) for file, e in entries if e.get("version").words == since}
    kinds = {id_: entry.get("kind").words for id_, (_file, entry) in declared.items()}
    before, now = _parts(former), _parts(newer)
    origin = {id_: entry.get("descends_from").words or id_ for id_, (_file, entry) in declared.items()}
    for id_, part in now.items():
        then = before.get(origin.get(id_, id_))
        if kinds.get(id_) == "added" and id_ in before:
            file, entry = declared[id_]
            findings.add("change_does_not_fit", file, entry.line, id_, id=id_, kind="added", version=version)
        elif then is None:
            if not any(kinds.get(above) == "added" for above in _within(part)):
                findings.add("id_not_declared", part.file, part.id_line, id_, id=id_, version=version)
        elif kinds.get(id_) != "rescaled" and _rescaled(then, former, part, newer):
            findings.add("scale_changed", part.file, part.id_line, id_, id=id_, version=version)
    lives_on = set(now) | {then for id_, then in origin.items() if id_ in now}
    for id_, part in before.items():
        if id_ not in lives_on and not any(kinds.get(above) == "retired" for above in _within(part)):
            findings.add("id_left", newer.file, newer.index.get("version").line, id_, id=id_, version=version)


def _rescaled(then: Part, former: Files, now: Part, newer: Files) -> bool:
    """Whether the answers a question takes are others, or are worth something else where both versions score it."""
    if _answers(then.node) != _answers(now.node):
        return True
    scored = then.node.get("score").there and now.node.get("score").there
    return scored and _worth(then.node, former) != _worth(now.node, newer)


def _answers(node: Node) -> object:
    """What an answer can be."""
    options = sorted(map(str, node.get("options").entries))
    return node.get("type").words, options, node.get("none_of_these").there


def _worth(node: Node, files: Files) -> object:
    """What the answers are worth."""
    given = [node.get("score").get(key).plain() for key in ("points", "bands", "between")]
    if node.get("type").words == "ladder":
        given += [files.index.get("method").get("ladder_points").plain(), node.get("evidence").plain()]
    return given, node.get("not_open_to_my_state").value is True


def _keeps_history(former: Files, files: Files, findings: Findings) -> None:
    """Rule 8: what earlier versions declared still stands, so that an id that left is known for ever."""
    kept = {_told(entry) for _file, entry in files.changes}
    for _file, entry in former.changes:
        if _told(entry) not in kept:
            facts = {"id": entry.get("id").words, "version": entry.get("version").words}
            findings.add("change_lost", files.file, files.index.get("follows").line, facts["id"], **facts)


def _told(entry: Node) -> tuple[str, ...]:
    return tuple(entry.get(key).words for key in ("version", "id", "kind", "descends_from"))


def _judge_ahead(files: Files, later: Files, ahead: Iterable[Entry], findings: Findings) -> None:
    """Rule 8 for what a version declares of a later one: its entries name ids there are, as they are."""
    before, now = _parts(files), _parts(later)
    version = later.index.get("version").words
    for file, entry in ahead:
        id_, kind = entry.get("id"), entry.get("kind").words
        if id_.words not in (before if kind == "retired" else now):
            findings.add("change_of_unknown_id", file, id_.line, id_.words, id=id_.words)
        elif kind == "retired" and id_.words in now:
            facts = {"id": id_.words, "kind": kind, "version": version}
            findings.add("change_does_not_fit", file, id_.line, id_.words, **facts)


# --- rule 10 --------------------------------------------------------------------------------


def _published(files: Files, findings: Findings) -> None:
    """A published version notes the hash of its meaning, and that of its texts by revision; both must be those."""
    noted, status = files.index.get("published"), files.index.get("status")
    meaning, texts = (whole[:HASH_LENGTH] for whole in files.hashes())
    revision = files.index.get("text_revision")
    if not noted.there:
        if status.words == "published":
            facts = {"meaning": meaning, "texts": texts, "revision": revision.value}
            findings.add("publication_missing", files.file, status.line, "", **facts)
        return
    if noted.get("meaning").words != meaning:
        findings.add("meaning_changed", files.file, noted.get("meaning").line, "", meaning=meaning)
    by_revision = {int(key): node.words for key, node in noted.get("texts").entries.items() if str(key).isdecimal()}
    last = max(by_revision, default=0)
    due = last if by_revision.get(last) == texts else last + 1
    if revision.value != due or by_revision.get(due) != texts:
        findings.add("texts_changed", files.file, revision.line, "", revision=due, texts=texts)
