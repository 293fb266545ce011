"""What a deposit asked for now would be, by the same rules as `worker.deposits`; nothing is noted or changed.

The kind that is proposed is the one that a structure's invoices go as without review: Factur-X where there is a page
that can hold the data, else the data alone.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from extractor.correction import correct
from models.correction import Correction
from models.deposit import AccountChoice, Choices, Demand, DepositPreview, KindChoice, ModeBy, Standing
from models.directory import RecipientView
from models.extraction import Extraction
from models.finding import Finding, Severity
from models.output import Completion, OutputKind
from models.service import Principal
from models.service_errors import WrongState
from worker import bank_accounts, checks, deposits, duplicates, structures, views
from worker.recipients import Directory
from worker.service import Service
from worker.store.tables import DocumentRow
from worker.visibility import document_row

KINDS = (OutputKind.FACTURX, OutputKind.CHORUS, OutputKind.CII, OutputKind.UBL)


def preview(service: Service, principal: Principal, document_id: str, choices: Choices) -> DepositPreview:
    """Raises NotFound, and WrongState for what was not read. A choice that can't be is left out."""
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        extraction = views.extraction_of(row)
        if extraction is None:
            raise WrongState(row.state)
        accounts = _accounts(session, row, extraction)
        account = _chosen(accounts, extraction.invoice.payment.iban, choices.account)
        paid = _paid_on(extraction, accounts, account)
        against = deposits.forbidding(session, row, paid)
        told = (*paid.findings, *checks.findings(session, row, paid))
        is_pdf = deposits.why_not_as_it_came(row) is None
    done = {kind: deposits.completed(paid, deposits.options_of(kind, choices.supplements)) for kind in KINDS}
    kinds = tuple(
        KindChoice(kind=one, possible=is_pdf or one is not OutputKind.CHORUS, missing=len(done[one].gaps))
        for one in KINDS
    )
    kind = _kind(kinds, choices.kind, extraction)
    recipient = _recipient(service, extraction)
    doubles = tuple(one for one in against if deposits.is_duplicate(one))
    return DepositPreview(
        kind=kind,
        kinds=kinds,
        invoice=done[kind].invoice,
        recipient=recipient,
        demands=_demands(recipient, paid, told) if recipient else (),
        mode_by=_mode_by(choices, extraction, done[kind]),
        read_iban=extraction.invoice.payment.iban,
        accounts=accounts,
        account=account,
        findings=_once((*(one for one in against if one not in doubles), *done[kind].gaps)),
        warnings=_once(tuple(one for one in told if one.severity is Severity.WARNING and one not in doubles)),
        duplicates=doubles,
        additions=done[kind].additions,
    )


def _recipient(service: Service, extraction: Extraction) -> RecipientView | None:
    siret = extraction.invoice.buyer.siret
    found = structures.recipient(service, siret).items if siret else ()
    return found[0] if found else None


def _demands(recipient: RecipientView, extraction: Extraction, told: tuple[Finding, ...]) -> tuple[Demand, ...]:
    """What was found against the references is what `worker.recipients` says; here it is told demand by demand."""
    invoice, rules = extraction.invoice, {one.rule for one in told}
    code = (invoice.buyer_reference or "").strip() or None
    order = (invoice.purchase_order or "").strip() or None
    service = next((one for one in recipient.services if code and one.code.upper() == code.upper()), None)
    wrong = bool(rules & {"PF-DIR-SERVICE-UNKNOWN", "PF-DIR-SERVICE-INACTIVE"})
    services = Demand(
        of="service",
        required=recipient.service_code_required,
        value=code,
        name=service.name if service else "",
        state="wrong" if wrong else "met" if code else "missing" if recipient.service_code_required else "free",
    )
    needs_order = recipient.engagement_required or (service is not None and service.engagement_required)
    state: Standing = "met" if order else "missing" if needs_order else "free"
    orders = Demand(of="engagement", required=needs_order, value=order, state=state)
    if not recipient.either_required:
        return services, orders
    either = Demand(of="either", required=True, state="met" if code or order else "missing")
    return services, orders, either


def _accounts(session: Session, row: DocumentRow, extraction: Extraction) -> tuple[AccountChoice, ...]:
    """The active accounts of a structure that bills; who deposits what others billed has none to choose."""
    directory = Directory(session)
    own = directory.structure(row.structure_id)
    seller = duplicates.siren_of(duplicates.party(extraction.invoice.seller))
    if own is None or (seller is not None and seller != (own.siren or duplicates.siren_of(own.siret))):
        return ()
    iban = extraction.invoice.payment.iban
    found = [one for one in directory.accounts(own.id) if one.active]
    ordered = sorted(found, key=lambda one: (one.iban != iban, not one.preferred))
    return tuple(AccountChoice(account=bank_accounts.view(one), is_read=one.iban == iban) for one in ordered)


def _chosen(accounts: tuple[AccountChoice, ...], iban: str | None, asked: str | None) -> str | None:
    """The account asked for, else the one that the invoice bears, else its IBAN, else the first one."""
    if not accounts:
        return None
    if (asked == "" and iban is not None) or any(one.account.id == asked for one in accounts):
        return asked
    if iban is not None and not accounts[0].is_read:
        return ""
    return accounts[0].account.id


def _paid_on(extraction: Extraction, accounts: tuple[AccountChoice, ...], chosen: str | None) -> Extraction:
    account = next((one.account for one in accounts if one.account.id == chosen), None)
    if account is None:
        return extraction
    asked = {"iban": account.iban, "bic": account.bic}
    read = {name: field.value for name, field in extraction.fields.items()}
    changed = {name: value for name, value in asked.items() if value and read.get(name) != value}
    return correct(extraction, Correction(fields=dict(changed))) if changed else extraction


def _kind(kinds: tuple[KindChoice, ...], asked: OutputKind | None, extraction: Extraction) -> OutputKind:
    if any(one.kind is asked and one.possible for one in kinds):
        assert asked is not None
        return asked
    return OutputKind.FACTURX if extraction.pages else OutputKind.CII


def _mode_by(choices: Choices, extraction: Extraction, done: Completion) -> ModeBy | None:
    if choices.supplements.billing_mode is not None:
        return "person"
    if extraction.invoice.billing_mode is not None:
        return "page"
    return "lines" if done.invoice.billing_mode is not None else None


def _once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Without what is told twice of the same value in the same words."""
    return tuple({(one.field, one.message.fr): one for one in findings}.values())
