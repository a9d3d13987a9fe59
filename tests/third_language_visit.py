"""Every page and file of the tool in the third language, as each of its users gets them.

A program: prints, as JSON, every text outside the marks, by where it stands.
"""

import json
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from assessment import catalogue
from assessment.config import CURRENT_QUESTIONNAIRE, Settings
from assessment.i18n import LANGUAGES, own_name
from assessment.services import (
    demonstration,
    demonstration_civil_society,
    demonstration_documents,
    demonstration_partners,
    demonstration_sharing,
)
from assessment.services.reference import load_reference_data
from assessment.storage import queries
from assessment.storage.database import migrate
from assessment.web import create_app
from assessment.wording import DEMONSTRATION
from tests.third_language import CODE, Words, json_texts, unmarked, workbook_texts

PLACES = {
    "round_slug": "2026",
    "filename": "css/assessment.css",
    "state": "open",
    "token": "none",
    "user_id": "1",
    "number": "1",
    "question": "D1.1a",
    "code": "E1",
}
ACTORS = {
    "anonymous": None,
    "focal.arg": "ARG",
    "focal.per": "PER",
    "officer.arg": "ARG",
    "officer.per": "PER",
    "analyst": "PER",
    "admin": "PER",
    "org.a": "ARG",
}


def visit(folder: Path) -> dict[str, object]:
    """What stands outside the marks, by actor and address, and the addresses that were seen."""
    url = f"sqlite:///{folder / 'third.sqlite3'}"
    migrate(url)
    app = create_app(Settings(folder, url, secret_key="tests only", password_salt="tests only"))
    state = app.extensions["assessment"]
    with Session(state.engine) as session:
        load_reference_data(session, state.reference)
        demonstration.load_demonstration(session, catalogue.load(CURRENT_QUESTIONNAIRE), state.reference, "x", folder)
        session.commit()
        people = {user.email.split("@")[0]: user.fs_uniquifier for user in queries.users(session)}
        typed = [user.name for user in queries.users(session)]
    typed += [*demonstration.COMMENTS, *demonstration.REASONS, *demonstration.TEXTS, *DEMONSTRATION.values()]
    typed += [demonstration_partners.REASON, *(own_name(code) for code in LANGUAGES)]
    typed += [
        demonstration.OFFICE,
        *(e.description for e in demonstration.EVIDENCE),
        *(e.link for e in demonstration.EVIDENCE),
    ]
    typed += [part for e in demonstration_partners.EVIDENCE for part in (e.description, e.link)]
    typed += [known.name["es"] for known in state.reference.instruments]  # as the States confirmed them
    typed += [known.code for known in state.reference.instruments]
    typed += [*demonstration_civil_society.COMMENTS, *demonstration_civil_society.EXAMPLES]
    typed += [demonstration_civil_society.NAME.format(letter=letter) for letter in demonstration_civil_society.LETTERS]
    typed += ["kB", "Sim", "Não", "português"]  # a unit, yes, no and the language's own name, which no file repeats
    typed += [one.note for one in demonstration_sharing.SHARED if one.note]
    documents = [one for kept in demonstration_documents.KEPT.values() for one in kept]
    typed += [part for one in documents for part in (one.description, one.page, one.name, one.link) if part]
    found: dict[str, list[str]] = {}
    seen: list[str] = []
    for actor, iso3 in ACTORS.items():
        client = app.test_client()
        if actor in people:
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = people[actor], True
        for address in addresses(app, iso3 or "PER"):
            response = client.get(address)
            if response.status_code != 200:
                continue
            seen.append(address)
            if "/account" in address:
                continue  # its list of time zones is Babel's; the page's own words stand on others too
            if address.endswith(".xlsx"):
                texts = workbook_texts(response.data)
            elif response.mimetype == "application/json":
                texts = json_texts(response.data)
            else:
                texts = iter(Words(response.text).words)
            outside = sorted({rest for text in texts if (rest := unmarked(text, typed))})
            if outside:
                found.setdefault(f"{actor} {address}", []).extend(outside)
    state.engine.dispose()
    return {"outside": found, "seen": seen}


def addresses(app: Flask, iso3: str) -> list[str]:
    """Every address of the URL map that is fetched, its places filled."""
    questionnaire = catalogue.load(CURRENT_QUESTIONNAIRE)
    choices = {
        "iso3": [iso3],
        "section": [domain.slug for domain in questionnaire if not domain.per_partner],
        "node": ["overall", "D1", "D3.1", "D3.1a"],
        "partner": ["BRA"],
        **{name: [value] for name, value in PLACES.items()},
    }
    with app.test_request_context(f"/{CODE}/"):
        adapter = app.url_map.bind("localhost")
        found = []
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or "lang" not in rule.arguments:
                continue
            names = sorted(rule.arguments - {"lang"})
            combinations: list[dict[str, str]] = [{"lang": CODE}]
            for name in names:
                combinations = [{**c, name: value} for c in combinations for value in choices.get(name, ["none"])]
            found += [adapter.build(rule.endpoint, values, method="GET") for values in combinations]
    return found


if __name__ == "__main__":
    json.dump(visit(Path(sys.argv[1])), sys.stdout, ensure_ascii=False)
