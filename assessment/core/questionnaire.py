"""The questionnaire as frozen data: domains, indicators, questions, method.

Built once by ``assessment.catalogue`` from the YAML files and never changed.
Texts are mappings from language code to words, so that both languages travel
together and a third one is data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from assessment.core.answers import BLANK, NOT_ASKED, Answer, AnswerSheet, State, row_of
from assessment.core.changes import Change
from assessment.core.conditions import Condition, holds, sources

Text = Mapping[str, str]


class UnknownQuestion(LookupError):
    """The questionnaire has no question of this id."""


class Kind(StrEnum):
    """The kinds of question, named as in the questionnaire files."""

    LADDER = "ladder"
    YES_NO = "yes_no"
    ONE = "one"
    SEVERAL = "several"
    NUMBER = "number"
    PERCENT = "percent"
    COUNTRIES = "countries"
    YEAR = "year"
    MONTH = "month"
    TEXT = "text"


class Part(StrEnum):
    """The part a scored question plays in its indicator."""

    MAIN = "main"
    FOLLOW_UP = "follow_up"


class Role(StrEnum):
    """In which role a State answers: sending (S), receiving (R) or both (B)."""

    SENDING = "sending"
    RECEIVING = "receiving"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. ``points`` is 0..100 for ordered choices (ladder, yes/no,
    one) and a share of the possible points for ``several``; None: unscored.
    ``short`` is a label for where a whole sentence has no room."""

    code: str
    label: Text
    points: float | None = None
    short: Text | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """One step of a banded number: values ``<= up_to`` (None: all the rest) give ``gives`` (0..100)."""

    up_to: float | None
    gives: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Smallest and largest number accepted, and how many decimals."""

    min: float = 0
    max: float = 1_000_000_000
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """A ladder level from ``required_from`` on counts, without evidence, as ``otherwise_counts_as``."""

    required_from: int
    otherwise_counts_as: int


@dataclass(frozen=True)
class Question:
    """One question. Fields that do not belong to its kind keep their defaults.

    ``options`` are the levels of a ladder (codes "0".."4"), yes/no, or the
    choices of one/several; ``none_of_these`` is the exclusive choice of a
    ``several``; ``breakdown`` the parts of a number beside its total;
    ``attribute`` what is noted per country. ``goalposts`` (L, U) score a
    number as 100 x clip((x - L)/(U - L), 0, 1). ``mirror`` says, by option,
    what the partner State should answer to agree. ``partner`` (iso3) is set on
    a cell: the question as asked about one partner. ``confidential`` and
    ``small_counts`` limit what others are shown (``assessment.core.disclosure``).
    ``offered`` says which option a known membership in a scheme speaks for.
    """

    id: str
    kind: Kind
    ask: Text
    help: Text | None = None
    part: Part | None = None
    options: tuple[Option, ...] = ()
    none_of_these: Text | None = None
    not_open_to_my_state: bool = False
    evidence_rule: EvidenceRule | None = None
    unit: Text | None = None
    limits: Limits | None = None
    bands: tuple[Band, ...] = ()
    goalposts: tuple[float, float] | None = None
    breakdown: tuple[Option, ...] = ()
    attribute: tuple[Option, ...] = ()
    max_length: int = 2000
    may_be_not_applicable: bool = False
    show_when: Condition | None = None
    confidential: bool = False
    small_counts: bool = False
    minutes: float = 1
    mirror: Mapping[str, str] | None = None
    offered: Mapping[str, str] = field(default_factory=dict)
    partner: str | None = None

    @property
    def scored(self) -> bool:
        """Whether the answer counts in a score."""
        return self.part is not None

    @cached_property
    def option_codes(self) -> tuple[str, ...]:
        """The codes of the options, in order."""
        return tuple(option.code for option in self.options)

    @cached_property
    def points(self) -> Mapping[str, float | None]:
        """The points of the options, by code."""
        return {o.code: None if o.points is None else float(o.points) for o in self.options}

    def option(self, code: str) -> Option:
        """The option with this code; KeyError when there is none."""
        for option in self.options:
            if option.code == code:
                return option
        raise KeyError(code)


@dataclass(frozen=True)
class Indicator:
    """One indicator with its questions, sources and recommendation stems; ``short_title`` heads a column.

    ``over_partners`` names the question whose mean over the partners is the
    indicator's value, once the questionnaire is laid out for a sheet's partners.
    """

    id: str
    title: Text
    about: Text
    role: Role
    questions: tuple[Question, ...]
    why: Text | None = None
    counts_as_evidence: Text | None = None
    source: Text | None = None
    gcm: tuple[int, ...] = ()
    objective_14: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    advice: Mapping[str, Text] = field(default_factory=dict)
    weight: float = 1
    since: str = ""
    over_partners: str | None = None
    short_title: Text | None = None

    @property
    def main(self) -> Question | None:
        """The question that carries the indicator (its ladder), if scored."""
        return next((q for q in self.questions if q.part is Part.MAIN), None)

    @property
    def minutes(self) -> float:
        """Estimated minutes to answer its questions."""
        return sum(question.minutes for question in self.questions)

    @property
    def follow_ups(self) -> tuple[Question, ...]:
        """The scored follow-ups."""
        return tuple(q for q in self.questions if q.part is Part.FOLLOW_UP)


@dataclass(frozen=True)
class Domain:
    """One domain, which is one section of the questionnaire; ``slug`` stands in its address.

    A ``per_partner`` domain is asked once for every partner State; the texts of
    its questions name the partner as {partner}. ``offered_instruments`` are codes of known
    instruments of cooperation, offered for confirmation.
    """

    id: str
    slug: str
    title: Text
    indicators: tuple[Indicator, ...]
    introduction: Text | None = None
    weight: float = 1
    per_partner: bool = False
    may_add_partners: bool = False
    offered_instruments: tuple[str, ...] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions of the section, in order."""
        return tuple(q for indicator in self.indicators for q in indicator.questions)

    @property
    def minutes(self) -> float:
        """Estimated minutes to answer the section."""
        return sum(indicator.minutes for indicator in self.indicators)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Least share of applicable children, by ``weight`` or by ``count``, for a value to be shown."""

    share: float
    by: str


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """A named band of scores; ``floor`` is its inclusive lower edge (0..100)."""

    code: str
    floor: float
    label: Text


@dataclass(frozen=True)
class Method:
    """The choices of the scoring method, which are data of the version."""

    version: str
    main_weight: float
    follow_ups_weight: float
    indicator_threshold: Threshold
    domain_threshold: Threshold
    overall_threshold: Threshold
    partners_threshold: Threshold
    bands: tuple[ScoreBand, ...]
    coverage_grades: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Questionnaire:
    """One published or draft version of an instrument.

    ``meaning_hash`` covers everything but texts; ``texts_hash`` the texts.
    ``changes`` tell the history of its ids (see ``core.lineage``).
    """

    slug: str
    version: str
    text_revision: int
    languages: tuple[str, ...]
    title: Text
    introduction: Text
    method: Method
    domains: tuple[Domain, ...]
    themes: Mapping[str, Text] = field(default_factory=dict)
    meaning_hash: str = ""
    texts_hash: str = ""
    changes: tuple[Change, ...] = ()

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by id, in order."""
        return {q.id: q for domain in self.domains for q in domain.questions}

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every indicator by id, in order."""
        return {i.id: i for domain in self.domains for i in domain.indicators}

    def domain(self, key: str) -> Domain:
        """The domain with this id or slug; KeyError when there is none."""
        for domain in self.domains:
            if key in (domain.id, domain.slug):
                return domain
        raise KeyError(key)

    def indicator_of(self, question_id: str) -> Indicator:
        """The indicator a question belongs to; KeyError when there is none."""
        return self._owner[question_id]

    def needed_by(self, domain: Domain) -> frozenset[str]:
        """Ids of the questions of a section and of those elsewhere that decide, through others or not, what it asks."""
        needed, wanted = set[str](), [question.id for question in domain.questions]
        while wanted:
            id = wanted.pop()
            condition = None if id in needed else self.questions[id].show_when
            needed.add(id)
            wanted += [] if condition is None else sources(condition)
        return frozenset(needed)

    @cached_property
    def _owner(self) -> Mapping[str, Indicator]:
        return {q.id: i for i in self.indicators.values() for q in i.questions}

    def as_asked(self, sheet: AnswerSheet) -> AnswerSheet:
        """The sheet with every question that is not asked marked so, its stored answer set aside.

        Questions come in order and a condition reads earlier ones only, so one
        pass settles chains of conditions: a source that is not asked is blank.
        A partner whose whole row is not applicable makes its cells so. For a
        domain asked per partner, lay the questionnaire out first (``partners``).
        """
        answers, asked = sheet.answers, dict[str, Answer]()
        for id, question in self.questions.items():
            row = answers.get(row_of(id)) if question.partner else None
            if row is not None and row.state is State.NOT_APPLICABLE:
                asked[id] = row
            elif question.show_when is None or holds(question.show_when, AnswerSheet(asked)):
                asked[id] = answers.get(id, BLANK)
            else:
                asked[id] = NOT_ASKED
        return AnswerSheet(asked, sheet.partners, sheet.documents)

    def __hash__(self) -> int:
        """By name and meaning, so that what is derived from a version can be kept with it."""
        return hash((self.slug, self.version, self.meaning_hash))

    def __iter__(self) -> Iterator[Domain]:
        return iter(self.domains)
