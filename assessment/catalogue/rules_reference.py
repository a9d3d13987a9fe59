"""Reference data: the shape of its files, and what they must agree on (rule number 0 in findings)."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from assessment.catalogue import shape
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Node
from assessment.catalogue.shape import boolean, list_of, map_of, number, one_of, record, text, word

MEMBERS, PRINCIPLES, OBJECTIVES = 25, 10, range(1, 24)
FEWEST_PARTNERS = 3  # of each member among the priority pairs

_ISO3, _ISO2 = word(re.compile("[A-Z]{3}"), '"PER"'), word(re.compile("[A-Z]{2}"), '"PE"')
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_PLACE = number(0, 50, whole=True)


def _since(node: Node, walk: shape.Walk) -> None:
    """A quoted date, or null where none is established."""
    if node.value is not None:
        word(_DATE, '"2026-12-31" | null')(node, walk)


def _time_zone(node: Node, walk: shape.Walk) -> None:
    """The IANA name of a time zone."""
    try:
        ZoneInfo(node.words)
    except (LookupError, ValueError, OSError):
        walk.report("wrong_value", node.line, value=shape.shown(node), expected='"America/Lima"')


def _year(node: Node, walk: shape.Walk) -> None:
    """A year, or null where sources differ."""
    if node.value is not None:
        number(1800, 2100, whole=True)(node, walk)


_MEMBER = record(
    {
        "iso3": _ISO3, "iso2": _ISO2, "name": text, "official": text, "subregion": word(),
        "languages": list_of(word(shape.LANGUAGE, '"es"'), at_least=1),
        "number_style": word(re.compile("[a-z]{2}(_[A-Z0-9]{2,3})?"), '"es_AR"'),
        "time_zone": shape.Shape(_time_zone, "word"),
        "tile": record({"row": _PLACE, "col": _PLACE}),
    },
    own_id="iso3",
)  # fmt: skip
_MEMBERSHIP = record(
    {
        "scheme": word(), "country": _ISO3, "status": word(), "since": shape.Shape(_since, "word"),
        "source": list_of(word(), at_least=1), "verified": boolean,
    },
    {"note": text},
    own_id="country",
)  # fmt: skip
_SCHEME = record({"code": word(), "short": text, "name": text, "kind": word()}, {"note": text}, "code")
_INSTRUMENT = record(
    {
        "code": word(), "name": text, "year": shape.Shape(_year, "number"), "status": word(),
        "parties": list_of(_ISO3, at_least=2), "scope": list_of(word()),
        "source": list_of(word(), at_least=1), "verified": boolean,
    },
    {"note": text},
    own_id="code",
)  # fmt: skip
_PAIR = record({"states": list_of(_ISO3, at_least=2), "reasons": list_of(word(), at_least=1)})
_SOURCE = record({"text": text, "where": word(shape.ANYTHING)})
_ALTERNATIVES = list_of(word(shape.ANYTHING), at_least=1)
SHAPES = {
    "members": record({"note": text, "subregions": map_of(text), "members": list_of(_MEMBER, at_least=1)}),
    "countries": record(
        {"countries": list_of(record({"iso3": _ISO3, "iso2": _ISO2, "name": text}, own_id="iso3"), at_least=1)},
        {"note": text},
    ),
    "schemes": record(
        {
            "schemes": list_of(_SCHEME, at_least=1), "scheme_kinds": map_of(text),
            "membership_statuses": map_of(text), "memberships": list_of(_MEMBERSHIP),
        }
    ),
    "instruments": record({"instrument_statuses": map_of(text), "instruments": list_of(_INSTRUMENT, at_least=1)}),
    "pairs": record({"reasons": map_of(text), "pairs": list_of(_PAIR, at_least=1)}),
    "sources": record({"sources": map_of(_SOURCE)}),
    "glossary": record(
        {"terms": list_of(map_of(_ALTERNATIVES, shape.LANGUAGE))}, {"left_over": map_of(_ALTERNATIVES, shape.LANGUAGE)}
    ),
    "gcm": record(
        {
            "objectives": list_of(record({"number": one_of(*OBJECTIVES), "title": text}), at_least=1),
            "principles": list_of(record({"code": word(), "title": text}), at_least=1),
        },
        {"verified": boolean},
    ),
}  # fmt: skip


class Agreement:
    """What the files must agree on."""

    def __init__(self, folder: Path, roots: Mapping[str, Node], findings: Findings) -> None:
        self.folder, self.roots, self.findings = folder, roots, findings

    def judge(self) -> None:
        """Run all checks; a file that could not be read is skipped."""
        self._members()
        self._countries()
        self._memberships()
        self._instruments()
        self._pairs()
        self._compact()

    def _add(self, code: str, name: str, node: Node, owner: str = "", **facts: object) -> None:
        self.findings.add(code, str(self.folder / f"{name}.yaml"), node.key_line or node.line, owner, **facts)

    def _once(self, name: str, found: Iterable[tuple[Node, object]]) -> None:
        first: dict[object, int] = {}
        for node, value in found:
            if value in first:
                self._add("reference_repeated", name, node, value=value, first=first[value])
            first.setdefault(value, node.line)

    def _known(self, name: str, node: Node, known: Iterable[object], list_: str, owner: str) -> None:
        """A code that must be in a list, unless that list could not be read."""
        known = set(known)
        if known and node.words and node.words not in known:
            self._add("reference_unknown", name, node, owner, value=node.words, list=list_)

    def _codes(self, name: str, key: str) -> dict[str, Node]:
        """The entries of a list by their code or iso3."""
        entries = self.roots[name].get(key).items
        return {(entry.get("iso3").words or entry.get("code").words): entry for entry in entries}

    def _members(self) -> None:
        root = self.roots["members"]
        members = root.get("members")
        if members.items and len(members.items) != MEMBERS:
            self._add("members_number", "members", members, number=len(members.items))
        countries = self._codes("countries", "countries")
        for entry in members.items:
            iso3 = entry.get("iso3").words
            self._known("members", entry.get("subregion"), root.get("subregions").entries, "subregions", iso3)
            self._known("members", entry.get("iso3"), countries, "countries", iso3)
            for language, words in countries.get(iso3, Node(0)).get("name").entries.items():
                mine = entry.get("name").get(language)
                if mine.words and mine.words != words.words:
                    self._add("reference_names_differ", "members", mine, iso3, other=words.words)
        for key in ("iso3", "iso2"):
            self._once("members", [(entry.get(key), entry.get(key).words) for entry in members.items])
        tiles = [
            (entry.get("tile"), tuple(part.number for part in entry.get("tile").entries.values()))
            for entry in members.items
        ]
        self._once("members", [(node, f"{tile[0]}, {tile[1]}") for node, tile in tiles if len(tile) == 2])

    def _countries(self) -> None:
        entries = self.roots["countries"].get("countries").items
        for key in ("iso3", "iso2"):
            self._once("countries", [(entry.get(key), entry.get(key).words) for entry in entries])
        languages = sorted({str(language) for entry in entries for language in entry.get("name").entries})
        for language in languages:
            names = [entry.get("name").get(language) for entry in entries]
            self._once("countries", [(name, f"{language}: {name.words}") for name in names if name.words])

    def _memberships(self) -> None:
        root, members = self.roots["schemes"], self._codes("members", "members")
        schemes = root.get("schemes").items
        self._once("schemes", [(entry.get("code"), entry.get("code").words) for entry in schemes])
        for entry in schemes:
            code = entry.get("code").words
            self._known("schemes", entry.get("kind"), root.get("scheme_kinds").entries, "scheme_kinds", code)
        memberships = root.get("memberships").items
        for entry in memberships:
            iso3 = entry.get("country").words
            self._known("schemes", entry.get("country"), members, "members", iso3)
            self._known("schemes", entry.get("scheme"), self._codes("schemes", "schemes"), "schemes", iso3)
            self._known("schemes", entry.get("status"), root.get("membership_statuses").entries, "statuses", iso3)
            for source in entry.get("source").items:
                self._known("schemes", source, self.roots["sources"].get("sources").entries, "sources", iso3)
        pairs = [(entry, f"{entry.get('scheme').words} {entry.get('country').words}") for entry in memberships]
        self._once("schemes", pairs)

    def _instruments(self) -> None:
        root = self.roots["instruments"]
        entries = root.get("instruments").items
        self._once("instruments", [(entry.get("code"), entry.get("code").words) for entry in entries])
        for entry in entries:
            code, parties = entry.get("code").words, entry.get("parties")
            self._known("instruments", entry.get("status"), root.get("instrument_statuses").entries, "statuses", code)
            for source in entry.get("source").items:
                self._known("instruments", source, self.roots["sources"].get("sources").entries, "sources", code)
            for party in parties.items:
                self._known("instruments", party, self._codes("countries", "countries"), "countries", code)
            self._once("instruments", [(party, party.words) for party in parties.items])

    def _pairs(self) -> None:
        root, members = self.roots["pairs"], self._codes("members", "members")
        entries = root.get("pairs").items
        partners: dict[str, set[str]] = {iso3: set() for iso3 in members}
        for entry in entries:
            states = [state.words for state in entry.get("states").items]
            for state in entry.get("states").items:
                self._known("pairs", state, members, "members", "–".join(states))
            if len(states) != 2 or states[0] == states[1]:
                self._add("pair_of_one", "pairs", entry, states=", ".join(states))
                continue
            for iso3, other in (states, reversed(states)):
                partners.setdefault(iso3, set()).add(other)
            self._reasons(entry, states)
        pairs = [(entry, "–".join(sorted(state.words for state in entry.get("states").items))) for entry in entries]
        self._once("pairs", pairs)
        for iso3 in members if entries else ():
            if len(partners[iso3]) < FEWEST_PARTNERS:
                facts = {"state": iso3, "number": len(partners[iso3]), "least": FEWEST_PARTNERS}
                self._add("partners_too_few", "pairs", root.get("pairs"), iso3, **facts)

    def _reasons(self, entry: Node, states: list[str]) -> None:
        """The reasons are known, stand once, and those that name an instrument or a scheme hold for both States."""
        reasons = entry.get("reasons").items
        self._once("pairs", [(reason, reason.words) for reason in reasons])
        groups = self._groups()
        for reason in reasons:
            self._known("pairs", reason, self.roots["pairs"].get("reasons").entries, "reasons", "–".join(states))
            if not set(states) <= groups.get(reason.words, set(states)):
                self._add("reason_not_shared", "pairs", reason, "–".join(states), reason=reason.words)

    def _groups(self) -> dict[str, set[str]]:
        """The parties of each instrument and the members of each scheme, by code."""
        groups = {
            entry.get("code").words: {party.words for party in entry.get("parties").items}
            for entry in self.roots["instruments"].get("instruments").items
        }
        for entry in self.roots["schemes"].get("memberships").items:
            groups.setdefault(entry.get("scheme").words, set()).add(entry.get("country").words)
        return groups

    def _compact(self) -> None:
        root = self.roots["gcm"]
        objectives, principles = root.get("objectives"), root.get("principles")
        if objectives.items and [entry.get("number").value for entry in objectives.items] != list(OBJECTIVES):
            self._add("objectives_incomplete", "gcm", objectives)
        if principles.items and len(principles.items) != PRINCIPLES:
            self._add("principles_number", "gcm", principles, number=len(principles.items))
        self._once("gcm", [(entry.get("code"), entry.get("code").words) for entry in principles.items])
