"""One request: its language, its reader, its database session. Only here does this room touch storage."""

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.headers import Headers

from flask import Flask, abort, current_app, g, request, session, url_for
from flask_security import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from assessment import __version__
from assessment.i18n import LANGUAGES, UTC, Language, language, own_name
from assessment.services.accounts import NOBODY, SECRETARIAT_TIME_ZONE, Reader, reader_of
from assessment.storage import queries
from assessment.storage.civil_society import Organisation as Organisation
from assessment.storage.database import DatabaseProblem, begin_writing, require_current_schema, serve_alone
from assessment.storage.database import DatabaseUnavailable as DatabaseUnavailable
from assessment.storage.models import Country as Country
from assessment.storage.models import Round as Round

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'unsafe-hashes' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-AR/cKIZjWPcPmBUPDA6oti9XBiTbJvz0Cro2J1VzzS8='; "
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SHARED_COMPUTER = "shared_computer"
"""Under this name the session says that nothing may stay on the reader's computer."""
LANGUAGE_PREFIX = f"/<any({', '.join(LANGUAGES)}):lang>"
"""Where every page begins: only a declared language opens one."""


def database() -> Session:
    """The database session of this request; what is not committed is rolled back at its end.

    A form's request holds the turn to write from its first question on; a
    sign-in does not, for checking a password takes long.
    """
    if "database" not in g:
        g.database = current_app.extensions["assessment"].sessions()
        if request.method == "POST" and request.endpoint != "security.login" and "failed" not in g:
            begin_writing(g.database)
    session: Session = g.database
    return session


def fail() -> None:
    """Drop what this request has not committed; from here on it only reads, to say what went wrong."""
    g.failed = True
    _close_database(None)


def autosaving() -> bool:
    """Whether a page sends what is typed while it is typed, and its script reads the answer; no form was sent."""
    return request.method == "POST" and "X-Autosave" in request.headers


def of_another_account() -> bool:
    """Whether changes arrive that wait for another account than the one signed in now."""
    known = reader().user_id is not None
    return known and autosaving() and request.headers.get("X-Account") != str(reader().user_id)


def shared_computer() -> bool:
    """Whether the reader signed in on a computer that others use as well."""
    return bool(session.get(SHARED_COMPUTER))


def reader() -> Reader:
    """Who is asking."""
    if "reader" not in g:
        g.reader = reader_of(current_user) if current_user.is_authenticated else NOBODY
    person: Reader = g.reader
    return person


def language_code() -> str:
    """The language of this request: from its address, else from what the browser prefers, else the default."""
    code = g.get("lang")
    return code or request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def current_language() -> Language:
    """Words, numbers and dates for the reader, in the number style of the reader's country and the reader's zone."""
    if "language" not in g:
        person, country = reader(), own_country()
        style = country.number_style if country else None
        zone = (person.time_zone or default_time_zone()) if person.user_id else UTC
        g.language = language(language_code(), style, zone)
    words: Language = g.language
    return words


def own_country() -> Country | None:
    """The country the reader answers for."""
    iso3 = reader().iso3
    return database().get(Country, iso3) if iso3 else None


def default_time_zone() -> str:
    """The zone of a reader who has chosen none: the country's, the secretariat's for people without one."""
    country = own_country()
    return country.time_zone if country else SECRETARIAT_TIME_ZONE


def country_or_404(iso3: str) -> Country:
    """The member State of this code."""
    return database().get(Country, iso3) or abort(404)


def known_rounds() -> Sequence[Round]:
    """All rounds, the newest first; read once in a request."""
    if "rounds" not in g:
        told = queries.rounds_with_fact(database(), "demonstration")
        g.rounds = [found for found, _fact in told]
        if told:
            g.demonstration = told[0][1] is not None
    found: Sequence[Round] = g.rounds
    return found


def round_or_404(slug: str) -> Round:
    """The round of this name."""
    return next((found for found in known_rounds() if found.slug == slug), None) or abort(404)


def demonstration() -> bool:
    """Whether this database holds demonstration data."""
    if "demonstration" not in g:
        g.demonstration = queries.installation_fact(database(), "demonstration") is not None
    return bool(g.demonstration)


def address_in(code: str) -> str:
    """The address of this page in another language, its filters kept; else the front page."""
    if request.endpoint is None or not current_app.url_map.is_endpoint_expecting(request.endpoint, "lang"):
        return url_for("home.start", lang=code)
    address = url_for(request.endpoint, lang=code, **(request.view_args or {}))
    filters = urlencode(list(request.args.items(multi=True)))
    return f"{address}?{filters}" if filters else address


def init_app(app: Flask) -> None:
    """Wire language, session and headers into every request."""
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.before_request(_refuse_json)
    app.before_request(_refuse_nul)
    app.before_request(_require_database)
    app.teardown_appcontext(_close_database)
    app.after_request(_set_headers)
    app.context_processor(_page_context)


def _refuse_json() -> None:
    """Only forms are read here; a library would otherwise take JSON of any shape for one."""
    if request.is_json:
        abort(400)


def _require_database() -> tuple[str, int, dict[str, str]] | None:
    """See, once in the life of this process, that it may serve the database and finds it at the newest migration."""
    if current_app.extensions.get("serving_process") == os.getpid():
        return None
    assessment = current_app.extensions["assessment"]
    try:
        serve_alone(assessment.settings.database_url)
        require_current_schema(assessment.engine)
    except DatabaseUnavailable:
        raise
    except DatabaseProblem as error:
        return str(error), 503, {"Content-Type": "text/plain; charset=utf-8"}
    current_app.extensions["serving_process"] = os.getpid()
    return None


def _refuse_nul() -> None:
    """No address and no field holds a NUL character; PostgreSQL cannot keep one."""
    if "\0" in request.path or any("\0" in text for _name, text in request.values.items(multi=True)):
        abort(400)


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.lang = values.pop("lang")


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values["v"] = _fingerprint(Path(current_app.static_folder or "") / values["filename"])
    elif "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language_code()


@lru_cache
def _fingerprint(path: Path) -> str:
    """A short hash of a static file, so that a browser fetches it anew when it changes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _close_database(_error: BaseException | None) -> None:
    g.pop("rounds", None)
    session = g.pop("database", None)
    if session is not None:
        session.close()


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.cache_control.max_age is None:
        response.headers["Cache-Control"] = "no-store"
    return response


def set_static_headers(headers: Headers, _path: str, _url: str) -> None:
    """The same headers on files that the application never sees; these may be cached."""
    for name, value in HEADERS.items():
        headers[name] = value


def _page_context() -> dict[str, Any]:
    """What every template may use."""
    code, words = language_code(), current_language()
    return {
        "lang": code,
        "language": words,
        "reader": reader(),
        "demonstration": demonstration(),
        "t": lambda text: text[code],
        "version": __version__,
        "person": reader().name,
        "shared_computer": shared_computer(),
        "home_url": url_for("home.start"),
        "sign_out_url": url_for("security.logout"),
        "alternate_urls": [
            {"lang": other, "label": own_name(other), "url": address_in(other), "current": other == code}
            for other in LANGUAGES
        ],
    }
