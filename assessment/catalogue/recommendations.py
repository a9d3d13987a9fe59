"""The rules of recommendations: ``recommendations.yaml`` beside a questionnaire version, checked and built."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.catalogue import shape
from assessment.catalogue.building import read_text
from assessment.catalogue.files import Files, read_version
from assessment.catalogue.findings import Finding, Findings, QuestionnaireInvalid
from assessment.catalogue.reading import Node, read
from assessment.catalogue.reference import Reference
from assessment.catalogue.rules_texts import contents
from assessment.catalogue.shape import list_of, map_of, number, one_of, record, text, word
from assessment.core.network import PairState
from assessment.core.questionnaire import Text
from assessment.core.recommendation_rules import (
    PROPOSED,
    Contrast,
    Cover,
    Mirror,
    PairRule,
    Peers,
    Priority,
    Rule,
    Rules,
    Step,
    ToRegion,
    ToScheme,
)

NAME = "recommendations.yaml"

_CODES, _SCORE, _GAP = list_of(word(), at_least=1), number(0, 100), number(1, 100)
_IDS = list_of(word(shape.ANYTHING, "D1"), at_least=1)
_STEM = one_of("below_50", "below_75")
_RULE = {"code": word(), "horizon": word(), "text": text}
_STATES = one_of(*(str(state) for state in PairState if state is not PairState.AWAITING))
SHAPE = record(
    {
        "edition": word(shape.VERSION, '"1.0"'),
        "horizons": map_of(text),
        "statuses": map_of(text),
        "steps": list_of(record(_RULE, {"below": _SCORE, "stem": _STEM}, "code"), at_least=1),
        "no_data": record(_RULE, own_id="code"),
        "mirror": record(
            {"code": word(), "text": text, "domain": word(shape.ANYTHING, "D1"), "gap": _GAP}, own_id="code"
        ),
        "pairs": list_of(record({**_RULE, "states": list_of(_STATES, at_least=1)}, {"stem": _STEM}, "code")),
        "cover": record(
            {
                **_RULE, "indicator": word(shape.ANYTHING, "D1.1"),
                "extended": text, "new_arrangement": text,
            },
            own_id="code",
        ),
        "contrast": record({**_RULE, "gap": _GAP}, own_id="code"),
        "to_scheme": record(
            {
                **_RULE, "below": _SCORE, "share": number(0, 1), "at_least": number(1, 99, whole=True),
                "schemes": _CODES, "memberships": _CODES, "stem": _STEM,
            },
            own_id="code",
        ),
        "to_region": record(
            {**_RULE, "schemes_at_least": number(1, 99, whole=True), "addressee": word()}, own_id="code"
        ),
        "peers": record({"floor": _SCORE, "most": number(0, 9, whole=True)}),
        "priority": record(
            {
                "weight": number(1, 9), "domains": _IDS, "themes": list_of(word()),
                "shown": number(1, 99, whole=True),
            }
        ),
    }
)  # fmt: skip

_ABOUT = frozenset({"indicator", "stem"})
PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "steps": _ABOUT,
    "no_data": frozenset({"indicator"}),
    "mirror": frozenset({"gap"}),
    "pairs": _ABOUT | {"partner"},
    "cover": frozenset({"indicator", "partner", "place", "instrument"}),
    "contrast": frozenset({"item", "gap"}),
    "to_scheme": _ABOUT | {"scheme"},
    "to_region": _ABOUT | {"addressee", "schemes"},
}
"""What the text of a rule may be filled with, by the part of the file it stands in; elsewhere nothing."""


def check_rules(path: Path | str) -> list[Finding]:
    """All problems of the rules beside a version (``path``: its folder), by line."""
    return list(_judged(Path(path))[1])


def load_rules(path: Path | str) -> Rules:
    """The rules beside a version (``path``: its folder); QuestionnaireInvalid, with all findings, on errors.

    A version without the file has no rules: that is an error too.
    """
    root, findings = _judged(Path(path))
    if any(finding.severity == "error" for finding in findings):
        raise QuestionnaireInvalid(findings)
    return _built(root)


def scheme_members(rules: Rules, reference: Reference) -> Mapping[str, frozenset[str]]:
    """The members (iso3) of every scheme the rules look at, by its code; a suspended membership does not count."""
    return {
        scheme: frozenset(
            m.country for m in reference.memberships if m.scheme == scheme and m.status in rules.to_scheme.memberships
        )
        for scheme in rules.to_scheme.schemes
    }


def _judged(folder: Path) -> tuple[Node, tuple[Finding, ...]]:
    """The file as far as it can be read, and all that is wrong with it; the version has checks of its own."""
    findings, name = Findings(), str(folder / NAME)
    version = read_version(folder, Findings())
    root = read(folder / NAME, findings) or Node(1, {}, there=False)
    if root.there:
        walk = shape.Walk(name, findings, version.languages)
        SHAPE(root, walk)
        allowed = _allowed(root)
        for words in walk.texts:
            contents(words, version.languages, allowed.get(id(words.node), frozenset()), findings)
        _Agreement(name, root, version, findings).judge()
    return root, findings.sorted()


def _allowed(root: Node) -> dict[int, frozenset[str]]:
    """The placeholders of every text of a rule, by the identity of its node."""
    return {
        id(rule.get(key)): placeholders
        for part, placeholders in PLACEHOLDERS.items()
        for rule in _rules(root.get(part))
        for key in ("text", "extended", "new_arrangement")
        if rule.get(key).there
    }


def _rules(part: Node) -> list[Node]:
    """The rules of one part of the file: the elements of a list, or the part itself."""
    return part.items or ([part] if part.entries else [])


@dataclass(frozen=True)
class _Agreement:
    """What the rules must agree on among themselves, with the version beside them and with the reference data."""

    file: str
    root: Node
    version: Files
    findings: Findings

    def judge(self) -> None:
        """Run all checks."""
        self._rules()
        self._steps()
        indicators, domains = ({part.id for part in parts} for parts in (self.version.indicators, self.version.domains))
        priority = self.root.get("priority")
        self._known([self.root.get("cover").get("indicator")], indicators, "indicators")
        self._known([self.root.get("mirror").get("domain")], domains, "domains")
        self._known(priority.get("domains").items, domains, "domains")
        self._known(priority.get("themes").items, self.version.index.get("themes").entries, "themes")
        schemes = read(self.version.reference / "schemes.yaml", Findings()) or Node(1)
        raised = self.root.get("to_scheme")
        codes = [scheme.get("code").words for scheme in schemes.get("schemes").items]
        self._known(raised.get("schemes").items, codes, "schemes")
        self._known(raised.get("memberships").items, schemes.get("membership_statuses").entries, "statuses")
        statuses = self.root.get("statuses")
        if statuses.entries and PROPOSED not in statuses.entries:
            self._add("key_missing", statuses, key=PROPOSED)

    def _rules(self) -> None:
        """Codes stand once, horizons are known, and a rule with a stem names it while no other does."""
        first: dict[str, int] = {}
        for part in PLACEHOLDERS:
            for rule in _rules(self.root.get(part)):
                code = rule.get("code")
                if code.words in first:
                    self._add("reference_repeated", code, value=code.words, first=first[code.words])
                first.setdefault(code.words, code.line)
                self._known([rule.get("horizon")], self.root.get("horizons").entries, "horizons")
                if part in ("steps", "pairs") and not rule.get("stem").there:
                    self._without_stem(rule)

    def _without_stem(self, rule: Node) -> None:
        for words in rule.get("text").entries.values():
            if "{stem}" in words.words:
                self._add("placeholder_unknown", words, name="{stem}")

    def _steps(self) -> None:
        """The limits of the steps rise, and only the last has none."""
        before: float | None = None
        *limited, last = self.root.get("steps").items or [Node(1, {})]
        for step in limited:
            limit = step.get("below")
            if limit.number is None:
                self._add("key_missing", step, key="below")
            elif before is not None and limit.number <= before:
                self._add("bands_fall", limit, edge=f"{limit.number:g}", before=f"{before:g}")
            before = limit.number if limit.number is not None else before
        if last.get("below").there:
            self._add("last_step_limited", last.get("below"))

    def _known(self, nodes: Iterable[Node], known: Iterable[object], list_: str) -> None:
        """Codes that must be in a list, unless that list could not be read, each once."""
        known, seen = set(known), set[str]()
        for node in nodes:
            if known and node.words and (node.words not in known or node.words in seen):
                self._add("reference_unknown", node, value=node.words, list=list_)
            seen.add(node.words)

    def _add(self, code: str, node: Node, **facts: object) -> None:
        self.findings.add(code, self.file, node.line, **facts)


# --- building ------------------------------------------------------------------------------


def _built(root: Node) -> Rules:
    """The rules of a file in which no error was found."""
    no_data, contrast, peers = root.get("no_data"), root.get("contrast"), root.get("peers")
    return Rules(
        edition=root.get("edition").words,
        horizons={str(code): read_text(node) for code, node in root.get("horizons").entries.items()},
        statuses={str(code): read_text(node) for code, node in root.get("statuses").entries.items()},
        steps=tuple(map(_step, root.get("steps").items)),
        no_data=Rule(code=_code(no_data), horizon=_horizon(no_data), text=_said(no_data)),
        mirror=_mirror(root.get("mirror")),
        pairs=tuple(map(_pair_rule, root.get("pairs").items)),
        cover=_cover(root.get("cover")),
        contrast=Contrast(
            code=_code(contrast), horizon=_horizon(contrast), text=_said(contrast), gap=_number(contrast.get("gap"))
        ),
        to_scheme=_to_scheme(root.get("to_scheme")),
        to_region=_to_region(root.get("to_region")),
        peers=Peers(_number(peers.get("floor")), int(_number(peers.get("most")))),
        priority=_priority(root.get("priority")),
    )


def _step(node: Node) -> Step:
    return Step(
        code=_code(node),
        horizon=_horizon(node),
        text=_said(node),
        below=node.get("below").number,
        stem=node.get("stem").words or None,
    )


def _mirror(node: Node) -> Mirror:
    return Mirror(
        code=_code(node),
        text=_said(node),
        domain=node.get("domain").words,
        gap=_number(node.get("gap")),
    )


def _pair_rule(node: Node) -> PairRule:
    return PairRule(
        code=_code(node),
        horizon=_horizon(node),
        text=_said(node),
        states=frozenset(map(PairState, _words(node.get("states")))),
        stem=node.get("stem").words or None,
    )


def _cover(node: Node) -> Cover:
    return Cover(
        code=_code(node),
        horizon=_horizon(node),
        text=_said(node),
        indicator=node.get("indicator").words,
        extended=read_text(node.get("extended")),
        new_arrangement=read_text(node.get("new_arrangement")),
    )


def _to_scheme(node: Node) -> ToScheme:
    return ToScheme(
        code=_code(node),
        horizon=_horizon(node),
        text=_said(node),
        below=_number(node.get("below")),
        share=_number(node.get("share")),
        at_least=int(_number(node.get("at_least"))),
        schemes=_words(node.get("schemes")),
        memberships=frozenset(_words(node.get("memberships"))),
        stem=node.get("stem").words,
    )


def _to_region(node: Node) -> ToRegion:
    return ToRegion(
        code=_code(node),
        horizon=_horizon(node),
        text=_said(node),
        schemes_at_least=int(_number(node.get("schemes_at_least"))),
        addressee=node.get("addressee").words,
    )


def _priority(node: Node) -> Priority:
    return Priority(
        weight=_number(node.get("weight")),
        domains=frozenset(_words(node.get("domains"))),
        themes=frozenset(_words(node.get("themes"))),
        shown=int(_number(node.get("shown"))),
    )


def _code(node: Node) -> str:
    return node.get("code").words


def _horizon(node: Node) -> str:
    return node.get("horizon").words


def _said(node: Node) -> Text:
    return read_text(node.get("text"))


def _number(node: Node) -> float:
    return float(node.number or 0)


def _words(node: Node) -> tuple[str, ...]:
    return tuple(item.words for item in node.items)
