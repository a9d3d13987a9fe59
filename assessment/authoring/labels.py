"""The words of the authors' workbook: its sheets, its columns, its guide."""

# ruff: noqa: E501

from collections.abc import Iterator

from assessment.authoring import tables as t
from assessment.authoring.tables import Column
from assessment.i18n import LANGUAGES, gettext_noop, language, own_name

SHEETS = {
    t.INDEX: gettext_noop("Questionnaire"),
    t.SECTIONS: gettext_noop("Sections"),
    t.INDICATORS: gettext_noop("Indicators"),
    t.QUESTIONS: gettext_noop("Questions"),
    t.CHOICES: gettext_noop("Choices"),
    t.CONDITIONS: gettext_noop("Conditions"),
    "items": gettext_noop("Items"),
    "changes": gettext_noop("Changes"),
}
COLUMNS = {
    t.FILE: gettext_noop("File"),
    t.SECTION: gettext_noop("Section"),
    t.INDICATOR: gettext_noop("Indicator"),
    t.QUESTION: gettext_noop("Question"),
    t.PLACE: gettext_noop("Place"),
    t.LIST: gettext_noop("List"),
    t.CODE: gettext_noop("Code"),
    t.RULE: gettext_noop("Test, or joint of tests"),
    t.VALUE: gettext_noop("Value"),
    t.TEXT: gettext_noop("Words"),
    "domain": gettext_noop("Code"),
    "id": gettext_noop("Code"),
    "slug": gettext_noop("Name in the address"),
    "title": gettext_noop("Title"),
    "short_title": gettext_noop("Short title"),
    "introduction": gettext_noop("Introduction"),
    "weight": gettext_noop("Weight"),
    "since": gettext_noop("Since version"),
    "role": gettext_noop("Role of the State"),
    "tags.gcm": gettext_noop("Objectives of the Global Compact"),
    "tags.obj14": gettext_noop("Actions under Objective 14"),
    "tags.theme": gettext_noop("Themes"),
    "about": gettext_noop("What it looks at"),
    "why": gettext_noop("Why it is asked"),
    "counts_as_evidence": gettext_noop("What counts as evidence"),
    "source": gettext_noop("Sources"),
    "advice.below_50": gettext_noop("Advice below 50"),
    "advice.below_75": gettext_noop("Advice below 75"),
    "type": gettext_noop("Type"),
    "minutes": gettext_noop("Minutes"),
    "ask": gettext_noop("Question"),
    "help": gettext_noop("Help"),
    "none_of_these": gettext_noop("None of these"),
    "not_open_to_my_state": gettext_noop("“Not open to my State” offered"),
    "unit": gettext_noop("Unit"),
    "limits.min": gettext_noop("Smallest value"),
    "limits.max": gettext_noop("Largest value"),
    "limits.decimals": gettext_noop("Decimals"),
    "max_length": gettext_noop("Most characters"),
    "evidence.required_from": gettext_noop("Evidence needed from level"),
    "evidence.otherwise_counts_as": gettext_noop("Without it counts as level"),
    "not_applicable.allowed": gettext_noop("“Not applicable” allowed"),
    "not_applicable.reason": gettext_noop("Reason for “not applicable”"),
    "confidential": gettext_noop("Confidential"),
    "small_counts": gettext_noop("Small counts protected"),
    "score.part": gettext_noop("Part in the score"),
    "score.between": gettext_noop("Scored between"),
    "short": gettext_noop("Short label"),
    "points": gettext_noop("Points"),
    "mirror": gettext_noop("What the partner should answer"),
    "up_to": gettext_noop("Up to"),
    "gives": gettext_noop("Gives points"),
    "q": gettext_noop("Question it reads"),
    "is": gettext_noop("Operator"),
    "indicators": gettext_noop("Held against the indicators"),
    "kind": gettext_noop("Kind"),
    "version": gettext_noop("Version"),
    "descends_from": gettext_noop("Descends from"),
}
GUIDE_TITLE = gettext_noop("Guide")
GUIDE = (
    gettext_noop(
        "This workbook holds one version of a questionnaire. Change the words and values in it, save it as .xlsx and hand it back: it is checked as a whole and taken over only if nothing is wrong. Until then the questionnaire stays as it is."
    ),
    gettext_noop(
        "Each row is one thing: a section, an indicator, a question, a choice (level, option, part, band), a test of a condition. The first columns say which one and what it belongs to; the others hold its words, one column a language, and its values."
    ),
    gettext_noop(
        "Codes are permanent, for answers are stored under them. They are locked: do not change or delete them. To retire a question, write to whoever keeps the files."
    ),
    gettext_noop(
        "To add a question or a choice, write it in the first empty row at the end of its sheet and say in the first columns what it belongs to. It joins the end of its list."
    ),
    gettext_noop(
        "Do not move, rename or delete sheets or columns, do not merge cells and do not write formulas. You may change widths, filter, and add sheets of your own with notes; these are not read."
    ),
    gettext_noop(
        "Every text is due in every language. Write the languages side by side, with the same numbers and the same {partner} in each."
    ),
    gettext_noop(
        "Lists of codes are separated by semicolons: 13; 14. A dash (–) is an empty list; an empty cell says nothing."
    ),
    gettext_noop(
        "In the sheet of conditions, row 1 of a question is its test, or joins the rows 1.1, 1.2 … below it: all of them, any of them, or not. The question is asked only if the whole holds."
    ),
    gettext_noop(
        "In the first sheet of data, each row is one value of the questionnaire as a whole: its titles, the scoring method, the themes. The place says which; to add a theme, write themes. and its code."
    ),
    gettext_noop(
        "Once the words of a section have been read in both languages, the person who takes the workbook over confirms the translation; the check says how."
    ),
    gettext_noop(
        "If the questionnaire was changed elsewhere after this workbook was written, it is refused: ask for a new one and copy your changes into it."
    ),
)


def in_all_languages(message: str) -> str:
    """A label in every language of the tool, each wording once: ``Preguntas · Questions``."""
    return " · ".join(dict.fromkeys(language(code).gettext(message) for code in LANGUAGES))


def sheet_title(code: str) -> str:
    """What a sheet is called; the same in every workbook, so that it is known again."""
    return in_all_languages(SHEETS.get(code, code))[:31]


def column_label(column: Column) -> str:
    """What stands above a column: its words, and of a text the language."""
    label = in_all_languages(COLUMNS.get(column.base, column.base))
    return f"{label} ({own_name(column.language)})" if column.language else label


def guide() -> Iterator[tuple[str, list[str]]]:
    """The guide in each language of the tool: its name and its paragraphs."""
    for code in LANGUAGES:
        words = language(code)
        yield own_name(code), [words.gettext(paragraph) for paragraph in GUIDE]
