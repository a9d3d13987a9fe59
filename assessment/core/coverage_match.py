"""Coverage match: where a State has nationals and no post, which member could serve them, and on what basis.

Framework, section 3. It proposes and asserts nothing: serving another State's
nationals needs the consent of both and, by article 8 of the Vienna Convention
on Consular Relations, notice to the receiving State, which must not object.

Of another State only one thing is read here: the countries where it has a
career post. Levels, places and instruments are as the State itself told them.
Signed sheets alone are read, so that a State has no proposal before it and the
member that is named have both signed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.instruments import OWN, instruments_of
from assessment.core.network import WORKING, Side, evidenced, side
from assessment.core.questionnaire import Indicator, Questionnaire

POSTS, GAPS = "D2.1b", "D2.1c"
"""The questions on the countries with a post of the State, and on those with nationals and no post."""
CAREER = "career"
"""What a post is marked with that can serve others."""
REPRESENTATION = "D8.2"
"""The column of acting for each other in third countries."""
IN_FORCE = "in_force"
"""The status of an instrument under which a State can be served now."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a member shares with others: the codes of its schemes and of its official languages."""

    schemes: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member that could serve a State's nationals, and what the two have already.

    ``level`` (0..4): their mutual representation as the State itself reports
    it, after the evidence rule; None where it says none. ``places``: the
    countries (iso3) where it says that an arrangement of the two applies.
    ``instruments`` in force between them that the State entered or confirmed:
    the code of a known one, else the name; sorted, like what is shared.
    """

    iso3: str
    level: int | None
    places: frozenset[str]
    schemes: tuple[str, ...]
    languages: tuple[str, ...]
    instruments: tuple[str, ...]

    @property
    def new_arrangement_needed(self) -> bool:
        """Whether there is nothing to build on: no instrument in force, and nothing agreed in the matrix."""
        return not self.instruments and (self.level is None or self.level < WORKING)


@dataclass(frozen=True, slots=True)
class Gap:
    """A country (iso3) where a State has nationals and no post, and who could serve them, the nearest first."""

    country: str
    candidates: tuple[Candidate, ...]


def coverage_match(
    questionnaire: Questionnaire, sheets: Mapping[str, AnswerSheet], belongings: Mapping[str, Belonging]
) -> Mapping[str, tuple[Gap, ...]]:
    """The gaps of every member that has signed (iso3), by country.

    ``sheets`` are signed sheets by iso3; ``belongings`` all members, in the
    order of their names in the reader's language. Candidates have a career post
    in the country. They stand by the level of mutual representation (none told:
    last), then those with a scheme in common, then with a language in common,
    then by name.
    """
    signed = {iso3: evidenced(questionnaire, sheets[iso3]) for iso3 in belongings if iso3 in sheets}
    posts = {iso3: _countries(asked[POSTS], CAREER) for iso3, (asked, _) in signed.items()}
    column = questionnaire.indicators.get(REPRESENTATION)
    found = {}
    for iso3, told in signed.items():
        gaps = sorted(_countries(told[0][GAPS]))
        ordered = sorted(_candidates(iso3, column, told, belongings, posts), key=_nearness) if gaps else []
        found[iso3] = tuple(Gap(gap, tuple(c for c in ordered if gap in posts[c.iso3])) for gap in gaps)
    return found


def _countries(answer: Answer, marked: str | None = None) -> frozenset[str]:
    """The countries an answer names, or of them those with this mark."""
    if answer.state is not State.ANSWERED or not isinstance(answer.value, Mapping):
        return frozenset()
    return frozenset(iso3 for iso3, mark in answer.value.items() if marked is None or mark == marked)


def _candidates(
    iso3: str,
    column: Indicator | None,
    told: tuple[AnswerSheet, AnswerSheet],
    belongings: Mapping[str, Belonging],
    posts: Mapping[str, frozenset[str]],
) -> Iterator[Candidate]:
    """Every other member that has signed and has a career post somewhere, as this State sees it."""
    own, in_force, partners = belongings[iso3], list(_in_force(told[1])), frozenset(told[0].partners.all)
    for other, countries in posts.items():
        if other == iso3 or not countries:
            continue
        shared = belongings[other]
        said = (side(column, told, other) if column and other in partners else None) or Side(None)
        yield Candidate(
            iso3=other,
            level=said.level,
            places=said.places,
            schemes=tuple(sorted(own.schemes & shared.schemes)),
            languages=tuple(sorted(own.languages & shared.languages)),
            instruments=tuple(sorted({name for name, parties in in_force if other in parties})),
        )


def _in_force(sheet: AnswerSheet) -> Iterator[tuple[str, frozenset[str]]]:
    """The instruments in force that a State entered or confirmed, each with its parties (iso3)."""
    for code, answer in instruments_of(sheet, REPRESENTATION.split(".")[0]).items():
        if isinstance(answer.value, Mapping) and answer.value["status"] == IN_FORCE:
            name = str(answer.value["name"]) if code.startswith(OWN) else code
            yield name, frozenset(answer.value["parties"])


def _nearness(candidate: Candidate) -> tuple[int, bool, bool]:
    level = -1 if candidate.level is None else candidate.level
    return -level, not candidate.schemes, not candidate.languages
