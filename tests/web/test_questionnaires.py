"""The questionnaire as a document and as a codebook: complete, filtered, in both languages, and logged when taken."""

import csv
import re
from html import escape, unescape
from io import StringIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.catalogue import load_civil
from assessment.config import CURRENT_CIVIL_QUESTIONNAIRE
from assessment.core.questionnaire import Questionnaire, Role, Text
from assessment.describing import facts, fits, shares
from assessment.i18n import language
from assessment.storage.models import AuditEntry
from tests.web.conftest import Client

DOCUMENT = "/{lang}/questionnaires/consular-cooperation/2026"
CODEBOOK = f"{DOCUMENT}/codebook"
PARTNER = {"en": "the partner State", "es": "el Estado socio"}


@pytest.fixture(params=["es", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def text(html: str) -> str:
    """What a person reads, its blanks made one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def asked(html: str) -> list[str]:
    """The ids of the questions on a page."""
    return re.findall(r'<h4 [^>]*id="([^"]+)"', html)


def test_every_word_of_the_questionnaire_stands_in_the_document(
    focal_peru: Client, questionnaire: Questionnaire, lang: str
) -> None:
    page = focal_peru.get(DOCUMENT.format(lang=lang))
    shown = text(page.html)
    words: list[Text | None] = [questionnaire.title, questionnaire.introduction]
    for domain in questionnaire:
        words += [domain.title, domain.introduction]
        for one in domain.indicators:
            words += [one.title, one.about, one.why, one.counts_as_evidence, one.source, *one.advice.values()]
            words += [questionnaire.themes[code] for code in one.themes]
            for question in one.questions:
                labels = (*question.options, *question.breakdown, *question.attribute)
                words += [question.ask, question.help, question.unit, question.none_of_these]
                words += [option.label for option in labels]
    wanted = [told[lang].replace("{partner}", PARTNER[lang]) for told in words if told]
    assert [told for told in wanted if " ".join(told.split()) not in shown] == []
    assert asked(page.html) == list(questionnaire.questions)
    assert "{partner}" not in shown


def test_scoring_conditions_and_evidence_are_told_in_words(focal_peru: Client) -> None:
    spanish, english = (text(focal_peru.get(DOCUMENT.format(lang=lang)).html) for lang in ("es", "en"))
    assert "up to 24: 100; up to 72: 50; above that 0" in english
    assert "hasta 24: 100; hasta 72: 50; por encima, 0" in spanish
    assert "Main question: 70 % of the indicator." in english
    assert "Pregunta principal: 70 % del indicador." in spanish
    assert "Level 4 counts as level 3 until evidence is attached." in english
    assert "El nivel 4 cuenta como nivel 3 mientras no se adjunte un medio de verificación." in spanish
    assert "Asked only if the answer to D8.2a is level 2 or higher" in english
    assert "Se pregunta solo si la respuesta a D8.2a es nivel 2 o más" in spanish


def test_an_indicator_can_be_shown_alone(focal_peru: Client, questionnaire: Questionnaire, lang: str) -> None:
    page = focal_peru.get(f"{DOCUMENT.format(lang=lang)}?indicator=D4.2")
    assert asked(page.html) == [question.id for question in questionnaire.indicators["D4.2"].questions]
    assert asked(focal_peru.get(f"{DOCUMENT.format(lang=lang)}?indicator=D99").html) == list(questionnaire.questions)


def test_each_theme_objective_and_role_can_be_shown_alone(
    analyst: Client, questionnaire: Questionnaire, lang: str
) -> None:
    """By the address alone, without a script; what is asked in both roles belongs to each."""
    address = DOCUMENT.format(lang=lang)
    every = questionnaire.indicators.values()
    for code in questionnaire.themes:
        wanted = [q.id for one in every if code in one.themes for q in one.questions]
        assert asked(analyst.get(f"{address}?theme={code}").html) == wanted
    for number in range(1, 24):
        wanted = [q.id for one in every if number in one.gcm for q in one.questions]
        shown = asked(analyst.get(f"{address}?gcm={number}").html)
        assert shown == (wanted or list(questionnaire.questions)), number
    wanted = [q.id for one in every if one.role in (Role.RECEIVING, Role.BOTH) for q in one.questions]
    assert asked(analyst.get(f"{address}?role=receiving").html) == wanted
    wanted = [q.id for one in every if one.role is Role.BOTH for q in one.questions]
    assert asked(analyst.get(f"{address}?role=both").html) == wanted


def test_filters_join_and_stay_chosen_and_an_unknown_one_is_no_filter(
    analyst: Client, questionnaire: Questionnaire
) -> None:
    page = analyst.get(DOCUMENT.format(lang="en") + "?theme=ARB&gcm=13&role=receiving")
    assert "Arbitrary detention, objective 13, As receiving State." in text(page.html)
    assert '<option value="ARB" selected>' in page.html
    assert '<option value="13" selected>' in page.html
    assert set(asked(page.html)) >= {"D3.1a", "D3.2a"}
    assert not {"D3.3a", "D1.1a"} & set(asked(page.html))
    unknown = analyst.get(DOCUMENT.format(lang="en") + "?theme=<b>&gcm=99&role=x")
    assert "D1.1a" in asked(unknown.html)
    assert "&lt;b&gt;" not in unknown.html.split("<main")[1]
    every = questionnaire.indicators.values()
    objectives = {number for one in every for number in one.gcm}
    theme, number = next(
        (theme, number)
        for theme in questionnaire.themes
        for number in sorted(objectives)
        if not any(fits(one, theme, number) for one in every)
    )
    nothing = analyst.get(DOCUMENT.format(lang="es") + f"?theme={theme}&gcm={number}")
    assert asked(nothing.html) == []
    assert "Ninguna pregunta corresponde al filtro." in text(nothing.html)


@pytest.mark.parametrize(
    "place", ["consular-cooperation/1999", "no-such/2026", "reference/2026", "../2026", "%2e%2e/x"]
)
def test_a_questionnaire_that_does_not_exist_is_not_found(analyst: Client, place: str) -> None:
    assert analyst.http.get(f"/es/questionnaires/{place}").status_code in (404, 308)
    assert analyst.http.get(f"/es/questionnaires/{place}/codebook.csv").status_code == 404


def test_respondents_find_the_document_from_their_list_of_sections_and_sela_from_the_menu(
    focal_peru: Client, analyst: Client, lang: str
) -> None:
    assert f'href="{DOCUMENT.format(lang=lang)}"' in focal_peru.get(f"/{lang}/rounds/2026/PER/answers/").html
    listing = analyst.get(f"/{lang}/questionnaires/").html
    assert f'href="{DOCUMENT.format(lang=lang)}"' in listing
    assert f'href="/{lang}/questionnaires/" aria-current="page"' in listing


def test_the_codebook_page_shows_every_variable_with_its_codes(
    focal_peru: Client, questionnaire: Questionnaire, lang: str
) -> None:
    page = focal_peru.get(CODEBOOK.format(lang=lang))
    names = re.findall(r'<th scope="row"[^>]*><code>([^<]+)</code>', page.html)
    assert {name.split(".")[0] + "." + name.split(".")[1] for name in names} == set(questionnaire.questions)
    assert len(set(names)) == len(names)
    assert "D1.1b.none_of_these" in names
    for option in questionnaire.questions["D3.1a"].options:
        assert escape(option.label[lang], quote=False) in page.html.replace("&#39;", "'").replace("&#34;", '"')


def rows(client: Client, lang: str = "es") -> list[dict[str, str]]:
    response = client.http.get(f"{CODEBOOK.format(lang=lang)}.csv")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == "attachment; filename=consular-cooperation-2026-codebook.csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(response.data.decode("utf-8-sig"), newline="")))


def test_the_codebook_file_has_a_row_for_each_code_in_all_languages(
    analyst: Client, questionnaire: Questionnaire
) -> None:
    found = rows(analyst)
    level = next(row for row in found if row["variable"] == "D3.1a" and row["code"] == "3")
    assert level["points"] == "75"
    assert level["code_label_es"] == questionnaire.questions["D3.1a"].options[3].label["es"]
    assert level["code_label_en"] == questionnaire.questions["D3.1a"].options[3].label["en"]
    assert (level["part"], level["weight_in_indicator"], level["missing_codes"]) == ("main", "0.7", "blank dont_know")
    hours = next(row for row in found if row["variable"] == "D3.1b")
    assert (hours["unit_es"], hours["minimum"], hours["maximum"], hours["decimals"]) == ("horas", "0", "8760", "1")
    assert hours["scoring"] == "up to 24 = 100; up to 72 = 50; otherwise = 0"
    assert hours["missing_codes"] == "blank dont_know not_applicable"
    prisons = [row for row in found if row["variable"] == "D3.2b.prisons"]
    assert [(row["code"], row["points"]) for row in prisons] == [("1", "14.285714"), ("0", "")]
    assert {row["question"] for row in found} == set(questionnaire.questions)
    confidential = {row["question"] for row in found if row["confidential"] == "yes"}
    assert confidential == {id for id, question in questionnaire.questions.items() if question.confidential}


def test_the_weights_of_a_codebook_make_one_whole(questionnaire: Questionnaire) -> None:
    _within, overall = shares(questionnaire)
    scored = [id for id, question in questionnaire.questions.items() if question.scored]
    assert sum(overall[id] for id in scored) == pytest.approx(1)


def test_the_download_of_a_codebook_is_logged(analyst: Client, session: Session) -> None:
    rows(analyst, "en")
    logged = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "download")).all()
    assert logged == ["consular-cooperation/2026 consular-cooperation-2026-codebook.csv"]


def test_every_question_says_how_it_is_answered_and_scored(questionnaire: Questionnaire, lang: str) -> None:
    for question in questionnaire.questions.values():
        told = dict(facts(language(lang), questionnaire, question))
        assert {"en": {"Answer", "Score", "Estimated time"}, "es": {"Respuesta", "Puntaje", "Tiempo estimado"}}[
            lang
        ] <= set(told), question.id


def test_the_statements_of_civil_society_can_be_read_with_their_scale_and_indicators(
    analyst: Client, questionnaire: Questionnaire, lang: str
) -> None:
    page = text(analyst.get(f"/{lang}/questionnaires/civil-society/2026").html)
    found = load_civil(CURRENT_CIVIL_QUESTIONNAIRE)
    words = [found.title, found.introduction, *(item.question.ask for item in found.items.values())]
    assert [told[lang] for told in words if told[lang] not in page] == []
    against = {id for item in found.items.values() for id in item.indicators}
    assert [id for id in against if questionnaire.indicators[id].title[lang] not in page] == []
    assert {"en": "never Never 0 points", "es": "never Nunca 0 puntos"}[lang] in page
    assert f'href="/{lang}/questionnaires/civil-society/2026"' in analyst.get(f"/{lang}/questionnaires/").html


def test_the_questionnaire_of_an_earlier_round_can_be_read_too(focal_peru: Client, lang: str) -> None:
    page = focal_peru.get(f"/{lang}/questionnaires/consular-cooperation/2024")
    assert "D3.2d" in asked(page.html)
