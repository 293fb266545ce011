"""`prefacture status`: where the invoices of a running service stand, and the history of one."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from api.cli import remote_words as said
from api.cli.formats import Format
from api.cli.remote import Remote, RemoteError
from models.lifecycle import WAYS_OUT, State
from models.service import DocumentSummary

ALL_SHOWN, SOME_UNKNOWN = 0, 1
_ID_LENGTH = 36
_TODO = frozenset({State.TO_REVIEW, State.READY, State.FAILED})


def run(service: Remote, options: Namespace) -> int:
    """Show all, or those that were asked for."""
    if not options.documents:
        return _all(service, options)
    code = ALL_SHOWN
    told: list[dict[str, Any]] = []
    for asked in options.documents:
        found = list(_found(service, asked))
        if not found:
            print(f"prefacture : {said.UNKNOWN.format(asked=asked)}", file=sys.stderr)
            code = SOME_UNKNOWN
        told += [_one(service, one, options.format) for one in found]
    if options.format is not Format.TABLE:
        _put(told, options.format)
    return code


def _all(service: Remote, options: Namespace) -> int:
    every = (one for one in service.documents() if one.state is not State.EXPANDED)
    wanted = (one for one in every if not options.todo or waits_for_somebody(one))
    shown = list(islice(wanted, options.last))
    if options.format is not Format.TABLE:
        _put([_plain(one) for one in shown], options.format)
    elif not shown:
        print(said.NONE_TODO if options.todo else said.NONE_YET)
    else:
        from api.cli.status_printing import table

        table(shown, sys.stdout)
    return ALL_SHOWN


def waits_for_somebody(document: DocumentSummary) -> bool:
    """Whether a person has something to do."""
    stopped = document.state is State.DEPOSITED and document.platform_status in WAYS_OUT
    return stopped or document.state in _TODO


def _found(service: Remote, asked: str) -> Iterator[DocumentSummary]:
    """The document of that identifier, or all invoices of that number."""
    if len(asked) == _ID_LENGTH:
        try:
            yield service.document(asked)
        except RemoteError as error:
            if error.code != "not_found":
                raise
        else:
            return
    yield from service.documents(number=asked)


def _one(service: Remote, document: DocumentSummary, asked: Format) -> dict[str, Any]:
    """Show a document with its history, or give them as JSON."""
    view, history = service.document(document.id), service.history(document.id)
    if asked is Format.TABLE:
        from api.cli.status_printing import history as show

        show(view, history, service.deposits(document.id), sys.stdout)
        return {}
    return _plain(document) | {"history": history.model_dump(mode="json", exclude_none=True)}


def _plain(document: DocumentSummary) -> dict[str, Any]:
    names = set(DocumentSummary.model_fields)
    return document.model_dump(mode="json", include=names, exclude_none=True)


def _put(objects: Sequence[dict[str, Any]], asked: Format) -> None:
    if asked is Format.JSON:
        print(json.dumps(objects, ensure_ascii=False, indent=2))
    else:
        sys.stdout.writelines(_lines(objects))


def _lines(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    for one in objects:
        yield json.dumps(one, ensure_ascii=False) + "\n"
