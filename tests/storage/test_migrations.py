"""The way up and the way down, with data, and that both ends are what the models say."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, inspect, select, table
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.core.questionnaire import Questionnaire
from assessment.services import demonstration, signing
from assessment.services.reference import load_reference_data
from assessment.services.rounds import get_round
from assessment.storage import queries
from assessment.storage.database import SchemaOutdated, alembic_config, make_engine, migrate, require_current_schema
from assessment.storage.models import Base


@pytest.fixture
def migrated(empty_url: str) -> Iterator[Engine]:
    """A database of the test's own at the newest migration."""
    migrate(empty_url)
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def filled(engine: Engine, reference: Reference, questionnaire: Questionnaire, folder: Path) -> dict[str, int]:
    """Fill a database with the demonstration; how many rows its tables have."""
    with Session(engine) as session:
        load_reference_data(session, reference)
        demonstration.load_demonstration(session, questionnaire, reference, "no password", folder)
        session.commit()
    return counted(engine)


def counted(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        tables = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
        return {t: connection.scalar(select(func.count()).select_from(table(t))) for t in tables}


def schema(engine: Engine) -> dict[str, object]:
    """Everything the database itself says about its tables, types and constraints."""
    seen = inspect(engine)
    by_name = lambda found: sorted(found, key=lambda one: str(one["name"]))  # noqa: E731
    return {
        name: {
            "columns": {c["name"]: (repr(c["type"]), c["nullable"]) for c in seen.get_columns(name)},
            "primary": seen.get_pk_constraint(name),
            "foreign": by_name(seen.get_foreign_keys(name)),
            "unique": by_name(seen.get_unique_constraints(name)),
            "checks": by_name(seen.get_check_constraints(name)),
            "indexes": by_name(seen.get_indexes(name)),
        }
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def test_the_migrated_schema_is_what_the_models_say(migrated: Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrated_schema_is_the_one_the_models_make_to_the_last_constraint(
    migrated: Engine, database_kind: str, empty_database: Callable[[str], str]
) -> None:
    made = make_engine(empty_database(database_kind))
    Base.metadata.create_all(made)
    expected = schema(made)
    made.dispose()
    assert schema(migrated) == expected
    assert {check["name"] for one in expected.values() for check in one["checks"]} == {
        "ck_round_state",
        "ck_submission_state",
        "ck_pair_order",
        "ck_organisation_sheet_state",
        "ck_document_kind",
        "ck_assignment_state",
    }


def test_migrations_go_down_and_up_again_with_data_in_the_tables(
    tmp_path: Path, migrated: Engine, empty_url: str, reference: Reference, questionnaire: Questionnaire
) -> None:
    assert filled(migrated, reference, questionnaire, tmp_path)["snapshot"] == 39
    migrate(empty_url, "base")
    assert inspect(migrated).get_table_names() == ["alembic_version"]
    migrate(empty_url)
    require_current_schema(migrated)


def test_what_an_older_schema_can_hold_survives_the_way_down_to_it_and_up_again(
    tmp_path: Path, migrated: Engine, empty_url: str, reference: Reference, questionnaire: Questionnaire
) -> None:
    before = filled(migrated, reference, questionnaire, tmp_path)
    command.downgrade(alembic_config(empty_url), "0001")
    older = counted(migrated)
    assert {name: older[name] for name in ("country", "snapshot", "score_card", "user")} == {
        name: before[name] for name in ("country", "snapshot", "score_card", "user")
    }
    assert 0 < older["answer"] <= before["answer"]
    assert before["user"] == older["user"]
    assert (before["role"], older["role"]) == (7, 6), "the older program does not know the role of organisations"
    migrate(empty_url)
    require_current_schema(migrated)
    assert counted(migrated)["answer"] == older["answer"]
    assert before["organisation_sending"] > 0
    assert counted(migrated)["organisation"] == 0


def test_of_several_signatures_the_one_in_force_survives_the_way_down(
    tmp_path: Path, migrated: Engine, empty_url: str, reference: Reference, questionnaire: Questionnaire
) -> None:
    """A country that was correcting what it signed is signed again: the older program knows no correction."""
    filled(migrated, reference, questionnaire, tmp_path)
    with Session(migrated) as session:
        found = get_round(session, "2026")
        first = queries.signed_submission(session, "2026", "PER").Snapshot
        signing.withdraw(session, found, "PER", first.signed_by, "Motivo")
        again = signing.sign(session, found, "PER", first.signed_by, "Nombre", "Oficina")
        signing.withdraw(session, found, "PER", first.signed_by, "Otro motivo")
        session.commit()
        newest = again.id
    command.downgrade(alembic_config(empty_url), "0004")
    counts = counted(migrated)
    assert (counts["snapshot"], counts["score_card"], "withdrawal" in counts) == (39, 39, False)
    migrate(empty_url)
    with Session(migrated) as session:
        submission, snapshot = queries.signed_submission(session, "2026", "PER")
        assert (submission.state, snapshot.id) == ("signed", newest)


def test_a_database_at_an_older_migration_is_refused_in_both_languages(empty_url: str) -> None:
    engine = make_engine(empty_url)
    with pytest.raises(SchemaOutdated, match=r"make run.*make run") as refusal:
        require_current_schema(engine)
    assert "migración" in str(refusal.value)
    engine.dispose()
