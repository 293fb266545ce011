"""`prefacture deposit`: files through a running service to the platform, with a word on each before and after."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from api.cli import remote_words as said
from api.cli.deposit_printing import Printed, asked_for, printer_of
from api.cli.formats import Format
from api.cli.inputs import Task, tasks
from api.cli.remote import Remote, RemoteError
from api.cli.waiting import Waiting, waiting
from models.lifecycle import State
from models.portal_terms import FRAMES
from models.service import DocumentSummary
from models.upload import Outcome

ALL_DEPOSITED, SOME_NOT = 0, 1
PATIENCE: Final = 60.0  # seconds that a platform is waited for
UNREAD: Final = frozenset({State.RECEIVED, State.READING})
OPEN: Final = frozenset({State.TO_REVIEW, State.READY})
_SHORT, _LONG = 0.1, 1.0


@dataclass(slots=True)
class Errand:
    """What one run of the command has sent: invoices in the order of their files, and what went wrong before."""

    service: Remote
    options: Namespace
    batch: dict[str, str]
    sent: list[tuple[int, DocumentSummary]] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)


def run(service: Remote, options: Namespace) -> int:
    """Send, wait, show, ask, deposit; the exit code tells whether all is deposited."""
    more = _options(service, options)
    printer = printer_of(options.format)
    named = f"prefacture deposit {datetime.now().astimezone():%d/%m/%Y %H:%M}"
    errand = Errand(service, options, {"batch": named})
    started = time.monotonic()
    with waiting() as shown:
        todo = tasks(options.files, sys.stdin.buffer)
        for number, task in enumerate(todo, 1):
            shown.say(f"Envoi {number}/{len(todo)} : {task.name}")
            _send(errand, number, task)
        for number, document in _read(errand, shown):
            errand.printed.append(_prepared(errand, number, document))
    errand.printed.sort(key=lambda one: one.place)
    printer.read(errand.printed, len(todo), time.monotonic() - started)
    ready = [one for one in errand.printed if one.ready]
    if ready and _wanted(options, ready):
        _deposit_all(service, ready, more)
    printer.done(errand.printed)
    return ALL_DEPOSITED if errand.printed and all(one.deposited for one in errand.printed) else SOME_NOT


def _options(service: Remote, options: Namespace) -> dict[str, object]:
    """What every deposit of this run is asked with. Raises RemoteError for an account that there is not."""
    for path in options.attach:
        _bytes(path)  # told before anything is sent
    frame = FRAMES[options.frame]
    told: dict[str, object] = {
        "kind": options.kind,
        "supplements": {
            "billing_mode": options.billing_mode, "legal_notes": options.legal_notes, "chorus_frame": frame,
        },
        "confirm_duplicate": options.confirm_duplicate,
    }  # fmt: skip
    if options.account:
        told["bank_account_id"] = _account(service, options.account)
    return told


def _account(service: Remote, asked: str) -> str:
    known = [one for one in service.accounts() if one.active]
    plain = asked.replace(" ", "").casefold()
    for one in known:
        if plain in {one.id, one.iban.casefold(), one.label.replace(" ", "").casefold()}:
            return one.id
    labels = ", ".join(f"{one.label or 'sans libellé'} (…{one.iban[-4:]})" for one in known) or said.NO_ACCOUNTS
    raise RemoteError(said.NO_ACCOUNT.format(asked=asked, known=labels))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RemoteError(said.NO_ATTACHMENT.format(path=path, reason=error.strerror)) from error


def _send(errand: Errand, number: int, task: Task) -> None:
    """Send a file; one that is refused is noted."""
    try:
        errand.sent.append((number, _document(errand, task)))
    except _NotSentError as error:
        errand.printed.append(Printed(task.name, problem=str(error), place=number))


class _NotSentError(Exception):
    """A file was not taken; the text says why."""


def _document(errand: Errand, task: Task) -> DocumentSummary:
    """The document that a file is now. Raises _NotSentError, and RemoteError where the others would hear the same."""
    if task.error is not None:
        raise _NotSentError(task.error.fr)
    try:
        data = task.data if task.path is None else task.path.read_bytes()
        receipt = errand.service.upload(task.name, data or b"", errand.batch)
    except OSError as error:
        raise _NotSentError(error.strerror or str(error)) from error
    except RemoteError as error:
        if not error.code or error.code in {"not_signed_in", "forbidden"}:
            raise
        raise _NotSentError(error.text) from error
    [file] = receipt.files
    if file.document is None:
        raise _NotSentError(file.problem.message.fr if file.problem else said.GONE)
    if receipt.batch_id and file.outcome is Outcome.CREATED:
        errand.batch = {"batch_id": receipt.batch_id}
    return file.document


def _read(errand: Errand, shown: Waiting) -> Iterator[tuple[int, DocumentSummary]]:
    """The invoices of what was sent, once each is read, by their files: one may hold several."""
    waits, known = list(errand.sent), {one.id for _, one in errand.sent}
    done = 0
    while waits:
        number, waiting_one = waits.pop(0)
        done += 1
        one = _when_read(errand.service, waiting_one, shown, f"Lecture {done}/{done + len(waits)}")
        if one.state is not State.EXPANDED:
            yield number, one
        fresh = [other for other in _beside(errand.service, one) if other.id not in known]
        known |= {other.id for other in fresh}
        waits = [*((number, other) for other in fresh), *waits]


def _beside(service: Remote, one: DocumentSummary) -> list[DocumentSummary]:
    """What else came out of the same file: other invoices in it, or what an archive held."""
    if one.batch_id is None:
        return []
    theirs = sorted(service.documents(batch_id=one.batch_id), key=lambda other: (other.created_at, other.part))
    return [other for other in theirs if one.state is State.EXPANDED or other.name == one.name]


def _when_read(service: Remote, document: DocumentSummary, shown: Waiting, progress: str) -> DocumentSummary:
    pause = _SHORT
    while document.state in UNREAD:
        shown.say(f"{progress} : {document.name}", said.STILL_READING)
        time.sleep(pause)
        pause = min(pause * 1.5, _LONG)
        document = service.document(document.id)
    return document


def _prepared(errand: Errand, number: int, document: DocumentSummary) -> Printed:
    """What was read, with what was given on the command line, and what is still missing."""
    service, options = errand.service, errand.options
    one = Printed(document.name, service.document(document.id), place=number)
    try:
        if one.view is not None and one.view.state in OPEN:
            if options.given:
                one.view = service.correct(one.view, {name: value or None for name, value in options.given})
            there = {attached.name for attached in service.attachments(document.id)} if options.attach else set()
            for path in options.attach:
                if path.name not in there:
                    service.attach(document.id, path.name, _bytes(path))
            if not one.blocking:
                service.writable(document.id, options.kind, options.billing_mode, legal_notes=options.legal_notes)
    except RemoteError as error:
        one.refuse(error)
    return one


def _wanted(options: Namespace, ready: Sequence[Printed]) -> bool:
    """Whether what is ready is to be deposited: by --yes, or by somebody who is asked."""
    if options.yes:
        return True
    if options.format is not Format.TABLE or not sys.stdin.isatty():
        print(said.NOTHING_ASKED, file=sys.stderr)
        return False
    answer = input(said.ASK.format(what=asked_for(ready)))
    if answer.strip().casefold() in {"o", "oui", "y", "yes"}:
        return True
    print(said.DECLINED)
    return False


def _deposit_all(service: Remote, ready: Sequence[Printed], more: dict[str, object]) -> None:
    with waiting() as shown:
        for number, one in enumerate(ready, 1):
            shown.say(f"Dépôt {number}/{len(ready)} : {one.name}")
            _deposit(service, one, more)
        _settled(service, ready, shown)


def _deposit(service: Remote, one: Printed, more: dict[str, object]) -> None:
    assert one.view is not None  # what is ready was read
    one.tried = True
    try:
        service.deposit(service.document(one.view.id), **more)
    except RemoteError as error:
        one.refuse(error)
    one.view = service.document(one.view.id)


def _settled(service: Remote, ready: Sequence[Printed], shown: Waiting) -> None:
    """Wait until each has its certificate or its refusal, for as long as is usual."""
    until = time.monotonic() + PATIENCE
    for one in ready:
        pause = _SHORT
        while one.view is not None and one.view.state is State.DEPOSITING and time.monotonic() < until:
            shown.say(f"En attente de la plateforme : {one.name}")
            time.sleep(pause)
            pause = min(pause * 1.5, _LONG)
            one.view = service.document(one.view.id)
        if one.view is not None and one.view.state is State.DEPOSITED:
            one.deposit = service.deposits(one.view.id)[-1]
