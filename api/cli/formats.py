"""How invoices are printed."""

from enum import StrEnum


class Format(StrEnum):
    """A table for a person, JSON lines or one JSON array for a program."""

    TABLE = "table"
    JSONL = "jsonl"
    JSON = "json"
