"""Instruments of cooperation: offered and confirmed, entered, picked, and never lost."""

import gzip

import pytest

from assessment.core.answers import Answer, AnswerSheet, Evidence, State
from tests.factories import answered, save
from tests.web.matrix import LIST, TABLE, fields_of, open_round, sent, stored

__all__ = ["open_round", "stored"]

OFFERED = "CAN-548"
MINE = {
    "instrument.name": "Acuerdo <b>bilateral</b>",
    "instrument.year": "2012",
    "instrument.status": "in_force",
    "instrument.parties": ["CHL"],
}
KEPT = {"name": "Acuerdo <b>bilateral</b>", "year": 2012, "status": "in_force", "parties": ["CHL", "PER"], "scope": []}


@pytest.fixture
def own(focal_peru, stored) -> str:
    """Peru has entered an agreement with Chile."""
    focal_peru.submit(f"{LIST}/new", MINE)
    assert stored("D8#own-1") == answered(KEPT)
    return "own-1"


# --- Known instruments ----------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_list_offers_the_known_instruments_to_which_the_country_is_a_party(focal_peru, lang):
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/answers/cooperation/instruments")
    assert OFFERED in page.ids
    assert {"en": "Please confirm", "es": "Por favor, confirme"}[lang] in page.words
    assert {"en": "Source:", "es": "Fuente:"}[lang] in page.words
    assert len(gzip.compress(page.html.encode(), 6)) <= 20_000


def test_an_instrument_between_others_is_not_offered(focal_chile):
    assert OFFERED not in focal_chile.get("/en/rounds/2026/CHL/answers/cooperation/instruments").ids


def test_an_offered_instrument_counts_for_nothing_until_it_is_confirmed(focal_peru, stored):
    assert stored(f"D8#{OFFERED}") == Answer()
    assert f"D8.1a@BOL-instruments-{OFFERED}" not in focal_peru.get(f"{TABLE}/BOL").html
    page = focal_peru.submit(f"{TABLE}/BOL", {"D8.1a@BOL": "3", "D8.1a@BOL.instruments": OFFERED}, 422)
    assert f"The instrument “{OFFERED}” has not been entered or confirmed" in page.words
    assert "0 entered, 5 known ones to confirm" in focal_peru.get(TABLE).words


def test_a_known_instrument_is_confirmed_as_it_stands(focal_peru, stored):
    response = focal_peru.post(LIST, {"confirm": OFFERED, "version": "0"})
    assert response.location == LIST
    told = stored(f"D8#{OFFERED}")
    assert told.state is State.ANSWERED
    assert told.value["parties"] == ["BOL", "COL", "ECU", "PER"]
    assert told.value["status"] == "in_force"
    focal_peru.submit(f"{TABLE}/BOL", {"D8.1a@BOL": "3", "D8.1a@BOL.instruments": OFFERED})
    assert stored("D8.1a@BOL") == answered(3, instruments=(OFFERED,))


def test_a_known_instrument_is_named_in_the_language_of_whoever_reads(focal_peru):
    focal_peru.post(LIST, {"confirm": OFFERED, "version": "0"})
    assert "Andean cooperation mechanism on consular assistance" in focal_peru.get(LIST).words
    spanish = focal_peru.get("/es/rounds/2026/PER/answers/cooperation/instruments").words
    assert "Mecanismo Andino de Cooperación en materia de Asistencia" in spanish
    assert "Andean cooperation mechanism" not in spanish


def test_a_known_instrument_is_corrected_before_it_is_confirmed(focal_peru, stored):
    assert "BOL" in fields_of(focal_peru.get(f"{LIST}/{OFFERED}"))["instrument.parties"]
    focal_peru.submit(f"{LIST}/{OFFERED}", {"instrument.year": "2004", "instrument.parties": ["BOL", "ECU"]})
    told = stored(f"D8#{OFFERED}").value
    assert (told["year"], told["parties"]) == (2004, ["BOL", "ECU", "PER"])


def test_confirming_twice_changes_nothing_and_an_unknown_code_is_not_found(focal_peru, contributor_peru, stored):
    focal_peru.post(LIST, {"confirm": OFFERED, "version": "0"})
    contributor_peru.submit(f"{LIST}/{OFFERED}", {"instrument.year": "2004"})
    focal_peru.post(LIST, {"confirm": OFFERED, "version": "0"})
    assert stored(f"D8#{OFFERED}").value["year"] == 2004
    focal_peru.post(LIST, {"confirm": "XYZ"}, 404)
    focal_peru.get(f"{LIST}/own-7", 404)


# --- Own instruments -------------------------------------------------------------------------


def test_own_instruments_are_listed_as_typed(focal_peru, own):
    words = focal_peru.get(LIST).words
    assert "Acuerdo <b>bilateral</b> (2012)" in words
    assert "Parties: Chile, Peru" in words
    focal_peru.submit(f"{LIST}/new", {**MINE, "instrument.name": "Otro"})
    assert f"{LIST}/own-2" in focal_peru.get(LIST).links


def test_parties_outside_the_region_and_evidence_are_kept(focal_peru, stored):
    typed = {
        **MINE,
        "instrument.add-1": "ESP",
        "instrument.evidence-0.link": "https://example.org/acuerdo",
        "instrument.evidence-0.description": "Texto",
    }
    focal_peru.submit(f"{LIST}/new", typed)
    told = stored("D8#own-1")
    assert told.value["parties"] == ["CHL", "ESP", "PER"]
    assert told.evidence == (Evidence("https://example.org/acuerdo", "Texto"),)
    assert "ESP" in fields_of(focal_peru.get(f"{LIST}/own-1"))["instrument.parties"]


@pytest.mark.parametrize(
    ("changed", "problem", "target"),
    [
        ({"instrument.name": " "}, "Write the name of the instrument", "instrument-name"),
        ({"instrument.name": "x" * 301}, "The text has 301 characters; at most 300", "instrument-name"),
        ({"instrument.year": "12"}, "Write the year in four digits", "instrument-year"),
        ({"instrument.year": "1492"}, "The year must be between 1800 and 2100", "instrument-year"),
        ({"instrument.status": None}, "Choose the status of the instrument", "instrument-status"),
        ({"instrument.parties": None}, "Choose at least one other party", "instrument-parties"),
        ({"instrument.add-0": "XXX"}, "“XXX” is not in the list of countries", "instrument-parties"),
        ({"instrument.scope": "war"}, "“war” is not one of the options", "instrument-scope"),
        ({"instrument.evidence-0.link": "ftp://x"}, "must begin with https://", "instrument-evidence-0.link"),
    ],
)
def test_each_thing_wrong_with_an_instrument_is_named_and_kept_as_typed(focal_peru, stored, changed, problem, target):
    typed = {**MINE, **changed}
    page = focal_peru.submit(f"{LIST}/new", typed, 422)
    assert page.title.startswith("Error: ")
    assert problem in page.words
    assert f"#{target}" in page.links
    assert target in page.ids
    assert fields_of(page)["instrument.name"] == [typed["instrument.name"]]
    assert stored("D8#own-1") == Answer()


def test_without_a_script_more_countries_are_added_after_saving(focal_peru, stored):
    response = focal_peru.submit(f"{LIST}/new", {**MINE, "instrument.add-0": "ESP", "add": "instrument"})
    assert response.location == f"{LIST}/own-1"
    assert stored("D8#own-1").value["parties"] == ["CHL", "ESP", "PER"]


def test_the_language_switch_saves_the_instrument(focal_peru, stored):
    sent_to = "/es/rounds/2026/PER/answers/cooperation/instruments/new"
    response = focal_peru.submit(f"{LIST}/new", {**MINE})
    assert response.location == LIST
    page = focal_peru.get(f"{LIST}/own-1")
    changed = sent(fields_of(page), {"instrument.year": "2013", "action": "language"})
    response = focal_peru.post(sent_to.replace("new", "own-1"), changed, token=False)
    assert response.location == sent_to.replace("new", "own-1")
    assert stored("D8#own-1").value["year"] == 2013


def test_an_instrument_typed_over_a_newer_one_is_shown_beside_it(focal_peru, contributor_peru, own, stored):
    opened = fields_of(focal_peru.get(f"{LIST}/{own}"))
    contributor_peru.submit(f"{LIST}/{own}", {"instrument.year": "2015"})
    page = focal_peru.post(f"{LIST}/{own}", sent(opened, {"instrument.year": "2016"}), 409, token=False)
    assert "Choose which of the two answers to keep" in page.words
    assert "(2015)" in page.words
    assert "(2016)" in page.words
    assert stored("D8#own-1").value["year"] == 2015
    pending = focal_peru.post(f"{LIST}/{own}", sent(fields_of(page), {}), 409, token=False)
    focal_peru.post(f"{LIST}/{own}", sent(fields_of(pending), {"instrument.conflict": "mine"}), token=False)
    assert stored("D8#own-1").value["year"] == 2016


# --- Picked ------------------------------------------------------------------------------------


def test_an_instrument_is_offered_and_kept_only_where_the_partner_is_a_party(focal_peru, own, stored):
    assert f'value="{own}"' in focal_peru.get(f"{TABLE}/CHL").html
    assert f'value="{own}"' not in focal_peru.get(f"{TABLE}/BOL").html
    page = focal_peru.submit(f"{TABLE}/BOL", {"D8.1a@BOL": "3", "D8.1a@BOL.instruments": own}, 422)
    assert "Bolivia (Plurinational State of) is not a party to “Acuerdo <b>bilateral</b>”" in page.words
    assert "#D8.1a@BOL-instruments" in page.links
    assert "D8.1a@BOL-instruments" in page.ids
    assert fields_of(page)["D8.1a@BOL.instruments"] == [own]
    assert stored("D8.1a@BOL") == Answer()


def test_an_instrument_in_use_is_not_removed_and_keeps_the_party(focal_peru, own, stored):
    focal_peru.submit(f"{TABLE}/CHL", {"D8.1a@CHL": "3", "D8.1a@CHL.instruments": own})
    page = focal_peru.post(LIST, {"remove": own, "version": "1"}, 422)
    assert "chosen as the basis of cooperation with Chile" in page.words
    page = focal_peru.submit(f"{LIST}/{own}", {"instrument.parties": [], "instrument.add-0": "ESP"}, 422)
    assert "chosen as the basis of cooperation with Chile" in page.words
    assert stored("D8#own-1") == answered(KEPT)


def test_an_instrument_picked_nowhere_is_removed(focal_peru, own, stored):
    focal_peru.post(LIST, {"remove": own, "version": "1"})
    assert stored("D8#own-1") == Answer()
    page = focal_peru.get(LIST)
    assert own not in page.ids
    assert "Removed: Acuerdo <b>bilateral</b> (2012)" in page.words
    focal_peru.submit(f"{LIST}/new", MINE)
    assert stored("D8#own-2") == answered(KEPT)


def test_a_removal_over_a_newer_version_is_not_applied(focal_peru, contributor_peru, own, stored):
    contributor_peru.submit(f"{LIST}/{own}", {"instrument.year": "2015"})
    focal_peru.post(LIST, {"remove": own, "version": "1"})
    assert stored("D8#own-1").value["year"] == 2015
    assert "A colleague changed this instrument meanwhile" in focal_peru.get(LIST).words


def test_who_only_reads_sees_the_list_without_buttons(officer_peru, session, open_round):
    save(session, open_round, "PER", AnswerSheet({"D8#own-1": answered(KEPT)}))
    page = officer_peru.get(LIST)
    assert "Acuerdo <b>bilateral</b> (2012)" in page.words
    assert 'name="remove"' not in page.html
    assert officer_peru.http.get(f"{LIST}/own-1").location == LIST
