"""Every rule finds its broken variant, in the right place and in both languages."""

from pathlib import Path

import pytest

from assessment.catalogue import check
from assessment.catalogue.messages import MESSAGES
from tests.catalogue.broken import BROKEN, FIRST, INDEX, SECOND, Broken, copy_of_small, replace


def test_the_small_questionnaire_has_no_problem(tmp_path: Path) -> None:
    assert check(copy_of_small(tmp_path)) == []


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_broken_file_is_reported_with_rule_line_and_id(broken: Broken, tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, broken.file, broken.old, broken.new)
    if broken.also:
        replace(version, broken.file, *broken.also)
    found = [finding for finding in check(version) if finding.code == broken.code]
    places = [(f.rule, f.severity, f.file, f.line, f.id) for f in found]
    assert (broken.rule, broken.severity, str(version / broken.file), broken.line, broken.id) in places
    assert all(finding.message["en"] and finding.message["es"] for finding in found)
    assert all(finding.message["en"] != finding.message["es"] for finding in found)


def test_a_missing_list_of_countries_is_an_error(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    (tmp_path / "questionnaires" / "reference" / "countries.yaml").unlink()
    assert [(f.rule, f.code, f.line, f.id) for f in check(version)] == [(27, "country_list_missing", 48, "D2.2a")]


def test_a_missing_list_of_instruments_leaves_every_offer_unknown(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    (tmp_path / "questionnaires" / "reference" / "instruments.yaml").unlink()
    found = [(f.rule, f.code, f.line, f.id, f.message["en"].split("”")[0]) for f in check(version)]
    assert found == [
        (40, "instrument_unknown", 7, "D3", "“CAN-548"),
        (40, "instrument_unknown", 7, "D3", "“PA-2014"),
    ]


def test_a_question_elsewhere_may_not_depend_on_one_asked_per_partner(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(
        version,
        INDEX,
        '"sections/02-second.yaml", "sections/03-partners.yaml"',
        '"sections/03-partners.yaml", "sections/02-second.yaml"',
    )
    replace(version, SECOND, "{q: D2.2d, is: answered}", "{q: D3.1a, is: answered}")
    assert [(f.rule, f.code, f.line, f.id) for f in check(version) if f.rule > 17] == [
        (40, "source_of_another_row", 79, "D2.2e")
    ]


def test_a_page_of_more_than_25_questions_is_a_warning(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    month = '      - {id: D2.2%s, type: month, minutes: 1, ask: {en: "Month %d?", es: "¿Mes %d?"}}\n'
    more = "".join(month % (chr(ord("f") + n), n, n) for n in range(19))
    replace(version, SECOND, "translation: {", more + "translation: {")
    found = [f for f in check(version) if f.rule != 14]
    assert [(f.rule, f.code, f.severity, f.line, f.id) for f in found] == [(35, "page_too_long", "warning", 1, "D2")]
    assert found[0].message["en"] == "The page has 26 questions; more than 25 tire the reader."


def test_a_page_of_more_than_4000_words_is_a_warning_in_each_language_that_has_them(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, SECOND, "A few sentences.", "word " * 3400)
    replace(version, SECOND, "Unas pocas frases.", "palabra " * 4400)
    found = [f for f in check(version) if f.rule == 35]
    assert [(f.code, f.severity, f.line, f.id) for f in found] == [("reading_too_long", "warning", 1, "D2")]
    assert found[0].message["en"] == (
        "The page has 4490 words in “es”, about 22 minutes of reading; more than 4000 words tire the reader."
    )


def test_advice_is_not_read_on_the_page(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, SECOND, "Meet every year.", "word " * 4400)
    replace(version, SECOND, "Reunirse cada año.", "palabra " * 4400)
    assert [f for f in check(version) if f.rule == 35] == []


def test_a_translation_out_of_date_is_an_error_once_published(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, INDEX, "status: draft", "status: published")
    assert {f.rule for f in check(version)} == {10}
    replace(version, FIRST, '"3f9fadd109c0a992"', '"0000000000000000"')
    assert [(f.rule, f.severity) for f in check(version)] == [(10, "error"), (14, "error")]


def test_every_message_has_a_broken_variant_or_a_test_of_its_own() -> None:
    elsewhere = {
        "file_unreadable", "empty_file", "not_a_map", "too_deep", "not_utf8",  # test_garbage.py
        "members_number", "reference_repeated", "reference_unknown", "reference_names_differ",  # test_reference.py
        "objectives_incomplete", "principles_number", "pair_of_one", "reason_not_shared", "partners_too_few",
        "country_list_missing", "page_too_long", "reading_too_long",  # above
        "section_outside",  # test_garbage.py
        "follows_unusable", "precedes_unusable", "id_not_declared", "id_left",  # test_versions.py
        "change_does_not_fit", "change_lost", "scale_changed", "publication_missing",
        "meaning_changed", "texts_changed",
        "last_step_limited",  # test_recommendations.py
        "mapped_to_nothing", "mapped_to_unknown", "scale_wrong",  # test_items.py
    }  # fmt: skip
    assert {broken.code for broken in BROKEN} | elsewhere == set(MESSAGES)


def test_problems_in_several_files_are_all_reported_at_once(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, INDEX, "text_revision: 1", "text_revison: 1")
    replace(version, FIRST, "type: percent", "type: percentage")
    replace(version, FIRST, "otherwise_counts_as: 3", "otherwise_counts_as: 4")
    replace(version, FIRST, "¿Hay una sala", "Hay una sala")
    replace(version, SECOND, "gcm: [23]", "gcm: [99]")
    replace(version, SECOND, "q: D2.2d", "q: D2.2x")
    found = [(f.rule, Path(f.file).name, f.line) for f in check(version)]
    assert found == [
        (3, "questionnaire.yaml", 1),
        (2, "questionnaire.yaml", 3),
        (32, "01-first.yaml", 28),
        (3, "01-first.yaml", 50),
        (15, "01-first.yaml", 58),
        (34, "02-second.yaml", 10),
        (18, "02-second.yaml", 79),
    ]


def test_sections_are_checked_even_when_the_index_cannot_be_read(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, INDEX, "slug: small", "slug: [small")
    replace(version, FIRST, "type: percent", "type: percentage")
    found = {(f.code, Path(f.file).name) for f in check(version)}
    assert found >= {("not_yaml", "questionnaire.yaml"), ("wrong_value", "01-first.yaml")}


def test_a_finding_reads_as_one_line_for_the_terminal(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, FIRST, "otherwise_counts_as: 3", "otherwise_counts_as: 4")
    replace(version, FIRST, "Aún no existe un procedimiento.", "Aún no.")
    warning, error = (finding for finding in check(version) if finding.rule != 14)
    file = version / FIRST
    assert error.said_in("en") == (
        f"{file}:28: error 32 D1.1a The evidence rule must fall back from a level (4) to a lower one (4)."
    )
    assert warning.said_in("es") == (
        f"{file}:23: advertencia 16 D1.1a "
        "El texto en “es” mide el 24 % del original; se espera entre el 60 % y el 180 %."
    )
    assert error.said_in("pt") == error.said_in("en")
