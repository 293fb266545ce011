"""What Alembic runs to bring a database up to date: on the connection that `Store.migrate` opened, in its transaction.

A new step is a module of `versions`, written after its neighbours; a test tells where steps and tables disagree.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from worker.store.tables import Base


def run(connection: Connection) -> None:
    """All steps in one transaction, which is the caller's."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite alters a table by copying it
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # what Alembic calls it; whoever else imports it wants nothing done
    run(context.config.attributes["connection"])
