"""Answering offline: the questionnaire taken away as a workbook, brought back, looked through and applied."""

from collections.abc import Collection
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from assessment import workbooks
from assessment.cells import ANSWERS, MB
from assessment.core.answers import State
from assessment.core.conditions import sources
from assessment.core.questionnaire import Questionnaire
from assessment.core.sharing import unit_in, with_questions
from assessment.i18n import gettext_noop, language
from assessment.offline.comparing import Difference, Outcome, compare, counts
from assessment.offline.faults import FileRefused
from assessment.offline.layout import Frame, plans
from assessment.offline.reading import checked_stamp, read, sheets_of
from assessment.services import audit, submissions
from assessment.services.accounts import Right
from assessment.services.submissions import Change, NotShared, SubmissionClosed, SubmissionSigned
from assessment.web import errors
from assessment.web.access import allow
from assessment.web.downloads import EXCEL
from assessment.web.fields import country_names
from assessment.web.instrument_entries import reference_data
from assessment.web.offline_preview import Preview, by_section, packed, standing, unpacked
from assessment.web.place import Place, place
from assessment.web.request import current_language, database, reader

blueprint = Blueprint("offline", __name__)
WAY = "excel"
LARGEST_REQUEST = ANSWERS.file + MB
LARGEST_PREVIEW = 8 * MB
"""What the form of a preview may hold: every text at its longest, compressed, stays below."""
TOO_LARGE = errors.Page(
    413,
    gettext_noop("The file is too large"),
    gettext_noop("Nothing was changed. A workbook of this tool has at most 5 MB; upload the one you downloaded."),
)


@blueprint.url_value_preprocessor
def _allow_a_workbook(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """A workbook, and a preview of one, may be larger than any other form."""
    if endpoint in ("offline.preview", "offline.apply"):
        request.max_content_length = LARGEST_REQUEST if endpoint == "offline.preview" else LARGEST_PREVIEW
        request.max_form_memory_size = LARGEST_PREVIEW


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> tuple[str | dict[str, str], int]:
    return errors.show(TOO_LARGE)


def part_of(here: Place) -> Questionnaire:
    """The questions this reader may answer, as a questionnaire; raises NotShared where there are none.

    What a contributor need not answer, by conditions that read what was not shared, is left out.
    """
    if here.scope is None:
        return here.questionnaire
    mine = {q.id for domain in here.questionnaire for q in domain.questions if here.takes(unit_in(domain, q))}
    conditions = {id: here.behind[0].questions[id].show_when for id in mine}
    decided = {
        id
        for id, condition in conditions.items()
        if condition is not None and here.asked[id].state is State.NOT_ASKED and not mine.issuperset(sources(condition))
    }
    if not mine - decided:
        raise NotShared(here.country.iso3)
    return with_questions(here.questionnaire, mine - decided)


@blueprint.get("/rounds/<round_slug>/<iso3>/answers.xlsx")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
def download(round_slug: str, iso3: str) -> Response:
    """The questionnaire as a workbook in the language of the address, filled with what stands."""
    here, words = place(round_slug, iso3), current_language()
    context = workbooks.context_of(database(), reference_data(), here.round, words)
    book = workbooks.for_answers(context, iso3, here.stored, part_of(here))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    name = f"consular-cooperation-{round_slug}-{iso3}-answers-{words.code}.xlsx"
    database().commit()  # what was read for it is over before the log is written
    audit.record(database(), reader().user_id, "download", f"{round_slug}/{iso3}/{words.code} {name}")
    database().commit()
    response = send_file(file, mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/rounds/<round_slug>/<iso3>/workbook")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
def start(round_slug: str, iso3: str) -> str:
    """Where the workbook is taken and brought back."""
    return _start_page(place(round_slug, iso3))


def _start_page(here: Place, reasons: Collection[str] = ()) -> str:
    problems = [{"href": "#workbook", "text": reason} for reason in reasons]
    return render_template("offline/start.html", here=here, problems=problems)


@blueprint.post("/rounds/<round_slug>/<iso3>/workbook")
@allow(Right.ANSWER, Right.CONTRIBUTE)
def preview(round_slug: str, iso3: str) -> str | tuple[str, int]:
    """What an uploaded workbook would change; nothing is changed yet."""
    here = _open_place(round_slug, iso3)
    whole = here.behind[0]
    file, words = request.files.get("workbook"), current_language()
    if file is None or not file.filename:
        return _start_page(here, [words.gettext("Choose the workbook to upload")]), 422
    with file.stream:
        content = file.read()
    database().commit()  # opening a file takes long, and others may save meanwhile
    try:
        sheets = sheets_of(content)
        stamp = checked_stamp(sheets, round_slug, iso3, whole, set(country_names()))
        part, world = with_questions(whole, stamp.questions), standing(here).world
        spoken = language(stamp.language) if stamp.language in whole.languages else words
        told = read(sheets, plans(Frame(spoken, whole, part, stamp.partners, world, stamp.extent)), stamp)
    except FileRefused as refused:
        return _start_page(place(round_slug, iso3), refused.in_words(words)), 422
    return _preview_page(place(round_slug, iso3), Preview(told, {}, 0))


def _open_place(round_slug: str, iso3: str) -> Place:
    """The place, where answers can be changed; SubmissionClosed or SubmissionSigned where not."""
    here = place(round_slug, iso3)
    if here.round.state != "open":
        raise SubmissionClosed(round_slug)
    if here.signed:
        raise SubmissionSigned(iso3)
    return here


def _preview_page(
    here: Place, given: Preview, ticked: Collection[str] | None = None, found: list[Difference] | None = None
) -> str:
    """The differences, to choose from; what is unchanged is only counted."""
    against = standing(here)
    found = compare(given.read, against) if found is None else found
    differing = {one.key: given.read[one.key] for one in found}
    unchanged = given.unchanged + len(given.read) - len(differing)
    kept = Preview(differing, {one.key: one.version for one in found}, unchanged)
    told = {outcome.value: count for outcome, count in counts(found, differing).items()}
    return render_template(
        "offline/preview.html",
        here=here,
        sections=by_section(here, found, against, ticked),
        counts={**told, Outcome.UNCHANGED.value: unchanged},
        applicable=any(one.applicable for one in found),
        kept=packed(kept, here),
        again=ticked is not None,
    )


@blueprint.post("/rounds/<round_slug>/<iso3>/workbook/changes")
@allow(Right.ANSWER, Right.CONTRIBUTE)
def apply(round_slug: str, iso3: str) -> Response | str | tuple[str, int]:
    """Apply the chosen changes, all of them or none."""
    here, words = _open_place(round_slug, iso3), current_language()
    given = unpacked(request.form.get("preview", ""), here)
    if given is None:
        return _start_page(here, [words.gettext("The preview has expired. Upload the workbook again.")]), 422
    chosen = [key for key in request.form.getlist("apply") if key in given.read]
    if not chosen:
        flash(words.gettext("Nothing was chosen, and nothing was changed."), "message")
        return _preview_page(here, given, chosen)
    against = standing(here)
    found = compare(given.read, against, chosen)
    if any(one.outcome is Outcome.INVALID for one in found):
        others = [one for one in compare(given.read, against) if one.key not in chosen]
        return _preview_page(here, given, chosen, [*found, *others]), 422
    changes = [Change(one.key, one.answer, given.shown[one.key]) for one in found]
    outcome = submissions.save_answers(database(), here.round, iso3, changes, reader().user_id, WAY, scope=here.scope)
    if outcome.stale:  # somebody saved since the preview was shown: nothing is applied unseen
        database().rollback()
        return _preview_page(place(round_slug, iso3), given, chosen), 409
    audit.record(database(), reader().user_id, "workbook_applied", f"{round_slug}/{iso3} {len(outcome.saved)}")
    database().commit()
    flash(words.ngettext("Applied: %(num)s answer.", "Applied: %(num)s answers.", len(outcome.saved)), "success")
    return redirect(url_for("answering.task_list", **here.address), 303)
