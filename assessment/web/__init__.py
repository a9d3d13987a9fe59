"""The web: one blueprint for each task a user has, and the frame around them."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask_babel import Babel
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.local import LocalProxy
from whitenoise import WhiteNoise

from assessment import cli
from assessment.catalogue import Reference, load_reference
from assessment.config import REFERENCE, Settings, read_settings
from assessment.i18n import LANGUAGES, TRANSLATIONS
from assessment.storage.accounts import Role, User
from assessment.storage.database import make_engine
from assessment.web import (
    access,
    accounts,
    answering,
    autosave,
    burden,
    civil_society,
    clearance,
    console,
    dashboards,
    documents,
    downloads,
    errors,
    history,
    home,
    instruments,
    network,
    offline,
    partners,
    preview,
    question_list,
    questionnaires,
    receipts,
    request,
    review,
    sharing,
)
from assessment.web.accounts import PasswordForm, SignInForm

TASKS = (
    home,
    accounts,
    answering,
    autosave,
    instruments,
    partners,
    question_list,
    burden,
    documents,
    sharing,
    offline,
    review,
    preview,
    receipts,
    history,
    clearance,
    civil_society,
    dashboards,
    network,
    questionnaires,
    downloads,
    console,
)
STATIC_MAX_AGE = 24 * 3600
FORM_LIMIT = 2 * 1024 * 1024
"""Largest form accepted, in bytes: a full section with every text at its longest stays below."""


@dataclass(frozen=True)
class Assessment:
    """What the application keeps for its whole life."""

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    reference: Reference


def create_app(settings: Settings | None = None) -> Flask:
    """The application under these settings (from the environment when none are given)."""
    settings = settings or read_settings()
    engine = make_engine(settings.database_url)
    app = Flask(__name__)
    app.extensions["assessment"] = Assessment(
        settings, engine, sessionmaker(engine, expire_on_commit=False), load_reference(REFERENCE, LANGUAGES)
    )
    app.config.update(_configuration(settings))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    Babel(app, locale_selector=request.language_code, default_translation_directories=str(TRANSLATIONS))
    request.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    datastore = SQLAlchemySessionUserDatastore(LocalProxy(request.database), User, Role)  # type: ignore[arg-type]
    security = Security(app, datastore, login_form=SignInForm, change_password_form=PasswordForm)
    security.want_json(lambda _request: False)
    for module in TASKS:
        app.register_blueprint(module.blueprint, url_prefix=request.LANGUAGE_PREFIX)
    app.add_url_rule("/", "home.root", home.root)
    cli.init_app(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=app.static_folder,
        prefix="static/",
        max_age=STATIC_MAX_AGE,
        add_headers_function=request.set_static_headers,
    )
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    """Flask's and its extensions' settings. Flask-Security serves signing in, out and changing a password, no more."""
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": FORM_LIMIT,
        "MAX_FORM_MEMORY_SIZE": FORM_LIMIT,
        "MAX_FORM_PARTS": 5000,
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_PASSWORD_CHECK_BREACHED": None,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "SECURITY_URL_PREFIX": request.LANGUAGE_PREFIX,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_CHANGEABLE": True,
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_POST_LOGIN_VIEW": "home.start",
        "SECURITY_POST_LOGOUT_VIEW": "home.start",
        "SECURITY_POST_CHANGE_VIEW": "home.start",
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/password.html",
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": lambda text: text.strip().lower()}}],
    }
