"""What differs between two versions, question by question and facet by facet, for a person to read.

A facet has the name of its key in the files ("ask", "bands"); one of an option
also has its code ("points vccr"). Its value is a text in every language, a
condition, or a short notation that needs no language; None where it is absent.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.core.changes import ChangeKind
from assessment.core.conditions import Condition
from assessment.core.lineage import Descent, lineage
from assessment.core.questionnaire import Domain, Indicator, Kind, Method, Option, Question, Questionnaire, Text

Facet = Text | Condition | str | None
Facets = Mapping[str, Facet]


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one question, indicator or domain: its id now and then, and what differs (name, before, now)."""

    id: str | None
    ancestor: str | None
    kind: ChangeKind
    facets: tuple[tuple[str, Facet, Facet], ...] = ()

    @property
    def moved(self) -> bool:
        """Whether it stands under another id than before."""
        return None not in (self.id, self.ancestor) and self.id != self.ancestor


@dataclass(frozen=True)
class Differences:
    """All that differs: of the whole and its method, of domains and indicators, and of the questions."""

    whole: tuple[tuple[str, Facet, Facet], ...]
    parts: tuple[Difference, ...]
    questions: tuple[Difference, ...]
    counts: Mapping[ChangeKind, int]


def differences(older: Questionnaire, newer: Questionnaire) -> Differences:
    """What a person has to know of the step from one version to another; raises NotComparable as ``lineage``."""
    line = lineage(older, newer)
    changed = [_of_question(descent, older, newer) for descent in line.descents.values()]
    left = [
        Difference(None, id, ChangeKind.RETIRED, _differing(_question(older.questions[id]), {})) for id in line.retired
    ]
    kinds = [difference.kind for difference in (*changed, *left)]
    told = [d for d in (*changed, *left) if d.kind is not ChangeKind.SAME or d.facets or d.moved]
    return Differences(
        whole=_differing(_whole(older), _whole(newer)),
        parts=tuple(_of_parts(_parts(older), _parts(newer))),
        questions=tuple(sorted(told, key=_place)),
        counts={kind: kinds.count(kind) for kind in ChangeKind},
    )


def _place(difference: Difference) -> list[tuple[bool, int, str]]:
    """The place of an id in the order of questionnaires: D2.1 before D10.1."""
    id = difference.id or difference.ancestor or ""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.findall(r"\d+|\D+", id)]


def _of_question(descent: Descent, older: Questionnaire, newer: Questionnaire) -> Difference:
    before = {} if descent.ancestor is None else _question(older.questions[descent.ancestor])
    facets = _differing(before, _question(newer.questions[descent.id]))
    return Difference(descent.id, descent.ancestor, descent.kind, facets)


def _of_parts(before: Mapping[str, Facets], now: Mapping[str, Facets]) -> Iterable[Difference]:
    """The domains or indicators that are new, gone or different."""
    for id in dict.fromkeys((*before, *now)):
        facets = _differing(before.get(id, {}), now.get(id, {}))
        kind = ChangeKind.SAME if id in before and id in now else ChangeKind.ADDED if id in now else ChangeKind.RETIRED
        if facets:
            yield Difference(id if id in now else None, id if id in before else None, kind, facets)


def _differing(before: Facets, now: Facets) -> tuple[tuple[str, Facet, Facet], ...]:
    names = dict.fromkeys((*before, *now))
    return tuple((n, before.get(n), now.get(n)) for n in names if before.get(n) != now.get(n))


# --- the facets -----------------------------------------------------------------------------


def _whole(questionnaire: Questionnaire) -> Facets:
    return {"title": questionnaire.title, "introduction": questionnaire.introduction, **_method(questionnaire.method)}


def _method(method: Method) -> Facets:
    thresholds = {
        "indicator": method.indicator_threshold,
        "domain": method.domain_threshold,
        "overall": method.overall_threshold,
        "partners": method.partners_threshold,
    }
    return {
        "method": method.version,
        "weights": f"{method.main_weight:g} : {method.follow_ups_weight:g}",
        **{f"thresholds {level}": f"{found.share:g} ({found.by})" for level, found in thresholds.items()},
        "bands": ", ".join(f"{band.code} {band.floor:g}" for band in method.bands),
        "coverage_grades": ", ".join(f"{grade} {least:g}" for grade, least in method.coverage_grades),
    }


def _parts(questionnaire: Questionnaire) -> Mapping[str, Facets]:
    domains = {domain.id: _domain(domain) for domain in questionnaire}
    return domains | {id: _indicator(indicator) for id, indicator in questionnaire.indicators.items()}


def _domain(domain: Domain) -> Facets:
    return {
        "title": domain.title,
        "introduction": domain.introduction,
        "weight": f"{domain.weight:g}",
        "per_partner": _flag(domain.per_partner),
    }


def _indicator(indicator: Indicator) -> Facets:
    return {
        "title": indicator.title,
        "about": indicator.about,
        "why": indicator.why,
        "counts_as_evidence": indicator.counts_as_evidence,
        "source": indicator.source,
        "role": indicator.role.value,
        "weight": f"{indicator.weight:g}",
        "gcm": ", ".join(map(str, indicator.gcm)) or None,
        "obj14": ", ".join(indicator.objective_14) or None,
        "theme": ", ".join(indicator.themes) or None,
        **{f"advice {key}": stem for key, stem in indicator.advice.items()},
    }


def _question(question: Question) -> Facets:
    rule, limits = question.evidence_rule, question.limits
    options = "levels" if question.kind is Kind.LADDER else "options"
    return {
        "type": question.kind.value,
        "ask": question.ask,
        "help": question.help,
        **({} if question.kind is Kind.YES_NO else _labels(options, question.options)),
        "none_of_these": question.none_of_these,
        "not_open_to_my_state": _flag(question.not_open_to_my_state),
        "unit": question.unit,
        "limits": None if limits is None else f"{limits.min:g} – {limits.max:g} ({limits.decimals})",
        **_labels("breakdown", question.breakdown),
        **_labels("attribute", question.attribute),
        "max_length": str(question.max_length) if question.kind is Kind.TEXT else None,
        "not_applicable": _flag(question.may_be_not_applicable),
        "confidential": _flag(question.confidential),
        "evidence": None if rule is None else f"{rule.required_from} → {rule.otherwise_counts_as}",
        "show_when": question.show_when,
        "mirror": ", ".join(f"{a}: {b}" for a, b in sorted((question.mirror or {}).items())) or None,
        "part": question.part and question.part.value,
        **{f"points {o.code}": f"{o.points:g}" for o in question.options if o.points is not None},
        "bands": ", ".join(
            f"≤ {b.up_to:g}: {b.gives:g}" if b.up_to is not None else f"{b.gives:g}" for b in question.bands
        )
        or None,
        "between": question.goalposts and "{:g}, {:g}".format(*question.goalposts),
    }


def _labels(name: str, options: Iterable[Option]) -> Facets:
    labels: dict[str, Facet] = {f"{name} {option.code}": option.label for option in options}
    return labels | {f"short {option.code}": option.short for option in options if option.short is not None}


def _flag(on: bool) -> str | None:
    """A flag that is set is noted so; one that is not is absent."""
    return "✓" if on else None
