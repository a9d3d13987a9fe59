"""Search in both languages, whatever the accents and capitals."""

from hypothesis import given
from hypothesis import strategies as st

from assessment.core.questionnaire import Questionnaire
from assessment.core.search import Entry, entries_of, find, folded, fragments, telling, words_of
from tests.core.builders import generated

ENTRIES = {
    "D1.1a": Entry(("D1.1a",), {"es": ("¿Qué norma rige la Protección?", "Una ley."), "en": ("Which law?", "An act.")}),
    "D1.2a": Entry(("D1.2a",), {"es": ("¿Hay un pingüino en la misión?",), "en": ("Is there a penguin?",)}),
}


def found(query: str) -> dict[str, tuple[str, ...]]:
    return find(ENTRIES, words_of(query))


def test_accents_and_capitals_do_not_matter():
    assert found("PROTECCION") == found("protección") == {"D1.1a": ("es",)}
    assert found("pinguino") == {"D1.2a": ("es",)}


def test_all_words_must_occur_in_the_texts_of_one_language():
    assert found("norma ley") == {"D1.1a": ("es",)}
    assert found("norma act") == {}
    assert found("law ACT") == {"D1.1a": ("en",)}


def test_an_id_is_found_in_every_language():
    assert found("d1.2a") == {"D1.2a": ("es", "en")}
    assert found("d1.2a penguin") == {"D1.2a": ("en",)}
    assert list(found("D1.")) == ["D1.1a", "D1.2a"]


def test_signs_around_words_are_no_part_of_them():
    assert words_of(" ¿Qué, norma?  norma. ") == ("que", "norma")
    assert words_of("¡%$!") == ()


def test_the_pieces_of_a_text_mark_what_was_found():
    assert list(fragments("La Protección y la protección", words_of("proteccion"))) == [
        ("La ", False),
        ("Protección", True),
        (" y la ", False),
        ("protección", True),
    ]
    decomposed = "proteccio\u0301n"
    assert list(fragments(decomposed, words_of("proteccio"))) == [("proteccio\u0301", True), ("n", False)]
    assert list(fragments("Maße", words_of("masse"))) == [("Maße", True)]
    assert list(fragments("", words_of("x"))) == []


@generated
@given(st.text(), st.text())
def test_the_pieces_together_are_the_text(text: str, query: str):
    pieces = list(fragments(text, words_of(query)))
    assert "".join(piece for piece, _hit in pieces) == text
    assert all(piece for piece, _hit in pieces)


def test_further_texts_are_shown_only_for_words_the_question_does_not_hold():
    texts = ("La norma", "Una ley o norma", "Otra ley", "Nada")
    assert telling(texts, words_of("norma")) == []
    assert telling(texts, words_of("norma ley")) == ["Una ley o norma"]


def test_every_question_of_the_questionnaire_is_found_by_its_own_words(questionnaire: Questionnaire):
    entries = entries_of(questionnaire)
    assert list(entries) == list(questionnaire.questions)
    for id, question in questionnaire.questions.items():
        for lang in ("es", "en"):
            words = words_of(question.ask[lang].replace("{partner}", " "))
            assert lang in entries[id].languages(words), (id, lang)
    assert folded("Ñandú") == "nandu"


def test_the_place_of_a_partner_is_no_word(questionnaire: Questionnaire):
    assert not any(
        "{partner}" in text for e in entries_of(questionnaire).values() for t in e.texts.values() for text in t
    )
