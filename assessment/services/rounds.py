"""Rounds and the questionnaire versions they run under."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, object_session

from assessment import catalogue
from assessment.config import CURRENT_CIVIL_QUESTIONNAIRE, DEMONSTRATION_QUESTIONNAIRES, QUESTIONNAIRES
from assessment.core.civil_society import CivilQuestionnaire
from assessment.core.questionnaire import Questionnaire
from assessment.i18n import LANGUAGES, language
from assessment.services import audit
from assessment.storage import queries
from assessment.storage.models import Pair, QuestionnaireVersion, Round, now

PriorityPair = tuple[str, str, tuple[str, ...]]
"""Two States that are priority partners of each other, and why (codes of reasons)."""

STATES = ("draft", "open", "closed", "published")


class UnknownRound(LookupError):
    """There is no round of this name."""


class QuestionnaireChanged(RuntimeError):
    """The meaning of a questionnaire version is not what a round was opened with.

    ``slug`` and ``version`` name it, ``round`` the round. ``demonstration``: its answers are drawn, not real.
    """

    def __init__(self, slug: str, version: str, round: str, *, demonstration: bool) -> None:
        super().__init__(f"the files of questionnaire {slug} {version} no longer mean what round {round} began with")
        self.slug, self.version, self.round, self.demonstration = slug, version, round, demonstration


def get_round(session: Session, slug: str) -> Round:
    """The round of this name; raises UnknownRound."""
    found = session.get(Round, slug)
    if found is None:
        raise UnknownRound(slug)
    return found


def current_round(session: Session) -> Round | None:
    """The newest round that is not a draft, if there is one."""
    return newest(list_rounds(session))


def list_rounds(session: Session) -> Sequence[Round]:
    """All rounds, the newest first."""
    return queries.rounds(session)


def newest(rounds: Iterable[Round]) -> Round | None:
    """The first of these rounds that is not a draft, if there is one."""
    return next((found for found in rounds if found.state != "draft"), None)


def questionnaire_of(found: Round) -> Questionnaire:
    """The questionnaire a round runs under.

    Raises QuestionnaireChanged when the files no longer mean what the round
    was opened with: a change of meaning is a new version.
    """
    version = found.questionnaire
    questionnaire = load_version(folder_of(version.slug, version.version))
    if questionnaire.meaning_hash != version.meaning_hash:
        raise _changed(version, found)
    return questionnaire


def civil_questionnaire_of(found: Round) -> CivilQuestionnaire | None:
    """The civil-society questionnaire of a round, None when it has none; raises QuestionnaireChanged likewise."""
    version = found.civil_questionnaire
    if version is None:
        return None
    questionnaire = load_civil_version(folder_of(version.slug, version.version))
    if questionnaire.meaning_hash != version.meaning_hash:
        raise _changed(version, found)
    return questionnaire


def _changed(version: QuestionnaireVersion, found: Round) -> QuestionnaireChanged:
    session = object_session(version)
    drawn = session is not None and queries.installation_fact(session, "demonstration") is not None
    return QuestionnaireChanged(version.slug, version.version, found.slug, demonstration=drawn)


def folder_of(slug: str, version: str) -> Path:
    """Where the files of a version are: with those of its instrument, or else with the demonstration data."""
    usual = QUESTIONNAIRES / slug / version
    return usual if usual.is_dir() else DEMONSTRATION_QUESTIONNAIRES / slug / version


@lru_cache
def load_version(folder: Path) -> Questionnaire:
    """The version in this folder, read once; raises QuestionnaireInvalid."""
    return catalogue.load(folder)


def check_files(session: Session) -> None:
    """Hold the files of every version that a round runs under against what it was opened with.

    Raises QuestionnaireChanged where they mean something else, QuestionnaireInvalid where they are gone or broken.
    """
    for found in list_rounds(session):
        questionnaire_of(found)
        civil_questionnaire_of(found)


def take_over_files(session: Session) -> None:
    """As ``check_files``, with the files read anew; corrected texts are taken over."""
    load_version.cache_clear()
    load_civil_version.cache_clear()
    for found in list_rounds(session):
        register_questionnaire(session, questionnaire_of(found))
        if (civil := civil_questionnaire_of(found)) is not None:
            register_questionnaire(session, civil)


@lru_cache
def load_civil_version(folder: Path) -> CivilQuestionnaire:
    """The civil-society version in this folder, read once; raises QuestionnaireInvalid."""
    return catalogue.load_civil(folder)


def register_questionnaire(session: Session, questionnaire: Questionnaire | CivilQuestionnaire) -> QuestionnaireVersion:
    """Record a questionnaire version; corrected texts of a known one are taken over and logged.

    Raises QuestionnaireChanged when its meaning has changed and a round runs under it.
    """
    known = session.scalar(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.slug == questionnaire.slug, QuestionnaireVersion.version == questionnaire.version
        )
    )
    if known is None:
        known = QuestionnaireVersion(slug=questionnaire.slug, version=questionnaire.version)
        session.add(known)
    elif known.meaning_hash != questionnaire.meaning_hash:
        under = or_(Round.questionnaire_id == known.id, Round.civil_questionnaire == known)
        found = session.scalar(select(Round).where(under).limit(1))
        if found is not None:
            raise _changed(known, found)
    elif known.texts_hash != questionnaire.texts_hash:
        revisions = f"{known.text_revision} -> {questionnaire.text_revision}"
        subject = f"{known.slug} {known.version}: {revisions} {questionnaire.texts_hash}"
        audit.record(session, None, "questionnaire_texts", subject)
    known.meaning_hash, known.texts_hash = questionnaire.meaning_hash, questionnaire.texts_hash
    known.text_revision = questionnaire.text_revision
    session.flush()
    return known


def create_round(session: Session, questionnaire: Questionnaire, pairs: Iterable[PriorityPair]) -> Round:
    """A first round under this questionnaire, named after its version, in preparation for a year from now."""
    opens = now()
    found = Round(
        slug=questionnaire.version,
        title=title_of(questionnaire.version),
        state="draft",
        questionnaire=register_questionnaire(session, questionnaire),
        opens_at=opens,
        closes_at=opens + timedelta(days=365),
    )
    session.add(found)
    session.flush()
    set_pairs(session, found, pairs)
    ask_civil_society(session, found)
    return found


def ask_civil_society(session: Session, found: Round) -> None:
    """Give a round the current civil-society questionnaire; raises ValueError once it has one or takes no answers."""
    if found.civil_questionnaire is not None or found.state not in ("draft", "open"):
        raise ValueError(f"round {found.slug} is {found.state}: its civil-society questionnaire no longer changes")
    found.civil_questionnaire = register_questionnaire(session, load_civil_version(CURRENT_CIVIL_QUESTIONNAIRE))
    session.flush()


def title_of(name: str) -> dict[str, str]:
    """The title of a round of this name, in every declared language."""
    return {code: language(code).gettext("Round %(name)s", name=name) for code in LANGUAGES}


def priority_pairs(reference: catalogue.Reference) -> tuple[PriorityPair, ...]:
    """The reviewed pairs of the reference data, for a round."""
    return tuple((pair.first, pair.second, pair.reasons) for pair in reference.pairs)


def set_pairs(session: Session, found: Round, pairs: Iterable[PriorityPair]) -> None:
    """Make these the priority pairs of a round; raises ValueError once the round is open."""
    if found.state != "draft":
        raise ValueError(f"round {found.slug} is {found.state}: its pairs no longer change")
    session.execute(delete(Pair).where(Pair.round_slug == found.slug))
    for one, other, reasons in pairs:
        first, second = sorted((one, other))
        session.add(Pair(round_slug=found.slug, first=first, second=second, reasons=list(reasons)))
    session.flush()


def set_state(session: Session, found: Round, state: str, user_id: int | None) -> None:
    """Open, close or publish a round; raises ValueError for an unknown state."""
    if state not in STATES:
        raise ValueError(f"unknown state of a round: {state}")
    audit.record(session, user_id, "round_state", f"{found.slug}: {found.state} -> {state}")
    found.state = state
    session.flush()
