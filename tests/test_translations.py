"""The catalogues: nothing missing, nothing fuzzy, no place lost, and compiled as committed."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from assessment.i18n import LANGUAGES, SOURCE_LANGUAGE, TRANSLATIONS, language

OTHERS = [code for code in LANGUAGES if code != SOURCE_LANGUAGE]
PLACES = re.compile(r"%\((\w+)\)s")
HIDDEN = re.compile(r"""\{(?:\w+\.)*(?:_|n?gettext)\(['"]""")
"""A text inside the braces of an f-string: the collecting of texts does not see it."""
FAMILIAR = re.compile(r"\b(tu|tus|ti|contigo|puedes|tienes|debes|quieres|haz|eres)\b", re.IGNORECASE)


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"))


def texts(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Pairs of source and translation, plurals included."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid if int(n) == 0 else entry.msgid_plural, text) for n, text in entry.msgstr_plural.items()]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """The texts of the code as they stand now."""
    path: Path = tmp_path_factory.mktemp("texts") / "messages.pot"
    babel = Path(sys.executable).with_name("pybabel")
    command = [babel, "-q", "extract", "-F", "babel.cfg", "-k", "gettext_noop", "-o", path, "assessment"]
    subprocess.run(command, check=True)
    return polib.pofile(str(path))


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_the_code_is_translated_and_none_is_left_over(code: str, template: polib.POFile) -> None:
    entries = {(e.msgid, e.msgid_plural) for e in catalogue(code) if not e.obsolete}
    assert entries == {(e.msgid, e.msgid_plural) for e in template}
    empty = [e.msgid for e in catalogue(code) if not all(text.strip() for _source, text in texts(e))]
    assert empty == []


def test_no_text_hides_in_an_f_string_where_it_is_not_collected() -> None:
    files = sorted(TRANSLATIONS.parent.rglob("*.py"))
    assert [path.name for path in files if HIDDEN.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_fuzzy_or_loses_a_place(code: str) -> None:
    assert [e.msgid for e in catalogue(code) if e.fuzzy] == []
    lost = [
        source
        for entry in catalogue(code)
        for source, text in texts(entry)
        if set(PLACES.findall(source)) != set(PLACES.findall(text))
    ]
    assert lost == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_compiled_catalogue_is_the_one_of_the_texts(code: str) -> None:
    compiled = polib.mofile(str(TRANSLATIONS / code / "LC_MESSAGES" / "messages.mo"))
    held = {e.msgid: e.msgstr or dict(e.msgstr_plural) for e in compiled}
    assert held == {e.msgid: e.msgstr or dict(e.msgstr_plural) for e in catalogue(code)}


def test_spanish_speaks_to_its_reader_as_usted() -> None:
    familiar = [text for entry in catalogue("es") for _source, text in texts(entry) if FAMILIAR.search(text)]
    assert familiar == []


def test_spanish_opens_its_questions_and_exclamations() -> None:
    for entry in catalogue("es"):
        for _source, text in texts(entry):
            assert text.count("¿") == text.count("?"), text
            assert text.count("¡") == text.count("!"), text


def test_an_undeclared_language_is_refused() -> None:
    with pytest.raises(LookupError):
        language("xx")


def test_numbers_follow_the_country_of_the_reader() -> None:
    assert language("es", "es_AR").number(1234.5) == "1.234,5"
    assert language("es", "es_PE").number(1234.5) == "1,234.5"
    assert language("es").score(62.0) == "62.0"
    assert language("en").percent(0.7125) == "71\u00a0%"
    assert language("en").number(None) == "–"
