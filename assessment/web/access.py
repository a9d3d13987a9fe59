"""Who may ask for what. Every route declares its rule; one without a rule answers nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from assessment.services.accounts import Reader, Right
from assessment.web.request import of_another_account, reader

View = TypeVar("View", bound=Callable[..., Any])


class OtherAccount(Exception):
    """Changes that wait for one account were sent while another was signed in; nothing of them is applied."""


@dataclass(frozen=True)
class Rule:
    """Whom a route answers: everybody, everybody signed in, or those holding one of some rights.

    A right over a country's own matters is held only for the country named
    ``iso3`` in the address.
    """

    rights: tuple[Right, ...] = ()
    public: bool = False

    def admits(self, person: Reader, iso3: str | None) -> bool:
        """Whether this person is answered."""
        if self.public:
            return True
        if person.user_id is None:
            return False
        return not self.rights or person.may_any(self.rights, iso3)


PUBLIC = Rule(public=True)
SIGNED_IN = Rule()
LIBRARY_RULES: Mapping[str, Rule] = {
    "static": PUBLIC,
    "security.static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.change_password": SIGNED_IN,
}
"""Rules of the routes that libraries bring."""


def allow(*rights: Right, rule: Rule | None = None) -> Callable[[View], View]:
    """Declare whom a view answers: holders of any of these rights, or a rule such as PUBLIC."""
    declared = rule or Rule(rights)

    def declare(view: View) -> View:
        view.__access__ = declared  # type: ignore[attr-defined]
        return view

    return declare


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The declared rule of a route, if it has one."""
    return getattr(app.view_functions[endpoint], "__access__", None) or LIBRARY_RULES.get(endpoint)


def init_app(app: Flask) -> None:
    """Ask the rule before every view."""
    app.before_request(_guard)


def _guard() -> Response | None:
    if request.endpoint is None:
        return None
    rule = rule_of(current_app, request.endpoint)
    iso3 = (request.view_args or {}).get("iso3")
    if of_another_account():
        raise OtherAccount
    if rule is not None and rule.admits(reader(), iso3):
        return None
    if rule is not None and reader().user_id is None and request.method == "GET":
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    abort(403 if reader().user_id is not None or rule is None else 401)
