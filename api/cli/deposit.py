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
from api.cli.formats import FRAMES, Format
from api.cli.inputs import Task, tasks
from api.cli.remote import Remote, RemoteError
from api.cli.waiting import Waiting, waiting
from models.lifecycle import State
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
        sent = [_sent(errand, task, shown, f"Envoi {number}/{len(todo)}") for number, task in enumerate(todo, 1)]
        for one in _read(errand, [document for document in sent if document is not None], shown):
            errand.printed.append(_prepared(errand, one))
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


def _sent(errand: Errand, task: Task, shown: Waiting, progress: str) -> DocumentSummary | None:
    """The document that a file is now; None where it was refused, which is noted."""
    shown.say(f"{progress} : {task.name}")
    if task.error is not None:
        errand.printed.append(Printed(task.name, problem=task.error.fr))
        return None
    try:
        data = task.data if task.path is None else task.path.read_bytes()
        receipt = errand.service.upload(task.name, data or b"", errand.batch)
    except OSError as error:
        errand.printed.append(Printed(task.name, problem=error.strerror or str(error)))
        return None
    except RemoteError as error:
        if not error.code or error.code in {"not_signed_in", "forbidden"}:
            raise  # the others would hear the same
        errand.printed.append(Printed(task.name, problem=error.text))
        return None
    [file] = receipt.files
    if receipt.batch_id and file.outcome is Outcome.CREATED:
        errand.batch = {"batch_id": receipt.batch_id}
    if file.document is None:
        errand.printed.append(Printed(task.name, problem=file.problem.message.fr if file.problem else said.GONE))
    return file.document


def _read(errand: Errand, sent: Sequence[DocumentSummary], shown: Waiting) -> Iterator[DocumentSummary]:
    """The invoices of what was sent, once each is read: of one file or archive there may be several."""
    known = {one.id for one in sent}
    waits = list(sent)
    count = 0
    while waits:
        one = _when_read(errand.service, waits.pop(0), shown, f"Lecture {count + 1}/{count + 1 + len(waits)}")
        count += 1
        if one.state is not State.EXPANDED:
            yield one
        if one.batch_id is None:
            continue
        for other in sorted(errand.service.documents(batch_id=one.batch_id), key=lambda it: (it.created_at, it.part)):
            ours = one.state is State.EXPANDED or other.name == one.name or {"batch_id": one.batch_id} == errand.batch
            if ours and other.id not in known:
                known.add(other.id)
                waits.append(other)


def _when_read(service: Remote, document: DocumentSummary, shown: Waiting, progress: str) -> DocumentSummary:
    pause = _SHORT
    while document.state in UNREAD:
        shown.say(f"{progress} : {document.name}", said.STILL_READING)
        time.sleep(pause)
        pause = min(pause * 1.5, _LONG)
        document = service.document(document.id)
    return document


def _prepared(errand: Errand, document: DocumentSummary) -> Printed:
    """What was read, with what was given on the command line, and what is still missing."""
    service, options = errand.service, errand.options
    one = Printed(document.name, service.document(document.id), service.url)
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
