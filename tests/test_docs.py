"""The documents: links and files that exist, and words, tables and figures that are those of the data."""

import inspect
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from assessment.catalogue import Reference, load, load_civil
from assessment.catalogue.rules_answers import NEVER_SCORED
from assessment.catalogue.rules_conditions import OPERATORS
from assessment.catalogue.shape import TYPES
from assessment.config import CURRENT_CIVIL_QUESTIONNAIRE, REFERENCE, ROOT
from assessment.core import network, scoring
from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State, cell_key, row_key
from assessment.core.questionnaire import Kind, Question, Questionnaire
from assessment.core.scoring import score
from assessment.core.validation import VALUE_CHECKS
from assessment.forms import CHOICES, KINDS
from assessment.i18n import language
from assessment.services import demonstration
from assessment.wording import PAIR_STATES, VALUE_TEXTS
from tests import factories

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
FRAMEWORK, SCORING = "docs/framework.md", "docs/scoring.md"
NEW_TYPE, WRITING = "docs/adding-a-question-type.md", "docs/writing-a-questionnaire.md"
SMALL = ROOT / "tests" / "catalogue" / "files" / "small" / "2026"


def document(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def flowing(name: str) -> str:
    """A document as one line, so that sentences can be found across its lines."""
    return " ".join(document(name).split())


def table(name: str, first_head: str) -> list[str]:
    """The rows of the table whose first column is so headed."""
    text = document(name)
    return text[text.index(f"\n| {first_head} |") :].strip().split("\n\n")[0].splitlines()[2:]


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(path: Path) -> None:
    links = [link for link in LINK.findall(path.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_readme_links_every_document() -> None:
    linked = {(ROOT / link).resolve() for link in LINK.findall(document("README.md")) if "://" not in link}
    assert [path.name for path in (ROOT / "docs").glob("*.md") if path not in linked] == []


def test_the_glossary_names_every_term_of_the_data() -> None:
    terms = yaml.safe_load((REFERENCE / "glossary.yaml").read_text("utf-8"))["terms"]
    rows = {row(", ".join(term["en"]), ", ".join(term["es"])) for term in terms}
    assert rows <= set(document("docs/glossary.md").splitlines())


# --- the framework, held against the questionnaire -------------------------------------


def marks_told(question: Question) -> str:
    """The marks of a question in the framework, in the order of its legend."""
    return "".join(
        mark
        for mark, holds in (
            ("★", question.scored),
            ("°", question.may_be_not_applicable),
            ("†", question.show_when),
            ("◆", question.confidential),
            ("◇", question.small_counts),
        )
        if holds
    )


def questions_told(questions: Iterable[Question]) -> str:
    """The questions of an indicator as the framework lists them: letter, type and marks."""
    marks = ((q, marks_told(q)) for q in questions)
    return ", ".join(f"{q.id[-1]} {q.kind}{' ' if mark else ''}{mark}" for q, mark in marks)


def test_the_totals_of_the_framework_are_those_of_the_questionnaire(questionnaire: Questionnaire) -> None:
    counted = {
        "domains": len(questionnaire.domains),
        "indicators": len(questionnaire.indicators),
        "questions": len(questionnaire.questions),
        "civil-society items": len(load_civil(CURRENT_CIVIL_QUESTIONNAIRE).items),
    }
    assert counted == {"domains": 9, "indicators": 37, "questions": 124, "civil-society items": 15}
    assert table(FRAMEWORK, "number") == [row(number, name) for name, number in counted.items()]


def test_the_framework_lists_the_domains_of_the_questionnaire(questionnaire: Questionnaire) -> None:
    assert table(FRAMEWORK, "domain") == [
        row(d.id, d.title["en"], d.title["es"], len(d.indicators), sum(len(i.questions) for i in d.indicators))
        for d in questionnaire
    ]


def test_the_framework_lists_every_indicator_with_its_questions(questionnaire: Questionnaire) -> None:
    assert table(FRAMEWORK, "indicator") == [
        row(
            i.id,
            i.title["en"],
            i.title["es"],
            i.role,
            ", ".join(map(str, i.gcm)),
            ", ".join(i.objective_14),
            ", ".join(i.themes),
            questions_told(i.questions),
        )
        for i in questionnaire.indicators.values()
    ]


def test_the_framework_lists_every_objective_of_the_global_compact_with_its_indicators(
    questionnaire: Questionnaire, reference: Reference
) -> None:
    tagged = {
        number: [i.id for i in questionnaire.indicators.values() if number in i.gcm] for number in reference.objectives
    }
    assert list(tagged) == list(range(1, 24))
    assert [number for number, ids in tagged.items() if not ids] == []
    assert table(FRAMEWORK, "objective") == [
        row(number, words["en"], words["es"], ", ".join(tagged[number]))
        for number, words in reference.objectives.items()
    ]


def test_the_framework_lists_every_action_of_objective_14_with_its_indicators(questionnaire: Questionnaire) -> None:
    rows = [line.strip("| ").split(" | ") for line in table(FRAMEWORK, "action")]
    assert [(action, ids) for action, _about, ids in rows] == [
        (action, ", ".join(i.id for i in questionnaire.indicators.values() if action in i.objective_14))
        for action in "abcdef"
    ]
    assert all(ids for _action, _about, ids in rows)


def test_every_indicator_names_its_source_in_both_languages_and_an_objective(questionnaire: Questionnaire) -> None:
    assert [i.id for i in questionnaire.indicators.values() if not i.gcm] == []
    sources = {i.id: i.source or {} for i in questionnaire.indicators.values()}
    assert [id for id, source in sources.items() if not (source.get("en") and source.get("es"))] == []


def test_the_framework_names_the_source_of_every_indicator(questionnaire: Questionnaire) -> None:
    by_source: dict[str, list[str]] = {}
    for indicator in questionnaire.indicators.values():
        by_source.setdefault((indicator.source or {})["en"], []).append(indicator.id)
    assert table(FRAMEWORK, "indicators") == [row(", ".join(ids), source) for source, ids in by_source.items()]


def test_the_framework_lists_every_theme_with_its_indicators(questionnaire: Questionnaire) -> None:
    tagged = {
        code: [i.id for i in questionnaire.indicators.values() if code in i.themes] for code in questionnaire.themes
    }
    assert [code for code, ids in tagged.items() if not ids] == []
    assert table(FRAMEWORK, "theme") == [
        row(code, words["en"], words["es"], ", ".join(tagged[code])) for code, words in questionnaire.themes.items()
    ]


def test_the_framework_lists_the_states_of_a_pair_in_their_order_and_words() -> None:
    told = [line.split(" | ")[:3] for line in table(FRAMEWORK, "state")]
    assert told == [[f"| `{s}`", words, language("es").gettext(words)] for s, words in PAIR_STATES.items()]


def test_the_framework_lists_the_items_of_civil_society_with_their_indicators() -> None:
    items = load_civil(CURRENT_CIVIL_QUESTIONNAIRE).items
    assert table(FRAMEWORK, "item") == [
        f"| {id} | {item.question.ask['en']} | {', '.join(item.indicators)} |" for id, item in items.items()
    ]


def test_the_framework_names_every_type_of_question() -> None:
    assert [line.split(" | ")[0] for line in table(FRAMEWORK, "type")] == [f"| `{kind}`" for kind in Kind]
    scored = [line.split(" | ")[0] for line in table(FRAMEWORK, "type") if not line.endswith("| never |")]
    assert scored == [f"| `{kind}`" for kind in Kind if kind not in NEVER_SCORED]


# --- the scoring method, held against questionnaire.yaml --------------------------------


def test_the_thresholds_told_are_those_of_the_method(questionnaire: Questionnaire) -> None:
    method = questionnaire.method
    steps = (method.partners_threshold, method.indicator_threshold, method.domain_threshold, method.overall_threshold)
    names = ("partners → question", "questions → indicator", "indicators → domain", "domains → overall")
    words = {"weight": "weight", "count": "number"}
    told = [re.split(r"[|,]| of ", line)[1:4] for line in table(SCORING, "step")]
    assert [[cell.strip() for cell in cells] for cells in told] == [
        [name, f"{step.share:g}", words[step.by]] for name, step in zip(names, steps, strict=True)
    ]


def test_the_bands_and_grades_told_are_those_of_the_method(questionnaire: Questionnaire) -> None:
    method, told = questionnaire.method, flowing(SCORING)
    bands = ", ".join(f"{band.floor:g} {band.label['en']}" for band in method.bands)
    assert f"**Bands.** {bands}." in told
    *graded, (last, floor) = method.coverage_grades
    grades = ", ".join(f"{grade} from {share:.0%}".replace("%", " %") for grade, share in graded)
    assert f"Its grade: {grades}, {last} below." in told
    assert floor == 0


def test_the_points_and_weights_told_are_those_of_the_method(questionnaire: Questionnaire) -> None:
    method, told = questionnaire.method, flowing(SCORING)
    points = ", ".join(
        f"{points:g}" for points in questionnaire.questions["D1.1a"].points.values() if points is not None
    )
    assert f"| ladder of levels 0 to 4 | {points} |" in told
    assert f"the ladder weighs {method.main_weight:g}." in told
    assert f"share {method.follow_ups_weight:g} equally." in told


def test_the_rules_on_pairs_told_are_those_of_the_program() -> None:
    told = flowing(FRAMEWORK)
    assert f"one at {network.WORKING} or more, the other at 0" in told
    assert f"both above 0 and {network.APART} levels or more apart" in told
    assert f"both at {network.WORKING} or more and both naming instruments ({network.INSTRUMENTS_COMPARED_IN})" in told


# --- the example with partners -----------------------------------------------------------

CODES = {"Bolivia": "BOL", "Chile": "CHL", "Colombia": "COL", "Ecuador": "ECU", "Brazil (added)": "BRA"}


def sheet_told(questionnaire: Questionnaire, said: dict[str, str], added: tuple[str, ...] = ()) -> AnswerSheet:
    """What a State says of others in the column of the written basis, as the example writes it."""
    answers: dict[str, Answer] = {}
    for iso3, words in said.items():
        if words == "row not applicable":
            answers[row_key("D8", iso3)] = Answer(State.NOT_APPLICABLE, reason="None")
        elif words == "don't know":
            answers[cell_key("D8.1a", iso3)] = Answer(State.DONT_KNOW)
        else:
            evidence = (Evidence("https://example.org", "Text"),) if words.endswith("with evidence") else ()
            answers[cell_key("D8.1a", iso3)] = Answer(
                State.ANSWERED, int(words.split()[1].strip(",")), evidence=evidence
            )
    return AnswerSheet(answers, Partners(tuple(iso3 for iso3 in said if iso3 not in added), added))


def test_the_example_with_partners_comes_out_as_stated(questionnaire: Questionnaire) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table(SCORING, "partner")]
    assert [told[0] for told in rows] == list(CODES)
    said = {CODES[name]: own for name, own, *_ in rows}
    peru = sheet_told(questionnaire, said, ("BRA",))
    others = {
        CODES[name]: sheet_told(questionnaire, {"PER": theirs})
        for name, _own, _counts, theirs, _state in rows
        if theirs not in ("not signed", "")
    }
    pairs = [("PER", iso3, ()) for iso3 in peru.partners.priority]
    found = network.network("2026", questionnaire, pairs, {"PER": peru, **others})
    states = {pair.second: PAIR_STATES[pair.cells["D8.1"].state].lower() for pair in found.pairs}
    assert [states.get(CODES[told[0]], "") for told in rows] == [told[4] for told in rows]

    nodes = score(questionnaire, peru).nodes
    counts = {iso3: nodes[cell].score for iso3 in said if (cell := cell_key("D8.1a", iso3)) in nodes}
    assert [counts.get(CODES[told[0]]) for told in rows] == [float(told[2]) if told[2] else None for told in rows]
    column, summary = nodes["D8.1"], network.summarise(found.cells("D8.1", "PER"))
    assert (column.score, round(column.coverage or 0, 4)) == (75, 0.6667)
    assert (column.lowest, round(column.highest or 0, 2)) == (50, 83.33)
    assert (summary.corroborated, summary.both, summary.rate, summary.comparable) == (37.5, 2, 0.5, 2)
    told = flowing(SCORING)
    for figure in ("(75 + 75) / 2 = 75", "2 / 3 = 0.6667", "from 50 to 83.33", "(25 + 50) / 2 = 37.5", "1 / 2 = 50 %"):
        assert figure in told


# --- how to add a question type ----------------------------------------------------------


def named_in(source: str) -> set[str]:
    """The kinds a piece of the program names."""
    return {kind.value for kind in Kind if re.search(rf"\bKind\.{kind.name}\b", source)}


def values_explained() -> set[str]:
    told = document("assessment/core/answers.py").split("# What a value may be")[1].split("Value = object")[0]
    return {kind.value for kind in Kind if re.search(rf"\b{kind.value}\b", told)}


def macros() -> set[str]:
    """The kinds the template can print; those answered by one radio group share a macro."""
    return (
        set(re.findall(r"macro (\w+)\(f", document("assessment/web/templates/answering/question_fields.html")))
        | CHOICES
    )


def first_cells(name: str) -> set[str]:
    return {word for line in table(name, "type") for word in re.findall(r"`(\w+)`", line.split(" | ")[0])}


REGISTRIES = {
    "assessment/core/answers.py": ("Value", values_explained()),
    "assessment/core/validation.py": ("VALUE_CHECKS", set(VALUE_CHECKS)),
    "assessment/core/scoring.py": ("_RULES", set(scoring._RULES) | NEVER_SCORED),
    "assessment/catalogue/shape.py": ("TYPES", set(TYPES)),
    "assessment/catalogue/rules_conditions.py": ("OPERATORS", set(OPERATORS)),
    "assessment/wording.py": ("VALUE_TEXTS", set(VALUE_TEXTS)),
    "assessment/forms.py": ("KINDS", set(KINDS)),
    "assessment/web/templates/answering/question_fields.html": ("macro", macros()),
    "assessment/services/demonstration.py": ("_draw_value", named_in(inspect.getsource(demonstration._draw_value))),
    "tests/factories.py": ("value_of", named_in(inspect.getsource(factories.value_of))),
    "tests/catalogue/files/small/2026": ("type", {q.kind for q in load(SMALL).questions.values()}),
    WRITING: ("type", first_cells(WRITING)),
    FRAMEWORK: ("type", first_cells(FRAMEWORK)),
}


@pytest.mark.parametrize("place", REGISTRIES)
def test_every_type_of_question_stands_in_every_place_the_guide_names(place: str) -> None:
    name, kinds = REGISTRIES[place]
    assert set(Kind) - kinds == set()
    assert any(line.startswith(f"| `{place}` `{name}`") for line in table(NEW_TYPE, "place"))


def test_the_guide_marks_the_places_that_are_held() -> None:
    marked = [re.findall(r"`([^`]+)`", line)[0] for line in table(NEW_TYPE, "place") if "| ● |" in line]
    assert marked == list(REGISTRIES)


def test_every_file_and_name_in_the_guide_to_question_types_exists() -> None:
    places = [re.findall(r"`([^`]+)`", line.split(" | ")[0]) for line in table(NEW_TYPE, "place")]
    assert [path for path, *_names in places if not (ROOT / path).exists()] == []
    files = [(path, names) for path, *names in places if (ROOT / path).is_file()]
    assert [(path, name) for path, names in files for name in names if name not in document(path)] == []
