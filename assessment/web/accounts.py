"""Signing in, out and changing a password: Flask-Security's views with our form, throttle and templates."""

from typing import Any

from flask import Blueprint, after_this_request, request
from flask_security.forms import ChangePasswordForm, LoginForm
from flask_security.utils import validate_redirect_url
from werkzeug.wrappers import Response
from wtforms import Field

from assessment.services import accounts
from assessment.web.request import database

blueprint = Blueprint("accounts", __name__)


class PasswordForm(ChangePasswordForm):
    """Flask-Security's form; a refused one says so in its status too."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the present password and the new one."""
        valid = super().validate(**kwargs)
        if not valid:
            after_this_request(_unprocessable)
        return bool(valid)


class SignInForm(LoginForm):
    """Flask-Security's form; failures are counted in the database before any hashing, and said in one same sentence."""

    throttled = False

    def validate_next(self, field: Field) -> None:
        """Whoever was sent here with an address of another site signs in all the same, and is not led there."""
        if not validate_redirect_url(field.data):
            field.data = ""

    def validate(self, **kwargs: Any) -> bool:
        """Refuse when throttled, else check the password and count a failure.

        Capitals and blanks in the address do not matter. Before and after the
        slow check of the password the transaction ends, so that nobody waits
        for it and the count is written on the newest state.
        """
        session = database()
        self.email.data = (self.email.data or "").strip().lower()
        email, client = self.email.data, request.remote_addr or ""
        if accounts.sign_in_throttled(session, email, client):
            self.throttled = True
            after_this_request(_too_many)
            return False
        session.commit()
        valid = super().validate(**kwargs)
        session.commit()
        if valid:
            accounts.forget_failed_sign_ins(session, email, client)
        else:
            accounts.record_failed_sign_in(session, email, client)
            after_this_request(_unprocessable)
        session.commit()
        return valid


def _too_many(response: Response) -> Response:
    response.status_code = 429
    return response


def _unprocessable(response: Response) -> Response:
    response.status_code = 422
    return response
