"""Pairs over time: what became of the pairs of an earlier round, from pairs that both States signed in both rounds.

A pair that is hidden from a reader is awaiting in its round and has no course:
given ``Network.as_seen_by`` of both rounds, nothing is told that the State may
not see in either.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.core.lineage import NotComparable, lineage
from assessment.core.network import Pair, PairCell, PairState, Summary, summarise
from assessment.core.questionnaire import Indicator, Kind, Questionnaire


@dataclass(frozen=True, slots=True)
class Course:
    """One column of one pair in two rounds, signed by both States in both; named as in the later round."""

    first: str
    second: str
    then: PairCell
    now: PairCell

    @property
    def told(self) -> bool:
        """Whether both States report a level in both rounds."""
        return self.then.levels is not None and self.now.levels is not None


@dataclass(frozen=True)
class OverTime:
    """The courses of some pairs, and what they amount to then and now.

    ``then`` and ``now`` count the courses in which both States report a level
    in both rounds, so that their difference is a change and never one of who
    answered.
    """

    courses: tuple[Course, ...]
    then: Summary
    now: Summary

    @property
    def moves(self) -> Mapping[tuple[PairState, PairState], int]:
        """How many courses went from one state (first) to another, or stayed."""
        return Counter((course.then.state, course.now.state) for course in self.courses)


def over_time(then: Iterable[Pair], now: Iterable[Pair], columns: Mapping[str, str]) -> OverTime:
    """What became of the pairs of an earlier round; ``columns`` as ``comparable_columns`` gives them.

    Pairs of one round alone are left out; both rounds name the two States of a
    pair in the same order, that of their codes.
    """
    earlier = {(pair.first, pair.second): pair for pair in then}
    courses = []
    for pair in now:
        before = earlier.get((pair.first, pair.second))
        if before is None:
            continue
        for column, ancestor in columns.items():
            course = Course(pair.first, pair.second, before.cells[ancestor], pair.cells[column])
            if PairState.AWAITING not in (course.then.state, course.now.state):
                courses.append(course)
    told = [course for course in courses if course.told]
    return OverTime(tuple(courses), summarise(c.then for c in told), summarise(c.now for c in told))


def comparable_columns(older: Questionnaire, newer: Questionnaire) -> Mapping[str, str]:
    """The columns whose pair states mean the same in two versions: id in the newer -> id in the older.

    Every question a pair state is read from must be comparable (see
    ``lineage``). None where the two are no versions of one instrument, the
    older first.
    """
    try:
        comparable = lineage(older, newer).comparable
    except NotComparable:
        return {}
    before = {frozenset(_read(column)): column.id for column in _columns(older)}
    found = {}
    for column in _columns(newer):
        ancestor = before.get(frozenset(comparable.get(id, "") for id in _read(column)))
        if ancestor is not None:
            found[column.id] = ancestor
    return found


def _columns(questionnaire: Questionnaire) -> tuple[Indicator, ...]:
    return tuple(i for domain in questionnaire if domain.per_partner for i in domain.indicators if i.main)


def _read(column: Indicator) -> list[str]:
    """The questions a pair state is read from: the level, who acts for whom, and the places."""
    return [q.id for q in column.questions if q is column.main or q.mirror is not None or q.kind is Kind.COUNTRIES]
