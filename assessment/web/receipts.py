"""After signing: the receipt of every signature, and taking the last one back to correct the answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.core.validation import clean_text
from assessment.services import signing
from assessment.services.accounts import Right
from assessment.services.signing import LONGEST_REASON, NotSigned, Signature
from assessment.services.submissions import SubmissionClosed
from assessment.web.access import allow
from assessment.web.place import Place, place
from assessment.web.request import current_language, database, reader
from assessment.wording import moment_text

blueprint = Blueprint("receipts", __name__)


@dataclass(frozen=True)
class Receipt:
    """One signature ready to print; the last four say how it was withdrawn, empty where it was not."""

    sha256: str
    signer: str
    office: str
    signed_on: str
    withdrawn_on: str
    withdrawn_by: str
    reason: str


@blueprint.get("/rounds/<round_slug>/<iso3>/receipt")
@allow(Right.READ_OWN_ANSWERS)
def receipt(round_slug: str, iso3: str) -> str:
    """What was signed, by whom and when; before it, what that signature replaced."""
    here = place(round_slug, iso3)
    signatures = [_receipt(one) for one in signing.signatures(database(), here.round, iso3)] or abort(404)
    return render_template("receipts/receipt.html", here=here, newest=signatures[0], former=signatures[1:])


def _receipt(signature: Signature) -> Receipt:
    words, snapshot, withdrawal = current_language(), signature.snapshot, signature.withdrawal
    return Receipt(
        sha256=snapshot.sha256,
        signer=snapshot.signer_name,
        office=snapshot.signer_office,
        signed_on=moment_text(words, snapshot.signed_at, "long"),
        withdrawn_on=moment_text(words, withdrawal.withdrawn_at, "long") if withdrawal else "",
        withdrawn_by=signature.withdrawn_by,
        reason=withdrawal.reason if withdrawal else "",
    )


@blueprint.get("/rounds/<round_slug>/<iso3>/withdraw")
@allow(Right.SIGN)
def withdraw(round_slug: str, iso3: str) -> str:
    """What a withdrawal means, and the reason to give."""
    return _withdrawal_page(_signed(place(round_slug, iso3)), "", {})


def _signed(here: Place) -> Place:
    """The place, where there is a signature to withdraw; else SubmissionClosed or NotSigned."""
    if here.round.state != "open":
        raise SubmissionClosed(here.round.slug)
    if not here.signed:
        raise NotSigned(here.country.iso3)
    return here


def _withdrawal_page(here: Place, reason: str, problems: Mapping[str, str]) -> str:
    return render_template("receipts/withdraw.html", here=here, reason=reason, problems=problems)


@blueprint.post("/rounds/<round_slug>/<iso3>/withdraw")
@allow(Right.SIGN)
def save_withdrawal(round_slug: str, iso3: str) -> Response | tuple[str, int]:
    """Take the signature back, with a reason."""
    here, words = _signed(place(round_slug, iso3)), current_language()
    reason, person = clean_text(request.form.get("reason", "")), reader().user_id
    assert person is not None  # nobody else comes past the rule SIGN
    if not reason:
        problem = words.gettext("Write why the signature is withdrawn")
        return _withdrawal_page(here, reason, {"reason": problem}), 422
    if len(reason) > LONGEST_REASON:
        problem = words.gettext("At most %(max)s characters are accepted here", max=LONGEST_REASON)
        return _withdrawal_page(here, reason, {"reason": problem}), 422
    signing.withdraw(database(), here.round, iso3, person, reason)
    database().commit()
    told = words.gettext("The signature is withdrawn: the answers can be corrected until they are signed again.")
    flash(told, "success")
    return redirect(url_for("answering.task_list", **here.address), 303)
