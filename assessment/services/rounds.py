"""Rounds and the questionnaire versions they run under."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from assessment import catalogue
from assessment.config import CURRENT_CIVIL_QUESTIONNAIRE, QUESTIONNAIRES
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
    """The meaning of a questionnaire version is not what this database was answered under."""


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
    questionnaire = _load(_folder(found.questionnaire))
    _require_unchanged(found, questionnaire, found.questionnaire)
    return questionnaire


def civil_questionnaire_of(found: Round) -> CivilQuestionnaire | None:
    """The civil-society questionnaire of a round, None when it has none; raises QuestionnaireChanged likewise."""
    version = found.civil_questionnaire
    if version is None:
        return None
    questionnaire = _load_civil(_folder(version))
    _require_unchanged(found, questionnaire, version)
    return questionnaire


def _folder(version: QuestionnaireVersion) -> Path:
    return QUESTIONNAIRES / version.slug / version.version


def _require_unchanged(
    found: Round, questionnaire: Questionnaire | CivilQuestionnaire, version: QuestionnaireVersion
) -> None:
    if questionnaire.meaning_hash != version.meaning_hash:
        raise QuestionnaireChanged(
            f"The files of questionnaire {version.slug} {version.version} no longer mean what round {found.slug} "
            "was opened with. Restore them, or give the change a version of its own."
        )


@lru_cache
def _load(path: Path) -> Questionnaire:
    return catalogue.load(path)


@lru_cache
def _load_civil(path: Path) -> CivilQuestionnaire:
    return catalogue.load_civil(path)


def register_questionnaire(session: Session, questionnaire: Questionnaire | CivilQuestionnaire) -> QuestionnaireVersion:
    """Record a questionnaire version; a text-only change of a known one is taken over, a change of meaning is not."""
    known = session.scalar(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.slug == questionnaire.slug, QuestionnaireVersion.version == questionnaire.version
        )
    )
    if known is None:
        known = QuestionnaireVersion(
            slug=questionnaire.slug, version=questionnaire.version, meaning_hash=questionnaire.meaning_hash
        )
        session.add(known)
    elif known.meaning_hash != questionnaire.meaning_hash:
        under = select(Round.slug).where(or_(Round.questionnaire_id == known.id, Round.civil_questionnaire == known))
        if session.scalar(under.limit(1)):
            raise QuestionnaireChanged(
                f"The meaning of questionnaire {known.slug} {known.version} has changed and a round runs under it. "
                "Restore the files, or give the change a version of its own."
            )
        known.meaning_hash = questionnaire.meaning_hash
    known.texts_hash, known.text_revision = questionnaire.texts_hash, questionnaire.text_revision
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
    found.civil_questionnaire = register_questionnaire(session, _load_civil(CURRENT_CIVIL_QUESTIONNAIRE))
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
