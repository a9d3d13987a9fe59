"""Alembic's entry: runs the migrations on the database that the caller names."""

from alembic import context
from sqlalchemy import Connection

from assessment.config import read_settings
from assessment.storage import accounts, documents  # noqa: F401  (their tables join the same metadata)
from assessment.storage.database import make_engine
from assessment.storage.models import Base, UtcDateTime


def render_item(kind: str, item: object, autogen: object) -> str | bool:
    """Write our own column type as the plain one it stands for: migrations import nothing of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def let_tables_be_replaced(connection: Connection) -> None:
    """SQLite changes a table by a new one in its place: rows that refer to it must wait for that.

    The setting is heeded only outside a transaction, and of this one connection.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")


def require_whole_references(connection: Connection) -> None:
    """Raise, before anything is committed, when a row refers to one that is not there."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"a migration leaves rows that refer to nothing: {broken[:5]}")


def run() -> None:
    """Run online; there is no offline mode."""
    url = context.config.attributes.get("url") or read_settings().database_url
    engine = make_engine(url)
    with engine.connect() as connection:
        let_tables_be_replaced(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            require_whole_references(connection)
    engine.dispose()


run()
