"""Texts that agree, though their languages write them differently."""

from pathlib import Path

import pytest

from assessment.catalogue import check
from tests.catalogue.broken import SECOND, copy_of_small, replace

AGREEING = [
    ("Up to 1,000 words, or 2.5 pages (art. 36(1)).", "Hasta 1.000 palabras, o 2,5 páginas (art. 36(1))."),
    ("See https://sela.org/en?a=1 for more, please.", "Consulte https://sela.org/en?a=1, por favor."),
    ("Write an amount in US$, of 5 % or more.", "Escriba un monto en USD, de 5% o más."),
    ("A consular post, or several consular posts.", "Una oficina consular, u oficinas y agencias consulares."),
    ("Which one? Say it!", "¿Cuál? ¡Dígalo!"),
    ("Yes", "Afirmativo"),
    ("The network THE of https://sela.org/with/the.", "La red THE de https://sela.org/with/the."),
]


@pytest.mark.parametrize(("english", "spanish"), AGREEING)
def test_languages_may_write_the_same_differently(english: str, spanish: str, tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, SECOND, "A few sentences.", english)
    replace(version, SECOND, "Unas pocas frases.", spanish)
    assert [f.said_in("en") for f in check(version) if f.rule != 14] == []


def test_a_third_language_is_checked_like_the_second(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    replace(version, "questionnaire.yaml", "languages: [en, es]", "languages: [en, es, pt]")
    replace(version, SECOND, 'es: "Unas pocas frases."', 'es: "Unas pocas frases.", pt: "Umas 3 frases."')
    found = {(f.code, f.line) for f in check(version) if f.file.endswith("02-second.yaml")}
    assert ("numbers_differ", 77) in found
    assert ("language_missing", 76) in found
    assert ("language_missing", 77) not in found
