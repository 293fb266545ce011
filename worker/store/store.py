"""The database: opened by its address, brought up to date, used in short transactions.

SQLite in WAL mode by default, PostgreSQL by `postgresql+psycopg://…`; `postgresql://…` is taken for the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any, Final

from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from models.service_errors import Unavailable
from worker.store.columns import storable

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MS = 30_000


class Store:
    """One database. Safe to share between threads; a process that forks opens its own."""

    def __init__(self, url: str) -> None:
        self.url = normal(url)
        self.engine = _engine(self.url)
        event.listen(self.engine, "before_cursor_execute", _clean, retval=True)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # threads that write to SQLite wait for each other here: its own waiting polls, and lets some starve
        self._turn: AbstractContextManager[object] = RLock() if self.is_sqlite else nullcontext()
        self._readings = sessionmaker(self.engine.execution_options(writes=False), expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: committed at the end, rolled back on any error. Raises Unavailable where none is possible."""
        with _telling(), self._turn, self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads: on SQLite it waits for no writer."""
        with _telling(), self._readings.begin() as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date; safe to run twice, and by two processes at once."""
        from alembic import command  # noqa: PLC0415 - only a process that starts the service migrates
        from alembic.config import Config  # noqa: PLC0415

        if self.is_sqlite and self.engine.url.database:
            Path(self.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.engine.connect().execution_options(foreign_keys=False) as connection:
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(text("select pg_advisory_xact_lock(726573)"))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            connection.invalidate()  # the next to use it wants its foreign keys

    def answers(self) -> bool:
        """Whether a query comes back; errors are the caller's to tell."""
        with self.engine.connect() as connection:
            return bool(connection.execute(text("select 1")).scalar_one())

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _telling() -> Iterator[None]:
    """A database that does not answer, in words that say what to do."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise Unavailable("base de données") from error


def normal(url: str) -> str:
    """The address with its driver."""
    parsed = make_url(url)
    return str(
        parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        if parsed.drivername in {"postgres", "postgresql"}
        else parsed.render_as_string(hide_password=False)
    )


def _json(value: object) -> str:
    """As the standard library writes it, in a quarter of the time; halves of characters only that one writes."""
    try:
        return to_json(value).decode()
    except PydanticSerializationError:
        return json.dumps(value)


_JSON: Final = MappingProxyType({"json_serializer": _json, "json_deserializer": json.loads})


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True, **_JSON)
    waits = {"timeout": BUSY_MS / 1000, "check_same_thread": False}
    # parameters are hidden: what invoices say is in no error and no log
    engine = create_engine(url, connect_args=waits, hide_parameters=True, **_JSON)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("foreign_keys", True):  # a step that copies a table must not delete what hangs on it
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        writes = options.get("writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")  # a late upgrade would not wait its turn

    return engine


def _clean(*told: Any) -> tuple[str, Any]:  # noqa: ANN401 - SQLAlchemy's event: connection, cursor, statement, parameters
    """The parameters of every statement as a database takes them: what a page prints can be anything."""
    _, _, statement, parameters, _, _ = told
    several = isinstance(parameters, list)  # rows inserted together come as one, though they are called many
    return statement, [_taken(one) for one in parameters] if several else _taken(parameters)


def _taken(parameters: Any) -> Any:  # noqa: ANN401 - a mapping or a sequence, as the driver wants it
    if isinstance(parameters, dict):
        return {name: storable(value) if isinstance(value, str) else value for name, value in parameters.items()}
    return tuple(storable(value) if isinstance(value, str) else value for value in parameters)


def _lower(value: object) -> str | None:
    """SQLite's own knows no accents."""
    return None if value is None else str(value).lower()
