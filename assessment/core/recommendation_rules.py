"""The rules by which results become recommendations, as frozen data.

Built by ``assessment.catalogue`` from ``recommendations.yaml``, which stands
beside the questionnaire version whose indicators it names. Every limit, share,
weight and text is there; ``core.recommendations`` only applies them. The
numbers in brackets are those of section 5 of the framework.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessment.core.network import PairState
from assessment.core.questionnaire import Text

PROPOSED = "proposed"
"""The status every recommendation begins with; the others are given by those who follow it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule has: a code, which is never changed since keys hold it, a horizon (code), and a text."""

    code: str
    horizon: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Rule):
    """[1] What is recommended ``below`` a score (None: for all the rest), in the words of the indicator's ``stem``."""

    below: float | None = None
    stem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """[2] Where a State's two roles lie ``gap`` points or more apart in a ``domain``, the lower one comes first.

    The text is added to the recommendation on the lowest indicator of that role.
    """

    code: str
    text: Text
    domain: str
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRule(Rule):
    """[4] What is recommended to both States of a pair whose column is in one of the ``states``."""

    states: frozenset[PairState]
    stem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(Rule):
    """[4] A place without a post that a partner could serve; ``indicator`` is the one it counts under.

    ``text`` names the instrument it would rest on; where there is none,
    ``extended`` is said if the two act for each other already, else ``new_arrangement``.
    """

    indicator: str
    extended: Text
    new_arrangement: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(Rule):
    """[6] Government and civil society ``gap`` points or more apart, in either direction."""

    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ToScheme(Rule):
    """[5] Of the members of a scheme that answered, ``share`` (0..1) and ``at_least`` so many lie ``below``.

    ``schemes`` are the codes of those looked at, ``memberships`` the codes of
    the statuses that make a State a member.
    """

    below: float
    share: float
    at_least: int
    schemes: tuple[str, ...]
    memberships: frozenset[str]
    stem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRegion(Rule):
    """[5] The same holds in ``schemes_at_least`` so many schemes: ``addressee`` and these schemes are addressed."""

    schemes_at_least: int
    addressee: str


@dataclass(frozen=True, slots=True)
class Peers:
    """[3] Up to ``most`` members that score ``floor`` or more, with their consent."""

    floor: float
    most: int


@dataclass(frozen=True, slots=True)
class Priority:
    """[7] The gap to 100, times ``weight`` in these domains and under these themes; ``shown`` are listed first."""

    weight: float
    domains: frozenset[str]
    themes: frozenset[str]
    shown: int


@dataclass(frozen=True)
class Rules:
    """One edition of the rules; ``horizons`` and ``statuses`` name their codes.

    ``steps`` rise, and the last has no limit, so that every score has one.
    """

    edition: str
    horizons: Mapping[str, Text]
    statuses: Mapping[str, Text]
    steps: tuple[Step, ...]
    no_data: Rule
    mirror: Mirror
    pairs: tuple[PairRule, ...]
    cover: Cover
    contrast: Contrast
    to_scheme: ToScheme
    to_region: ToRegion
    peers: Peers
    priority: Priority

    def __iter__(self) -> Iterator[Rule]:
        """Every rule that makes a recommendation of its own, in the order of the file."""
        yield from (*self.steps, self.no_data, *self.pairs, self.cover, self.contrast, self.to_scheme, self.to_region)
