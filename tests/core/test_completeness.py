"""Progress of each section: what is settled, what is missing, what is not asked."""

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.completeness import progress
from assessment.core.conditions import Test as Condition
from assessment.core.questionnaire import Domain, Indicator, Kind, Method, Question, Questionnaire, Role, Threshold

WORDS = {"en": "Words", "es": "Palabras"}
HALF = Threshold(0.5, "count")
METHOD = Method("1.0", 7, 3, HALF, HALF, HALF, HALF, (), ())


def section(code, *questions):
    indicator = Indicator(f"{code}.1", WORDS, WORDS, Role.BOTH, questions)
    return Domain(code, code.lower(), WORDS, (indicator,))


def question(id, show_when=None):
    return Question(id, Kind.NUMBER, WORDS, show_when=show_when)


QUESTIONNAIRE = Questionnaire(
    slug="example",
    version="1",
    text_revision=1,
    languages=("en", "es"),
    title=WORDS,
    introduction=WORDS,
    method=METHOD,
    domains=(
        section("D1", question("D1.1a"), question("D1.1b"), question("D1.1c"), question("D1.1d")),
        section("D2", question("D2.1a", Condition("D1.1a", "at_least", 2)), question("D2.1b")),
    ),
)


def test_an_untouched_section_lacks_every_question_that_is_asked():
    first, second = progress(QUESTIONNAIRE, AnswerSheet())
    assert (first.asked, first.settled, first.left) == (4, 0, 4)
    assert (second.asked, second.missing) == (1, ("D2.1b",))


def test_dont_know_and_not_applicable_settle_a_question_as_an_answer_does():
    sheet = AnswerSheet(
        {
            "D1.1a": Answer(State.ANSWERED, 0),
            "D1.1b": Answer(State.DONT_KNOW),
            "D1.1c": Answer(State.NOT_APPLICABLE, reason="No such cases"),
            "D1.1d": Answer(State.BLANK, comment="Asked the prison service"),
        }
    )
    first = progress(QUESTIONNAIRE, sheet)[0]
    assert (first.answered, first.dont_know, first.not_applicable, first.missing) == (1, 1, 1, ("D1.1d",))


def test_a_question_shown_by_an_answer_is_asked_and_a_hidden_one_is_not_counted_even_if_answered():
    shown = AnswerSheet({"D1.1a": Answer(State.ANSWERED, 2)})
    hidden = AnswerSheet({"D1.1a": Answer(State.ANSWERED, 1), "D2.1a": Answer(State.ANSWERED, 7)})
    assert progress(QUESTIONNAIRE, shown)[1].missing == ("D2.1a", "D2.1b")
    assert (progress(QUESTIONNAIRE, hidden)[1].asked, progress(QUESTIONNAIRE, hidden)[1].answered) == (1, 0)
