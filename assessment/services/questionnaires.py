"""The questionnaires there are, to be read as such: by reviewers and respondents, whatever the rounds."""

from functools import lru_cache

from assessment.catalogue import QuestionnaireInvalid, load
from assessment.catalogue.files import INDEX_NAME, read_version, shapes_of
from assessment.catalogue.findings import Findings
from assessment.catalogue.shape import SLUG, VERSION
from assessment.config import QUESTIONNAIRES
from assessment.core.questionnaire import Questionnaire


@lru_cache
def find(slug: str, version: str) -> Questionnaire | None:
    """The questionnaire of States of this name and version; None when there is none, or its files hold errors."""
    if not SLUG.fullmatch(slug) or not VERSION.fullmatch(version):
        return None
    folder = QUESTIONNAIRES / slug / version
    if not (folder / INDEX_NAME).is_file():
        return None
    if "indicators" not in shapes_of(read_version(folder, Findings()).index)[1].parts:
        return None
    try:
        return load(folder)
    except QuestionnaireInvalid:
        return None


def known() -> list[Questionnaire]:
    """All of them, by name, the newest version first."""
    places = sorted((p.parent.parent.name, p.parent.name) for p in QUESTIONNAIRES.glob(f"*/*/{INDEX_NAME}"))
    found = [find(*place) for place in reversed(places)]
    return sorted((one for one in found if one is not None), key=lambda one: one.slug)
