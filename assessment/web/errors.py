"""What went wrong, said in the reader's language, with a way on."""

import errno
import logging
from dataclasses import dataclass

from flask import Flask, current_app, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from assessment.catalogue import QuestionnaireInvalid
from assessment.i18n import LANGUAGES, gettext_noop, language
from assessment.services.civil_society import NotAsked
from assessment.services.documents import FileLost
from assessment.services.rounds import QuestionnaireChanged
from assessment.services.sharing import UnknownAssignment
from assessment.services.signing import NotSigned
from assessment.services.submissions import (
    ConcurrentSave,
    NothingToSign,
    NotShared,
    SubmissionClosed,
    SubmissionSigned,
    UnknownDocument,
    UnknownQuestion,
)
from assessment.web.access import OtherAccount
from assessment.web.request import DatabaseUnavailable, autosaving, fail, language_code, reader

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """Status, title and advice of an error page (source texts of the catalogue)."""

    status: int
    title: str
    advice: str


BY_STATUS = {
    400: Page(
        400,
        gettext_noop("The request could not be understood"),
        gettext_noop("Nothing was changed. Go back, reload the page and try again."),
    ),
    401: Page(
        401,
        gettext_noop("Please sign in"),
        gettext_noop(
            "Your session has ended and nothing was changed. Sign in and try again; you can copy your text here."
        ),
    ),
    403: Page(
        403,
        gettext_noop("This page is not open to your account"),
        gettext_noop(
            "Each person sees only the pages of their own country and role. "
            "If you need access, write to the person who invited you."
        ),
    ),
    404: Page(
        404,
        gettext_noop("There is no such page"),
        gettext_noop("Check the address, or begin again from the start page."),
    ),
    405: Page(
        405,
        gettext_noop("This address cannot be used in this way"),
        gettext_noop("Begin again from the start page."),
    ),
    413: Page(
        413,
        gettext_noop("Too much was sent at once"),
        gettext_noop("Nothing was changed. Go back in your browser, shorten the longest texts and save again."),
    ),
    500: Page(
        500,
        gettext_noop("Something went wrong on our side"),
        gettext_noop(
            "Nothing of this last step was saved. Try again; if it happens again, write to the secretariat. "
            "You can copy your text here."
        ),
    ),
}
FILES = Page(
    500,
    gettext_noop("The questionnaire files do not fit this round"),
    gettext_noop("Nothing was changed. Please tell the administrator."),
)
BY_ERROR: dict[type[Exception], Page] = {
    QuestionnaireChanged: FILES,
    QuestionnaireInvalid: FILES,
    SubmissionSigned: Page(
        409,
        gettext_noop("These answers are already signed"),
        gettext_noop(
            "A signed submission does not change, and nothing was changed now. What was signed stays in force."
        ),
    ),
    SubmissionClosed: Page(
        409,
        gettext_noop("This round is not open for answers"),
        gettext_noop("Nothing was changed. If you still need to answer, write to the secretariat."),
    ),
    NothingToSign: Page(
        409,
        gettext_noop("There is nothing to sign yet"),
        gettext_noop("Not a single question has been answered. Ask your focal point to answer first."),
    ),
    NotSigned: Page(
        409,
        gettext_noop("There is no signature to withdraw"),
        gettext_noop("The answers are not signed, or are being corrected already. Nothing was changed."),
    ),
    NotAsked: BY_STATUS[404],
    UnknownAssignment: BY_STATUS[404],
    NotShared: Page(
        403,
        gettext_noop("This part of the questionnaire is not open to you"),
        gettext_noop(
            "It was not shared with you, or you have handed it back. Nothing was changed. "
            "If you need it, ask your country's focal point to share or reopen it; you can copy your text here."
        ),
    ),
    OtherAccount: Page(
        403,
        gettext_noop("Somebody else has signed in in this browser"),
        gettext_noop("What you typed here is not saved. Copy it, and sign in again with your own account."),
    ),
    UnknownQuestion: Page(
        400,
        gettext_noop("This page does not belong to the questionnaire of this round"),
        gettext_noop("Nothing was changed. Go back to the list of sections and open the section again."),
    ),
    UnknownDocument: Page(
        409,
        gettext_noop("A document named as evidence is not kept any more"),
        gettext_noop(
            "A colleague has removed it meanwhile, and nothing of this save was applied. "
            "Open the page again; you can copy your text here."
        ),
    ),
    FileLost: Page(
        500,
        gettext_noop("The file is missing or altered on our side"),
        gettext_noop("It is not what was handed in, so it is not given out. Please tell the administrator."),
    ),
    ConcurrentSave: Page(
        409,
        gettext_noop("Somebody saved the same answer in the same instant"),
        gettext_noop("Nothing of this save was applied. Open the section again; you can copy your text here."),
    ),
    DatabaseUnavailable: Page(
        503,
        gettext_noop("The tool is busy or its database does not answer"),
        gettext_noop(
            "Nothing of this last step was saved. Wait a moment and try again; you can copy your text here. "
            "If it happens again, write to the secretariat."
        ),
    ),
}
MISSING_TOKEN = Page(
    400,
    gettext_noop("The page had been open too long, or came from elsewhere"),
    gettext_noop("Nothing was changed. Reload the page and try again; you can copy your text here."),
)
NO_ROOM = Page(
    507,
    gettext_noop("The server has no room left"),
    gettext_noop("Nothing was changed. Please tell the secretariat and try later; you can copy your text here."),
)
TOO_LARGE_FILE = Page(
    413,
    gettext_noop("The file is too large"),
    gettext_noop(
        "At most 10 MB are accepted, and nothing was changed. Go back in your browser, make the file smaller, "
        "for example by saving it as a PDF for the screen, or give a link to it."
    ),
)
FULL = (errno.ENOSPC, errno.EDQUOT)
SIGN_IN_AGAIN = gettext_noop("Your session has ended. Sign in again: what you typed waits and is then saved.")
NOT_TYPED = ("csrf_token", "password", "new_password", "new_password_confirm", "action", "preview")


def init_app(app: Flask) -> None:
    """Show every error as a page of ours."""
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(CSRFError, lambda _error: _show_missing_token())
    app.register_error_handler(Exception, _show_unexpected)
    for kind, page in BY_ERROR.items():
        app.register_error_handler(kind, lambda error, page=page: _show_known(error, page))


def show(page: Page) -> tuple[str | dict[str, str], int]:
    """An error page; what was typed into a refused form is shown again, for copying.

    A page that saves while it is typed keeps its texts itself and is told the same as JSON.
    """
    fail()
    _settle_language()
    words = language(language_code())
    if autosaving():
        said = {"error": words.gettext(page.title), "advice": words.gettext(page.advice)}
        if page is BY_STATUS[401]:
            link = url_for("security.login", lang=words.code, next=request.path)
            advice, label = words.gettext(SIGN_IN_AGAIN), words.gettext("Sign in")
            said = {"error": "", "advice": advice, "sign_in": link, "sign_in_words": label}
        return said, page.status
    facts = {"title": words.gettext(page.title), "advice": words.gettext(page.advice), "kept": _typed()}
    try:
        return render_template("errors/page.html", **facts), page.status
    except Exception as error:  # noqa: BLE001  (the frame of a page asks the database, which may be what failed)
        log.error("no frame for the page about an error at %r: %s", request.path, error)
        return current_app.jinja_env.get_template("errors/bare.html").render(lang=words.code, **facts), page.status


def _show_missing_token() -> tuple[str | dict[str, str], int]:
    """A form without the token of this session; a page that saves while it is typed is given the new one."""
    if not autosaving():
        return show(MISSING_TOKEN)
    if reader().user_id is None:
        return show(BY_STATUS[401])
    said, status = show(MISSING_TOKEN)
    assert isinstance(said, dict)
    return {**said, "token": generate_csrf()}, status


def _typed() -> list[tuple[str, str]]:
    """The texts of the form that was sent, by field; none where it was too large to be read or kept."""
    try:
        sent = list(request.form.items(multi=True)) if request.method == "POST" else []
    except (HTTPException, OSError):
        sent = []
    return [
        (name, text) for name, text in sent if text.strip() and name not in NOT_TYPED and not name.endswith(".version")
    ]


def _settle_language() -> None:
    """Addresses that matched no route have not told their language yet."""
    first = request.path.split("/")[1] if "/" in request.path else ""
    if "lang" not in g and first in LANGUAGES:
        g.lang = first


def _show_http_error(error: HTTPException) -> tuple[str | dict[str, str], int] | HTTPException:
    if error.code is not None and error.code < 400:
        return error
    return show(BY_STATUS.get(error.code or 500, BY_STATUS[500 if (error.code or 500) >= 500 else 400]))


def show_too_large_file() -> tuple[str | dict[str, str], int]:
    """What is said of a file far too large."""
    return show(TOO_LARGE_FILE)


def _show_known(error: Exception, page: Page) -> tuple[str | dict[str, str], int]:
    if page.status >= 500:
        log.error("%s at %r", error, request.path)
    return show(page)


def _show_unexpected(error: Exception) -> tuple[str | dict[str, str], int]:
    if isinstance(error, OSError) and error.errno in FULL:
        log.error("no room for what was sent to %r: %s", request.path, error)
        return show(NO_ROOM)
    log.exception("unexpected error at %r", request.path, exc_info=error)
    return show(BY_STATUS[500])
