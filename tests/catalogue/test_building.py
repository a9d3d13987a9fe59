"""A file without errors becomes the questionnaire it describes."""

from pathlib import Path

from assessment.catalogue import Summary, load, summary
from assessment.core.answers import Partners
from assessment.core.conditions import Any, Not, Test
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Band, EvidenceRule, Kind, Limits, Part, Role, Threshold
from tests.catalogue.broken import FILES, FIRST, INDEX, SECOND, THIRD, copy_of_small, replace

SMALL = FILES / "small" / "2026"


def test_the_index_and_the_folder_give_the_same_questionnaire() -> None:
    assert load(SMALL) == load(SMALL / INDEX) == load(str(SMALL))


def test_the_index_becomes_title_method_and_themes() -> None:
    small = load(SMALL)
    assert (small.slug, small.version, small.text_revision, small.languages) == ("small", "2026", 1, ("en", "es"))
    assert small.title == {"en": "A small questionnaire", "es": "Un cuestionario pequeño"}
    assert (small.method.main_weight, small.method.follow_ups_weight) == (7, 3)
    assert small.method.indicator_threshold == Threshold(0.5, "weight")
    assert small.method.overall_threshold == Threshold(0.66, "count")
    assert [(band.code, band.floor) for band in small.method.bands] == [("incipient", 0), ("established", 50)]
    assert small.method.coverage_grades == (("A", 0.9), ("D", 0))
    assert small.themes["INS"]["es"] == "Instituciones"


def test_domains_and_indicators_keep_their_order_and_tags() -> None:
    small = load(SMALL)
    assert [domain.id for domain in small] == ["D1", "D2", "D3"]
    first = small.indicators["D1.1"]
    assert (first.role, first.gcm, first.objective_14, first.themes) == (Role.RECEIVING, (13, 14), ("a",), ("INS",))
    assert first.advice["below_75"]["en"] == "Extend it to every place."
    assert small.indicators["D2.2"].main is None


def test_a_ladder_takes_its_points_from_the_method() -> None:
    ladder = load(SMALL).questions["D1.1a"]
    assert [(option.code, option.points) for option in ladder.options] == [
        ("0", 0), ("1", 25), ("2", 50), ("3", 75), ("4", 100),
    ]  # fmt: skip
    assert ladder.part is Part.MAIN
    assert ladder.evidence_rule == EvidenceRule(4, 3)


def test_each_option_of_several_has_one_share_unless_the_file_says_otherwise() -> None:
    several = load(SMALL).questions["D1.1b"]
    assert [(option.code, option.points) for option in several.options] == [
        ("prisons", 2),
        ("airports", 1),
        ("borders", 1),
    ]
    assert several.none_of_these == {"en": "None of these", "es": "Ninguno de estos"}
    assert several.not_open_to_my_state is True


def test_numbers_have_limits_and_bands_or_goalposts() -> None:
    questions = load(SMALL).questions
    hours = questions["D1.1c"]
    assert hours.limits == Limits(0, 8760, 1)
    assert hours.bands == (Band(24, 100), Band(72, 50), Band(None, 0))
    assert hours.may_be_not_applicable is True
    assert questions["D2.1b"].goalposts == (0, 12)
    assert [part.code for part in questions["D2.2b"].breakdown] == ["women", "men"]
    assert questions["D2.2b"].confidential is True


def test_a_number_may_be_marked_as_counting_few_persons(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, SECOND, "confidential: true", "small_counts: true")
    questions = load(version).questions
    assert [id for id, question in questions.items() if question.small_counts] == ["D2.2b"]
    assert questions["D2.2b"].confidential is False


def test_yes_and_no_have_labels_in_the_declared_languages() -> None:
    private_room = load(SMALL).questions["D1.1e"]
    assert [(o.code, o.points, o.label) for o in private_room.options] == [
        ("yes", 100, {"en": "Yes", "es": "Sí"}),
        ("no", 0, {"en": "No", "es": "No"}),
    ]


def test_the_other_types_keep_what_belongs_to_them() -> None:
    questions = load(SMALL).questions
    assert [(o.code, o.points) for o in questions["D2.1a"].options] == [("never", 0), ("yearly", 100)]
    assert [o.code for o in questions["D2.2a"].attribute] == ["career", "honorary"]
    assert [questions[f"D2.2{letter}"].kind for letter in "cde"] == [Kind.YEAR, Kind.MONTH, Kind.TEXT]
    assert questions["D2.2e"].max_length == 500
    assert questions["D2.2d"].scored is False


def test_a_section_asked_per_partner_says_so_and_offers_instruments() -> None:
    first, _second, third = load(SMALL)
    assert (first.per_partner, first.may_add_partners, first.offered_instruments) == (False, False, ())
    assert (third.per_partner, third.may_add_partners) == (True, True)
    assert third.offered_instruments == ("CAN-548", "PA-2014")
    assert third.indicators[0].short_title == {"en": "Each other", "es": "Recíproca"}
    assert [option.short["es"] for option in third.questions[0].options if option.short] == [
        "Nada aún", "Conversaciones", "Firmado", "En uso", "Revisado",
    ]  # fmt: skip
    assert third.questions[1].mirror == {"we": "they", "they": "we"}
    assert first.questions[0].mirror is None
    assert {option.short for option in first.questions[0].options} == {None}


def test_a_section_asked_per_partner_is_laid_out_as_cells() -> None:
    cells = laid_out(load(SMALL), Partners(priority=("CHL",), added=("CRI",))).domain("D3").questions
    assert [(cell.id, cell.scored) for cell in cells] == [
        ("D3.1a@CHL", True), ("D3.1a@CRI", False), ("D3.1b@CHL", False), ("D3.1b@CRI", False),
    ]  # fmt: skip
    assert cells[3].show_when == Test("D3.1a@CRI", "at_least", 2)


def test_conditions_become_trees() -> None:
    small = load(SMALL)
    assert small.questions["D1.1d"].show_when == Test("D1.1a", "at_least", 2)
    assert small.questions["D1.1e"].show_when == Any(
        (Test("D1.1b", "any_of", ["prisons", "airports"]), Not(Test("D1.1c", "at_most", 24)))
    )


def test_the_summary_counts_parts_pages_and_minutes() -> None:
    assert summary(load(SMALL)) == Summary(
        domains=3, indicators=4, questions=14, scored=8, longest_page=7, longest_page_id="D2", minutes=34
    )


def test_a_change_of_words_changes_only_the_hash_of_the_texts(tmp_path: Path) -> None:
    before, version = load(SMALL), copy_of_small(tmp_path)
    replace(version, FIRST, "Visits protect.", "A visit protects.")
    replace(version, SECOND, '        help: {en: "A few sentences.", es: "Unas pocas frases."}\n', "")
    replace(version, INDEX, "text_revision: 1", "text_revision: 2")
    replace(version, SECOND, "minutes: 6", "minutes: 7")
    replace(version, THIRD, '    short_title: {en: "Each other", es: "Recíproca"}\n', "")
    replace(version, THIRD, "[CAN-548, PA-2014]", "[CAN-548]")
    replace(version, THIRD, '"Reviewed"', '"Reviewed jointly"')
    after = load(version)
    assert after.meaning_hash == before.meaning_hash
    assert after.texts_hash != before.texts_hash


def test_a_change_of_meaning_changes_only_the_hash_of_the_meaning(tmp_path: Path) -> None:
    before = load(SMALL)
    changes = [
        (FIRST, "up_to: 24", "up_to: 25"),
        (FIRST, "prisons: 2}", "prisons: 3}"),
        (FIRST, "q: D1.1a, is: at_least, value: 2", "q: D1.1a, is: at_least, value: 3"),
        (FIRST, "gcm: [13, 14]", "gcm: [12, 14]"),
        (SECOND, "yearly: {", "annual: {"),
        (SECOND, "confidential: true", "confidential: false"),
        (SECOND, "confidential: true", "confidential: true\n        small_counts: true"),
        (THIRD, "mirror: {we: they, they: we}", "mirror: {they: we, both: both, we: they}"),
        (THIRD, "may_add: true", "may_add: false"),
        (INDEX, "main: 7", "main: 6"),
        (INDEX, "share: 0.66", "share: 0.67"),
    ]
    for number, (file, old, new) in enumerate(changes):
        version = copy_of_small(tmp_path / str(number))
        replace(version, file, old, new)
        if new == "annual: {":
            replace(version, file, "yearly: 100", "annual: 100")
        after = load(version)
        assert after.meaning_hash != before.meaning_hash, new
        assert after.texts_hash == before.texts_hash, new


def test_how_a_number_or_code_is_written_changes_no_hash(tmp_path: Path) -> None:
    before, version = load(SMALL), copy_of_small(tmp_path)
    replace(version, INDEX, "main: 7", "main: 7.0")
    replace(version, FIRST, "role: receiving", 'role: "receiving"')
    after = load(version)
    assert (after.meaning_hash, after.texts_hash) == (before.meaning_hash, before.texts_hash)


def test_a_third_language_needs_no_code(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, INDEX, "languages: [en, es]", "languages: [es]")
    for file in (INDEX, FIRST, SECOND, THIRD):
        path = version / file
        path.write_text(
            path.read_text("utf-8").replace('{en: "', '{pt: "').replace("{es: {state", "{pt: {state"), "utf-8"
        )
    replace(version, INDEX, "languages: [es]", "languages: [es, pt]")
    labels = [option.label for option in load(version).questions["D1.1e"].options]
    assert labels == [{"es": "Sí", "pt": "Sim"}, {"es": "No", "pt": "Não"}]
