"""Rules 18-23 and 43: conditions read earlier questions, in a way those can answer, and decide something."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assessment.catalogue.building import condition
from assessment.catalogue.files import Files, Part
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Node
from assessment.catalogue.rules_ids import retired
from assessment.core.answers import NONE_OF_THESE, Answer, AnswerSheet, State, Value
from assessment.core.conditions import STATE_TESTS, Condition, Not, Test, holds, sources

DEEPEST = 3  # all / any / not inside one another
ENOUGH = 50_000  # combinations of answers tried before rule 21 gives up
YEARS = (1900, 2100)
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
COUNTRY = re.compile(r"[A-Z]{3}")
_COMPARED = frozenset({"equals", "at_least", "at_most"})
_PICKED = frozenset({"any_of", "all_of", "count_at_least"})
# Which value tests a type of question can answer; every type can answer the state tests.
OPERATORS: Mapping[str, frozenset[str]] = {
    "ladder": _COMPARED | {"any_of"},
    "yes_no": frozenset({"equals", "any_of"}),
    "one": frozenset({"equals", "any_of"}),
    "several": _PICKED,
    "number": _COMPARED,
    "percent": _COMPARED,
    "countries": _PICKED,
    "year": _COMPARED,
    "month": frozenset({"equals"}),
    "text": frozenset(),
}


def conditions(files: Files, findings: Findings) -> None:
    """Run the rules about conditions."""
    by_id: dict[str, Part] = {}
    for question in files.questions:
        by_id.setdefault(question.id, question)
    gone, earlier = retired(files), set[str]()
    undecided = {part.id for part in _in_cycles(files.questions, by_id, findings)}
    for question in files.questions:
        rule = question.node.get("show_when")
        if _depth(rule) > DEEPEST:
            findings.add("nested_too_deep", question.file, rule.key_line, question.id, deepest=DEEPEST)
        judged = [_reads(test, question, by_id, gone, earlier, findings) for test in tests_of(rule)]
        inherited = {test.get("q").words for test in tests_of(rule)} & undecided
        if not all(judged) or inherited or question.id in undecided:
            undecided.add(question.id)
        elif rule.there:
            _decides(question, by_id, findings)
        earlier.add(question.id)


def _branches(node: Node) -> list[Node]:
    """The parts an all, any or not joins."""
    negated = node.get("not")
    return [*node.get("all").items, *node.get("any").items, *([negated] if negated.there else [])]


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, _branches(node))) if _branches(node) else 0


def tests_of(node: Node) -> Iterator[Node]:
    """The leaves of a tree, each a {q, is, value} unless its shape is wrong; none where there is no tree."""
    for part in _branches(node):
        yield from tests_of(part)
    if node.there and not _branches(node):
        yield node


# --- rules 18, 20, 22: one test -------------------------------------------------------------


def _reads(
    test: Node, question: Part, by_id: Mapping[str, Part], gone: frozenset[str], earlier: set[str], findings: Findings
) -> bool:
    """Whether one test reads an earlier question in a way it can answer."""
    name = test.get("q")
    if not name.words:
        return False  # reported by its shape
    source, code = by_id.get(name.words), ""
    if source is None:
        code = "source_retired" if name.words in gone else "source_unknown"
    elif name.words not in earlier:
        code = "source_not_earlier"
    if code:
        findings.add(code, question.file, name.line, question.id, source=name.words)
    return source is not None and _fits(test, question, source, findings) and not code


def _fits(test: Node, question: Part, source: Part, findings: Findings) -> bool:
    """Rules 20, 22 and 43: the operator suits the source's type, the value is one it can have and all may know."""
    kind, operator, value = source.node.get("type").words, test.get("is"), test.get("value")
    code, at = "", operator
    if kind not in OPERATORS:
        return False  # its type is reported already
    if operator.words in STATE_TESTS:
        if operator.words == "not_applicable" and source.node.get("not_applicable").get("allowed").value is not True:
            code = "source_never_not_applicable"
        elif value.there:
            code, at = "value_not_due", value
    elif kind == "text":
        code = "depends_on_free_text"
    elif any(source.node.get(mark).value is True for mark in ("confidential", "small_counts")):
        code = "depends_on_hidden_value"
    elif operator.words not in OPERATORS[kind]:
        code = "operator_unsuited"
    elif not _possible(operator.words, value, source.node):
        code, at = "value_impossible", value
    if code:
        facts = {"operator": operator.words, "kind": kind, "source": source.id, "value": value.plain()}
        findings.add(code, question.file, at.line, question.id, **facts)
    return not code


def _possible(operator: str, value: Node, source: Node) -> bool:
    """Whether a source can have the value a test names."""
    kind = source.get("type").words
    if operator == "count_at_least":
        most = len(source.get("options").entries) if kind == "several" else 249
        return isinstance(value.value, int) and not isinstance(value.value, bool) and 1 <= value.value <= most
    if operator in ("any_of", "all_of"):
        codes = [item.value for item in value.items]
        return bool(codes) and all(_is_code(code, kind, source) for code in codes)
    if kind in ("number", "percent", "year"):
        low, high = _range(source)
        return value.number is not None and low <= value.number <= high
    return _is_code(value.value, kind, source)


def _is_code(value: object, kind: str, source: Node) -> bool:
    if kind == "countries":
        return isinstance(value, str) and COUNTRY.fullmatch(value) is not None
    if kind == "month":
        return isinstance(value, str) and MONTH.fullmatch(value) is not None
    return isinstance(value, str | int) and not isinstance(value, bool) and value in _codes(source)


def _codes(source: Node) -> list[str | int]:
    """The codes a choice can have; the exclusive one of a "several" is last."""
    kind = source.get("type").words
    if kind == "yes_no":
        return ["yes", "no"]
    codes = list(source.get("levels" if kind == "ladder" else "options").entries)
    return [*codes, NONE_OF_THESE] if kind == "several" else codes


def _range(source: Node) -> tuple[float, float]:
    """The smallest and largest number a source accepts."""
    kind, limits = source.get("type").words, source.get("limits")
    if kind == "number":
        low, high = limits.get("min").number, limits.get("max").number
        return (-1e12 if low is None else low, 1e12 if high is None else high)
    return YEARS if kind == "year" else (0, 100)


# --- rule 19: cycles ------------------------------------------------------------------------


def _in_cycles(questions: Iterable[Part], by_id: Mapping[str, Part], findings: Findings) -> list[Part]:
    """The questions whose condition comes back to themselves, each reported."""
    reads = {id_: {test.get("q").words for test in tests_of(part.node.get("show_when"))} for id_, part in by_id.items()}
    cyclic = []
    for question in questions:
        reached, waiting = set[str](), list(reads.get(question.id, ()))
        while waiting:
            id_ = waiting.pop()
            if id_ not in reached:
                reached.add(id_)
                waiting.extend(reads.get(id_, ()))
        if question.id in reached:
            findings.add("condition_cycle", question.file, question.node.get("show_when").key_line, question.id)
            cyclic.append(question)
    return cyclic


# --- rule 21: a condition decides something -------------------------------------------------


def _decides(question: Part, by_id: Mapping[str, Part], findings: Findings) -> None:
    """Search the answers of the few questions involved for one that shows and one that hides."""
    rule = condition(question.node.get("show_when"))
    rules = dict(_involved(rule, by_id))
    tests = [test for found in (rule, *rules.values()) if found is not None for test in _flat(found)]
    order = [id_ for id_ in by_id if id_ in rules]
    candidates = [_candidates(by_id[id_].node, [test for test in tests if test.question == id_]) for id_ in order]
    seen: set[bool] = set()
    for tried, combination in enumerate(itertools.product(*candidates)):
        asked: dict[str, Answer] = {}
        for id_, answer in zip(order, combination, strict=True):
            shown_when = rules[id_]
            if shown_when is None or holds(shown_when, AnswerSheet(asked)):
                asked[id_] = answer
        seen.add(holds(rule, AnswerSheet(asked)))
        if len(seen) == 2 or tried >= ENOUGH:
            return
    code = "always_shown" if seen == {True} else "never_shown"
    findings.add(code, question.file, question.node.get("show_when").key_line, question.id)


def _involved(rule: Condition, by_id: Mapping[str, Part]) -> Iterator[tuple[str, Condition | None]]:
    """The sources of a condition with their own conditions, all the way back."""
    for id_ in sources(rule):
        shown_when = by_id[id_].node.get("show_when")
        own = condition(shown_when) if shown_when.there else None
        yield id_, own
        if own is not None:
            yield from _involved(own, by_id)


def _flat(rule: Condition) -> Iterator[Test]:
    if isinstance(rule, Test):
        yield rule
        return
    for part in (rule.part,) if isinstance(rule, Not) else rule.parts:
        yield from _flat(part)


def _candidates(source: Node, tests: list[Test]) -> list[Answer]:
    """Answers that tell the tests apart: every state, and the values around those the tests name."""
    kind = source.get("type").words
    named = [value for test in tests for value in (test.value if isinstance(test.value, list) else [test.value])]
    numbers = [value for value in named if isinstance(value, int | float)]
    values: list[Value]
    if kind == "several":
        values = [{"chosen": chosen, "not_open": []} for chosen in _picks(_codes(source)[:-1], tests)]
        values.append({"chosen": [NONE_OF_THESE], "not_open": []})
    elif kind == "countries":
        some = [*dict.fromkeys(v for v in named if isinstance(v, str)), *(f"X{n}" for n in range(1, 250))]
        values = [dict.fromkeys(chosen) for chosen in _picks(some, tests) if chosen]
    elif kind in ("number", "percent", "year"):
        low, high = _range(source)
        near = {low, high, *(n + step for n in numbers for step in (-1, -0.1, 0, 0.1, 1))}
        values = [n for n in sorted(near) if low <= n <= high]
    elif kind in ("month", "text"):
        values = ["0000-01", *(value for value in named if value is not None)]
    else:
        values = list(_codes(source))
    states = [State.BLANK, State.DONT_KNOW]
    if source.get("not_applicable").get("allowed").value is True:
        states.append(State.NOT_APPLICABLE)
    return [Answer(State.ANSWERED, value) for value in values] + [Answer(state) for state in states]


def _picks(codes: Sequence[str | int], tests: list[Test]) -> list[list[str | int]]:
    """Choices of several codes: each alone, all, the ones each test names, and as many as it counts."""
    picks = [*([code] for code in codes[:12]), list(codes)]
    for test in tests:
        if test.operator == "count_at_least" and isinstance(test.value, int):
            picks += [list(codes[: test.value]), list(codes[: test.value - 1])]
        elif isinstance(test.value, list):
            picks += [list(test.value), [code for code in codes if code not in test.value]]
    return [pick for pick in picks if pick]
