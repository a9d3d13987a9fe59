"""The floors: a bare Flask program that does what a page, a save and a dashboard cannot do without, and no more.

It knows no people, rights, languages, versions, history or rules. It is served
by the same servers as the tool: as a module by waitress, by gunicorn as
``bench.floors:make_app()``.
"""

import os
import sys
from functools import lru_cache

from flask import Flask, request
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf
from sqlalchemy import bindparam, text
from waitress import serve
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from assessment import catalogue
from assessment.cli.serving import HOST, THREADS
from assessment.config import CURRENT_QUESTIONNAIRE, REFERENCE
from assessment.core.questionnaire import Kind, Option, Question
from assessment.forms import CHOICES
from assessment.storage.database import make_engine
from assessment.web.fields import NEW_COUNTRIES
from bench.data import subject_of

LANGUAGE = "es"
CELL = "Twenty characters ok"
TABLE = "CREATE TABLE bench_answer (id VARCHAR(60) PRIMARY KEY, version INTEGER NOT NULL, value TEXT)"
READ = text("SELECT id, version FROM bench_answer WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
WRITE = text(
    "INSERT INTO bench_answer (id, version, value) VALUES (:id, :version, :value) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, value = excluded.value"
)
FORM_PAGE = """<!doctype html><html lang="es"><head><title>Form</title></head><body><h1>Form</h1>
<form method="post">{{ form.hidden_tag() }}
{% for field in form if field.widget.input_type != "hidden" %}<div>{{ field.label }}
<p>{{ field.description }}</p>{{ field }}
{% for error in field.errors %}<p>{{ error }}</p>{% endfor %}</div>
{% endfor %}<button>Save</button></form></body></html>"""
TABLE_PAGE = """<!doctype html><html lang="es"><head><title>Page</title></head><body><h1>Page</h1>
<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>"""


def make_table(url: str) -> None:
    """Make the one table, before anything is served."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text(TABLE))
    engine.dispose()


def make_app() -> Flask:
    """The program on the database named in DATABASE_URL, with the same settings of the database as the tool."""
    made = Flask(__name__)
    made.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    CSRFProtect(made)
    engine = make_engine(os.environ["DATABASE_URL"]).execution_options(writing=True)
    form_page, table_page = (made.jinja_env.from_string(source) for source in (FORM_PAGE, TABLE_PAGE))
    form = plain_form()
    made.add_url_rule("/form", "form", lambda: form_page.render(form=form()))
    made.add_url_rule("/table", "table", lambda: table_page.render(rows=_rows(request.args.get("size", 0, int))))
    made.add_url_rule("/token", "token", generate_csrf)

    @made.post("/save")
    def save() -> str:
        """Read the versions of the answers sent, write them one higher, all in one transaction."""
        sent = {id: value for id, value in request.form.items() if id != "csrf_token"}
        with engine.begin() as connection:
            versions = {row.id: row.version for row in connection.execute(READ, {"ids": list(sent)})}
            rows = [{"id": id, "version": versions.get(id, 0) + 1, "value": value} for id, value in sent.items()]
            connection.execute(WRITE, rows)
        return "saved"

    return made


@lru_cache
def _rows(size: int) -> list[list[str]]:
    """Rows of ten cells that fill a page of about so many characters."""
    return [[CELL] * 10] * (size // (10 * len(f"<td>{CELL}</td>") + len("<tr></tr>\n")))


# --- The questions as a plain form ---------------------------------------------------


def plain_form() -> type[FlaskForm]:
    """The longest section of the questionnaire as a Flask-WTF form: the same inputs as on the tool's page."""
    reference = catalogue.load_reference(REFERENCE)
    subject = subject_of(catalogue.load(CURRENT_QUESTIONNAIRE), reference)
    world = [SelectChoice(country.iso3, country.name[LANGUAGE]) for country in reference.countries]
    fields: dict[str, Field] = {}
    for question in subject.section.questions:
        name = question.id.replace(".", "_")
        fields |= {f"{name}_{part}": field for part, field in _fields(question, world).items()}
    return type("PlainForm", (FlaskForm,), fields)


def _fields(question: Question, world: list[SelectChoice]) -> dict[str, Field]:
    states = [SelectChoice("dont_know", "No sabe")]
    if question.may_be_not_applicable:
        states.append(SelectChoice("not_applicable", "No corresponde"))
    ask, help = question.ask[LANGUAGE], (question.help or {}).get(LANGUAGE, "")
    if question.kind in CHOICES:
        fields = {"value": RadioField(ask, choices=[*_choices(question.options), *states], description=help)}
    else:
        fields = {**_values(question, ask, help, world), "state": _ticks("", states)}
    if question.may_be_not_applicable:
        fields["reason"] = TextAreaField("Motivo")
    fields |= {"comment": TextAreaField("Comentario"), "link": StringField("Enlace")}
    return {**fields, "description": StringField("Descripción"), "version": HiddenField()}


def _values(question: Question, ask: str, help: str, world: list[SelectChoice]) -> dict[str, Field]:
    """The fields of a value that is no single choice."""
    match question.kind:
        case Kind.SEVERAL:
            fields = {"value": _ticks(ask, _choices(question.options), help)}
            if question.not_open_to_my_state:
                fields["not_open"] = _ticks("", _choices(question.options))
            return fields
        case Kind.COUNTRIES:
            return {f"value_{row}": SelectField(ask, choices=world, description=help) for row in range(NEW_COUNTRIES)}
        case Kind.TEXT:
            return {"value": TextAreaField(ask, description=help)}
        case _:
            parts = {f"part_{part.code}": StringField(part.label[LANGUAGE]) for part in question.breakdown}
            return {"value": StringField(ask, description=help), **parts}


def _choices(options: tuple[Option, ...]) -> list[SelectChoice]:
    return [SelectChoice(option.code, option.label[LANGUAGE]) for option in options]


def _ticks(label: str, choices: list[SelectChoice], help: str = "") -> Field:
    look = {"option_widget": CheckboxInput(), "widget": ListWidget(prefix_label=False)}
    return SelectMultipleField(label, choices=choices, description=help, **look)


if __name__ == "__main__":
    serve(make_app(), host=HOST, port=int(sys.argv[1]), threads=THREADS, ident="")
