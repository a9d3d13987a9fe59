"""Saving while people type: what the script of an answering page is told, and the words it says."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify

from assessment.core.answers import Answer
from assessment.web.access import SIGNED_IN, allow
from assessment.web.request import current_language, reader
from assessment.web.saving import Saved
from assessment.wording import moment_text, time_text

blueprint = Blueprint("autosave", __name__)
WORDS_MAX_AGE = 24 * 3600
NUMBER = "{n}"
"""Where the script writes how many."""


def told(saved: Saved, mark: Callable[[str, Answer, int], str], page: Callable[[], str]) -> dict[str, Any]:
    """What became of the questions sent; those that are neither standing nor refused had not changed.

    ``mark`` gives the version mark of an answer as its page prints it. What
    has to be shown anew, because it was refused or a colleague's answer was
    kept, comes with the page, printed as after a save without a script.
    """
    shown = {*saved.refused, *saved.given_up}
    words, now = current_language(), datetime.now(UTC)
    return {
        "said": words.gettext("Saved at %(time)s", time=time_text(words, now)),
        "line": words.gettext("Saved %(moment)s, %(name)s", moment=moment_text(words, now), name=reader().name),
        "saved": {id: mark(id, answer, version) for id, (answer, version) in saved.standing.items()},
        "refused": {id: "stale" if refused.stale else "wrong" for id, refused in saved.refused.items()},
        "shown": sorted(shown),
        "page": page() if shown else "",
    }


@blueprint.get("/autosave")
@allow(rule=SIGNED_IN)
def texts() -> Response:
    """What the scripts of answering pages say where the tool itself cannot; kept by browsers for a day."""
    words = current_language()
    answer = jsonify(
        waiting=_by_number(
            words.ngettext(
                "%(num)s change waits in this browser; it is sent as soon as the tool can be reached.",
                "%(num)s changes wait in this browser; they are sent as soon as the tool can be reached.",
                number,
            )
            for number in (1, 2)
        ),
        refused=_by_number(
            words.ngettext("%(num)s answer is not accepted yet.", "%(num)s answers are not accepted yet.", number)
            for number in (1, 2)
        ),
        elsewhere=words.gettext("Show the answer"),
        memory=words.gettext("Do not close this page before: what waits would be lost."),
        leaving=words.gettext(
            "Some of what you typed has not been saved yet. If you sign out now, it is lost. Sign out all the same?"
        ),
    )
    answer.cache_control.private, answer.cache_control.max_age = True, WORDS_MAX_AGE
    return answer


def _by_number(sentences: Iterable[str]) -> list[str]:
    """The sentence for one and the sentence for several, the number left to the script."""
    one, several = sentences
    return [one.replace("1", NUMBER, 1), several.replace("2", NUMBER, 1)]
