"""One broken variant of the small questionnaire for each way to break a rule.

A variant is a text replaced in one file; what must be found is named by rule,
code, line and id.
"""

# ruff: noqa: E501

import shutil
from dataclasses import dataclass
from pathlib import Path

FILES = Path(__file__).parent / "files"
INDEX = "questionnaire.yaml"
FIRST, SECOND, THIRD = "sections/01-first.yaml", "sections/02-second.yaml", "sections/03-partners.yaml"


@dataclass(frozen=True)
class Broken:
    """A variant and its finding; an empty ``old`` puts ``new`` at the end, ``also`` is a second replacement there."""

    rule: int
    code: str
    file: str
    old: str
    new: str
    line: int
    id: str
    severity: str = "error"
    also: tuple[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.rule}-{self.code}"


def copy_of_small(folder: Path) -> Path:
    """A copy of the small questionnaire, with its reference data, to be broken."""
    shutil.copytree(FILES, folder / "questionnaires")
    return folder / "questionnaires" / "small" / "2026"


def replace(version: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands there exactly once."""
    path = version / file
    text = path.read_text("utf-8")
    assert not old or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new) if old else text + new, "utf-8")


# fmt: off
BROKEN = [
    # 1 Parses strictly
    Broken(1, "not_yaml", FIRST, "slug: first-section", "slug: [first-section", 3, ""),
    Broken(1, "duplicate_key", FIRST, "        minutes: 4\n", "        minutes: 4\n        minutes: 4\n", 21, ""),
    Broken(1, "alias", FIRST, 'why: {en: "Visits', 'why: &why {en: "Visits', 13, ""),
    Broken(1, "alias", FIRST, "changes: []", "changes: *other", 68, ""),
    Broken(1, "tag", FIRST, "weight: 1\nindicators", "weight: !!int 1\nindicators", 5, ""),
    Broken(1, "text_not_quoted", FIRST, '"Visits protect."', "Visits protect.", 13, "D1.1"),
    Broken(1, "looks_boolean", FIRST, '"yes": 100', "yes: 100", 63, ""),
    Broken(1, "looks_boolean", FIRST, "not_open_to_my_state: true", "not_open_to_my_state: on", 39, ""),
    Broken(1, "boolean_out_of_place", FIRST, "minutes: 5", "minutes: true", 43, "D1.1c"),
    Broken(1, "several_documents", SECOND, "", "---\na: 1\n", 81, ""),
    Broken(1, "bad_key", SECOND, "max_length: 500", "? [max_length]\n        : 500", 78, ""),
    # 2 Known keys
    Broken(2, "key_unknown", FIRST, "minutes: 4", "minuts: 4", 20, "D1.1a"),
    Broken(2, "key_unknown", SECOND, "type: year", "type: year\n        unit: 1", 66, "D2.2c"),
    Broken(2, "key_unknown", INDEX, "weights: {main: 7,", "weights: {mayn: 7,", 12, ""),
    Broken(2, "key_unknown", SECOND, "type: year", "type: year\n        small_counts: true", 66, "D2.2c"),
    # 3 Required keys, types and ranges
    Broken(3, "key_missing", SECOND, "        minutes: 6\n", "", 47, "D2.2a"),
    Broken(3, "wrong_value", FIRST, "type: percent", "type: percentage", 50, "D1.1d"),
    Broken(3, "wrong_value", INDEX, 'version: "2026"', "version: 2026", 2, ""),
    Broken(3, "wrong_value", INDEX, "domain: {share: 0.5", "domain: {share: 5.0", 15, ""),
    Broken(3, "wrong_value", SECOND, "max_length: 500", 'max_length: "500"', 78, "D2.2e"),
    Broken(3, "wrong_value", SECOND, "max: 1000000", "max: [1000000]", 59, "D2.2b"),
    Broken(3, "not_a_text", SECOND, '{en: "Not yet", es: "Todavía no"}', '"Not yet"', 23, "D2.1a"),
    Broken(3, "wrong_code", FIRST, "prisons: {en", '"prison cells": {en', 35, "D1.1b"),
    Broken(3, "section_missing", INDEX, "02-second", "03-third", 8, ""),
    Broken(3, "section_twice", INDEX, "02-second", "01-first", 8, ""),
    Broken(3, "key_missing", FIRST, '    source: {en: "VCCR 36(1)(a).", es: "CVRC 36(1)(a)."}\n', "", 7, "D1.1"),
    Broken(3, "key_missing", SECOND, "tags: {gcm: [23], theme: []}", "tags: {theme: []}", 10, "D2.1"),
    # 4 Characters
    Broken(4, "unprintable", FIRST, "Visits protect", "Visits\u202e protect", 13, ""),
    Broken(4, "unprintable", FIRST, "Visits protect", "Visits\\u202E protect", 13, ""),
    Broken(4, "not_nfc", FIRST, "cónsules", "co\u0301nsules", 12, ""),
    Broken(4, "html", FIRST, "Las visitas protegen.", "Las <b>visitas</b> protegen.", 13, "D1.1"),
    Broken(4, "placeholder_unknown", FIRST, "Visits protect.", "Visits protect {who}.", 13, "D1.1"),
    # 5-8 Ids
    Broken(5, "id_malformed", SECOND, "id: D2.2e", "id: D2.2-e", 73, "D2.2-e"),
    Broken(5, "id_malformed", SECOND, "id: D2.2\n", "id: D2.02\n", 36, "D2.02"),
    Broken(5, "id_repeated", SECOND, "id: D2.2e", "id: D2.2d", 73, "D2.2d"),
    Broken(5, "id_repeated", SECOND, "id: D2.2e", "id: D2.2D", 73, "D2.2D"),
    Broken(5, "id_repeated", SECOND, "slug: second-section", "slug: first-section", 2, "D2"),
    Broken(6, "id_of_another", SECOND, "id: D2.2e", "id: D2.1e", 73, "D2.1e"),
    Broken(6, "id_of_another", SECOND, "id: D2.2\n", "id: D1.2\n", 36, "D1.2"),
    Broken(7, "id_out_of_order", SECOND, "id: D2.2e", "id: D2.2f", 73, "D2.2f", "warning"),
    Broken(7, "id_out_of_order", SECOND, "domain: D2", "domain: D3", 1, "D3", "warning"),
    Broken(8, "id_retired", FIRST, "changes: []", 'changes: [{version: "2026", id: D1.1d, kind: retired}]', 49, "D1.1d"),
    Broken(8, "change_of_unknown_id", FIRST, "changes: []", 'changes: [{version: "2026", id: D7.1, kind: added}]', 68, "D7.1"),
    # 11-17 Languages
    Broken(11, "language_missing", FIRST, ', es: "Las visitas protegen."', "", 13, "D1.1"),
    Broken(11, "language_unknown", FIRST, ', es: "Las visitas protegen."', ', es: "Las visitas protegen.", pt: "X"', 13, "D1.1"),
    Broken(11, "language_blank", FIRST, '"Las visitas protegen."', '" "', 13, "D1.1"),
    Broken(12, "not_translated", FIRST, "Si los cónsules pueden visitar.", "Whether consuls can visit.", 12, "D1.1", "warning"),
    Broken(13, "placeholders_differ", FIRST, "Visits protect.", "Visits protect {partner}.", 13, "D1.1"),
    Broken(13, "numbers_differ", FIRST, "CVRC 36(1)(a)", "CVRC 36(2)(a)", 15, "D1.1"),
    Broken(13, "units_differ", FIRST, "Visits protect.", "Visits protect %.", 13, "D1.1"),
    Broken(13, "links_differ", FIRST, "Visits protect.", "Visits protect: https://sela.org.", 13, "D1.1"),
    Broken(14, "translation_out_of_date", FIRST, "Visits protect.", "Visits protect people.", 67, "D1", "warning"),
    Broken(14, "translation_not_confirmed", FIRST, '"3f9fadd109c0a992"', '""', 67, "D1", "warning"),
    Broken(15, "sign_not_opened", FIRST, "¿Hay una sala privada?", "Hay una sala privada?", 58, "D1.1e"),
    Broken(15, "sign_not_opened", FIRST, "protegen.", "protegen!", 13, "D1.1"),
    Broken(16, "lengths_differ", FIRST, "Aún no existe un procedimiento.", "Aún no.", 23, "D1.1a", "warning"),
    Broken(17, "term_translated_otherwise", SECOND, "una oficina consular", "un consulado", 50, "D2.2a", "warning"),
    # 18-23 Conditions
    Broken(18, "source_unknown", FIRST, "q: D1.1a", "q: D1.1z", 53, "D1.1d"),
    Broken(18, "source_not_earlier", FIRST, "q: D1.1a", "q: D1.1e", 53, "D1.1d"),
    Broken(19, "condition_cycle", FIRST, "{q: D1.1b, is: any_of, value: [prisons, airports]}", '{q: D1.1e, is: equals, value: "no"}', 59, "D1.1e"),
    Broken(20, "operator_unsuited", FIRST, "is: at_least", "is: all_of", 53, "D1.1d"),
    Broken(20, "operator_unsuited", FIRST, "is: at_least", "is: bigger", 53, "D1.1d"),
    Broken(20, "value_impossible", FIRST, "is: at_least, value: 2", "is: at_least, value: 5", 53, "D1.1d"),
    Broken(20, "value_impossible", FIRST, "[prisons, airports]", "[prisons, ports]", 61, "D1.1e"),
    Broken(20, "value_impossible", FIRST, "value: 24}", "value: -1}", 62, "D1.1e"),
    Broken(20, "value_not_due", SECOND, "is: answered", "is: answered, value: 1", 79, "D2.2e"),
    Broken(20, "source_never_not_applicable", SECOND, "is: answered", "is: not_applicable", 79, "D2.2e"),
    Broken(21, "never_shown", FIRST, "{q: D1.1a, is: at_least, value: 2}", "{all: [{q: D1.1a, is: answered}, {q: D1.1a, is: dont_know}]}", 53, "D1.1d"),
    Broken(21, "always_shown", FIRST, "{q: D1.1a, is: at_least, value: 2}", "{any: [{q: D1.1a, is: answered}, {not: {q: D1.1a, is: answered}}]}", 53, "D1.1d"),
    Broken(22, "source_retired", FIRST, "q: D1.1a, is: at_least, value: 2}", "q: D1.9a, is: answered}", 53, "D1.1d",
           also=("changes: []", 'changes: [{version: "2026", id: D1.9a, kind: retired}]')),
    Broken(22, "depends_on_free_text", SECOND, "is: answered", 'is: equals, value: "x"', 79, "D2.2e", also=("type: month", "type: text")),
    Broken(23, "nested_too_deep", SECOND, "{q: D2.2d, is: answered}", "{not: {all: [{any: [{not: {q: D2.2d, is: answered}}]}]}}", 79, "D2.2e"),
    # 24-28 Types
    Broken(24, "ladder_levels", FIRST, "          4: {", "          5: {", 22, "D1.1a"),
    Broken(24, "level_repeated", FIRST, "Access is granted everywhere.", "Access is granted in prisons.", 26, "D1.1a"),
    Broken(25, "too_few_choices", SECOND, '          men: {en: "Men", es: "Hombres"}\n', "", 60, "D2.2b"),
    Broken(25, "code_repeated", SECOND, "honorary: {", "CAREER: {", 53, "D2.2a"),
    Broken(25, "label_repeated", FIRST, '"Airports"', '"prisons"', 36, "D1.1b"),
    Broken(25, "none_missing", FIRST, '        none_of_these: {en: "None of these", es: "Ninguno de estos"}\n', "", 31, "D1.1b"),
    Broken(25, "none_among_options", FIRST, "borders: {", "none_of_these: {", 37, "D1.1b"),
    Broken(26, "limits_reversed", FIRST, "min: 0, max: 8760", "min: 9000, max: 8760", 46, "D1.1c"),
    Broken(26, "bands_fall", FIRST, "up_to: 72", "up_to: 12", 48, "D1.1c"),
    Broken(26, "band_open", FIRST, "{up_to: 24, gives: 100}", "{gives: 100}", 48, "D1.1c"),
    Broken(26, "last_band_closed", FIRST, "{gives: 0}", "{up_to: 90, gives: 0}", 48, "D1.1c"),
    Broken(26, "band_beyond_limits", FIRST, "up_to: 72", "up_to: 9999", 48, "D1.1c"),
    Broken(26, "edges_wrong", INDEX, "established, from: 50", "established, from: 0", 18, ""),
    Broken(26, "edges_wrong", INDEX, "{grade: D, from: 0}", "{grade: D, from: 0.95}", 21, ""),
    Broken(28, "reason_not_required", FIRST, "{allowed: true, reason: required}", "{allowed: true}", 47, "D1.1c"),
    Broken(28, "reason_not_required", FIRST, "reason: required", "reason: optional", 47, "D1.1c"),
    # 29-34 Scoring
    Broken(29, "no_main", SECOND, "        score: {part: main, points: {never: 0, yearly: 100}}\n", "", 31, "D2.1"),
    Broken(29, "second_main", FIRST, "        score: {part: follow_up}\n", "        score: {part: main}\n", 54, "D1.1"),
    Broken(30, "never_scored", SECOND, "type: month", "type: month\n        score: {part: follow_up}", 71, "D2.2d"),
    Broken(30, "scale_of_another_type", FIRST, "        score: {part: main}", "        score: {part: main, between: [0, 4]}", 29, "D1.1a"),
    Broken(30, "no_scale", SECOND, ", between: [0, 12]", "", 32, "D2.1b"),
    Broken(30, "points_and_options_differ", SECOND, ", points: {never: 0, yearly: 100}", "", 25, "D2.1a"),
    Broken(30, "points_and_options_differ", FIRST, '"no": 0', '"non": 0', 63, "D1.1e"),
    Broken(30, "points_of_no_option", FIRST, "points: {prisons: 2}", "points: {ports: 2}", 40, "D1.1b"),
    Broken(30, "ends_not_reached", SECOND, "yearly: 100}}", "yearly: 90}}", 25, "D2.1a"),
    Broken(30, "ends_not_reached", FIRST, "{gives: 0}", "{gives: 10}", 48, "D1.1c"),
    Broken(30, "goalposts_wrong", SECOND, "between: [0, 12]", "between: [0, 120]", 32, "D2.1b"),
    Broken(30, "ladder_points_wrong", INDEX, "2: 50", "2: 80", 11, ""),
    Broken(31, "weight_not_positive", FIRST, "weight: 1\nindicators", "weight: 0\nindicators", 5, "D1"),
    Broken(31, "weight_not_positive", FIRST, "    weight: 1\n    questions", "    weight: -1\n    questions", 16, "D1.1"),
    Broken(31, "weight_not_positive", INDEX, "follow_ups: 3", "follow_ups: 0", 12, ""),
    Broken(31, "weight_not_positive", FIRST, "prisons: 2}", "prisons: 0}", 40, "D1.1b"),
    Broken(32, "evidence_levels", FIRST, "otherwise_counts_as: 3", "otherwise_counts_as: 4", 28, "D1.1a"),
    Broken(32, "evidence_levels", FIRST, "required_from: 4", "required_from: 6", 28, "D1.1a"),
    Broken(33, "advice_missing", SECOND, '      below_75: {en: "Meet every year.", es: "Reunirse cada año."}\n', "", 33, "D2.1"),
    Broken(34, "tag_unknown", FIRST, "gcm: [13, 14]", "gcm: [14, 24]", 10, "D1.1"),
    Broken(34, "tag_unknown", FIRST, "obj14: [a]", "obj14: [g]", 10, "D1.1"),
    Broken(34, "tag_unknown", FIRST, "theme: [INS]", "theme: [INX]", 10, "D1.1"),
    Broken(34, "lens_without_objective", FIRST, "gcm: [13, 14]", "gcm: [13]", 10, "D1.1"),
    Broken(34, "objective_missing", SECOND, "gcm: [23]", "gcm: []", 10, "D2.1"),
    # 39-41 Asked per partner
    Broken(24, "level_repeated", THIRD, '"Reviewed"', '"Used"', 36, "D3.1a"),
    Broken(39, "short_levels_differ", THIRD, '          4: {en: "Reviewed", es: "Revisado"}\n', "", 31, "D3.1a"),
    Broken(39, "label_too_long", THIRD, '"Reviewed"', '"Reviewed by both States once in every two years"', 36, "D3.1a"),
    Broken(39, "label_too_long", THIRD, '"Recíproca"', '"Representación recíproca"', 14, "D3.1"),
    Broken(40, "only_per_partner", SECOND, "A few sentences.", "A few of {partner}.", 77, "D2.2e"),
    Broken(40, "only_per_partner", THIRD, "Sharing saves means.", "Sharing with {partner} saves.", 16, "D3.1"),
    Broken(40, "only_per_partner", THIRD, "per_partner: {from: priority_pairs, may_add: true}\n", "", 46, "D3.1b"),
    Broken(40, "only_per_partner", FIRST, "weight: 1\nindicators", "weight: 1\ninstruments: {offered: [CAN-548]}\nindicators", 6, "D1"),
    Broken(40, "partner_main_not_ladder", THIRD, "        score: {part: main}\n", "", 9, "D3.1"),
    Broken(40, "partner_main_not_ladder", THIRD, "        score: {part: main}\n", "", 39, "D3.1",
           also=("minutes: 1\n        ask: {en: \"Who", "score: {part: main, points: {we: 0, they: 0, both: 100}}\n        minutes: 1\n        ask: {en: \"Who")),
    Broken(40, "partner_detail_scored", THIRD, "type: one", "type: one\n        score: {part: follow_up, points: {we: 0, they: 0, both: 100}}", 41, "D3.1b"),
    Broken(40, "source_of_another_row", THIRD, "q: D3.1a, is: at_least", "q: D1.1a, is: at_least", 48, "D3.1b"),
    Broken(40, "instrument_unknown", THIRD, "[CAN-548, PA-2014]", "[CAN-548, PA-2015]", 7, "D3"),
    Broken(40, "instrument_unknown", THIRD, "[CAN-548, PA-2014]", "[CAN-548, CAN-548]", 7, "D3"),
    Broken(41, "mirror_of_no_option", THIRD, "we: they, they: we", "we: them, they: we", 47, "D3.1b"),
    Broken(41, "mirror_of_no_option", THIRD, "we: they, they: we", "we: they, they: we, us: we", 47, "D3.1b"),
    Broken(41, "mirror_one_way", THIRD, "we: they, they: we", "we: they", 47, "D3.1b"),
    Broken(41, "mirror_one_way", THIRD, "we: they, they: we", "we: both, they: both", 47, "D3.1b"),
    # 45 Known facts offered
    Broken(45, "offer_unknown", FIRST, "        score: {part: follow_up, points: {prisons: 2}}", "        offered: {prisons: CAX}\n        score: {part: follow_up, points: {prisons: 2}}", 40, "D1.1b"),
    Broken(45, "offer_unknown", FIRST, "        score: {part: follow_up, points: {prisons: 2}}", "        offered: {ports: CAN}\n        score: {part: follow_up, points: {prisons: 2}}", 40, "D1.1b"),
    # 44 Words left over
    Broken(44, "word_left_over", FIRST, "Las visitas protegen.", "The visitas protegen.", 13, "D1.1", "warning"),
    Broken(44, "word_left_over", SECOND, "Unas pocas frases.", "Unas pocas frases with detalle.", 77, "D2.2e", "warning"),
    # 42 Small counts, 43 Confidential
    Broken(43, "confidential_scored", FIRST, "type: percent\n", "type: percent\n        confidential: true\n", 55, "D1.1d"),
    Broken(43, "confidential_about_partner", THIRD, "type: one\n", "type: one\n        confidential: true\n", 41, "D3.1b"),
    Broken(43, "depends_on_hidden_value", SECOND, "{q: D2.2d, is: answered}", "{q: D2.2b, is: at_least, value: 10}", 79, "D2.2e"),
    Broken(43, "depends_on_hidden_value", SECOND, "{q: D2.2d, is: answered}", "{q: D2.2b, is: at_least, value: 10}", 79, "D2.2e", also=("confidential: true", "small_counts: true")),
    Broken(42, "small_counts_not_whole", SECOND, "        breakdown:", "        small_counts: true\n        breakdown:", 59, "D2.2b",
           also=("max: 1000000}", "max: 1000000, decimals: 1}")),
    Broken(42, "small_counts_not_whole", SECOND, "limits: {min: 0, max: 1000000}", "limits: {min: 1, max: 1000000}\n        small_counts: true", 59, "D2.2b"),
    Broken(42, "small_counts_scored", SECOND, "score: {part: follow_up, between: [0, 12]}", "score: {part: follow_up, between: [0, 12]}\n        small_counts: true", 32, "D2.1b"),
]
