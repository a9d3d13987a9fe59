"""Reference data: every disagreement is found in its place."""

import shutil
from pathlib import Path

import pytest

from assessment.catalogue import Pair, Tile, check_pairs, check_reference, load_reference
from assessment.config import REFERENCE

CUBA_HAITI = "{states: [CUB, HTI], reasons: [maritime_neighbour]"
BROKEN = [
    ("reference_repeated", "members", 'iso3: "BHS"', 'iso3: "ARG"'),
    ("reference_repeated", "members", "tile: {row: 0, col: 5}", "tile: {row: 7, col: 5}"),
    ("reference_unknown", "members", "subregion: south_america\n    languages: [\"es\"]\n    number_style: \"es_AR\"",
     "subregion: south\n    languages: [\"es\"]\n    number_style: \"es_AR\""),
    ("reference_names_differ", "members", 'name: {en: "Bahamas", es', 'name: {en: "The Bahamas", es'),
    ("reference_unknown", "schemes", '{scheme: RCM, country: "BLZ"', '{scheme: RCN, country: "BLZ"'),
    ("reference_unknown", "schemes", '{scheme: RCM, country: "BLZ"', '{scheme: RCM, country: "CRI"'),
    ("reference_repeated", "schemes", '{scheme: RCM, country: "DOM"', '{scheme: RCM, country: "BLZ"'),
    ("reference_repeated", "countries", '{iso3: "AFG"', '{iso3: "ABW"'),
    ("reference_repeated", "gcm", "code: national_sovereignty", "code: people_centred"),
    ("language_missing", "countries", '{en: "Aruba", es: "Aruba"}', '{en: "Aruba"}'),
    ("wrong_value", "members", 'time_zone: "America/Nassau"', 'time_zone: "America/Nasau"'),
    ("wrong_value", "schemes", 'since: "1983-07-04"', 'since: "4 July 1983"'),
    ("reference_repeated", "instruments", "code: CMC-35-00", "code: CAN-548"),
    ("reference_repeated", "instruments", "parties: [BOL, COL, ECU, PER]", "parties: [BOL, BOL, ECU, PER]"),
    ("reference_unknown", "instruments", "parties: [BOL, COL, ECU, PER]", "parties: [BOL, COL, ECX, PER]"),
    ("reference_unknown", "instruments", "source: [S4]", "source: [S99]"),
    ("reference_unknown", "instruments", "status: in_force", "status: valid"),
    ("wrong_value", "instruments", "parties: [BOL, COL, ECU, PER]", "parties: [BOL]"),
    ("wrong_value", "instruments", "year: 2003", 'year: "2003"'),
    ("reference_unknown", "pairs", "{states: [ARG, BOL]", "{states: [ARG, CRI]"),
    ("pair_of_one", "pairs", "{states: [ARG, BOL]", "{states: [ARG, ARG]"),
    ("pair_of_one", "pairs", "{states: [ARG, BOL]", "{states: [ARG, BOL, BRA]"),
    ("wrong_value", "pairs", "{states: [ARG, BOL]", "{states: [ARG]"),
    ("reference_repeated", "pairs", "{states: [ARG, BRA]", "{states: [ARG, BOL]"),
    ("reference_repeated", "pairs", "{states: [ARG, BRA]", "{states: [BOL, ARG]"),
    ("reference_unknown", "pairs", CUBA_HAITI, "{states: [CUB, HTI], reasons: [ferry]"),
    ("reference_repeated", "pairs", CUBA_HAITI, "{states: [CUB, HTI], reasons: [CARICOM, CARICOM]"),
    ("reason_not_shared", "pairs", CUBA_HAITI, "{states: [CUB, HTI], reasons: [CARICOM]"),
    ("reason_not_shared", "pairs", CUBA_HAITI, "{states: [CUB, HTI], reasons: [CAN-548]"),
    ("placeholders_differ", "schemes", "desde el {since};", "desde entonces;"),
]  # fmt: skip


def _copy(folder: Path) -> Path:
    return Path(shutil.copytree(REFERENCE, folder / "reference"))


def _replace(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first such text; the line it starts on."""
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text.count("\n", 0, text.index(old)) + 1


@pytest.mark.parametrize(("code", "name", "old", "new"), BROKEN)
def test_a_disagreement_is_found_in_its_place(code: str, name: str, old: str, new: str, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    line = _replace(folder, name, old, new)
    found = [(f.code, f.file, f.line) for f in check_reference(folder)]
    assert (code, str(folder / f"{name}.yaml"), line) in found


def test_a_missing_member_objective_or_principle_is_noticed(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    text = (folder / "members.yaml").read_text("utf-8")
    (folder / "members.yaml").write_text(text[: text.index('  - iso3: "VEN"')], "utf-8")
    _replace(
        folder, "gcm", '  - code: whole_of_society\n    title: {en: "Whole-of-society", es: "Enfoque pansocial"}\n', ""
    )
    line = _replace(folder, "gcm", "objectives:\n  - number: 1\n", "objectives:\n  - number: 2\n")
    found = {f.code: f.message["en"] for f in check_reference(folder)}
    assert [f.line for f in check_reference(folder) if f.code == "objectives_incomplete"] == [line]
    assert found["members_number"] == "There are 24 members; expected: 25."
    assert found["principles_number"] == "There are 9 principles; expected: 10."


def test_a_member_with_fewer_than_three_partners_is_named(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    _replace(folder, "pairs", "  - {states: [CUB, MEX], reasons: [maritime_neighbour]}\n", "")
    findings, partners = check_pairs(folder)
    assert [(f.code, f.id, f.message["en"]) for f in findings] == [
        ("partners_too_few", "CUB", "Partners of CUB: 2; at least 3 are needed."),
    ]
    assert partners["CUB"] == ["BHS", "HTI"]


def test_pairs_that_cannot_be_read_are_a_finding_and_nobody_has_partners(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "pairs.yaml").unlink()
    findings, partners = check_pairs(folder)
    assert [(f.code, f.file) for f in findings] == [("file_unreadable", str(folder / "pairs.yaml"))]
    assert (len(partners), partners["CUB"]) == (25, [])


def test_reference_data_is_loaded_as_it_stands() -> None:
    reference = load_reference(REFERENCE)
    peru = next(member for member in reference.members if member.iso3 == "PER")
    assert (peru.iso2, peru.name["es"], peru.subregion, peru.number_style) == ("PE", "Perú", "south_america", "es_PE")
    assert (peru.time_zone, peru.tile) == ("America/Lima", Tile(6, 4))
    assert reference.objectives[14]["en"].startswith("Enhance consular protection")
    assert reference.principles["human_rights"]["es"] == "Derechos humanos"
    assert [m.scheme for m in reference.memberships if m.country == "CUB"] == ["ALBA", "ACS", "CELAC"]
    assert reference.statuses["suspended"]["en"] == "State Party; rights suspended since {since}; source: {source}"
    assert reference.instruments[0].parties == ("BOL", "COL", "ECU", "PER")
    assert [i.code for i in reference.instruments if i.year is None] == ["CA-4"]
    assert reference.instrument_statuses["signed"]["es"] == "Firmado, aún no en vigor"
    assert reference.pairs[0] == Pair("ARG", "BOL", ("land_border", "CMC-35-00", "MCS-2019"))
    assert reference.pair_reasons["land_border"]["es"] == "Frontera terrestre"
    assert all(set(m.source) <= set(reference.sources) for m in reference.memberships)
