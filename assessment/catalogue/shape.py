"""Rules 1-3 and 11: which keys each part of a file may and must have, and what may stand there.

A shape judges one node. ``record``, ``list_of`` and ``map_of`` build larger
shapes out of smaller ones, so that this file reads as the description of the
format, and a shape says what it is made of, so that the workbook of
``assessment.authoring`` is laid out by the same description. On the way every
text is gathered with the id it belongs to, for the rules about texts and for
the hashes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Node
from assessment.core.validation import LONGEST_TEXT

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")
HASH = re.compile(r"[0-9a-f]*")
LANGUAGE = re.compile(r"[a-z]{2}")
PATH = re.compile(r"(\.\./)*[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.yaml")
FOLDER = re.compile(r"(\.\./)+[A-Za-z0-9_-]+(/[A-Za-z0-9_.-]+)*")
VERSION_NAME = re.compile(rf"{SLUG.pattern}/{VERSION.pattern}")
ANYTHING = re.compile(r"(?s).*")
TYPES = ("ladder", "yes_no", "one", "several", "number", "percent", "countries", "year", "month", "text")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in place: the map of languages, and the id it belongs to."""

    file: str
    owner: str
    node: Node

    def say(self, language: str) -> str:
        """The words in one language, "" when there are none."""
        return self.node.get(language).words


@dataclass(slots=True)
class Walk:
    """The way through one file: where findings go, whose part is being read, the texts met."""

    file: str
    findings: Findings
    languages: tuple[str, ...]
    owner: str = ""
    texts: list[Words] = field(default_factory=list)

    def report(self, code: str, line: int, /, **facts: object) -> None:
        """Note a problem of the part being read."""
        self.findings.add(code, self.file, line, self.owner, **facts)


Judge = Callable[[Node, Walk], None]


@dataclass(frozen=True, eq=False)
class Shape:
    """Judges one node, and says what may stand there.

    ``kind`` is text, word, number, truth, any, list, map, record or condition.
    A record has ``parts`` by key, a list or map has ``each``; ``keys`` is the
    form of a map's keys, ``choices`` the words of a closed list.
    """

    judge: Judge
    kind: str
    parts: Mapping[str, "Shape"] = field(default_factory=dict)
    each: "Shape | None" = None
    keys: re.Pattern[str] = CODE
    choices: tuple[str | int, ...] = ()

    def __call__(self, node: Node, walk: Walk) -> None:
        """Report what is wrong with a node."""
        self.judge(node, walk)


def shown(node: Node) -> str:
    """A value as a message quotes it."""
    if isinstance(node.value, dict | list):
        return "{…}" if isinstance(node.value, dict) else "[…]"
    if isinstance(node.value, bool):
        return str(node.value).lower()
    words = "" if node.value is None else str(node.value)
    return words if len(words) <= 40 else words[:39] + "…"


def _wrong(node: Node, walk: Walk, expected: str) -> None:
    """Report a value of the wrong type or range; a stray boolean breaks rule 1."""
    if isinstance(node.value, bool):
        walk.report("boolean_out_of_place", node.line, value=shown(node))
    else:
        walk.report("wrong_value", node.line, value=shown(node), expected=expected)


def _text(node: Node, walk: Walk) -> None:
    """Words in exactly the declared languages, each quoted and not blank."""
    if not isinstance(node.value, dict):
        return walk.report("not_a_text", node.line, languages=", ".join(walk.languages))
    walk.texts.append(Words(walk.file, walk.owner, node))
    for language in walk.languages:
        if language not in node.entries:
            walk.report("language_missing", node.line, language=language)
    for key, words in node.entries.items():
        language = str(key)
        if language not in walk.languages:
            walk.report("language_unknown", words.key_line, language=language)
        elif isinstance(words.value, dict | list) or words.value is None or not str(words.value).strip():
            walk.report("language_blank", words.line, language=language)
        elif not words.quoted:
            walk.report("text_not_quoted", words.line, language=language)


text = Shape(_text, "text")


def word(pattern: re.Pattern[str] = CODE, expected: str = "a code") -> Shape:
    """A string of a given form, quoted or not."""

    def judge(node: Node, walk: Walk) -> None:
        if not isinstance(node.value, str) or not pattern.fullmatch(node.value):
            _wrong(node, walk, expected)

    return Shape(judge, "word")


def one_of(*choices: str | int) -> Shape:
    """One of a few words."""

    def judge(node: Node, walk: Walk) -> None:
        if isinstance(node.value, bool | dict | list) or node.value not in choices:
            _wrong(node, walk, " | ".join(map(str, choices)))

    return Shape(judge, "word", choices=choices)


def number(low: float, high: float, *, whole: bool = False) -> Shape:
    """A number in a range."""

    def judge(node: Node, walk: Walk) -> None:
        value = node.number
        if value is None or not low <= value <= high or (whole and not isinstance(value, int)):
            _wrong(node, walk, f"{'0' if whole else '0.0'}: {low:g} - {high:g}")

    return Shape(judge, "number")


def _boolean(node: Node, walk: Walk) -> None:
    """``true`` or ``false``."""
    if not isinstance(node.value, bool):
        _wrong(node, walk, "true | false")


def _anything(node: Node, walk: Walk) -> None:
    """A value another rule judges."""


boolean = Shape(_boolean, "truth")
anything = Shape(_anything, "any")


def list_of(shape: Shape, at_least: int = 0) -> Shape:
    """A list whose elements have a shape."""

    def judge(node: Node, walk: Walk) -> None:
        if not isinstance(node.value, list) or len(node.value) < at_least:
            return _wrong(node, walk, f"[…] (≥ {at_least})")
        for item in node.items:
            shape(item, walk)

    return Shape(judge, "list", each=shape)


def map_of(shape: Shape, keys: re.Pattern[str] = CODE) -> Shape:
    """A map from codes to values that have a shape."""

    def judge(node: Node, walk: Walk) -> None:
        if not isinstance(node.value, dict) or not node.value:
            return _wrong(node, walk, "{…}")
        for key, value in node.entries.items():
            if not keys.fullmatch(str(key)):
                walk.report("wrong_code", value.key_line, value=key)
            shape(value, walk)

    return Shape(judge, "map", each=shape, keys=keys)


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, own_id: str = "") -> Shape:
    """A map with known keys; ``own_id`` names the key whose value is the id of this part."""
    known = {**required, **(optional or {})}

    def judge(node: Node, walk: Walk) -> None:
        if not isinstance(node.value, dict):
            return _wrong(node, walk, "{…}")
        outer = walk.owner
        walk.owner = node.get(own_id).words or outer if own_id else outer
        for due in required:
            if due not in node.entries:
                walk.report("key_missing", node.line, key=due)
        for key, value in node.entries.items():
            if key in known:
                known[str(key)](value, walk)
            else:
                walk.report("key_unknown", value.key_line, key=key, known=", ".join(known))
        walk.owner = outer

    return Shape(judge, "record", parts=known)


# --- conditions -----------------------------------------------------------------------------


def _condition(node: Node, walk: Walk) -> None:
    """A test {q, is, value} or a tree of all, any, not."""
    if isinstance(node.value, dict) and node.value and set(node.value) <= {"all", "any", "not"}:
        if len(node.value) > 1:
            _wrong(node, walk, "all | any | not")
        for key, part in node.entries.items():
            if key == "not":
                _condition(part, walk)
            else:
                list_of(condition, at_least=1)(part, walk)
    else:
        _TEST(node, walk)


condition = Shape(_condition, "condition")
_TEST = record({"q": word(ANYTHING, "D1.1a"), "is": word(ANYTHING, "equals")}, {"value": anything})

# --- a question -----------------------------------------------------------------------------

_PERCENTAGE = number(0, 100)
_ANY_NUMBER = number(-1e12, 1e12)
_BAND = record({"gives": _PERCENTAGE}, {"up_to": _ANY_NUMBER})
_SCORE = record(
    {"part": one_of("main", "follow_up")},
    {
        "points": map_of(_PERCENTAGE),
        "bands": list_of(_BAND, at_least=1),
        "between": list_of(_ANY_NUMBER, at_least=2),
    },
)
_QUESTION: dict[str, Shape] = {
    "id": word(ANYTHING, "D1.1a"),
    "type": one_of(*TYPES),
    "ask": text,
    "minutes": number(0.1, 240),
}
_ANY_QUESTION: dict[str, Shape] = {
    "help": text,
    "not_applicable": record({"allowed": boolean}, {"reason": anything}),
    "show_when": condition,
    "confidential": boolean,
    "score": _SCORE,
}
_OPTIONS = map_of(text)
_LIMITS = record({"min": _ANY_NUMBER, "max": _ANY_NUMBER}, {"decimals": number(0, 6, whole=True)})
_EVIDENCE = record({"required_from": number(0, 99, whole=True), "otherwise_counts_as": number(0, 99, whole=True)})
_BY_TYPE: dict[str, tuple[dict[str, Shape], dict[str, Shape]]] = {
    "ladder": ({"levels": map_of(text)}, {"evidence": _EVIDENCE, "short": map_of(text)}),
    "one": ({"options": _OPTIONS}, {"mirror": map_of(word())}),
    "several": (
        {"options": _OPTIONS},
        {"none_of_these": text, "not_open_to_my_state": boolean, "offered": map_of(word())},
    ),
    "number": ({"unit": text, "limits": _LIMITS}, {"breakdown": _OPTIONS, "small_counts": boolean}),
    "countries": ({}, {"attribute": _OPTIONS}),
    "text": ({}, {"max_length": number(1, LONGEST_TEXT, whole=True)}),
}


def _of_type(kind: str) -> Shape:
    required, optional = _BY_TYPE.get(kind, ({}, {}))
    return record({**_QUESTION, **required}, {**_ANY_QUESTION, **optional}, "id")


_SHAPES = {kind: _of_type(kind) for kind in TYPES}
_SPECIAL = {key: anything for keys in _BY_TYPE.values() for part in keys for key in part}
_OF_NO_TYPE = record(_QUESTION, {**_ANY_QUESTION, **_SPECIAL}, "id")


def _question(node: Node, walk: Walk) -> None:
    """A question, by its type."""
    _SHAPES.get(node.get("type").words, _OF_NO_TYPE)(node, walk)


_EVERY_KEY = {key: shape for keys in _BY_TYPE.values() for part in keys for key, shape in part.items()}
question = Shape(_question, "record", parts={**_QUESTION, **_ANY_QUESTION, **_EVERY_KEY})


# --- the files ------------------------------------------------------------------------------

_TAGS = record({"gcm": list_of(anything), "theme": list_of(anything)}, {"obj14": list_of(anything)})
INDICATOR = record(
    {
        "id": word(ANYTHING, "D1.1"),
        "since": word(VERSION, '"2026"'),
        "role": one_of("sending", "receiving", "both"),
        "tags": _TAGS,
        "title": text,
        "about": text,
        "why": text,
        "counts_as_evidence": text,
        "source": text,
        "weight": _ANY_NUMBER,
        "questions": list_of(question, at_least=1),
    },
    {"advice": record({}, {"below_50": text, "below_75": text}), "short_title": text},
    "id",
)
_TRANSLATION = map_of(record({"state": one_of("draft", "reviewed"), "source_hash": word(HASH, "0-9a-f")}), LANGUAGE)
_CHANGE = record(
    {
        "version": word(VERSION, '"2027"'),
        "id": word(ANYTHING, "D1.1a"),
        "kind": one_of("same", "reworded", "rescaled", "added", "retired"),
    },
    {"descends_from": word(ANYTHING, "D1.1a")},
)
SECTION = record(
    {
        "domain": word(ANYTHING, "D1"),
        "slug": word(SLUG, "personal-liberty"),
        "title": text,
        "introduction": text,
        "weight": _ANY_NUMBER,
        "indicators": list_of(INDICATOR, at_least=1),
    },
    {
        "translation": _TRANSLATION,
        "changes": list_of(_CHANGE),
        "per_partner": record({"from": one_of("priority_pairs"), "may_add": boolean}),
        "instruments": record({"offered": list_of(word(), at_least=1)}),
    },
    "domain",
)
_THRESHOLD = record({"share": number(0, 1), "by": one_of("weight", "count")})
_METHOD = record(
    {
        "version": word(VERSION, '"1.0"'),
        "ladder_points": map_of(_PERCENTAGE),
        "weights": record({"main": _ANY_NUMBER, "follow_ups": _ANY_NUMBER}),
        "thresholds": record(dict.fromkeys(("indicator", "domain", "overall", "partners"), _THRESHOLD)),
        "bands": list_of(record({"code": word(), "from": _PERCENTAGE, "label": text}), at_least=1),
        "coverage_grades": list_of(record({"grade": word(), "from": number(0, 1)}), at_least=1),
    }
)
_ANY_INDEX: dict[str, Shape] = {
    "slug": word(SLUG, "consular-cooperation"),
    "version": word(VERSION, '"2026"'),
    "text_revision": number(1, 9999, whole=True),
    "status": one_of("draft", "published"),
    "languages": list_of(word(LANGUAGE, "en"), at_least=1),
    "title": text,
    "introduction": text,
    "sections": list_of(word(PATH, '"sections/01-….yaml"'), at_least=1),
}
INDEX = record(
    {**_ANY_INDEX, "method": _METHOD, "themes": map_of(text)},
    {
        "published": record({"meaning": word(HASH, "0-9a-f"), "texts": map_of(word(HASH, "0-9a-f"))}),
        "follows": word(FOLDER, '"../2026"'),
        "precedes": word(FOLDER, '"../2026"'),
        "changes": list_of(_CHANGE),
    },
)

# --- the civil-society questionnaire ---------------------------------------------------------

_STEP = record({"code": word(), "points": _PERCENTAGE, "label": text})
INDEX_OF_ITEMS = record(
    {
        **_ANY_INDEX,
        "mapped_to": word(VERSION_NAME, "consular-cooperation/2026"),
        "method": record({"version": word(VERSION, '"1.0"'), "fewest_organisations": number(2, 99, whole=True)}),
        "scale": list_of(_STEP, at_least=2),
    }
)
_ITEM = record(
    {
        "id": word(ANYTHING, "C1"),
        "since": word(VERSION, '"2026"'),
        "indicators": list_of(word(ANYTHING, "D1.1"), at_least=1),
        "minutes": number(0.1, 240),
        "ask": text,
    },
    {"help": text},
    "id",
)
SECTION_OF_ITEMS = record(
    {"slug": word(SLUG, "experience"), "title": text, "introduction": text, "items": list_of(_ITEM, at_least=1)},
    {"translation": _TRANSLATION, "changes": list_of(_CHANGE)},
)
