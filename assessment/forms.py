"""One question in a form: how what was typed becomes an answer, and an answer the texts of its fields.

The pages and the workbook for answering offline both read and write through here.

Every kind of question has one entry in ``KINDS``. What a form holds for one
question is a map from the part of the field's name after the question's id to
the texts sent under it: ``D3.1b`` is "", ``D3.1b.comment`` is "comment". The
same map is filled from a stored answer, so one template prints both.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from babel.numbers import get_decimal_symbol

from assessment.core.answers import BLANK, Answer, Evidence, State
from assessment.core.problems import Problem
from assessment.core.questionnaire import Kind, Question, Text, UnknownQuestion
from assessment.core.validation import as_stored, clean_text, read_number, validate
from assessment.i18n import Language

Typed = Mapping[str, Sequence[str]]
CONTROLS = {"csrf_token", "action", "add", "use", "partner", "remove"}
"""Fields of the page itself, not of a question."""
PARTS = re.compile(
    r"|state|reason|comment|version|conflict|offered|not_open|none|total|instruments|(parts|attribute)\..+"
    r"|name|year|status|parties|scope"
    r"|evidence-[0-9]{1,2}\.(link|description)|add-[0-9]{1,3}(\.attribute)?",
    re.DOTALL,
)
"""What may follow a question's id in the name of a field."""
CHOICES = {Kind.LADDER, Kind.YES_NO, Kind.ONE}
"""Kinds answered by one radio group, in which "don't know" and "not applicable" are choices too."""

STATES_TO_CHOOSE = (State.DONT_KNOW, State.NOT_APPLICABLE)


@dataclass(frozen=True)
class World:
    """What an answer is held against beside its question: the country that answers, and the world's, by code.

    ``documents`` are the codes that evidence may name; None where it may name none.
    """

    own_country: str
    names: Mapping[str, Text]
    documents: Collection[str] | None = None

    @cached_property
    def _spoken(self) -> tuple[Mapping[str, str | None], Mapping[str, str | None]]:
        """The codes by whole names and by names without brackets, folded; None where one means several."""
        whole, short = dict[str, str | None](), dict[str, str | None]()
        for iso3, name in self.names.items():
            for text in {folded_word(text) for text in (iso3, *name.values())}:
                whole[text] = None if text in whole else iso3
            for text in {folded_word(text.partition("(")[0]) for text in name.values()}:
                short[text] = None if text in short else iso3
        return whole, short

    def code_of(self, text: str) -> str:
        """The country whose code or name in any language this is, with or without what the name has in brackets.

        The text itself where there is none, or more than one without brackets.
        """
        whole, short = self._spoken
        wanted = folded(text)
        if not wanted:
            return text.strip()
        found = whole[wanted] if wanted in whole else short.get(wanted)
        return found or text.strip()


def folded(name: str) -> str:
    """A name without accents, punctuation and capitals."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(re.findall("[^\\W_]+", "".join(c for c in letters if not unicodedata.combining(c))))


folded_word = lru_cache(maxsize=8192)(folded)
"""The same for words of our own, which are folded again and again; what people type would fill the memory."""


def with_codes(typed: Typed, world: World) -> Typed:
    """A form in which the countries added by their names stand as codes."""
    added = re.compile("add-[0-9]{1,3}")
    return {
        part: [world.code_of(text) for text in texts] if added.fullmatch(part) else texts
        for part, texts in typed.items()
    }


def typed_by_question(names: Iterable[tuple[str, str]], questions: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """What a form holds for each question; raises UnknownQuestion for a field of none of these questions."""
    typed: dict[str, dict[str, list[str]]] = {}
    most = max((id.count(".") for id in questions), default=0) + 1
    for name, text in names:
        if name in CONTROLS:
            continue
        pieces = name.split(".", most)[:most]
        question = next((id for n in range(most, 0, -1) if (id := ".".join(pieces[:n])) in questions), None)
        part = name[len(question) + 1 :] if question is not None else ""
        if question is None or not PARTS.fullmatch(part):
            raise UnknownQuestion(name)
        typed.setdefault(question, {}).setdefault(part, []).append(text)
    return typed


def last(typed: Typed, part: str = "") -> str:
    """The last text sent under a name; empty when there is none."""
    return typed[part][-1] if typed.get(part) else ""


# --- From the form to an answer ---------------------------------------------------


def read(question: Question, typed: Typed, world: World) -> tuple[Answer, list[Problem]]:
    """The answer a form holds, in the form in which it is kept, and everything wrong with it."""
    value, problems = KINDS[question.kind].read(question, with_codes(typed, world))
    states = [State(s) for s in _states(question, typed) if s in STATES_TO_CHOOSE]
    problems += [
        Problem("unknown_state", {"code": s}, "state")
        for s in typed.get("state", ())
        if s and s not in STATES_TO_CHOOSE
    ]
    if len(states) > 1:
        problems.append(Problem("two_states", part="state"))
    state = states[0] if states else State.BLANK if value is None else State.ANSWERED
    evidence, picked = read_evidence(typed), tuple(typed.get("instruments", ()))
    answer = as_stored(question, Answer(state, value, last(typed, "reason"), last(typed, "comment"), evidence, picked))
    return answer, problems + as_typed(
        validate(question, answer, world.own_country, world.names, world.documents), typed
    )


def read_evidence(typed: Typed) -> tuple[Evidence, ...]:
    """The evidence a form holds, row by row, empty rows included."""
    return tuple(
        Evidence(last(typed, f"evidence-{row}.link"), last(typed, f"evidence-{row}.description"))
        for row in evidence_rows(typed)
    )


def as_typed(problems: Iterable[Problem], typed: Typed) -> list[Problem]:
    """Problems of kept evidence pointed at the rows it was typed in (empty rows are not kept)."""
    rows = [
        row
        for row in evidence_rows(typed)
        if any(last(typed, f"evidence-{row}.{part}").strip() for part in ("link", "description"))
    ]
    return [_at_typed_row(problem, rows) for problem in problems]


def _states(question: Question, typed: Typed) -> Sequence[str]:
    codes = list(typed.get("state", ())) + ([last(typed)] if question.kind in CHOICES else [])
    return list(dict.fromkeys(codes))


def evidence_rows(typed: Typed) -> list[int]:
    """The rows of evidence a form holds."""
    return sorted(
        {int(m[1]) for name in typed if (m := re.fullmatch(r"evidence-([0-9]{1,2})\.(?:link|description)", name))}
    )


def _at_typed_row(problem: Problem, rows: Sequence[int]) -> Problem:
    if found := re.fullmatch(r"evidence-([0-9]+)(\..*)", problem.part):
        return replace(problem, part=f"evidence-{rows[int(found[1])]}{found[2]}")
    return problem


def _read_choice(question: Question, typed: Typed) -> tuple[object, list[Problem]]:
    code = last(typed)
    if code in ("", State.DONT_KNOW, State.NOT_APPLICABLE):
        return None, []
    if code not in question.option_codes:
        return None, [Problem("unknown_option", {"code": code})]
    return int(code) if question.kind is Kind.LADDER else code, []


def _read_several(question: Question, typed: Typed) -> tuple[object, list[Problem]]:
    chosen, closed = list(typed.get("", ())), list(typed.get("not_open", ()))
    return {"chosen": chosen, "not_open": closed} if chosen or closed else None, []


def _read_number(question: Question, typed: Typed) -> tuple[object, list[Problem]]:
    if not question.breakdown:
        return _number_at(typed, "", "value")
    total, problems = _number_at(typed, "total", "total")
    parts: dict[str, object] = {}
    for name in typed:
        if name.startswith("parts."):
            part, wrong = _number_at(typed, name, name)
            problems += wrong
            if part is not None:
                parts[name.removeprefix("parts.")] = part
    value = {"total": total, "parts": parts}
    return value if (total is not None or parts) and not problems else None, problems


def _number_at(typed: Typed, name: str, part: str) -> tuple[object, list[Problem]]:
    text = last(typed, name).strip()
    if not text:
        return None, []
    number = read_number(text)
    return (None, [replace(number, part=part)]) if isinstance(number, Problem) else (number, [])


def _read_percent(question: Question, typed: Typed) -> tuple[object, list[Problem]]:
    return _number_at({"": [last(typed).strip().removesuffix("%")]}, "", "value")


def _read_countries(question: Question, typed: Typed) -> tuple[object, list[Problem]]:
    """Countries kept (ticked) and countries added below; "none" says that there is no country."""
    rows = [(code, last(typed, f"attribute.{code}") or None) for code in typed.get("", ())]
    problems = []
    for name in dict.fromkeys(name.removesuffix(".attribute") for name in typed):
        if re.fullmatch("add-[0-9]{1,3}", name):
            code, attribute = last(typed, name), last(typed, f"{name}.attribute") or None
            if code:
                rows.append((code, attribute))
            elif attribute:
                problems.append(Problem("attribute_without_country", part=name))
    value: dict[str, str | None] = {}
    for code, attribute in rows:
        if value.setdefault(code, attribute) != attribute:
            problems.append(Problem("repeated_country", {"country": code}))
    if value and typed.get("none"):
        problems.append(Problem("no_country_with_countries"))
    return (value if value or typed.get("none") else None), problems


def _read_year(question: Question, typed: Typed) -> tuple[object, list[Problem]]:
    text = last(typed).strip()
    return (int(text), []) if re.fullmatch("[0-9]{4}", text) else (None, [Problem("not_a_year")] if text else [])


def _read_month(question: Question, typed: Typed) -> tuple[object, list[Problem]]:
    text = last(typed).strip()
    turned = re.fullmatch(r"([0-9]{1,2})\s*[/-]\s*([0-9]{4})", text)
    return (f"{turned[2]}-{int(turned[1]):02}" if turned else text) or None, []


def _read_text(question: Question, typed: Typed) -> tuple[object, list[Problem]]:
    return clean_text(last(typed)) or None, []


# --- From an answer to the form ---------------------------------------------------


def write(question: Question, answer: Answer, lang: Language) -> Typed:
    """The texts of the fields of a stored answer."""
    typed: dict[str, Sequence[str]] = {
        "reason": [answer.reason],
        "comment": [answer.comment],
        "instruments": answer.instruments,
        **evidence_fields(answer),
    }
    if answer.state is State.ANSWERED:
        typed |= KINDS[question.kind].write(answer.value, lang)
    elif answer.state is not State.BLANK:
        typed["" if question.kind in CHOICES else "state"] = [answer.state.value]
    return typed


def evidence_fields(answer: Answer) -> dict[str, Sequence[str]]:
    """The texts of the fields of an answer's evidence."""
    return {
        f"evidence-{row}.{part}": [text]
        for row, evidence in enumerate(answer.evidence)
        for part, text in (("link", evidence.link), ("description", evidence.description))
    }


def plain_number(number: float, lang: Language) -> str:
    """A number as it is typed: no groups, the reader's decimal mark, never to be read in two ways."""
    text = format(Decimal(repr(number)), "f")
    whole, _, decimals = text.partition(".")
    written = text.replace(".", get_decimal_symbol(lang.number_locale))
    return f"{written}0" if len(decimals) == 3 and len(whole.lstrip("-")) <= 3 else written


def _write_code(value: object, lang: Language) -> Typed:
    return {"": [str(value)]}


def _write_several(value: Mapping[str, Sequence[str]], lang: Language) -> Typed:
    return {"": value["chosen"], "not_open": value.get("not_open", ())}


def _write_number(value: object, lang: Language) -> Typed:
    if not isinstance(value, Mapping):
        return {"": [plain_number(value, lang)]}  # type: ignore[arg-type]
    parts = {f"parts.{code}": [plain_number(part, lang)] for code, part in value.get("parts", {}).items()}
    return {"total": [plain_number(value["total"], lang)], **parts}


def _write_countries(value: Mapping[str, str | None], lang: Language) -> Typed:
    attributes = {f"attribute.{code}": [attribute] for code, attribute in value.items() if attribute}
    return {"": list(value), **attributes, **({} if value else {"none": ["yes"]})}


@dataclass(frozen=True)
class Kinds:
    """How one kind of question is read from a form and written to it."""

    read: Callable[[Question, Typed], tuple[object, list[Problem]]]
    write: Callable[..., Typed] = _write_code


KINDS: Mapping[Kind, Kinds] = {
    Kind.LADDER: Kinds(_read_choice),
    Kind.YES_NO: Kinds(_read_choice),
    Kind.ONE: Kinds(_read_choice),
    Kind.SEVERAL: Kinds(_read_several, _write_several),
    Kind.NUMBER: Kinds(_read_number, _write_number),
    Kind.PERCENT: Kinds(_read_percent, _write_number),
    Kind.COUNTRIES: Kinds(_read_countries, _write_countries),
    Kind.YEAR: Kinds(_read_year),
    Kind.MONTH: Kinds(_read_month),
    Kind.TEXT: Kinds(_read_text),
}


# --- The version an answer was read at -----------------------------------------------


def version_mark(question: Question, answer: Answer, version: int) -> str:
    """The version an answer was read at and a fingerprint of it, so that a field nobody touched is no change."""
    return f"{version}.{_fingerprint(question, answer)}" if version else "0"


def read_version(typed: Typed) -> int:
    """The version a field was read at; 0 when the form does not say."""
    number = last(typed, "version").partition(".")[0]
    return int(number) if re.fullmatch("[0-9]{1,9}", number) else 0


def touched(question: Question, answer: Answer, typed: Typed) -> bool:
    """Whether an answer differs from the one that the form was filled with."""
    mark = last(typed, "version").partition(".")[2]
    if not mark:
        return read_version(typed) > 0 or answer != BLANK
    return _fingerprint(question, answer) != mark


def offer_mark(question: Question, code: str, answer: Answer) -> str:
    """The code of the offer that filled a field, and a fingerprint by which one that nobody touched is known."""
    return f"{code}.{_fingerprint(question, answer)}"


def as_offered(question: Question, answer: Answer, typed: Typed) -> bool:
    """Whether an answer is still the one that an offer filled in."""
    return last(typed, "offered").partition(".")[2] == _fingerprint(question, answer)


def _fingerprint(question: Question, answer: Answer) -> str:
    kept = as_stored(question, answer)
    evidence = [[e.link, e.description] for e in kept.evidence]
    content = [kept.state, kept.value, kept.reason, kept.comment, evidence, kept.instruments]
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=6).hexdigest()
