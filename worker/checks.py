"""What the store knows against an invoice: the recipient's demands, the structure's own accounts, invoices seen before.

These findings need the database, so they are not the extractor's rules; they are made anew whenever the invoice is read
or corrected. Their numbers start with PF-DIR (directory), PF-BANK (accounts) and PF-DUP (duplicates).

Sources: CCP D2192-2 · BR-FR-CPRO-11, 12 and 13 · Chorus Pro, structures/consulter: codeServiceDoitEtreRenseigne,
numeroEJDoitEtreRenseigne, gestionNumeroEJOuCodeService, and numeroEngagement of a service
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.extraction import Extraction
from models.finding import Finding, Severity
from models.lifecycle import State
from models.service import DuplicateView
from worker import duplicates
from worker.recipients import Directory, recipient_findings
from worker.sayings import finding
from worker.store.tables import DocumentRow, StructureRow

_REASONS = {
    "file": ("le même fichier", "the same file"),
    "number": ("le même numéro du même vendeur", "the same number from the same seller"),
    "amounts": (
        "les mêmes vendeur, date et total dans un autre fichier",
        "the same seller, date and total in another file",
    ),
}
_GONE = frozenset({State.DEPOSITED, State.DEPOSITING})


def findings(
    session: Session, row: DocumentRow, extraction: Extraction, directory: Directory | None = None
) -> tuple[Finding, ...]:
    """What the store has to say about the invoice as it reads now; `row` need not hold the extraction yet.

    A `directory` of this session that several invoices are given is asked once about each recipient.
    """
    directory = directory or Directory(session)
    own = directory.structure(row.structure_id)
    return (
        *recipient_findings(directory, extraction),
        *(_own_findings(directory, own, extraction) if own is not None else ()),
        *_duplicate_findings(session, row, extraction),
    )


def _own_findings(directory: Directory, own: StructureRow, extraction: Extraction) -> tuple[Finding, ...]:
    """What the own sheet says: who bills, and the account to be paid on. A public body is billed by others."""
    billed = _seller_findings(own, extraction)
    if own.public and (billed or duplicates.party(extraction.invoice.seller) is None):
        return ()
    return (*billed, *_account_findings(directory, own, extraction))


def _seller_findings(own: StructureRow, extraction: Extraction) -> tuple[Finding, ...]:
    mine = own.siren or duplicates.siren_of(own.siret)
    seller = duplicates.siren_of(duplicates.party(extraction.invoice.seller))
    if mine is None or seller is None or seller == mine:
        return ()
    told = finding(
        extraction,
        ("PF-DIR-SELLER", Severity.WARNING, "seller_siret"),
        f"Le vendeur (SIREN {seller}) n'est pas votre structure « {own.name} » (SIREN {mine}). Corrigez le SIRET, ou "
        "déposez la facture depuis la structure qui l'émet.",
        f"The seller (SIREN {seller}) is not your structure '{own.name}' (SIREN {mine}). Correct the SIRET, or deposit "
        "the invoice from the structure that issues it.",
        reference="Chorus Pro, fournisseur",
    )
    return (told,)


def _account_findings(directory: Directory, own: StructureRow, extraction: Extraction) -> tuple[Finding, ...]:
    iban = extraction.invoice.payment.iban
    accounts = directory.accounts(own.id)
    known = [account for account in accounts if account.active]
    if iban is None or not accounts or any(account.iban == iban for account in known):
        return ()
    labels = ", ".join(f"« {account.label or '…' + account.iban[-4:]} »" for account in known)
    told = finding(
        extraction,
        ("PF-BANK-UNKNOWN", Severity.WARNING, "iban"),
        f"L'IBAN de la facture (…{iban[-4:]}) n'est pas un compte actif de votre structure"
        f"{' ; comptes connus : ' + labels if labels else ''}. Choisissez l'un de vos comptes, ou enregistrez "
        "celui-ci s'il est bien le vôtre.",
        f"The invoice's IBAN (…{iban[-4:]}) is not an active account of your structure"
        f"{'; known accounts: ' + labels if labels else ''}. Choose one of yours, or register this one if it is yours.",
        reference="Chorus Pro, coordonnées bancaires",
    )
    return (told,)


def _duplicate_findings(session: Session, row: DocumentRow, extraction: Extraction) -> tuple[Finding, ...]:
    likeness = duplicates.Likeness.of_invoice(extraction.invoice)
    found = duplicates.like(session, row, likeness)
    return tuple(_duplicate_finding(other, extraction, likeness) for other in found)


def _duplicate_finding(other: DuplicateView, extraction: Extraction, likeness: duplicates.Likeness) -> Finding:
    """A warning; blocking where the platform would refuse the number, as it has it already."""
    fr, en = _REASONS[other.reason]
    shown = f"{other.name}{' n° ' + other.number if other.number else ''}"
    same_number = other.reason == "number" or (other.number is not None and other.number == likeness.number)
    if other.state in _GONE and same_number:
        return finding(
            extraction,
            ("PF-DUP-DEPOSITED", Severity.BLOCKING, "invoice_number"),
            f"Cette facture est déjà déposée : {shown} ({fr}). Ne la déposez pas une seconde fois ; s'il s'agit d'une "
            "autre facture, corrigez son numéro.",
            f"This invoice is deposited already: {shown} ({en}). Do not deposit it again; if it is another invoice, "
            "correct its number.",
            reference="Chorus Pro, numéro de facture unique par fournisseur",
        )
    return finding(
        extraction,
        ("PF-DUP-SEEN", Severity.WARNING, "invoice_number"),
        f"Doublon possible de {shown} : {fr}. Comparez les deux, et ne déposez que l'une d'elles.",
        f"Possible duplicate of {shown}: {en}. Compare the two, and deposit only one of them.",
        reference="Chorus Pro, numéro de facture unique par fournisseur",
    )
