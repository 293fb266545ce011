"""Logs: one JSON object per line on standard error, with the request, job and document that a line is about.

Secrets are masked wherever they stand: by the name of their key, or by their shape (keys of programs, Authorization,
passwords in addresses, IBANs). What is written on an invoice is told at DEBUG only: above it, the keys that carry it
are left out. uvicorn's, rq's and SQLAlchemy's own lines take the same way.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from logging.config import dictConfig
from typing import Any

import structlog

from worker.settings import ServiceSettings

MASK = "***"
INVOICE_KEYS = frozenset({"text", "words", "lines", "fields", "invoice", "extraction", "value", "old", "new", "xml"})
"""Keys whose values come from the page of an invoice."""

_SECRET_KEY = re.compile(
    r"authorization|cookie|passw|secret|token|csrf|api_?key|digest|signature|private|(?:^|_)(?:iban|key)$",
    re.IGNORECASE,
)
_SECRETS = (
    (re.compile(r"\bpf_[A-Za-z0-9_-]{4,}"), f"pf_{MASK}"),
    (re.compile(r"\b(Bearer|Basic|Digest)\s+[^\s,'\"]+", re.IGNORECASE), rf"\1 {MASK}"),
    (re.compile(r"(://[^\s:/@]*:)[^\s@/]+@"), rf"\1{MASK}@"),
    (
        re.compile(
            r"(\b(?:set-)?cookie|\w*passw\w*|mot de passe|\w*secret|\w*token|csrf|api[_-]?key|code_verifier)"
            r"(['\"]?\s*[=:]\s*['\"]?)[^\s&;,'\"]+",
            re.IGNORECASE,
        ),
        rf"\1\2{MASK}",
    ),
    # what pydantic and SQLAlchemy quote in their errors may be an invoice
    (re.compile(r"input_value=.*?, input_type=", re.DOTALL), f"input_value={MASK}, input_type="),
    (re.compile(r"\[parameters: .*?\](?=\n|$)", re.DOTALL), f"[parameters: {MASK}]"),
    # two letters, two digits, then 11 to 30 more in groups of four, whichever space stands between
    (
        re.compile(r"\b([A-Z]{2}\d{2})(?:\s?[A-Z0-9]{4}){2,7}\s?[A-Z0-9]{1,4}\b", re.IGNORECASE),
        rf"\1{MASK}",
    ),
)
_OTHERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "rq", "rq.worker", "alembic", "sqlalchemy", "httpx2")
_CHATTY = frozenset({"uvicorn.access", "rq.worker", "alembic", "sqlalchemy", "httpx2"})  # told by lines of our own

Event = MutableMapping[str, Any]


def configure(settings: ServiceSettings) -> None:
    """Send this process's logs the way the settings say; called once when a process starts."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        discreet,
        masked,
    ]
    written: Any = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if not settings.log_json:
        written = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    level = settings.log_level.upper()
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "lines": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, written],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {name: {"handlers": [], "propagate": True, "level": _level(name)} for name in _OTHERS},
        }
    )


def _level(name: str) -> str:
    return "WARNING" if name in _CHATTY else "NOTSET"


_OF_DOCUMENTS = frozenset({"read", "document"})


@contextmanager
def job(kind: str, *abouts: str) -> Iterator[None]:
    """Every line inside carries the job and what it is about; a document's identifier under its own name.

    Of several jobs done together it carries their number; which one it is about, `document` tells.
    """
    bound: dict[str, str | int] = {"job": kind}
    if len(abouts) > 1:
        bound["jobs"] = len(abouts)
    else:
        bound["about"] = abouts[0]
        if kind in _OF_DOCUMENTS:
            bound["document_id"] = abouts[0]
    with structlog.contextvars.bound_contextvars(**bound):
        yield


@contextmanager
def document(document_id: str) -> Iterator[None]:
    """Every line inside carries this document's identifier."""
    with structlog.contextvars.bound_contextvars(document_id=document_id):
        yield


def discreet(_logger: object, _method: str, event: Event) -> Event:
    """Leave out what was read from an invoice, above DEBUG."""
    if event.get("level") != "debug":
        for key in INVOICE_KEYS & event.keys():
            del event[key]
    return event


def masked(_logger: object, _method: str, event: Event) -> Event:
    """Mask secrets, however deep they stand.

    >>> masked(None, "info", {"event": "en-tête Authorization: Bearer pf_abcdefgh", "password": "sésame"})
    {'event': 'en-tête Authorization: Bearer ***', 'password': '***'}
    >>> masked(None, "info", {"event": "payé sur FR76 3000 6000 0112 3456 7890 189"})
    {'event': 'payé sur FR76***'}
    """
    kept = {key: value for key, value in event.items() if key.startswith("_")}  # those of structlog itself
    cleaned = _masked({key: value for key, value in event.items() if key not in kept})
    event.clear()
    event.update(cleaned, **kept)
    return event


def _masked(value: Any) -> Any:  # noqa: ANN401 - whatever is logged
    if isinstance(value, str):
        for shape, instead in _SECRETS:
            value = shape.sub(instead, value)
        return value
    if isinstance(value, Mapping):
        return {key: MASK if _SECRET_KEY.search(str(key)) else _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _masked(str(value))


def get(name: str) -> Any:  # noqa: ANN401 - structlog's own proxy
    """A logger: `get("worker").info("document_read", pages=2)`."""
    return structlog.stdlib.get_logger(name)
