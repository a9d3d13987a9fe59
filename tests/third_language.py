"""A third language made of marks: every text of catalogue, questionnaire and reference data between ⟦ and ⟧.

``third_language_visit`` shows the tool in it, in a process of its own, since
the declared languages are read when the tool starts.
"""

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import polib
import yaml
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

CODE = "pt"
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
MOMENT = re.compile(r"\d+ de [a-zç]+\.? de \d{4}[^()]*\([^()]*\)|(?:\d+ de )?[a-zç]+\.? de \d{4}")
NO_WORDS = (
    r"\(?consular-cooperation\)?|\S*/pt\b|\boverall\b|#[A-Z0-9-]+|\S+@demo\.example|\S+\.xlsx"
    r"|\b[DC]\d+(\.\d+[a-z]?)?\b|\b[A-Z]{3}\b|\b[0-9a-f]{64}\b|\bUTC\b|\bSELA\b|\bn = "
)
"""Names of files and accounts, codes of questions, countries and instruments, hashes."""
CODE_WORD = r"(?:[A-Z]{3}: )?[a-z][a-z0-9_]*(?:: [a-z0-9_]+)?"
CODES = re.compile(rf"{CODE_WORD}(?:[;,] {CODE_WORD})*")
"""Codes and names of cells, which a workbook shows as they are."""


def mark(text: str) -> str:
    """The text between marks."""
    return f"⟦{text}⟧"


# --- making the data ----------------------------------------------------------


class _Quoted(yaml.SafeDumper):
    """Writes every text in quotes, as the files of a questionnaire must."""


_Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def make_catalogue(source: Path, target: Path) -> None:
    """The declared list with one language more, and a catalogue in which every text is marked."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.pot"))
    with open(target / "languages", "a") as declared:
        declared.write(f"{CODE}\n")
    texts = polib.pofile(str(source / "es" / "LC_MESSAGES" / "messages.po"))
    for entry in texts:
        entry.msgstr = "" if entry.msgid_plural else mark(entry.msgid)
        if entry.msgid_plural:
            entry.msgstr_plural = {0: mark(entry.msgid), 1: mark(entry.msgid_plural)}
    folder = target / CODE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    texts.save_as_mofile(str(folder / "messages.mo"))


def make_data(source: Path, target: Path) -> None:
    """Questionnaires and reference data with every text in the third language too."""
    shutil.copytree(source, target)
    for path in target.rglob("*.yaml"):
        data = _with_third(yaml.safe_load(path.read_text("utf-8")))
        if isinstance(data, dict) and data.get("languages") == ["en", "es"]:
            data["languages"].append(CODE)
        path.write_text(yaml.dump(data, Dumper=_Quoted, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")


def _with_third(data: object, room: int | None = None) -> object:
    """The data with every text marked; ``room``: the characters a short text may keep, the marks taking two."""
    if isinstance(data, list):
        return [_with_third(item) for item in data]
    if not isinstance(data, dict):
        return data
    if data.keys() == {"en", "es"}:
        english = data["en"]
        return {**data, CODE: [mark(word) for word in english] if isinstance(english, list) else mark(english[:room])}
    return {key: _with_third(value, 20 if str(key).startswith("short") else room) for key, value in data.items()}


# --- reading what the tool shows ----------------------------------------------


class Words(HTMLParser):
    """The words of a page: texts, names for screen readers, and the texts of its figures; not what people typed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take the names that are read aloud, and remember where we are."""
        values = dict(attributes)
        self.words += [values[name] or "" for name in ("aria-label", "title", "alt", "placeholder") if name in values]
        if tag not in ("input", "br", "meta", "link", "hr", "img", "path", "rect", "line", "circle"):
            self._inside.append("typed" if values.get("lang") not in (None, CODE) else tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if self._inside:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Take a text."""
        inside = self._inside[-1] if self._inside else ""
        if inside == "script" and data.strip().startswith("{"):
            self.words += list(_texts_of(json.loads(data)))
        elif inside not in ("script", "style", "textarea", "typed"):
            self.words.append(data)


def _texts_of(figure: object) -> Iterator[str]:
    """The texts a figure draws."""
    if isinstance(figure, dict):
        for key, value in figure.items():
            if key in ("text", "ticktext", "hovertext"):
                yield from _strings(value)
            elif isinstance(value, dict | list):
                yield from _texts_of(value)
    elif isinstance(figure, list):
        for value in figure:
            yield from _texts_of(value)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def unmarked(text: str, typed: list[str]) -> str:
    """What of a text stands outside the marks, once what people typed and what is no word is taken out."""
    text = " ".join(re.sub(r"<br ?/?>", " ", text).split())
    for words in typed:
        text = text.replace(words, " ")
    previous = None
    while previous != text:
        previous, text = text, MARKED.sub(" ", text)
    text = MOMENT.sub(" ", re.sub(r"<[^>]+>", " ", text))
    text = re.sub(
        NO_WORDS,
        " ",
        text,
    )
    return " ".join(word for word in text.split() if re.search(r"[^\W\d_]{2,}", word))


def json_texts(content: bytes) -> Iterator[str]:
    """The texts a script is told."""
    return _strings(json.loads(content))


def workbook_texts(content: bytes) -> Iterator[str]:
    """The names of the sheets and the texts of the cells of a workbook; codes, and what nobody is shown, left out."""
    book = load_workbook(BytesIO(content))
    for sheet in book:
        if sheet.title.startswith("_") and sheet.sheet_state != "visible":
            continue  # the stamp holds no words, and the lists hold words of the sheets, cut short
        yield _closed(sheet.title)
        columns, rows = sheet.column_dimensions, sheet.row_dimensions
        for row in sheet.iter_rows():
            shown = (c for c in row if not columns[get_column_letter(c.column)].hidden and not rows[c.row].hidden)
            texts = (cell.value for cell in shown if isinstance(cell.value, str) and cell.data_type != "f")
            yield from (_closed(text) for text in texts if not CODES.fullmatch(text))


def _closed(text: str) -> str:
    """A text; of one that was cut short, the marks that stood behind the cut are put back."""
    return text + "⟧" * (text.count("⟦") - text.count("⟧"))
