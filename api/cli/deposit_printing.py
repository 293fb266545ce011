"""What `prefacture deposit` prints: of each invoice what was read and what is missing, then what became of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from api.cli import remote_words as said, wording
from api.cli.formats import Format
from api.cli.printing import harmless
from api.cli.remote import RemoteError
from api.cli.telling import grouped, indented, settable
from api.cli.wording import GLUE
from models.finding import Finding, Severity
from models.lifecycle import State
from models.service import DepositView, DocumentView

_REFERENCES = ("purchase_order", "buyer_reference", "contract_reference", "iban")


@dataclass(slots=True)
class Printed:
    """An invoice, or a file that none was read of: what is known of it so far."""

    source: str
    view: DocumentView | None = None
    problem: str | None = None
    gaps: tuple[Finding, ...] = ()
    deposit: DepositView | None = None
    tried: bool = False
    place: int = 0  # of its file among those that were given

    @property
    def name(self) -> str:
        """By what it is called in a sentence."""
        return self.view.number if self.view is not None and self.view.number else self.source

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What forbids the deposit."""
        found = self.view.findings if self.view else ()
        told = {(gap.rule, gap.field) for gap in self.gaps}
        more = (one for one in found if one.severity is Severity.BLOCKING and (one.rule, one.field) not in told)
        return (*self.gaps, *more)

    @property
    def ready(self) -> bool:
        """Whether its deposit may be asked for."""
        return self.open and not (self.blocking or self.problem or self.tried)

    @property
    def open(self) -> bool:
        """Whether it was read, and nobody has asked for its deposit yet."""
        return self.view is not None and self.view.state in {State.TO_REVIEW, State.READY}

    @property
    def deposited(self) -> bool:
        """Whether the platform has it, from now or from before."""
        return self.view is not None and self.view.state is State.DEPOSITED

    def refuse(self, error: RemoteError) -> None:
        """Note what the service said against it."""
        self.gaps = tuple(one for one in error.findings if one.severity is Severity.BLOCKING)
        if not self.gaps:
            self.problem = error.text


class Printer(Protocol):
    """Says what was read, and in the end what became of it."""

    def read(self, printed: Sequence[Printed], files: int, seconds: float) -> None: ...
    def done(self, printed: Sequence[Printed]) -> None: ...


def printer_of(asked: Format) -> Printer:
    """For a person, or for a program."""
    return Words() if asked is Format.TABLE else Lines(asked)


class Words:
    """For a person."""

    def read(self, printed: Sequence[Printed], files: int, seconds: float) -> None:
        invoices = sum(one.view is not None for one in printed)
        counted = f"{files} fichier{'s' * (files > 1)}, {invoices} facture{'s' * (invoices > 1)}"
        print(f"{counted} en {wording.figure(Decimal(f'{seconds:.1f}'))} s\n")
        for one in printed:
            for line in _told(one):
                print(line.replace(GLUE, " "))
            print()

    def done(self, printed: Sequence[Printed]) -> None:
        for one in printed:
            for line in _became(one):
                print(line.replace(GLUE, " "))
        print(_summed(printed))


@dataclass(slots=True)
class Lines:
    """For a program: one object per invoice, once all is done."""

    asked: Format

    def read(self, printed: Sequence[Printed], files: int, seconds: float) -> None:
        pass

    def done(self, printed: Sequence[Printed]) -> None:
        objects = [_object(one) for one in printed]
        if self.asked is Format.JSON:
            print(json.dumps(objects, ensure_ascii=False, indent=2))
        else:
            sys.stdout.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)


def asked_for(ready: Sequence[Printed]) -> str:
    """What a person is asked about."""
    if len(ready) == 1:
        return str(harmless(f"la facture {ready[0].name}"))
    return f"les {len(ready)} factures prêtes"


def _told(one: Printed) -> Iterator[str]:
    """One invoice as it was read."""
    source, view = harmless(one.source), one.view
    if view is None or view.state is State.FAILED:
        reason = view.error.message.fr if view is not None and view.error is not None else one.problem
        yield f"✗ {source} : {'refusé' if view is None else 'illisible'}"
        yield from indented(reason or "")
        return
    if one.open:
        yield f"✔ {source} : prête à déposer" if one.ready else f"✗ {source} : à corriger"
    else:
        stands = [said.STATES[view.state], said.platform(view.platform_status)]
        yield f"= {source} : {', '.join(filter(None, dict.fromkeys(stands)))}"
    for line in _facts(view):
        yield from indented(line)
    if one.open:
        yield from _faults(one, view)


def _faults(one: Printed, view: DocumentView) -> Iterator[str]:
    """What forbids the deposit, what a person should look at, and what to do."""
    if one.problem:
        yield from indented(f"- {one.problem}")
    if one.blocking:
        yield from indented("Il manque, ou il faut corriger :")
    for fault in grouped(one.blocking):
        yield from indented(f"- {fault}")
    for fault in grouped([finding for finding in view.findings if finding.severity is Severity.WARNING]):
        yield from indented(f"! {fault}")
    if not one.ready:
        yield from indented(
            f"Complétez-la{settable(one.blocking)}, ou corrigez-la dans le service : document {view.id}"
        )


def _facts(view: DocumentView) -> Iterator[str]:
    """Number, date, amount; from whom to whom; what the recipient finds it by."""
    fields = view.extraction.fields if view.extraction else {}
    values = {name: str(fields[name].value) for name in fields}
    currency = values.get("currency", "EUR")
    number = f"N° {view.number}" if view.number else "sans numéro"
    day = f" du {view.issue_date:%d/%m/%Y}" if view.issue_date else ""
    total = f" : {wording.amount(view.total, currency)} TTC" if view.total is not None else ""
    sure = f", sûreté {wording.confidence(view.confidence)}" if view.confidence is not None else ""
    yield f"{number}{day}{total}{sure}"
    yield f"{_party(view.seller_name, view.seller)} → {_party(view.buyer_name, view.buyer)}"
    shown = (
        f"{wording.label(name)} {wording.value(name, values[name], currency)}" for name in _REFERENCES if name in values
    )
    if line := " · ".join(shown):
        yield line


def _party(name: str | None, number: str | None) -> str:
    grouping = wording.value("seller_siret", number, None) if number else "sans SIRET"
    return f"{name or 'nom inconnu'} ({grouping})"


def _became(one: Printed) -> Iterator[str]:
    """What became of one invoice, where there is something new to say."""
    name, view = harmless(one.name), one.view
    if one.deposit is not None and one.deposit.done_at is not None:
        yield f"✔ {name} déposée"
        where = f"n° {one.deposit.platform_id} sur {said.GATEWAYS.get(one.deposit.gateway, one.deposit.gateway)}"
        yield from indented(f"{where}, le {one.deposit.done_at.astimezone():%d/%m/%Y à %H:%M}")
        yield from indented(f"Certificat, SHA-256 : {one.deposit.sha256}")
    elif view is not None and view.state is State.DEPOSITING:
        yield f"… {name} : {said.LATER}"
    elif view is not None and view.error is not None and view.state is not State.FAILED:
        yield f"✗ {name} : refusée par la plateforme"
        yield from indented(view.error.message.fr)


def _summed(printed: Sequence[Printed]) -> str:
    """How many of each.

    >>> _summed([Printed("a.pdf", problem="vide")])
    '0 déposée, 1 à corriger'
    """
    deposited = sum(one.deposited for one in printed)
    waiting = sum(one.view is not None and one.view.state is State.DEPOSITING for one in printed)
    ready = sum(one.ready for one in printed)
    other = len(printed) - deposited - waiting - ready
    counts = [f"{deposited} déposée{'s' * (deposited > 1)}"]
    counts += [f"{waiting} en cours"] * bool(waiting)
    counts += [f"{ready} prête{'s' * (ready > 1)} à déposer"] * bool(ready)
    counts += [f"{other} à corriger"] * bool(other)
    return ", ".join(counts)


def _object(one: Printed) -> dict[str, Any]:
    told: dict[str, Any] = {"source": one.source, "deposited": one.deposited}
    if one.view is not None:
        keep = {"id", "state", "platform_status", "number", "seller", "buyer", "issue_date", "total", "error"}
        view = one.view.model_dump(mode="json", include=keep, exclude_none=True)
        told |= {"document_id": view.pop("id")} | view
    told["findings"] = [finding.model_dump(mode="json", exclude_none=True) for finding in one.blocking]
    if one.problem is not None:
        told["problem"] = one.problem
    if one.deposit is not None:
        told["deposit"] = one.deposit.model_dump(mode="json", exclude_none=True)
    return told
