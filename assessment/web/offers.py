"""What is offered beside a question, in words: an earlier answer, known facts; and what became of an earlier answer."""

from dataclasses import replace

from flask import current_app, request

from assessment.catalogue import Membership, Reference
from assessment.core.answers import BLANK, Answer, State
from assessment.core.earlier import Since
from assessment.core.instruments import instruments_of, validate_picks
from assessment.core.questionnaire import Question
from assessment.core.validation import validate
from assessment.i18n import gettext_noop
from assessment.services import offers
from assessment.web.fields import Line, Offer, country_names, line
from assessment.web.place import Place
from assessment.web.request import autosaving, current_language
from assessment.wording import date_text, text

SINCE = {
    Since.UNCHANGED: gettext_noop("Unchanged"),
    Since.UPDATED: gettext_noop("Updated"),
    Since.NEW: gettext_noop("New in this round"),
}


def offers_of(here: Place, question: Question) -> tuple[Offer, ...]:
    """What is offered to a question that was never answered; nothing else is."""
    if here.stored.sheet[question.id] != BLANK:
        return ()
    found = (_earlier(here, question), _known(here, question))
    return tuple(offer for offer in found if offer is not None)


def _earlier(here: Place, question: Question) -> Offer | None:
    """The State's own answer of the round before, as far as it may still be given."""
    then = here.earlier.answers.get(question.id) if here.earlier else None
    if then is None or then.state is State.DONT_KNOW or here.earlier is None:
        return None
    if question.partner is not None:
        told = instruments_of(here.stored.sheet, question.id.split(".")[0])
        stand = (c for c in then.instruments if not validate_picks(Answer(instruments=(c,)), question.partner, told))
        then = replace(then, instruments=tuple(stand))
    if validate(question, then, here.country.iso3, country_names()):
        return None
    words = current_language()
    title = words.gettext("Your answer in the earlier round (%(round)s)", round=text(words, here.earlier.round.title))
    return Offer("earlier", title, line(words, question, then).items, then)


def _known(here: Place, question: Question) -> Offer | None:
    """The memberships known of this State, each with its status and source."""
    reference: Reference = current_app.extensions["assessment"].reference
    known = offers.known_memberships(reference, question, here.country.iso3)
    if not known:
        return None
    title = current_language().gettext("Known from public sources; please confirm")
    items = [_membership(reference, membership) for membership in known]
    return Offer("known", title, items, offers.as_answer(question, known))


def _membership(reference: Reference, known: Membership) -> str:
    """One membership in words: scheme, status, since when, source, and what is still to be checked."""
    words = current_language()
    scheme = next(scheme for scheme in reference.schemes if scheme.code == known.scheme)
    source = "; ".join(text(words, reference.sources[code].text) for code in known.source)
    day, status = date_text(words, known.since), text(words, reference.statuses[known.status])
    if "{source}" in status:
        told = status.format(since=day, source=source)
    elif known.since:
        told = words.gettext("%(status)s since %(day)s; source: %(source)s", status=status, day=day, source=source)
    else:
        told = words.gettext("%(status)s; source: %(source)s", status=status, source=source)
    note = f" {text(words, known.note)}" if known.note else ""
    return f"{text(words, scheme.short)}: {told}.{note}"


def used_offers() -> set[tuple[str, str]]:
    """The questions whose offer is to be filled in, each with the code of the offer: from the form or the address.

    Those filled in before and not saved yet are among them.
    """
    if request.method != "POST":
        named = request.args.getlist("use")
    else:
        still = [(name, text) for name, text in request.form.items(multi=True) if name.endswith(".offered")]
        filled = [f"{name.removesuffix('.offered')}.{text.partition('.')[0]}" for name, text in still]
        named = [*filled, request.form.get("use", "")]
    return {(question, code) for question, _, code in (name.rpartition(".") for name in named) if question}


def confirming() -> bool:
    """Whether a person sent the form to save all it holds; not to fill in an offer, add a row, change the language.

    Nor was it sent while they were still typing.
    """
    form = request.form
    return not (autosaving() or "use" in form or "add" in form or form.get("action") == "language")


def since_words(here: Place, key: str) -> str:
    """What became of an answer since the earlier round, in a word; empty where there is nothing to say."""
    found = here.earlier.since(key, here.asked[key]) if here.earlier else None
    return current_language().gettext(SINCE[found]) if found else ""


def told_then(here: Place, question: Question) -> str:
    """The answer of the earlier round in words, where another stands now; else empty."""
    if here.earlier is None or here.earlier.since(question.id, here.asked[question.id]) is not Since.UPDATED:
        return ""
    words = current_language()
    told = "; ".join(line(words, question, here.earlier.answers[question.id]).items)
    return words.gettext("%(round)s: %(answer)s", round=text(words, here.earlier.round.title), answer=told)


def marked(here: Place, shown: Line) -> Line:
    """An answer in words with what became of it since the earlier round."""
    return replace(shown, since=since_words(here, shown.question.id))
