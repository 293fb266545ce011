"""What all tables share: identifiers, moments, and the types that the databases lack.

Times are UTC with their zone, identifiers are UUIDs as text, documents are JSON as the models write it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, DateTime, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase


def new_id() -> str:
    """A random identifier."""
    return str(uuid4())


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def storable(text: str) -> str:
    """The text without what PostgreSQL keeps in no column: NUL and halves of characters, as broken fonts print them.

    >>> storable("F-12\\x00\\ud800")
    'F-12'
    """
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return text.replace("\x00", "").encode(errors="ignore").decode()


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps none of its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        return value if value is None else (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Root of all tables."""

    metadata = MetaData(
        naming_convention={  # a step of the migrations can only change what has a name
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's way
        datetime: Utc,
        dict[str, Any]: JSON(none_as_null=True),  # an absent value is NULL, not the text `null`
        list[Any]: JSON(none_as_null=True),
    }
