"""Checking and signing: the answers as they will be signed, what is worth another look, the signature."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.core.answers import State
from assessment.core.snapshots import canonical_content, content_hash
from assessment.core.validation import clean_text
from assessment.services import signing
from assessment.services.accounts import Right
from assessment.services.submissions import ConcurrentSave, NothingToSign, SubmissionClosed
from assessment.web.access import allow
from assessment.web.fields import country_names, line
from assessment.web.findings import findings_of
from assessment.web.instrument_entries import entries_of
from assessment.web.offers import marked
from assessment.web.partners import lines_of, rows_of
from assessment.web.place import Place, place
from assessment.web.request import current_language, database, reader
from assessment.wording import question_name, text

blueprint = Blueprint("review", __name__)
NAME_LENGTH = 200


@blueprint.get("/rounds/<round_slug>/<iso3>/check")
@allow(Right.READ_OWN_ANSWERS, Right.READ_SIGNED)
def check(round_slug: str, iso3: str) -> Response | str:
    """Every answer in words, as it will be signed or was signed, and what is missing.

    SELA's people read it once it is signed; until then they are led to the country's status.
    """
    here = place(round_slug, iso3)
    own = reader().may(Right.READ_OWN_ANSWERS, iso3)
    if not own and not here.signed:
        return redirect(url_for("dashboards.profile", **here.address))
    words, told = current_language(), in_words(here)
    return render_template(
        "review/check.html",
        own=own,
        names={id: question_name(words, question, country_names()) for id, question in here.questions.items()},
        unknown=[id for id, shown in told["lines"].items() if shown.state is State.DONT_KNOW],
        pending=[id for id, shown in told["lines"].items() if shown.pending],
        seen="" if here.signed else hash_of(here),
        findings=[] if here.signed else findings_of(here),
        **told,
    )


def in_words(here: Place) -> dict[str, Any]:
    """Every answer in words, as ``review/section.html`` prints them."""
    words = current_language()
    rows = {domain.id: rows_of(here, domain) for domain in here.questionnaire if domain.per_partner}
    return {
        "here": here,
        "sections": here.progress,
        "lines": {
            id: marked(here, line(words, question, here.asked[id], here.documents))
            for id, question in here.questions.items()
        },
        "rows": rows,
        "lines_of": {row.partner: lines_of(here, row) for of_domain in rows.values() for row in of_domain},
        "instruments": {
            domain.id: [entry for entry in entries_of(here, domain) if entry.entered]
            for domain in here.questionnaire
            if domain.per_partner
        },
    }


def hash_of(here: Place) -> str:
    """The SHA-256 the answers would be signed under as they stand."""
    content = canonical_content(here.questionnaire, here.round.slug, here.country.iso3, here.stored.sheet)
    return content_hash(content)


@blueprint.get("/rounds/<round_slug>/<iso3>/sign")
@allow(Right.SIGN)
def sign(round_slug: str, iso3: str) -> Response | str:
    """The statement to sign."""
    here = place(round_slug, iso3)
    if here.signed:
        return redirect(url_for("receipts.receipt", **here.address))
    if here.round.state != "open":
        raise SubmissionClosed(here.round.slug)
    if all(answer.state is State.BLANK for answer in here.stored.sheet.answers.values()):
        raise NothingToSign(iso3)
    return _sign_page(here, {"name": reader().name, "seen": request.args.get("seen", hash_of(here))}, {})


@blueprint.post("/rounds/<round_slug>/<iso3>/sign")
@allow(Right.SIGN)
def save_signature(round_slug: str, iso3: str) -> Response | tuple[str, int]:
    """Freeze the answers under the signature, if they are still those that were checked."""
    here = place(round_slug, iso3)
    typed = {name: clean_text(request.form.get(name, "")) for name in ("name", "office", "statement", "seen")}
    problems = _problems(typed)
    if not here.signed and typed["seen"] != hash_of(here):
        problems["seen"] = current_language().gettext(
            "The answers have changed since you opened the check page. Please check them again before you sign"
        )
    if problems and not here.signed and here.round.state == "open":
        typed["seen"] = hash_of(here)
        return _sign_page(here, typed, problems), 409 if "seen" in problems else 422
    signer = reader().user_id
    assert signer is not None  # nobody else comes past the rule SIGN
    snapshot = signing.sign(database(), here.round, iso3, signer, typed["name"], typed["office"])
    if snapshot.sha256 != typed["seen"]:
        raise ConcurrentSave(iso3)  # saved between our reading and our signing: nothing unseen is signed
    database().commit()
    flash(
        current_language().gettext(
            "The answers of %(country)s are signed.", country=text(current_language(), here.country.name)
        ),
        "success",
    )
    return redirect(url_for("receipts.receipt", **here.address), 303)


def _problems(typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a signature, by field."""
    words = current_language()
    problems = {}
    if not typed["name"]:
        problems["name"] = words.gettext("Write your name")
    if not typed["office"]:
        problems["office"] = words.gettext("Write your office")
    for name in ("name", "office"):
        if len(typed[name]) > NAME_LENGTH:
            problems[name] = words.gettext("At most %(max)s characters are accepted here", max=NAME_LENGTH)
    if typed["statement"] != "yes":
        problems["statement"] = words.gettext("Tick the statement to sign")
    return problems


def _sign_page(here: Place, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template("review/sign.html", here=here, sections=here.progress, typed=typed, problems=problems)
