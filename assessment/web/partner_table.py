"""The section asked once for every partner State, as one table of levels in which partners are added and removed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment import forms
from assessment.core.answers import BLANK, Answer, State, row_key
from assessment.core.problems import Problem
from assessment.core.questionnaire import Domain, Question
from assessment.core.validation import as_stored, validate
from assessment.services.submissions import Change
from assessment.web.autosave import told
from assessment.web.fields import Field, country_names, world_groups
from assessment.web.instrument_entries import count_by_state
from assessment.web.partners import lines_of, rows_of
from assessment.web.place import Place, neighbours, place
from assessment.web.request import autosaving, current_language
from assessment.web.saving import CONFLICT, Refused, Typed, field_of, refusal_status, save, summary
from assessment.wording import problem_text, text


def table_page(here: Place, domain: Domain, refused: Mapping[str, Refused], wrong: Problem | None = None) -> str:
    """The levels of all partners, to answer or to read; ``wrong`` is what is wrong with a partner to be added."""
    words, rows = current_language(), rows_of(here, domain)
    previous, following = neighbours(here.questionnaire, domain)
    common = {
        "here": here,
        "domain": domain,
        "number": list(here.questionnaire).index(domain) + 1,
        "previous": previous,
        "following": following,
        "rows": rows,
        "settled": sum(row.settled for row in rows),
        "put": sum(row.put for row in rows),
        "minutes": next(p.minutes for p in here.progress if p.domain.id == domain.id),
        "instruments": count_by_state(here, domain),
    }
    if not here.editable:
        lines = {row.partner: lines_of(here, row) for row in rows}
        return render_template("answering/partners_read.html", lines=lines, **common)
    fields = {id: _level_field(here, q, refused.get(id)) for row in rows for id, q in row.levels.items()}
    problems = summary({id: field for id, field in fields.items() if field.problems})
    if wrong is not None:
        problems.append({"href": "#partner", "text": problem_text(words, wrong, country_names())})
    return render_template(
        "answering/partners.html",
        fields=fields,
        problems=problems,
        wrong=problem_text(words, wrong, country_names()) if wrong else "",
        chosen=request.form.get("partner", "") if wrong else "",
        world=world_groups({here.country.iso3, *here.stored.partners.all}) if domain.may_add_partners else (),
        **common,
    )


def _level_field(here: Place, question: Question, refused: Refused | None) -> Field:
    """One level in the table; its version names the level it was filled with, so that only another one is a change."""
    answer = here.stored.sheet[question.id]
    mark = _mark(answer, here.stored.version(question.id))
    if refused is None:
        return Field(question, {"": [_code(answer)]}, mark)
    field = field_of(here, question, refused)
    return replace(field, version=mark) if refused.stale else field


def _mark(answer: Answer, version: int) -> str:
    """The version a level was read at and the level, so that one nobody touched is no change."""
    return f"{version}.{_code(answer)}"


def _code(answer: Answer) -> str:
    """A level as the table sends it: its number, or the state, or nothing."""
    if answer.state is State.ANSWERED:
        return str(answer.value)
    return "" if answer.state is State.BLANK else answer.state.value


def save_table(here: Place, domain: Domain) -> Response | tuple[str, int] | dict[str, Any]:
    """Save the levels that changed, add or remove a partner; hand back what is wrong or stale as it was typed."""
    iso3, (more, wrong) = here.country.iso3, _change_of_partners(here, domain)
    saved = save(here.round, iso3, _read_levels(here, domain), more)

    def page() -> str:
        return table_page(place(here.round.slug, iso3, domain.slug), domain, saved.refused, wrong)

    if autosaving():
        return told(saved, lambda _id, answer, version: _mark(answer, version), page)
    for change in more:
        _say_change(change)
    if saved.refused or wrong:
        return page(), 422 if wrong else refusal_status(saved.refused)
    if request.form.get("action") == "continue":
        following = neighbours(here.questionnaire, domain)[1]
        if following is None:
            return redirect(here.after_the_last, 303)
        return redirect(url_for("answering.section", section=following.slug, **here.address), 303)
    return redirect(url_for("answering.section", section=domain.slug, **here.address), 303)


def _read_levels(here: Place, domain: Domain) -> Typed:
    """The levels the table holds; everything else that was said in a cell stays as it is."""
    cells = {id: question for row in rows_of(here, domain) for id, question in row.levels.items()}
    changes: dict[str, tuple[Change, forms.Typed]] = {}
    refused: dict[str, Refused] = {}
    given_up: set[str] = set()
    for id, typed in forms.typed_by_question(_still_in_the_table(here, domain), cells).items():
        standing, code = here.stored.sheet[id], forms.last(typed)
        filled_with, choice = forms.last(typed, "version").partition(".")[2], forms.last(typed, "conflict")
        if choice == "theirs":
            given_up.add(id)
            continue
        if code == filled_with:
            continue
        answer, problems = _with_level(here, cells[id], standing, code)
        if choice == "pending":
            problems.append(CONFLICT)
        if problems:
            refused[id] = Refused(typed, answer, problems, stale=bool(choice))
        else:
            same = filled_with == _code(standing)
            version = here.stored.version(id) if same else forms.read_version(typed)
            changes[id] = Change(id, answer, version), typed
    return Typed(changes, refused, frozenset(given_up))


def _still_in_the_table(here: Place, domain: Domain) -> Iterator[tuple[str, str]]:
    """What was sent, without the levels of a partner that a colleague has removed meanwhile; that is said."""
    gone = set()
    for name, code in request.form.items(multi=True):
        partner = name.partition("@")[2].split(".")[0]
        removed = partner not in here.stored.partners.all and row_key(domain.id, partner) in here.stored.stored
        if partner and removed:
            gone.add(partner)
        else:
            yield name, code
    words = current_language()
    for partner in sorted(gone):
        flash(
            words.gettext(
                "A colleague has removed %(country)s from the table meanwhile; nothing was saved about it now.",
                country=text(words, country_names()[partner]),
            ),
            "message",
        )


def _with_level(here: Place, question: Question, standing: Answer, code: str) -> tuple[Answer, list[Problem]]:
    """The standing answer with another level, and what is wrong with that."""
    value, problems = forms.KINDS[question.kind].read(question, {"": [code]})
    state = State(code) if code in (State.DONT_KNOW, State.NOT_APPLICABLE) else State.ANSWERED
    answer = replace(standing, state=State.BLANK if code == "" else state, value=value, reason="")
    answer = as_stored(question, answer)
    return answer, problems or validate(question, answer, here.country.iso3, country_names(), here.documents)


def _change_of_partners(here: Place, domain: Domain) -> tuple[list[Change], Problem | None]:
    """The partner to add or to remove, if a button said so, or what is wrong with it."""
    if removed := request.form.get("remove"):
        key = row_key(domain.id, removed)
        known = removed in here.stored.partners.added
        return [Change(key, BLANK, here.stored.version(key))] if known else [], None
    if request.form.get("action") != "add" or not domain.may_add_partners:
        return [], None
    iso3 = request.form.get("partner", "")
    key, wrong = row_key(domain.id, iso3), _wrong_partner(here, iso3)
    return ([], wrong) if wrong else ([Change(key, Answer(State.ANSWERED, True), here.stored.version(key))], None)


def _say_change(change: Change) -> None:
    """Say that a partner was added or removed."""
    words, iso3 = current_language(), change.question.split("@")[1]
    name = text(words, country_names()[iso3])
    if change.answer.state is State.ANSWERED:
        flash(words.gettext("%(country)s is now in the table.", country=name), "success")
    else:
        flash(
            words.gettext(
                "%(country)s is no longer in the table. What you answered about it is kept and hidden; "
                "it comes back if you add it again.",
                country=name,
            ),
            "success",
        )


def _wrong_partner(here: Place, iso3: str) -> Problem | None:
    if not iso3:
        return Problem("partner_missing")
    if iso3 == here.country.iso3:
        return Problem("own_partner")
    if iso3 not in country_names():
        return Problem("unknown_country", {"code": iso3})
    if iso3 in here.stored.partners.all:
        return Problem("partner_repeated", {"country": iso3})
    return None
