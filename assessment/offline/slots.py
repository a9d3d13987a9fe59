"""One open cell: which part of a question's form it holds, how that is shown in it, and how it is read back.

A form is a map from parts to typed texts, as on the pages (``assessment.forms``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessment.cells import Scalar
from assessment.core.problems import Problem
from assessment.core.questionnaire import Kind, Question, Text
from assessment.core.validation import read_number
from assessment.forms import Typed, World, folded, folded_word, last, plain_number
from assessment.i18n import language

Parts = dict[str, list[str]]
Shown = str | int | float | None
ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")  # how a workbook writes what only looks like an escape
LONGEST_CHOICE = 400  # characters; what is longer names no choice
SEPARATOR = " · "
"""Stands between a code and the words of a choice."""


def as_text(raw: Scalar) -> str:
    """What stands in a cell, as it would be typed."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, int | float):
        return plain_number(int(raw) if float(raw).is_integer() else raw, language("en"))
    return ESCAPED.sub("_", raw.replace("\r\n", "\n"))


@dataclass(frozen=True)
class Choices:
    """What may be chosen: codes with the words shown, and other words that are understood: (code, word)."""

    labels: Mapping[str, str]
    spoken: tuple[tuple[str, str], ...] = ()

    @cached_property
    def understood(self) -> Mapping[str, str]:
        """The code of everything that is understood, folded; the words shown come first."""
        ours = ((code, word) for code, text in self.labels.items() for word in (code, text))
        return {folded_word(word): code for code, word in (*self.spoken, *ours)}

    def code_of(self, text: str) -> str:
        """The code that a text means; the text itself where it means none."""
        if len(text) > LONGEST_CHOICE:
            return text
        start = folded(text.split(SEPARATOR.strip())[0])
        return self.understood.get(folded(text)) or self.understood.get(start) or text.strip()


def choices(shown: Iterable[tuple[str, str]], spoken: Iterable[tuple[str, str]]) -> Choices:
    """Choices of codes and the words shown, understood also by their codes and by other words."""
    return Choices(dict(shown), tuple(spoken))


@dataclass(frozen=True)
class Slot:
    """A cell that holds a text, of the part of the form named."""

    part: str

    @property
    def listed(self) -> tuple[str, ...]:
        """The words to choose from; none where anything may be written."""
        return ()

    def shown(self, typed: Typed) -> Shown:
        """What stands in the cell for a form."""
        return last(typed, self.part) or None

    def take(self, raw: Scalar, typed: Parts) -> Problem | None:
        """Put what stands in the cell into a form; gives what is wrong if it fits into none."""
        typed[self.part] = [as_text(raw)]
        return None


@dataclass(frozen=True)
class NumberSlot(Slot):
    """A number between limits, which spreadsheet programs show the reader's way."""

    least: float
    most: float
    decimals: int

    def shown(self, typed: Typed) -> Shown:
        """The number itself."""
        number = read_number(last(typed, self.part)) if last(typed, self.part) else None
        return last(typed, self.part) if isinstance(number, Problem) else number


@dataclass(frozen=True)
class ChoiceSlot(Slot):
    """One of some choices, by its words."""

    choices: Choices

    @property
    def listed(self) -> tuple[str, ...]:
        """The words of all choices."""
        return tuple(self.choices.labels.values())

    def shown(self, typed: Typed) -> Shown:
        """The words of the one chosen."""
        code = last(typed, self.part)
        return self.choices.labels.get(code, code) or None

    def take(self, raw: Scalar, typed: Parts) -> Problem | None:
        """The code of what is written; what is none of the choices stays, and the form names it."""
        typed[self.part] = [self.choices.code_of(as_text(raw))]
        return None


@dataclass(frozen=True)
class TickSlot(ChoiceSlot):
    """Whether one of several options is chosen: yes, or not open to the State, or nothing. ``part`` is empty."""

    option: str

    def shown(self, typed: Typed) -> Shown:
        """The mark of the option."""
        part = next((part for part in ("", "not_open") if self.option in typed.get(part, ())), None)
        return None if part is None else self.choices.labels["not_open" if part else "yes"]

    def take(self, raw: Scalar, typed: Parts) -> Problem | None:
        """Add the option to those chosen, or to those not open."""
        code, text = self.choices.code_of(as_text(raw)), as_text(raw).strip()
        if code in self.choices.labels:
            typed.setdefault("not_open" if code == "not_open" else "", []).append(self.option)
        elif text and code != "no":
            return Problem("unknown_option", {"code": text[:LONGEST_CHOICE]})
        return None


@dataclass(frozen=True)
class CountrySlot(Slot):
    """A country by its name."""

    names: Mapping[str, Text]
    lang: str
    offered: tuple[str, ...]

    @property
    def listed(self) -> tuple[str, ...]:
        """The names of the world's countries."""
        return self.offered

    def shown(self, typed: Typed) -> Shown:
        """The name."""
        code = last(typed, self.part)
        return self.names[code][self.lang] if code in self.names else code or None


@dataclass(frozen=True)
class PickSlot(ChoiceSlot):
    """One of the written instruments that are the basis of an answer: the nth."""

    nth: int

    def shown(self, typed: Typed) -> Shown:
        """The instrument with its code and name."""
        picked = typed.get(self.part, ())
        return self.choices.labels.get(picked[self.nth], picked[self.nth]) if self.nth < len(picked) else None

    def take(self, raw: Scalar, typed: Parts) -> Problem | None:
        """Add the code of the instrument to those picked."""
        text = as_text(raw).strip()
        if text:
            known = self.choices.code_of(text)
            typed.setdefault(self.part, []).append(
                known if known in self.choices.labels else text.split(SEPARATOR)[0][:LONGEST_CHOICE]
            )
        return None


def in_rows(question: Question, typed: Typed) -> Typed:
    """A form whose list of countries, where it is one, stands in rows in which one is added each."""
    if question.kind is not Kind.COUNTRIES:
        return typed
    rows: dict[str, Sequence[str]] = {part: texts for part, texts in typed.items() if part != ""}
    for number, code in enumerate(typed.get("", ())):
        rows[f"add-{number}"] = [code]
        rows[f"add-{number}.attribute"] = rows.pop(f"attribute.{code}", [""])
    return rows


def world_choices(world: World, lang: str) -> tuple[str, ...]:
    """The names of the world's countries in one language, but for the own one."""
    return tuple(
        sorted((name[lang] for code, name in world.names.items() if code != world.own_country), key=folded_word)
    )
