"""Time spent on a section: which of the seconds that a browser reports, or that saves alone tell, count.

Only sums are made here: seconds a section. What somebody did in them is
neither asked nor kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

LONGEST = 600
"""The most seconds that one report, or the time between two saves, can add."""


def counted(claimed: int, since: float | None, now: float) -> int:
    """How many of the seconds claimed at ``now`` count for a person whose time is counted up to ``since``.

    Never more than have passed since then, so that two windows of one person,
    or a report sent twice, do not count the same minutes twice. Moments are
    seconds of one clock; None: nothing of this person is counted yet.
    """
    most = LONGEST if since is None else min(LONGEST, int(now - since))
    return max(0, min(claimed, most))


def between_saves(saves: Iterable[tuple[object, float, str]]) -> dict[str, int]:
    """Seconds a section as saves alone tell them: (person, moment, section of what was saved).

    The time since the save of the same person before, at most LONGEST, belongs
    to the section saved; a first save tells of no time.
    """
    spent: dict[str, int] = {}
    last: dict[object, float] = {}
    for person, moment, section in sorted(saves, key=lambda save: save[1]):
        seconds = counted(LONGEST, last.get(person, moment), moment)
        if seconds:
            spent[section] = spent.get(section, 0) + seconds
        last[person] = moment
    return spent


@dataclass(frozen=True, slots=True)
class Burden:
    """The time that countries spent on a section: how many are counted, and the median in minutes.

    The median is None where they are too few for it to be shown.
    """

    section: str
    n: int
    minutes: float | None


def burden(section: str, seconds: Iterable[Mapping[str, int]], fewest: int) -> Burden:
    """The burden of a section over countries; ``seconds`` are those of each country by section, ``fewest`` to show."""
    spent = [country[section] for country in seconds if country.get(section)]
    return Burden(section, len(spent), median(spent) / 60 if len(spent) >= fewest else None)
