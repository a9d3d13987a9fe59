"""Findings and recommendations in words: both languages say the same, numbers and plurals are right."""

import re
from collections.abc import Mapping

import pytest

from assessment.catalogue import load_sentences
from assessment.config import CURRENT_QUESTIONNAIRE
from assessment.core.questionnaire import Questionnaire
from assessment.core.sentences import COUNTED, FACTS, Sentences, Statement, Template
from assessment.i18n import language
from assessment.wording_results import statement_text

PLACE = re.compile(r"\{(\w+)\}")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
SOME: Mapping[str, object] = {
    "n": 7, "of": 19, "score": 61.84, "lowest": 51.0, "highest": 70.0, "band": "established", "domain": "D3",
    "domains": ("D3", "D7"), "median": 48.5, "then": 40.0, "now": 62.5, "fewest": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return load_sentences(CURRENT_QUESTIONNAIRE)


def statement(template: Template, **facts: object) -> Statement:
    return Statement(template, {name: fact for name, fact in {**SOME, **facts}.items() if name in FACTS[template]})


def both(sentences: Sentences, questionnaire: Questionnaire, said: Statement) -> tuple[str, str]:
    """A statement in English and in Spanish."""
    english, spanish = (statement_text(language(code), sentences, questionnaire, said) for code in ("en", "es"))
    return english, spanish


@pytest.mark.parametrize("template", Template)
def test_every_sentence_stands_in_both_languages_with_the_same_placeholders(sentences, template):
    told = set[str]()
    for words in sentences.words[template].values():
        assert words.keys() == {"en", "es"}
        english, spanish = (sorted(PLACE.findall(words[code])) for code in ("en", "es"))
        assert english == spanish
        told |= set(english)
    assert told == FACTS[template]


def test_domains_are_listed_only_where_some_are_ruled_out(sentences, questionnaire):
    found = [both(sentences, questionnaire, statement(Template.STRONGEST_OPEN, n=n, of=9))[0] for n in (2, 9)]
    assert found == [
        "No single domain can be said to have the highest score; it may be any of these 2: "
        "“Notification, access and personal liberty” and “Crises, disasters and return”.",
        "Which domain has the highest score cannot be told: the 9 possible ranges overlap.",
    ]


@pytest.mark.parametrize("template", Template)
def test_every_sentence_is_filled_and_tells_the_same_numbers_in_both_languages(sentences, questionnaire, template):
    for count in (0, 1, 7, 19) if template in COUNTED else (7,):
        english, spanish = both(sentences, questionnaire, statement(template, n=count))
        assert english.endswith(".")
        assert spanish.endswith(".")
        assert "{" not in english + spanish
        assert NUMBER.findall(english) == NUMBER.findall(spanish)
        assert english != spanish


@pytest.mark.parametrize(
    ("said", "english", "spanish"),
    [
        (
            statement(Template.SIGNED, n=0),
            "None of the 19 countries has signed its answers yet.",
            "Ninguno de los 19 países ha firmado aún sus respuestas.",
        ),
        (
            statement(Template.SIGNED, n=1),
            "1 of 19 countries has signed its answers.",
            "1 de 19 países ha firmado sus respuestas.",
        ),
        (
            statement(Template.SIGNED, n=7),
            "7 of 19 countries have signed their answers.",
            "7 de 19 países han firmado sus respuestas.",
        ),
        (
            statement(Template.SIGNED, n=19),
            "All 19 countries have signed their answers.",
            "Los 19 países han firmado sus respuestas.",
        ),
        (
            statement(Template.ROSE, n=1, domains=("D7",)),
            "On the common questions, the score rose in 1 domain: “Crises, disasters and return”.",
            "En las preguntas comunes, el puntaje aumentó en 1 dominio: “Crisis, desastres y retorno”.",
        ),
        (
            statement(Template.FELL, n=2, domains=("D7", "D9")),
            "On the common questions, the score fell in 2 domains: "
            "“Crises, disasters and return” and “Fora, society and accountability”.",
            "En las preguntas comunes, el puntaje disminuyó en 2 dominios: "
            "“Crisis, desastres y retorno” y “Foros, sociedad y rendición de cuentas”.",
        ),
        (
            statement(Template.OVERALL_RANGE),
            "The overall score is 61.8 (possible range 51 to 70), in the band “Established”.",
            "El puntaje global es 61.8 (intervalo posible de 51 a 70), en el nivel de madurez “Establecido”.",
        ),
        (
            statement(Template.REACHED_OPEN, n=1, domain="D7"),
            "For 1 of 19 countries it cannot be told whether it reaches the band “Established” "
            "in “Crises, disasters and return”.",
            "Respecto de 1 de 19 países, no es posible afirmar si alcanza el nivel de madurez “Establecido” "
            "en “Crisis, desastres y retorno”.",
        ),
    ],
)
def test_counts_take_the_form_of_their_number(sentences, questionnaire, said, english, spanish):
    assert both(sentences, questionnaire, said) == (english, spanish)


def test_numbers_are_written_in_the_style_of_the_reader(sentences, questionnaire):
    said = statement(Template.LARGEST_CHANGE, domain="D7")
    argentine = statement_text(language("es", "es_AR"), sentences, questionnaire, said)
    assert argentine == "La mayor variación es la de “Crisis, desastres y retorno”, de 40 a 62,5."


def test_no_sentence_ranks_or_blames(sentences):
    words = " ".join(text for forms in sentences.words.values() for form in forms.values() for text in form.values())
    for loaded in ("rank", "best", "worst", "fail", "poor", "bad", "mejor", "peor", "fracas", "deficien", "mal "):
        assert not re.search(rf"\b{loaded}", words, re.IGNORECASE), loaded
