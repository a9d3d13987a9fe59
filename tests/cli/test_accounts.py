"""``flask user``: accounts made and passwords set, and every refusal in the language of the terminal."""

import pytest
from sqlalchemy.orm import Session

from assessment.services import accounts
from assessment.storage import queries
from tests.cli.conftest import Run
from tests.factories import organisation, person

PASSWORD = "una frase bastante larga"


def test_an_account_is_made_for_a_country_whatever_the_capitals(run: Run, session: Session) -> None:
    result = run("user", "create", "Ana@Example.org", "--role", "focal_point", "--country", "per", "--name", "Ana")
    assert result.exit_code == 0, result.output
    assert "Account created." in result.output
    user = queries.user_by_email(session, "ana@example.org")
    assert (user.name, user.iso3, [role.name for role in user.roles]) == ("Ana", "PER", ["focal_point"])


def test_one_person_is_given_two_roles(run: Run, session: Session) -> None:
    roles = ("--role", "focal_point", "--role", "authorising_officer")
    assert run("user", "create", "ana@example.org", *roles, "--country", "PER").exit_code == 0
    user = queries.user_by_email(session, "ana@example.org")
    assert {role.name for role in user.roles} == {"focal_point", "authorising_officer"}


def test_an_organisation_is_added_and_somebody_of_it_invited(run: Run, session: Session) -> None:
    added = run("organisation", "create", "Casa Abierta", "--kind", "shelter", "--seat", "mex")
    assert added.exit_code == 0, added.output
    assert run("organisation", "list").output == "Casa Abierta\tshelter\tMEX\n"
    result = run("user", "create", "ana@example.org", "--role", "organisation", "--organisation", "casa abierta")
    assert result.exit_code == 0, result.output
    assert "/invitation/" in result.output
    assert queries.user_by_email(session, "ana@example.org").organisation.name == "Casa Abierta"


@pytest.mark.parametrize(
    ("arguments", "english", "spanish"),
    [
        (("Casa Abierta", "--kind", "ngo"), "already an organisation called", "Ya existe una organización"),
        (("x" * 201, "--kind", "ngo"), "at most 200 characters", "200 caracteres"),
        (("Otra", "--kind", "ngo", "--seat", "XXX"), "XXX is not a country", "XXX no es un país"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_an_organisation_that_cannot_be_is_refused_in_words(
    run: Run, session: Session, arguments: tuple[str, ...], english: str, spanish: str, lang: str
) -> None:
    organisation(session, "Casa Abierta")
    result = run("organisation", "create", *arguments, lang=lang)
    assert result.exit_code == 1
    assert (english if lang == "en" else spanish) in result.output
    assert len(queries.organisations(session)) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "organisation"), "Name the organisation with --organisation"),
        (("--role", "organisation", "--organisation", "Nadie"), "There is no organisation called Nadie"),
        (("--role", "analyst", "--organisation", "Casa Abierta"), "Only the role organisation"),
        (("--role", "organisation", "--country", "PER", "--organisation", "Casa Abierta"), "no other role and no"),
    ],
)
def test_an_account_of_no_organisation_is_refused(
    run: Run, session: Session, arguments: tuple[str, ...], words: str
) -> None:
    organisation(session, "Casa Abierta")
    result = run("user", "create", "ana@example.org", *arguments)
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize(
    ("arguments", "english", "spanish"),
    [
        (("ana", "--role", "analyst"), "“ana” is not an e-mail address", "no es una dirección de correo"),
        (("ana@example.org", "--role", "king"), "Unknown role: king", "Función desconocida: king"),
        (("ana@example.org", "--role", "contributor"), "name it with --country", "indíquelo con --country"),
        (("ana@example.org", "--role", "contributor", "--country", "ESP"), "ESP is not a member State", "ESP no es"),
        (("taken@example.org", "--role", "analyst"), "already an account", "Ya existe una cuenta"),
        (("a@example.org", "--role", "analyst", "--name", "x" * 201), "at most 200 characters", "200 caracteres"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_an_account_that_cannot_be_is_refused_in_words(
    run: Run, session: Session, arguments: tuple[str, ...], english: str, spanish: str, lang: str
) -> None:
    person(session, "taken@example.org", "analyst")
    result = run("user", "create", *arguments, lang=lang)
    assert result.exit_code == 1
    assert (english if lang == "en" else spanish) in result.output
    assert [user.email for user in queries.users(session)] == ["taken@example.org"]


def test_an_account_needs_a_role(run: Run) -> None:
    assert run("user", "create", "ana@example.org").exit_code == 2


def test_a_password_is_asked_for_twice_and_ends_the_sessions(run: Run, session: Session) -> None:
    user = person(session, "ana@example.org", "analyst")
    before = user.fs_uniquifier
    result = run("user", "password", "ana@example.org", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert "The password has been set." in result.output
    assert PASSWORD not in result.output
    session.expire_all()
    assert user.password.startswith("$argon2")
    assert user.fs_uniquifier != before


@pytest.mark.parametrize(
    ("email", "password", "english", "spanish"),
    [
        ("nobody@example.org", PASSWORD, "no account for nobody@example.org", "No existe ninguna cuenta"),
        ("ana@example.org", "x" * 11, f"at least {accounts.MINIMUM_PASSWORD} characters", "al menos 12 caracteres"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_password_that_cannot_be_set_is_refused_in_words(
    run: Run, session: Session, email: str, password: str, english: str, spanish: str, lang: str
) -> None:
    user = person(session, "ana@example.org", "analyst")
    result = run("user", "password", email, "--password", password, lang=lang)
    assert result.exit_code == 1
    assert (english if lang == "en" else spanish) in result.output
    session.expire_all()
    assert user.password == "no password"
