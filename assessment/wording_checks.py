"""The checks before signing, in the reader's words."""

from collections.abc import Mapping

from assessment.core.checks import Check, Finding
from assessment.i18n import Language, gettext_noop

CHECKS: Mapping[Check, str] = {
    Check.UNTOUCHED: gettext_noop("Nothing in this section has been answered yet"),
    Check.LEVEL_WITHOUT_EVIDENCE: gettext_noop("A level that needs evidence has none, and counts as a lower level"),
    Check.YES_WITHOUT_EVIDENCE: gettext_noop("“Yes” without evidence"),
    Check.LOWEST_WITH_BEST: gettext_noop(
        "The level is the lowest, while every scored detail of the indicator is at its best"
    ),
    Check.HIGHEST_WITH_WORST: gettext_noop(
        "The level is the highest, while every scored detail of the indicator is at its lowest"
    ),
    Check.LEFT_OVER: gettext_noop(
        "Answered once, but no longer asked because of another answer: it is kept and does not count"
    ),
    Check.ROW_LEFT_OVER: gettext_noop(
        "Answered, although the partner as a whole is marked “Not applicable”: it is kept and does not count"
    ),
    Check.AHEAD: gettext_noop("The date lies in the future"),
    Check.TOTAL: gettext_noop("The parts do not add up to the total"),
    Check.JUMP: gettext_noop("The level is two or more away from the earlier round, and no comment says why"),
    Check.DONT_KNOW: gettext_noop("“Don't know” without a comment that says why"),
}


def check_text(lang: Language, found: Check) -> str:
    """What was found."""
    return lang.gettext(CHECKS[found])


def finding_facts(lang: Language, finding: Finding) -> str:
    """The values behind a finding, such as the two levels of a jump; empty where there are none to tell."""
    facts = finding.facts
    if finding.check is Check.JUMP:
        return lang.gettext("level %(then)s then, level %(now)s now", **facts)
    if finding.check is Check.TOTAL:
        shown = {name: lang.number(float(str(fact)), 10) for name, fact in facts.items()}
        return lang.gettext("parts %(sum)s, total %(total)s", **shown)
    if finding.check is Check.LEVEL_WITHOUT_EVIDENCE:
        return lang.gettext("level %(level)s", level=facts["level"])
    return str(facts.get("value", ""))
