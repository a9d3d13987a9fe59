"""A country's documents: the list of what it keeps as evidence, adding and removing, and the files themselves.

Everything is sent to the address of the list. A file may have more bytes than
a form of text, so this one address accepts more, from people signed in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, session, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from assessment.core.answers import Document
from assessment.core.documents import LANGUAGES, MOST, details_problems
from assessment.core.file_kinds import FileKind, check_file, clean_name
from assessment.core.problems import FileRefused, Problem
from assessment.core.validation import LINK_LENGTH, clean_text, is_web_address, text_problems
from assessment.document_words import language_label, size_text
from assessment.services import audit, documents
from assessment.services.accounts import Right
from assessment.services.documents import DocumentInUse, DocumentRepeated, Entry, NoRoom, TooManyDocuments
from assessment.services.submissions import SubmissionClosed, SubmissionSigned, UnknownDocument
from assessment.web.access import allow
from assessment.web.errors import show_too_large_file
from assessment.web.fields import country_names
from assessment.web.instrument_entries import label_of
from assessment.web.place import Place, place
from assessment.web.request import country_or_404, current_language, database, demonstration, reader, round_or_404
from assessment.wording import moment_text, problem_text, question_name

blueprint = Blueprint("documents", __name__)
UPLOAD_LIMIT = 11 * 1024 * 1024
"""The most bytes of a form with a file: the largest file accepted, and what stands around it."""
READ_TO_THE_END = 64 * 1024 * 1024
"""Up to so many bytes are received and dropped, so that a browser reads the refusal."""
PIECE = 256 * 1024
SAFE_FILE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
SENT = ("description", "language", "page", "link")


@dataclass(frozen=True)
class Typed:
    """What the form of a new document holds, and what is wrong with it, by field."""

    texts: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    status: int = 200


@blueprint.url_value_preprocessor
def accept_files(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Allow a larger form here, before anybody reads it; the cookie alone is asked, the database later."""
    if request.method == "POST" and "_user_id" in session:
        request.max_content_length = UPLOAD_LIMIT


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str | dict[str, str], int]:
    """Receive the rest, within bounds, and say what is accepted."""
    left = min(request.content_length or 0, READ_TO_THE_END)
    while left > 0 and (piece := request.environ["wsgi.input"].read(min(PIECE, left))):
        left -= len(piece)
    return show_too_large_file()


# --- The list -------------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/documents")
@allow(Right.READ_OWN_ANSWERS, Right.READ_SIGNED, Right.CONTRIBUTE)
def listing(round_slug: str, iso3: str) -> Response | str:
    """The documents kept; SELA's people see those of signed answers."""
    here = place(round_slug, iso3)
    if here.stored.snapshot is None and not _of_the_country(here):
        return redirect(url_for("dashboards.profile", **here.address))
    return _page(here, Typed())[0]


def _of_the_country(here: Place) -> bool:
    """Whether the reader works on the country's answers, all or some of them."""
    return reader().may_any((Right.READ_OWN_ANSWERS, Right.CONTRIBUTE), here.country.iso3)


def _page(here: Place, typed: Typed) -> tuple[str, int]:
    words = current_language()
    _stored, entries = documents.list_documents(database(), reader(), here.round, here.country.iso3)
    problems = {problem.part: problem_text(words, problem) for problem in typed.problems}
    page = render_template(
        "documents/listing.html",
        here=here,
        own=_of_the_country(here),
        entries=[_entry(here, entry) for entry in entries],
        typed=typed.texts,
        problems=problems,
        languages=[(code, language_label(words, code)) for code in LANGUAGES],
        accepted=",".join(f".{kind}" for kind in FileKind),
    )
    return page, typed.status


def _entry(here: Place, entry: Entry) -> dict[str, Any]:
    """One document ready to print."""
    words, document = current_language(), entry.document
    file = document.name.rpartition(".")[2].upper() if document.name else ""
    return {
        "code": entry.code,
        "document": document,
        "language": language_label(words, document.language),
        "kind": f"{file}, {size_text(words, document.size)}" if file else words.gettext("Link"),
        "href": document.link or url_for("documents.download", code=entry.code, **here.address),
        "added": moment_text(words, entry.added_at),
        "by": entry.by,
        "used_in": [_use(here, key) for key in entry.used_in],
        "own": entry.own,
    }


def _use(here: Place, key: str) -> tuple[str, str]:
    """An answer whose evidence a document is: its name, and where it is read or changed."""
    domain, _sign, code = key.partition("#")
    question = here.questions.get(key)
    answer = here.stored.sheet[key]
    name = question_name(current_language(), question, country_names()) if question else label_of(code, answer)
    if not _of_the_country(here):
        return name, url_for("review.check", _anchor=key if question else None, **here.address)
    wanted = re.split("[.@]", domain)[0]
    section = next(one.slug for one in here.questionnaire if one.id == wanted)
    return name, url_for("answering.section", section=section, _anchor=key if question else None, **here.address)


# --- Adding and removing ------------------------------------------------------------------


@blueprint.post("/rounds/<round_slug>/<iso3>/documents")
@allow(Right.ANSWER, Right.CONTRIBUTE)
def change(round_slug: str, iso3: str) -> Response | tuple[str, int]:
    """Add a file or a link, or remove a document that is evidence of nothing."""
    here = place(round_slug, iso3)
    if not here.editable:
        raise SubmissionSigned(iso3) if here.signed else SubmissionClosed(round_slug)
    words, code = current_language(), request.form.get("remove", "")
    try:
        if code:
            documents.remove(database(), here.round, iso3, code, reader())
            said = words.gettext("Document %(code)s is removed.", code=code)
        else:
            said = words.gettext(
                "Document %(code)s is kept. Write %(code)s as the evidence of an answer.", code=_add(here)
            )
    except UnknownDocument:
        said = words.gettext("Document %(code)s is removed.", code=code)  # by a colleague, or by a second click
    except Refused as refused:
        return _page(here, Typed(_texts(), refused.problems, refused.status))
    except DocumentInUse as error:
        shown = [key for key in error.keys if here.scope is None or here.scope.shows(key)]
        questions = ", ".join(shown) or words.gettext("answers that are not shared with you")
        facts = {"code": code, "questions": questions}
        return _page(here, Typed(_texts(), [Problem("document_in_use", facts, f"remove-{code}")], 409))
    database().commit()
    flash(said, "success")
    return redirect(url_for("documents.listing", **here.address), 303)


class Refused(Exception):
    """A document cannot be added as it was sent."""

    def __init__(self, problems: Sequence[Problem], status: int = 422) -> None:
        super().__init__(problems)
        self.problems = problems
        self.status = status


def _texts() -> dict[str, str]:
    return {name: clean_text(request.form.get(name, "")) for name in SENT}


def _add(here: Place) -> str:
    """Keep the document that was sent; its code. Raises Refused."""
    texts, sent = _texts(), request.files.get("file")
    named = sent is not None and bool(sent.filename)
    told = Document(texts["description"], texts["language"], texts["page"], texts["link"])
    problems = [*details_problems(told), *_problems_of_place(told.link, named=named)]
    try:
        if sent is not None and named:
            check_file(sent.stream, clean_name(sent.filename or ""))  # so that everything wrong is said at once
        if problems:
            raise Refused(problems)
        arguments = (database(), here.round, here.country.iso3)
        if sent is None or not named:
            return documents.add_link(*arguments, told, reader().user_id)
        seen = None if here.scope is None else here.documents.keys()
        named_so = replace(told, name=sent.filename or "")
        return documents.add_file(*arguments, named_so, sent.stream, _folder(), reader().user_id, seen)
    except FileRefused as error:
        raise Refused([*problems, error.problem]) from error
    except DocumentRepeated as error:
        raise Refused([Problem("document_repeated", {"code": error.code}, "file")]) from error
    except TooManyDocuments as error:
        raise Refused([Problem("too_many_documents", {"max": MOST}, "file")]) from error
    except NoRoom as error:
        current_app.logger.error("no room for a document: %s", error)
        raise Refused([Problem("no_room", part="file")], 507) from error


def _problems_of_place(link: str, *, named: bool) -> list[Problem]:
    """What is wrong with where a document is: a file or a link, never both."""
    if named and link:
        return [Problem("file_and_link", part="link")]
    if not named and not link:
        return [Problem("file_or_link_missing", part="file")]
    problems = list(text_problems(link, LINK_LENGTH, "link"))
    return problems or ([Problem("unsafe_link", part="link")] if link and not is_web_address(link) else [])


def _folder() -> Path:
    folder: Path = current_app.extensions["assessment"].settings.evidence
    return folder


# --- The files ----------------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/documents/<code>")
@allow(Right.READ_OWN_ANSWERS, Right.READ_SIGNED, Right.CONTRIBUTE)
def download(round_slug: str, iso3: str, code: str) -> Response:
    """The file of a document, to keep and never to show in the browser, once the download is in the log."""
    found, country = round_or_404(round_slug), country_or_404(iso3)
    try:
        document, file = documents.open_for(database(), reader(), found, country.iso3, code, _folder())
    except UnknownDocument:
        abort(404)
    database().commit()  # what was read for it is over before the log is written
    subject = f"{found.slug}/{country.iso3} {code} {document.name}"
    audit.record(database(), reader().user_id, "evidence_download", subject)
    database().commit()
    name = f"DEMO-{document.name}" if demonstration() else document.name
    with file:
        content = BytesIO(file.read())
    response = send_file(content, mimetype=document.media_type, as_attachment=True, download_name=name)
    response.headers.update(SAFE_FILE)
    return response
