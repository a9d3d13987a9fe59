"""The two doors: all that is wrong with a version, or the questionnaire it describes."""

from dataclasses import dataclass
from pathlib import Path

from assessment.catalogue import recommendations, sentences
from assessment.catalogue.building import build, build_civil
from assessment.catalogue.files import Files, read_version
from assessment.catalogue.findings import Finding, Findings, QuestionnaireInvalid
from assessment.catalogue.rules_answers import answers
from assessment.catalogue.rules_conditions import conditions
from assessment.catalogue.rules_ids import ids
from assessment.catalogue.rules_items import items
from assessment.catalogue.rules_partners import partners
from assessment.catalogue.rules_texts import texts
from assessment.catalogue.rules_versions import versions
from assessment.core.civil_society import CivilQuestionnaire
from assessment.core.questionnaire import Questionnaire

LONGEST_PAGE = 25  # questions


def check(path: Path | str) -> list[Finding]:
    """All problems of a version, by file and line. ``path``: its folder or its index file."""
    return list(judged(Path(path))[1])


def check_beside(path: Path | str) -> list[Finding]:
    """All problems of the rules and sentences that stand beside a version, if they do (``path`` as in ``check``)."""
    folder = Path(path).parent if Path(path).is_file() else Path(path)
    checks = {recommendations.NAME: recommendations.check_rules, sentences.NAME: sentences.check_sentences}
    return [finding for name, check in checks.items() if (folder / name).is_file() for finding in check(folder)]


def load(path: Path | str) -> Questionnaire:
    """The questionnaire of a version; QuestionnaireInvalid, with all findings, when there are errors."""
    return build(_without_errors(Path(path)))


def load_civil(path: Path | str) -> CivilQuestionnaire:
    """The civil-society questionnaire of a version; QuestionnaireInvalid likewise."""
    return build_civil(_without_errors(Path(path)))


def is_civil(path: Path | str) -> bool:
    """Whether a version is one of a civil-society questionnaire."""
    return bool(read_version(Path(path), Findings()).mapped_to)


def _without_errors(path: Path) -> Files:
    files, findings = judged(path)
    if any(finding.severity == "error" for finding in findings):
        raise QuestionnaireInvalid(findings)
    return files


def judged(path: Path) -> tuple[Files, tuple[Finding, ...]]:
    """The files of a version as far as they can be read, and all that is wrong with them."""
    findings = Findings()
    files = read_version(path, findings)
    judge(files, findings)
    return files, findings.sorted(files.names)


def judge(files: Files, findings: Findings) -> None:
    """Run every rule about a whole version on files whose shapes were judged already."""
    of_states = (ids, texts, conditions, answers, partners, versions)
    for rules in (ids, texts, items, partners) if files.mapped_to else of_states:
        rules(files, findings)
    for domain in files.domains:
        questions = sum(1 for question in files.questions if question.file == domain.file)
        if questions > LONGEST_PAGE:
            facts = {"questions": questions, "most": LONGEST_PAGE}
            findings.add("page_too_long", domain.file, domain.id_line, domain.id, **facts)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a questionnaire (rule 35): its parts, its longest page and the minutes it takes."""

    domains: int
    indicators: int
    questions: int
    scored: int
    longest_page: int
    longest_page_id: str
    minutes: float


def summary(questionnaire: Questionnaire) -> Summary:
    """How long a questionnaire is."""
    longest = max(questionnaire.domains, key=lambda domain: len(domain.questions))
    return Summary(
        domains=len(questionnaire.domains),
        indicators=len(questionnaire.indicators),
        questions=len(questionnaire.questions),
        scored=sum(question.scored for question in questionnaire.questions.values()),
        longest_page=len(longest.questions),
        longest_page_id=longest.id,
        minutes=sum(domain.minutes for domain in questionnaire.domains),
    )
