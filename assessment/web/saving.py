"""Saving what a form holds: what is right and new is kept, what is wrong or stale comes back as it was typed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from flask import flash, request, url_for

from assessment import forms
from assessment.core.answers import Answer, State
from assessment.core.problems import Problem
from assessment.core.questionnaire import Kind, Question
from assessment.services import submissions
from assessment.services.offers import PRE_FILL
from assessment.services.submissions import Change, SaveOutcome, StoredAnswer, StoredSheet
from assessment.web.fields import Field, anchor, country_names, line
from assessment.web.offers import confirming, offers_of, since_words, told_then, used_offers
from assessment.web.place import Place, shared_with_reader
from assessment.web.request import Round, autosaving, current_language, database, reader
from assessment.wording import answer_text, condition_text, moment_text, problem_text, question_name

CONFLICT = Problem("conflict_open", part="conflict")


@dataclass(frozen=True)
class Refused:
    """What was typed for one question and not saved: wrong, or typed over a version that is no longer the newest."""

    typed: forms.Typed
    answer: Answer
    problems: Sequence[Problem]
    stale: bool


@dataclass(frozen=True)
class Typed:
    """What a form changes, what of it cannot be accepted, and where a colleague's answer is kept; by question."""

    changes: Mapping[str, tuple[Change, forms.Typed]]
    refused: Mapping[str, Refused]
    given_up: frozenset[str]

    def refusing(self, question: str, problems: Sequence[Problem]) -> "Typed":
        """The same with one change turned down."""
        change, typed = self.changes[question]
        kept = {id: other for id, other in self.changes.items() if id != question}
        refused = {**self.refused, question: Refused(typed, change.answer, problems, stale=False)}
        return replace(self, changes=kept, refused=refused)


def read_form(questions: Mapping[str, Question], world: forms.World) -> Typed:
    """What the submitted form says of these questions, held against the version each was read at."""
    changes: dict[str, tuple[Change, forms.Typed]] = {}
    refused: dict[str, Refused] = {}
    given_up: set[str] = set()
    for id, typed in forms.typed_by_question(request.form.items(multi=True), questions).items():
        answer, problems = forms.read(questions[id], typed, world)
        choice = forms.last(typed, "conflict")
        if choice == "theirs":
            given_up.add(id)
            continue
        if not problems and not forms.touched(questions[id], answer, typed):
            continue
        if not problems and not confirming() and forms.as_offered(questions[id], answer, typed):
            continue  # filled in, not saved yet: it stays so
        if choice == "pending":
            problems.append(CONFLICT)
        if problems:
            refused[id] = Refused(typed, answer, problems, stale=bool(choice))
        else:
            way = PRE_FILL if forms.last(typed, "offered") else None
            changes[id] = Change(id, answer, forms.read_version(typed), way), typed
    return Typed(changes, refused, frozenset(given_up))


@dataclass(frozen=True)
class Saved:
    """What became of a form: what of it was refused, and the answers that now stand as they were sent.

    ``standing`` gives each with its version; ``given_up`` are the questions
    for which a colleague's answer was kept instead of the one typed.
    """

    refused: Mapping[str, Refused]
    standing: Mapping[str, tuple[Answer, int]]
    given_up: frozenset[str]


def save(found: Round, iso3: str, typed: Typed, more: Iterable[Change] = ()) -> Saved:
    """Save the changes (and ``more`` that no field holds), say so, and tell what became of them."""
    changes = [change for change, _texts in typed.changes.values()]
    scope = shared_with_reader(found, iso3)
    submissions.require_shared(scope, typed.refused)
    outcome = submissions.save_answers(database(), found, iso3, [*changes, *more], reader().user_id, scope=scope)
    return settle(typed, outcome)


def settle(typed: Typed, outcome: SaveOutcome) -> Saved:
    """Commit what was saved, say so, and tell what became of the form."""
    database().commit()
    stale = {
        id: Refused(texts, change.answer, [CONFLICT], stale=True)
        for id, (change, texts) in typed.changes.items()
        if id in outcome.stale
    }
    refused = {**typed.refused, **stale}
    if not autosaving():
        _announce(sum(id in typed.changes for id in outcome.saved), bool(refused) or bool(set(outcome.saved)))
    standing = {
        id: (typed.changes[id][0].answer, version) for id, version in outcome.versions.items() if id in typed.changes
    }
    return Saved(refused, standing, typed.given_up)


def _announce(saved: int, silent: bool) -> None:
    words = current_language()
    if saved:
        flash(words.ngettext("Saved: %(num)s answer.", "Saved: %(num)s answers.", saved), "success")
    elif not silent:
        flash(words.gettext("Everything is saved."), "success")


def staying(questions: Collection[str]) -> dict[str, Any]:
    """What leads back to the question for which the form was sent, with the offers filled in and not saved yet."""
    form, used = request.form, {} if confirming() else dict(used_offers())
    asked_for = form.get("add") or form.get("use", "").rpartition(".")[0]
    return {
        "use": [f"{question}.{code}" for question, code in sorted(used.items()) if question in questions] or None,
        "_anchor": asked_for if asked_for in questions else None,
    }


def refusal_status(refused: Mapping[str, Refused]) -> int:
    """The status of a page that hands something back: conflict when that is all there is, else not accepted."""
    return 409 if all(r.stale for r in refused.values()) else 422


def saved_text(stored: StoredAnswer) -> str:
    """When an answer was saved, and by whom where that is known."""
    words, moment = current_language(), moment_text(current_language(), stored.at)
    if not stored.by:
        return words.gettext("Saved %(moment)s", moment=moment)
    return words.gettext("Saved %(moment)s, %(name)s", moment=moment, name=stored.by)


class Here(Protocol):
    """Where questions are answered: the answers as they stand, and the questions they belong to."""

    @property
    def stored(self) -> StoredSheet:
        """The answers as they stand."""

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every question, by id."""


def field_of(here: Here, question: Question, refused: Refused | None) -> Field:
    """One question ready to print: as stored, or as it was typed and refused."""
    words, id = current_language(), question.id
    stored = here.stored.stored.get(id)
    answer = here.stored.sheet[id]
    numeric = question.kind in (Kind.NUMBER, Kind.PERCENT) and answer.state is State.ANSWERED
    current = forms.version_mark(question, answer, here.stored.version(id))
    stale = refused is not None and refused.stale
    shown = Field(
        question=question,
        typed=refused.typed if refused else forms.write(question, answer, words),
        version=forms.last(refused.typed, "version") if refused and not stale else current,
        problems={p.part: problem_text(words, p, country_names()) for p in refused.problems} if refused else {},
        read_as=answer_text(words, question, answer, {}) if numeric and not refused else "",
        saved=saved_text(stored) if stored else "",
        theirs=line(words, question, answer, here.stored.sheet.documents) if stale else None,
        mine=line(words, question, refused.answer, here.stored.sheet.documents)
        if refused and stale and refused.problems[0].code == "conflict_open"
        else None,
        only_if=condition_text(words, here.questions, question.show_when) if question.show_when else "",
    )
    return _of_a_state(here, shown, refused) if isinstance(here, Place) else shown


def _of_a_state(here: Place, shown: Field, refused: Refused | None) -> Field:
    """The field with what only States have: hidden questions, offers, and answers of an earlier round."""
    question, typed = shown.question, shown.typed
    offered = offers_of(here, question) if here.editable else ()
    for offer in offered:
        if offer.answer and not refused and (question.id, offer.code) in used_offers():
            mark = forms.offer_mark(question, offer.code, offer.answer)
            typed = {**forms.write(question, offer.answer, current_language()), "offered": [mark]}
    return replace(
        shown,
        typed=typed,
        asked=here.asked[question.id].state is not State.NOT_ASKED,
        offers=offered,
        filled=typed is not shown.typed,
        since=since_words(here, question.id),
        then=told_then(here, question),
        history=url_for("history.answer", question=question.id, **here.address)
        if shown.saved and not here.scope
        else "",
    )


def summary(fields: Mapping[str, Field]) -> list[dict[str, str]]:
    """Everything wrong with the page, each line leading to its field."""
    words = current_language()
    return [
        {
            "href": f"#{anchor(shown.question, part)}",
            "text": f"{question_name(words, shown.question, country_names())}: {sentence}",
        }
        for shown in fields.values()
        for part, sentence in shown.problems.items()
    ]
