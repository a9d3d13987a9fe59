"""The questionnaires there are, to be read as such: by reviewers and respondents, whatever the rounds."""

from functools import lru_cache
from pathlib import Path

from assessment.catalogue import QuestionnaireInvalid, is_civil
from assessment.catalogue.files import INDEX_NAME
from assessment.catalogue.shape import SLUG, VERSION
from assessment.config import QUESTIONNAIRES
from assessment.core.civil_society import CivilQuestionnaire
from assessment.core.questionnaire import Questionnaire
from assessment.services.rounds import folder_of, load_civil_version, load_version


def find(slug: str, version: str) -> Questionnaire | CivilQuestionnaire | None:
    """The questionnaire of this name and version; None when there is none, or its files hold errors."""
    if not SLUG.fullmatch(slug) or not VERSION.fullmatch(version):
        return None
    folder = folder_of(slug, version)
    if not (folder / INDEX_NAME).is_file():
        return None
    try:
        return load_civil_version(folder) if _is_civil(folder) else load_version(folder)
    except QuestionnaireInvalid:
        return None


def known() -> list[Questionnaire | CivilQuestionnaire]:
    """All of them but those of the demonstration: that of States first, the newest version of each first."""
    places = sorted((p.parent.parent.name, p.parent.name) for p in QUESTIONNAIRES.glob(f"*/*/{INDEX_NAME}"))
    found = [one for place in reversed(places) if (one := find(*place)) is not None]
    return sorted(found, key=lambda one: isinstance(one, CivilQuestionnaire))


@lru_cache
def _is_civil(folder: Path) -> bool:
    """What kind of questionnaire a folder holds, which never changes."""
    return is_civil(folder)
