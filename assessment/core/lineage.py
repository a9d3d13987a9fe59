"""Where the questions of a version come from, and how much of two versions can be compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assessment.core.changes import COMPARABLE, Change, ChangeKind, version_key
from assessment.core.questionnaire import Question, Questionnaire
from assessment.core.results import OVERALL
from assessment.core.scoring import score_tree

_SEVERITY = list(ChangeKind)  # over several versions the gravest counts


class NotComparable(ValueError):
    """The two are no versions of one instrument, the older first."""


@dataclass(frozen=True, slots=True)
class Descent:
    """Where a question comes from: ``ancestor`` is its id in the older version, None where it was added since."""

    id: str
    kind: ChangeKind
    ancestor: str | None

    @property
    def comparable(self) -> bool:
        """Whether answers then and now mean the same."""
        return self.kind in COMPARABLE


@dataclass(frozen=True)
class Lineage:
    """The questions of a newer version by id, in order, with what they were in an older one; and those that left."""

    older: str
    newer: str
    descents: Mapping[str, Descent]
    retired: tuple[str, ...]

    @cached_property
    def comparable(self) -> Mapping[str, str]:
        """The questions whose answers can be compared: id in the newer version -> id in the older."""
        return {d.id: d.ancestor for d in self.descents.values() if d.comparable and d.ancestor is not None}


def lineage(older: Questionnaire, newer: Questionnaire) -> Lineage:
    """What became of the questions between two versions, through all versions between them.

    A version declares the step from the one before it; only demonstration data
    declare, in the older version, the step to a later one. What nothing is
    declared about stayed the same. Raises NotComparable for two instruments,
    or when ``newer`` is the earlier one.
    """
    first, last = version_key(older.version), version_key(newer.version)
    if older.slug != newer.slug or first > last:
        raise NotComparable(f"{older.slug} {older.version}, {newer.slug} {newer.version}")
    steps: dict[tuple[int, ...], dict[str, Change]] = {}
    for change in (*older.changes, *newer.changes):
        if first < version_key(change.version) <= last:
            steps.setdefault(version_key(change.version), {})[change.id] = change
    back = [steps[version] for version in sorted(steps, reverse=True)]
    descents = {id: _descent(id, back, older) for id in newer.questions}
    kept = {descent.ancestor for descent in descents.values()}
    return Lineage(older.version, newer.version, descents, tuple(id for id in older.questions if id not in kept))


def _descent(id: str, back: Iterable[Mapping[str, Change]], older: Questionnaire) -> Descent:
    """The way of one question back through the steps, the newest first."""
    kind, then = ChangeKind.SAME, id
    for step in back:
        change = step.get(then)
        if change is None:
            continue
        if change.kind is ChangeKind.ADDED:
            return Descent(id, ChangeKind.ADDED, None)
        kind = max(kind, change.kind, key=_SEVERITY.index)
        then = change.descends_from or then
    return Descent(id, kind, then) if then in older.questions else Descent(id, ChangeKind.ADDED, None)


@lru_cache(maxsize=16)
def linked(older: Questionnaire, newer: Questionnaire) -> Mapping[str, str]:
    """The questions that make a score of the same answers in both versions: id in the newer -> id in the older.

    Those whose answers can be compared, that are scored in both, by the same
    points, and asked per partner in both or in neither. Raises NotComparable
    as ``lineage``.
    """
    comparable = lineage(older, newer).comparable
    per_partner_then, per_partner = _per_partner(older), _per_partner(newer)
    return {
        id: then
        for id, then in comparable.items()
        if _points(newer.questions[id]) == _points(older.questions[then])
        and (id in per_partner) is (then in per_partner_then)
        and newer.questions[id].scored
        and older.questions[then].scored
    }


def _points(question: Question) -> tuple[object, ...]:
    """All that decides how many points an answer to a question is worth."""
    points = {code: points for code, points in question.points.items() if points is not None}
    kind, not_open = question.kind, question.not_open_to_my_state
    return kind, points, not_open, question.bands, question.goalposts, question.evidence_rule


def _per_partner(questionnaire: Questionnaire) -> frozenset[str]:
    return frozenset(question.id for domain in questionnaire if domain.per_partner for question in domain.questions)


def common_weight(older: Questionnaire, newer: Questionnaire) -> tuple[float, float]:
    """The shares (0..1) of the weight of either version that lie on linked questions."""
    links, before, now = linked(older, newer), weights(older), weights(newer)
    return sum(before[ancestor] for ancestor in links.values()), sum(now[id] for id in links)


LEVELS = 3
"""Overall, domains, indicators: the nodes that can be followed from one version to another."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What a node of the newer version was in the older one (None: nothing), and its level (0 for the overall)."""

    id: str | None
    level: int


def counterparts(older: Questionnaire, newer: Questionnaire) -> Mapping[str, Counterpart]:
    """The overall, the scored domains and indicators of the newer version, in order, with what each was before.

    A domain was the one of the same id, an indicator the one that held its
    ladder (without one: its first scored question). Raises NotComparable as
    ``lineage``.
    """
    descents, before, scored = lineage(older, newer).descents, score_tree(older).parents, score_tree(newer).parents
    nodes = {OVERALL: Counterpart(OVERALL, 0)}
    for domain in newer:
        if domain.id in scored:
            nodes[domain.id] = Counterpart(domain.id if domain.id in before else None, 1)
        for indicator in domain.indicators:
            if indicator.id in scored:
                was = descents[(indicator.main or indicator.follow_ups[0]).id].ancestor
                holder = older.indicator_of(was).id if was else None
                nodes[indicator.id] = Counterpart(holder if holder in before else None, 2)
    return nodes


def weights(questionnaire: Questionnaire) -> Mapping[str, float]:
    """The weight of every scored question in the overall score when all are answered; together 1."""
    tree = score_tree(questionnaire)
    share = {OVERALL: 1.0}
    for id in tree.ids:
        parent = tree.parents.get(id)
        whole = sum(weight for weight, _ in parent.children) if parent else 0
        share |= {child: share[id] * weight / whole for weight, child in parent.children} if parent else {}
    return {id: share[id] for id, _question in tree.questions}
