"""Reference data: members, countries, schemes and memberships, the Global Compact's lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.catalogue import shape
from assessment.catalogue.building import read_text, read_text_or_none
from assessment.catalogue.findings import Finding, Findings, QuestionnaireInvalid
from assessment.catalogue.reading import Node, read
from assessment.catalogue.rules_reference import SHAPES, Agreement
from assessment.catalogue.rules_texts import contents
from assessment.core.questionnaire import Text

NAMES = ("members", "countries", "schemes", "instruments", "pairs", "sources", "gcm", "glossary")
BEHIND_PAIRS = ("members", "schemes", "instruments", "pairs")


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of ISO 3166-1."""

    iso3: str
    iso2: str
    name: Text


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the tile map: row 0 at the top, column 0 at the left."""

    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member State of SELA.

    ``number_style`` is the CLDR locale whose decimal and thousands marks it
    uses, ``time_zone`` the IANA name of the zone of its seat of government.
    """

    iso3: str
    iso2: str
    name: Text
    official: Text
    subregion: str
    languages: tuple[str, ...]
    number_style: str
    time_zone: str
    tile: Tile


@dataclass(frozen=True, slots=True)
class Scheme:
    """A forum or integration scheme; ``kind`` is a code of ``scheme_kinds``."""

    code: str
    short: Text
    name: Text
    kind: str
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A member in a scheme: ``since`` an ISO date or None, ``source`` codes of sources, ``verified`` if checked."""

    scheme: str
    country: str
    status: str
    since: str | None
    source: tuple[str, ...]
    verified: bool
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a fact was read in, and where."""

    code: str
    text: Text
    where: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A known instrument of consular cooperation, offered to its ``parties`` (iso3) for confirmation.

    ``year`` of signature or adoption, None where sources differ; ``scope``
    codes of what it covers; ``verified`` false where year, status or parties
    are still to be checked.
    """

    code: str
    name: Text
    year: int | None
    status: str
    parties: tuple[str, ...]
    scope: tuple[str, ...]
    source: tuple[str, ...]
    verified: bool
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members that are asked about each other (iso3, ``first`` < ``second``), and why (codes of reasons)."""

    first: str
    second: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """All reference data, in the order of the files.

    ``statuses`` are the words of a membership status, with the placeholders
    {since} and {source}; ``objectives`` and ``principles`` those of the Global
    Compact; ``note`` the reservation about designations, shown with names.
    """

    note: Text
    members: tuple[Member, ...]
    countries: tuple[Country, ...]
    subregions: Mapping[str, Text]
    schemes: tuple[Scheme, ...]
    scheme_kinds: Mapping[str, Text]
    statuses: Mapping[str, Text]
    memberships: tuple[Membership, ...]
    instruments: tuple[Instrument, ...]
    instrument_statuses: Mapping[str, Text]
    pairs: tuple[Pair, ...]
    pair_reasons: Mapping[str, Text]
    sources: Mapping[str, Source]
    objectives: Mapping[int, Text]
    principles: Mapping[str, Text]


# --- the doors -------------------------------------------------------------------------------


def check_reference(path: Path | str, languages: tuple[str, ...] = ("en", "es")) -> list[Finding]:
    """All problems of the folder of reference data."""
    return list(_judged(Path(path), languages)[1])


def load_reference(path: Path | str, languages: tuple[str, ...] = ("en", "es")) -> Reference:
    """The reference data of a folder; QuestionnaireInvalid, with all findings, when there are errors."""
    roots, findings = _judged(Path(path), languages)
    if any(finding.severity == "error" for finding in findings):
        raise QuestionnaireInvalid(findings)
    return _built(roots)


def check_pairs(path: Path | str) -> tuple[list[Finding], dict[str, list[str]]]:
    """All problems of the priority pairs in a folder of reference data and of the files they rest on.

    With them the partners of each member (iso3), sorted, as far as they could be read.
    """
    folder = Path(path)
    roots, findings = _judged(folder, ("en", "es"))
    partners: dict[str, set[str]] = {node.get("iso3").words: set() for node in roots["members"].get("members").items}
    for node in roots["pairs"].get("pairs").items:
        states = {state.words for state in node.get("states").items}
        for state in states & partners.keys():
            partners[state] |= states - {state}
    files = {str(folder / f"{name}.yaml") for name in BEHIND_PAIRS}
    return [f for f in findings if f.file in files], {state: sorted(found) for state, found in partners.items()}


def _judged(folder: Path, languages: tuple[str, ...]) -> tuple[dict[str, Node], tuple[Finding, ...]]:
    findings, roots = Findings(), {}
    for name in NAMES:
        file = folder / f"{name}.yaml"
        root = read(file, findings) or Node(1, {}, there=False)
        roots[name] = root
        walk = shape.Walk(str(file), findings, languages)
        if root.there:
            SHAPES[name](root, walk)
        for words in walk.texts:
            contents(words, languages, frozenset({"since", "source"}), findings)
    Agreement(folder, roots, findings).judge()
    return roots, findings.sorted(tuple(str(folder / f"{name}.yaml") for name in NAMES))


def _built(roots: Mapping[str, Node]) -> Reference:
    members, countries, schemes = roots["members"], roots["countries"], roots["schemes"]
    return Reference(
        note=read_text(members.get("note")),
        members=tuple(map(_member, members.get("members").items)),
        countries=tuple(map(_country, countries.get("countries").items)),
        subregions=_texts(members.get("subregions")),
        schemes=tuple(map(_scheme, schemes.get("schemes").items)),
        scheme_kinds=_texts(schemes.get("scheme_kinds")),
        statuses=_texts(schemes.get("membership_statuses")),
        memberships=tuple(map(_membership, schemes.get("memberships").items)),
        instruments=tuple(map(_instrument, roots["instruments"].get("instruments").items)),
        instrument_statuses=_texts(roots["instruments"].get("instrument_statuses")),
        pairs=tuple(map(_pair, roots["pairs"].get("pairs").items)),
        pair_reasons=_texts(roots["pairs"].get("reasons")),
        sources={
            str(code): Source(str(code), read_text(node.get("text")), node.get("where").words)
            for code, node in roots["sources"].get("sources").entries.items()
        },
        objectives={
            int(node.get("number").number or 0): read_text(node.get("title"))
            for node in roots["gcm"].get("objectives").items
        },
        principles={
            node.get("code").words: read_text(node.get("title")) for node in roots["gcm"].get("principles").items
        },
    )


def _texts(node: Node) -> Mapping[str, Text]:
    return {str(code): read_text(words) for code, words in node.entries.items()}


def _country(node: Node) -> Country:
    return Country(node.get("iso3").words, node.get("iso2").words, read_text(node.get("name")))


def _member(node: Node) -> Member:
    tile = node.get("tile")
    return Member(
        iso3=node.get("iso3").words,
        iso2=node.get("iso2").words,
        name=read_text(node.get("name")),
        official=read_text(node.get("official")),
        subregion=node.get("subregion").words,
        languages=tuple(language.words for language in node.get("languages").items),
        number_style=node.get("number_style").words,
        time_zone=node.get("time_zone").words,
        tile=Tile(int(tile.get("row").number or 0), int(tile.get("col").number or 0)),
    )


def _scheme(node: Node) -> Scheme:
    return Scheme(
        code=node.get("code").words,
        short=read_text(node.get("short")),
        name=read_text(node.get("name")),
        kind=node.get("kind").words,
        note=read_text_or_none(node.get("note")),
    )


def _membership(node: Node) -> Membership:
    return Membership(
        scheme=node.get("scheme").words,
        country=node.get("country").words,
        status=node.get("status").words,
        since=node.get("since").words or None,
        source=_words(node.get("source")),
        verified=node.get("verified").value is True,
        note=read_text_or_none(node.get("note")),
    )


def _instrument(node: Node) -> Instrument:
    year = node.get("year").number
    return Instrument(
        code=node.get("code").words,
        name=read_text(node.get("name")),
        year=None if year is None else int(year),
        status=node.get("status").words,
        parties=_words(node.get("parties")),
        scope=_words(node.get("scope")),
        source=_words(node.get("source")),
        verified=node.get("verified").value is True,
        note=read_text_or_none(node.get("note")),
    )


def _pair(node: Node) -> Pair:
    first, second = sorted(_words(node.get("states")))
    return Pair(first, second, _words(node.get("reasons")))


def _words(node: Node) -> tuple[str, ...]:
    return tuple(item.words for item in node.items)
