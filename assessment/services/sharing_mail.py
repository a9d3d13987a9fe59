"""The mail to a contributor, in their language: what is shared, until when, and the way in. No answer stands in it."""

from email.message import EmailMessage

from assessment.core.questionnaire import Questionnaire
from assessment.core.sharing import units, units_of
from assessment.i18n import Language, gettext_noop, language
from assessment.services import mail
from assessment.services.sharing import Share
from assessment.storage.models import Country
from assessment.wording import DEMONSTRATION, date_text, moment_text, text

SHARED = gettext_noop(
    "%(sender)s, for %(country)s, asks you to answer these parts of the consular cooperation self-assessment:"
)
REOPENED = gettext_noop("%(sender)s, for %(country)s, asks you to go on with these parts, which you had handed back:")


def message(
    share: Share, questionnaire: Questionnaire, country: Country, sender: str, address: str, *, demonstration: bool
) -> EmailMessage:
    """The mail about something shared or reopened; ``address`` is the link to choose a password, or the way to sign in.

    Notes and reasons are left out: they may speak of answers, and are read after signing in.
    """
    words = language(share.person.language, country.number_style, share.person.time_zone or country.time_zone)
    name, assignment = text(words, country.name), share.assignment
    sentence = REOPENED if assignment.state == "reopened" else SHARED
    opening = words.gettext(sentence, sender=sender, country=name)
    day = date_text(words, assignment.due_on.isoformat())
    paragraphs = [
        words.gettext("Dear %(name)s,", name=share.person.name),
        opening,
        "\n".join(f"- {line}" for line in parts_lines(words, questionnaire, assignment.parts)),
        words.gettext("Please answer by the end of %(day)s, in the time zone of %(country)s.", day=day, country=name),
        _way_in(words, share, address),
        words.gettext("If you did not expect this message, please tell the person who sent it. Do not pass it on."),
    ]
    subject = words.gettext("Consular cooperation self-assessment: %(country)s asks for your part", country=name)
    if demonstration:
        mark = DEMONSTRATION[words.code]
        paragraphs, subject = [mark, *paragraphs, mark], f"[{mark}] {subject}"
    return mail.compose(share.person.email, subject, "\n\n".join(paragraphs) + "\n")


def _way_in(words: Language, share: Share, address: str) -> str:
    """The link to choose a password with how long it opens, or where to sign in."""
    if share.issued is None:
        return words.gettext("Sign in with your e-mail address and your password:") + f"\n{address}"
    told = words.gettext(
        "Choose a password under this link; it opens until %(moment)s and can be used once:",
        moment=moment_text(words, share.issued.expires_at, "long"),
    )
    return f"{told}\n{address}"


def parts_lines(words: Language, questionnaire: Questionnaire, parts: list[str]) -> list[str]:
    """What is shared, a line a section: its title, and the questions where not all of it is."""
    lines = []
    for domain in questionnaire:
        title = f"{domain.id} {text(words, domain.title)}"
        own = [unit for unit in units_of(domain) if unit in units(questionnaire, parts)]
        if domain.id in parts:
            lines.append(title)
        elif own:
            lines.append(words.gettext("%(section)s: questions %(questions)s", section=title, questions=", ".join(own)))
    return lines
