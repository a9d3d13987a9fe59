"""What an answer may be: numbers as people write them, every kind's limits, texts kept as typed."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import Answer, Evidence, State
from assessment.core.problems import Problem
from assessment.core.questionnaire import Kind, Limits, Option, Question
from assessment.core.validation import as_stored, clean_text, read_number, validate

WORLD = {"PER", "CHL", "USA"}


def text(words):
    return {"en": words, "es": words}


def question(kind, **fields):
    return Question(id="D1.1a", kind=kind, ask=text("Ask"), **fields)


def options(*codes):
    return tuple(Option(code, text(code.upper())) for code in codes)


def answered(value, **fields):
    return Answer(State.ANSWERED, value, **fields)


def codes(asked, answer, own_country="PER"):
    return [(problem.code, problem.part) for problem in validate(asked, as_stored(asked, answer), own_country, WORLD)]


LADDER = question(Kind.LADDER, options=options("0", "1", "2", "3", "4"))
SEVERAL = question(Kind.SEVERAL, options=options("a", "b"), none_of_these=text("None"), not_open_to_my_state=True)
HOURS = question(Kind.NUMBER, limits=Limits(0, 8760, 1), may_be_not_applicable=True)
BY_SEX = question(Kind.NUMBER, limits=Limits(0, 1000), breakdown=options("women", "men"))
POSTS = question(Kind.COUNTRIES, attribute=options("career", "honorary"))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        ("1234", 1234),
        ("1234.5", 1234.5),
        ("1234,5", 1234.5),
        (" 12,50 ", 12.5),
        (",5", 0.5),
        ("0.123", 0.123),
        ("1234.567", 1234.567),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1.234,5", 1234.5),
        ("1,234.567", 1234.567),
        ("1.234.567,89", 1234567.89),
        ("1 234", 1234),
        ("1\u00a0234\u00a0567,5", 1234567.5),
        ("1\u202f234.567", 1234.567),
        ("-3", -3),
        ("\u22123,5", -3.5),
        ("2,0", 2),
    ],
)
def test_a_number_is_read_with_point_or_comma_and_with_groups_that_leave_no_doubt(typed, number):
    assert read_number(typed) == number
    assert type(read_number(typed)) is type(number)


@pytest.mark.parametrize(
    ("typed", "as_whole", "as_decimal"),
    [
        ("1.234", "1234", "1.2340"),
        ("1,234", "1234", "1,2340"),
        ("999.000", "999000", "999.0000"),
        ("-12,345", "-12345", "-12,3450"),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_is_refused_with_both(typed, as_whole, as_decimal):
    assert read_number(typed) == Problem(
        "ambiguous_number", {"text": typed, "as_whole": as_whole, "as_decimal": as_decimal}
    )
    assert not isinstance(read_number(as_whole), Problem)
    assert not isinstance(read_number(as_decimal), Problem)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "many",
        "1e5",
        "nan",
        "inf",
        "12.34.567",
        "1.234,567.8",
        "1 23",
        "0 123",
        "5.",
        "5 %",
        "=1+1",
        "١٢",
        "1,2,3",
        "--1",
        "9" * 41,
    ],
)
def test_what_is_no_number_is_refused(typed):
    assert read_number(typed).code == "not_a_number"


@given(st.integers(-(10**12), 10**12))
def test_every_whole_number_in_digits_is_read_as_itself(number):
    assert read_number(str(number)) == number


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(".,"))
def test_two_decimals_are_read_with_either_separator(whole, hundredths, separator):
    assert read_number(f"{whole}{separator}{hundredths:02}") == float(f"{whole}.{hundredths:02}")


@given(st.text(max_size=50))
def test_any_text_gives_a_number_or_a_problem(typed):
    assert isinstance(read_number(typed), int | float | Problem)


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (LADDER, 0),
        (LADDER, 4),
        (question(Kind.YES_NO, options=options("yes", "no")), "no"),
        (question(Kind.ONE, options=options("a", "b")), "b"),
        (SEVERAL, {"chosen": ["a"], "not_open": ["b"]}),
        (SEVERAL, {"chosen": ["none_of_these"], "not_open": []}),
        (SEVERAL, {"chosen": [], "not_open": ["a", "b"]}),
        (HOURS, 0),
        (HOURS, 12.5),
        (HOURS, 8760),
        (BY_SEX, {"total": 5, "parts": {"women": 2, "men": 3}}),
        (BY_SEX, {"total": 5, "parts": {}}),
        (question(Kind.PERCENT), 99.9),
        (POSTS, {"CHL": "career", "USA": "honorary"}),
        (POSTS, {}),
        (question(Kind.COUNTRIES), {"CHL": None}),
        (question(Kind.YEAR), 1963),
        (question(Kind.MONTH), "2026-03"),
        (question(Kind.TEXT), "=HYPERLINK(1) <b>no</b> +1 -2 @me"),
    ],
)
def test_a_fitting_value_is_accepted(asked, value):
    assert codes(asked, answered(value)) == []


@pytest.mark.parametrize(
    ("asked", "value", "problem", "part"),
    [
        (LADDER, 5, "unknown_option", "value"),
        (LADDER, "3", "unknown_option", "value"),
        (LADDER, True, "unknown_option", "value"),
        (question(Kind.YES_NO, options=options("yes", "no")), "maybe", "unknown_option", "value"),
        (SEVERAL, {"chosen": ["c"], "not_open": []}, "unknown_option", "value"),
        (SEVERAL, {"chosen": ["a", "none_of_these"], "not_open": []}, "none_with_others", "value"),
        (SEVERAL, {"chosen": ["a"], "not_open": ["a"]}, "not_open_and_chosen", "value"),
        (SEVERAL, {"chosen": [], "not_open": ["a"]}, "nothing_chosen", "value"),
        (SEVERAL, ["a"], "wrong_type", "value"),
        (HOURS, -0.1, "too_small", "value"),
        (HOURS, 8760.1, "too_large", "value"),
        (HOURS, 1.25, "too_many_decimals", "value"),
        (HOURS, "12", "wrong_type", "value"),
        (HOURS, float("nan"), "wrong_type", "value"),
        (BY_SEX, {"total": 4, "parts": {"women": 2, "men": 3}}, "parts_exceed_total", "total"),
        (BY_SEX, {"total": None, "parts": {"women": 2}}, "total_missing", "total"),
        (BY_SEX, {"total": 5, "parts": {"women": 0.5}}, "not_whole", "parts.women"),
        (BY_SEX, {"total": 5, "parts": {"other": 1}}, "unknown_part", "value"),
        (BY_SEX, 5, "wrong_type", "value"),
        (question(Kind.PERCENT), 100.1, "too_large", "value"),
        (POSTS, {"PER": "career"}, "own_country", "value"),
        (POSTS, {"XYZ": "career"}, "unknown_country", "value"),
        (POSTS, {"CHL": "shared"}, "unknown_attribute", "value"),
        (POSTS, {"CHL": None}, "attribute_missing", "value"),
        (question(Kind.COUNTRIES), {"CHL": "career"}, "unknown_attribute", "value"),
        (question(Kind.YEAR), 1492, "year_out_of_range", "value"),
        (question(Kind.MONTH), "2026-13", "not_a_month", "value"),
        (question(Kind.TEXT), "x" * 2001, "too_long", "value"),
        (question(Kind.TEXT), 7, "wrong_type", "value"),
    ],
)
def test_a_value_that_does_not_fit_is_named(asked, value, problem, part):
    assert codes(asked, answered(value)) == [(problem, part)]


@pytest.mark.parametrize(
    ("answer", "problem", "part"),
    [
        (answered(None), "value_missing", "value"),
        (Answer(State.DONT_KNOW, 5), "value_with_dont_know", "state"),
        (Answer(State.NOT_APPLICABLE, 5, reason="No such cases"), "value_with_not_applicable", "state"),
        (Answer(State.NOT_APPLICABLE), "reason_missing", "reason"),
        (Answer(State.NOT_APPLICABLE, reason="  \n "), "reason_missing", "reason"),
        (answered(5, reason="No such cases"), "reason_without_not_applicable", "reason"),
        (Answer(State.NOT_ASKED), "unknown_state", "state"),
        (Answer(State.NOT_APPLICABLE, reason="x" * 1001), "too_long", "reason"),
        (answered(5, comment="x" * 4001), "too_long", "comment"),
        (answered(5, evidence=(Evidence(description="x" * 501),)), "too_long", "evidence-0.description"),
        (answered(5, evidence=(Evidence("https://example.org/" + "x" * 2000),)), "too_long", "evidence-0.link"),
        (answered(5, evidence=tuple(Evidence(description=str(n)) for n in range(21))), "too_many_evidence", "evidence"),
    ],
)
def test_state_and_accompanying_texts_are_checked(answer, problem, part):
    assert codes(HOURS, answer) == [(problem, part)]


def test_not_applicable_is_refused_where_it_is_not_offered():
    assert codes(LADDER, Answer(State.NOT_APPLICABLE, reason="Why not")) == [("not_applicable_refused", "state")]


@pytest.mark.parametrize("state", [State.BLANK, State.DONT_KNOW])
def test_a_comment_may_stand_without_a_value(state):
    assert codes(LADDER, Answer(state, comment="To be confirmed with the prison service")) == []


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "file://server/share",
        "ftp://example.org/a",
        "www.example.org",
        "https://",
        "https://a b.org",
        "data:text/html,x",
        "http://[::1",
    ],
)
def test_only_web_addresses_are_links(link):
    assert codes(LADDER, answered(3, evidence=(Evidence(link),))) == [("unsafe_link", "evidence-0.link")]


@pytest.mark.parametrize("link", ["https://www.gob.pe/norma?id=1&b=2#art", "http://example.org"])
def test_http_and_https_links_are_accepted(link):
    assert codes(LADDER, answered(3, evidence=(Evidence(link, "Law"),))) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("Peru\u0301", "Perú"),
        ("  =1+1  ", "=1+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\x00b\x07c\u202ed", "abcd"),
        ("tab\tstays", "tab\tstays"),
        ("\ud800", ""),
    ],
)
def test_a_text_is_kept_as_typed_but_for_what_cannot_be_seen(typed, kept):
    assert clean_text(typed) == kept


@given(st.text())
def test_a_kept_text_is_kept_the_same_when_saved_again(typed):
    assert clean_text(clean_text(typed)) == clean_text(typed)


def test_an_unclean_text_that_went_round_the_cleaning_is_refused():
    problems = validate(LADDER, answered(3, comment="a\x00b"), "PER", WORLD)
    assert [(p.code, p.part) for p in problems] == [("control_character", "comment")]


def test_equal_answers_are_stored_equal():
    typed = answered({"not_open": [], "chosen": ["b", "a", "a"]}, evidence=(Evidence(" ", ""), Evidence("", "Law ")))
    assert as_stored(SEVERAL, typed) == answered(
        {"chosen": ["a", "b"], "not_open": []}, evidence=(Evidence("", "Law"),)
    )
    assert list(as_stored(POSTS, answered({"USA": None, "CHL": None})).value) == ["CHL", "USA"]
    assert as_stored(BY_SEX, answered({"total": 5.0, "parts": {"men": 2.0}})).value == {"total": 5, "parts": {"men": 2}}


def test_a_text_far_too_long_is_refused_without_long_thought():
    marks = "a" + "\u0315\u0300" * 500_000
    started = perf_counter()
    assert len(clean_text(marks)) == 1_000_001
    assert perf_counter() - started < 5
