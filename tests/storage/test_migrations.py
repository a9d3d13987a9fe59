"""The way up and the way down, with data, and that both ends are what the models say."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.core.questionnaire import Questionnaire
from assessment.services import demonstration
from assessment.services.reference import load_reference_data
from assessment.storage.database import SchemaOutdated, make_engine, migrate, require_current_schema
from assessment.storage.models import Base


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'migrated.sqlite3'}"


def test_the_migrated_schema_is_what_the_models_say(url: str) -> None:
    migrate(url)
    engine = make_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        checks = {
            (table, check["name"])
            for table in inspect(connection).get_table_names()
            for check in inspect(connection).get_check_constraints(table)
        }
    engine.dispose()
    assert checks == {("round", "ck_round_state"), ("submission", "ck_submission_state"), ("pair", "ck_pair_order")}


def test_migrations_go_down_and_up_again_with_data_in_the_tables(
    url: str, reference: Reference, questionnaire: Questionnaire
) -> None:
    migrate(url)
    engine = make_engine(url)
    with Session(engine) as session:
        load_reference_data(session, reference)
        world = [country.iso3 for country in reference.countries]
        demonstration.load_demonstration(session, questionnaire, world, "no password")
        session.commit()
        assert session.scalar(text("SELECT count(*) FROM snapshot")) == 18
    migrate(url, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(url)
    require_current_schema(engine)
    engine.dispose()


def test_a_database_at_an_older_migration_is_refused_in_both_languages(url: str) -> None:
    engine = make_engine(url)
    with pytest.raises(SchemaOutdated, match=r"make run.*make run") as refusal:
        require_current_schema(engine)
    assert "migración" in str(refusal.value)
    engine.dispose()


def test_sqlite_is_set_up_not_to_lose_what_it_acknowledged(url: str) -> None:
    engine = make_engine(url)
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000}
