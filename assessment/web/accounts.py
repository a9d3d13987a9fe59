"""Signing in, out and changing a password: Flask-Security's views with our form, throttle and templates."""

from typing import Any

from flask import Blueprint, after_this_request, request
from flask_security.forms import LoginForm
from werkzeug.wrappers import Response

from assessment.services import accounts
from assessment.web.request import database

blueprint = Blueprint("accounts", __name__)


class SignInForm(LoginForm):
    """Flask-Security's form; failures are counted in the database before any hashing, and said in one same sentence."""

    throttled = False

    def validate(self, **kwargs: Any) -> bool:
        """Refuse when throttled, else check the password and count a failure."""
        session = database()
        email, client = self.email.data or "", request.remote_addr or ""
        if accounts.sign_in_throttled(session, email, client):
            self.throttled = True
            after_this_request(_too_many)
            return False
        valid = super().validate(**kwargs)
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
