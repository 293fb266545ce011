"""Number, type, currency, dates, references, billing mode and notes.

Sources: EN 16931-1 BR-02 to BR-05, BR-29 · XP Z12-012 BR-FR-01 to BR-FR-08, BR-FR-CO-03 to BR-FR-CO-12 · ISO 4217
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from extractor.output.billing import AFTER_DEPOSIT, PAID
from extractor.output.business_terms import VAT_POINTS
from extractor.output.code_lists import NOTES
from extractor.output.currencies import CURRENCIES
from extractor.output.gaps.gap import gap
from extractor.output.legal_notes import LEGAL
from extractor.output.paying_codes import MEANS
from models.codes import BILLING_MODES, CORRECTED, CREDIT_NOTES, PREPAYMENTS, TYPES
from models.finding import Finding
from models.invoice import Invoice

_NUMBER = re.compile(r"[A-Za-z0-9+\-_/]+")
_LONGEST_NUMBER = 35
_FIRST, _LAST = 2000, 2099
_NOTES = {
    "PMT": ("l'indemnité de recouvrement de 40 €", "the EUR 40 recovery fee"),
    "PMD": ("les pénalités de retard", "late-payment penalties"),
    "AAB": ("l'escompte ou son absence", "the early-payment discount or its absence"),
}


def identity(invoice: Invoice) -> Iterator[Finding]:
    """Number, type and currency."""
    if invoice.number is None:
        yield gap("BR-02", "invoice_number", fr="Saisissez le numéro de la facture.", en="Enter the invoice number.")
    if invoice.type_code not in TYPES:
        yield gap(
            "BR-FR-04",
            "type_code",
            fr=f"Le type de document {invoice.type_code} n'est pas admis : choisissez 380 (facture), 381 (avoir)...",
            en=f"Document type {invoice.type_code} is not allowed: choose 380 (invoice), 381 (credit note)...",
        )
    if invoice.currency is None:
        yield gap("BR-05", "currency", fr="Saisissez la devise (EUR).", en="Enter the currency (EUR).")
    elif invoice.currency not in CURRENCIES:
        yield gap(
            "BR-CL-04",
            "currency",
            fr=f"« {invoice.currency} » n'est pas une devise ISO 4217 : saisissez par exemple EUR.",
            en=f"'{invoice.currency}' is no ISO 4217 currency: enter EUR for instance.",
        )
    elif invoice.currency != "EUR" and (invoice.vat_currency != "EUR" or invoice.total_vat_in_vat_currency is None):
        yield gap(
            "BR-FR-CO-12",
            "currency",
            fr=f"La facture est en {invoice.currency} : le total de TVA doit aussi être donné en euros.",
            en=f"The invoice is in {invoice.currency}: the total VAT has to be told in euro too.",
        )


def numbers(invoice: Invoice) -> Iterator[Finding]:
    """Length and characters of the invoice's number and of the one it changes. Chorus Pro itself allows more."""
    if invoice.number is not None:
        yield from _number(invoice.number, "invoice_number", "Le numéro de facture", "The invoice number")
    if invoice.preceding_invoice is not None:
        yield from _number(
            invoice.preceding_invoice, "preceding_invoice", "Le numéro de la facture d'origine", "The original's number"
        )


def _number(number: str, field: str, fr: str, en: str) -> Iterator[Finding]:
    if len(number) > _LONGEST_NUMBER:
        yield gap(
            "BR-FR-01",
            field,
            fr=f"{fr} a {len(number)} caractères, {_LONGEST_NUMBER} au plus sont admis : corrigez-le.",
            en=f"{en} has {len(number)} characters, {_LONGEST_NUMBER} are allowed: correct it.",
        )
    if _NUMBER.fullmatch(number) is None:
        yield gap(
            "BR-FR-02",
            field,
            fr=f"{fr} « {number} » ne peut contenir que lettres sans accent, chiffres et + - _ / : corrigez-le.",
            en=f"{en} '{number}' may hold letters, digits and + - _ / only: correct it.",
        )


def dates(invoice: Invoice) -> Iterator[Finding]:
    """Dates: the issue date is there, all are of this century, and in an order that can be."""
    if invoice.issue_date is None:
        yield gap("BR-03", "issue_date", fr="Saisissez la date de la facture.", en="Enter the issue date.")
    period = invoice.billing_period
    told: tuple[tuple[str, date | None], ...] = (
        ("issue_date", invoice.issue_date),
        ("due_date", invoice.due_date),
        ("delivery_date", invoice.delivery_date),
        ("preceding_invoice_date", invoice.preceding_invoice_date if invoice.preceding_invoice else None),
        ("billing_period_start", period.start if period is not None else None),
        ("billing_period_end", period.end if period is not None else None),
    )
    for field, day in told:
        if day is not None and not _FIRST <= day.year <= _LAST:
            yield gap(
                "BR-FR-03",
                field,
                fr=f"La date {day:%d/%m/%Y} n'est pas entre 2000 et 2099 : corrigez-la.",
                en=f"The date {day.isoformat()} is not between 2000 and 2099: correct it.",
            )
    if period is not None and period.start is not None and period.end is not None and period.end < period.start:
        yield gap(
            "BR-29",
            "billing_period_end",
            fr="La période facturée finit avant de commencer : corrigez ses dates.",
            en="The billing period ends before it starts: correct its dates.",
        )
    issued, due = invoice.issue_date, invoice.due_date
    free = invoice.type_code in PREPAYMENTS or invoice.billing_mode in PAID
    if issued is not None and due is not None and due < issued and not free:
        yield gap(
            "BR-FR-CO-07",
            "due_date",
            fr=f"L'échéance ({due:%d/%m/%Y}) précède la date de facture ({issued:%d/%m/%Y}) : corrigez l'une des deux.",
            en=f"The due date ({due.isoformat()}) precedes the issue date ({issued.isoformat()}): correct one.",
        )
    if invoice.vat_point_code is not None and invoice.vat_point_code not in VAT_POINTS:
        yield gap(
            "BR-CL-06",
            "vat_point_code",
            fr=f"L'exigibilité de TVA « {invoice.vat_point_code} » est inconnue : 5, 29 ou 72.",
            en=f"The VAT point '{invoice.vat_point_code}' is not known: 5, 29 or 72.",
        )


def references(invoice: Invoice) -> Iterator[Finding]:
    """The invoice that a credit note or a correction changes."""
    number, kind = invoice.preceding_invoice, invoice.type_code
    if kind in CORRECTED or (kind in CREDIT_NOTES and kind != "262"):
        rule = "BR-FR-CO-04" if kind in CORRECTED else "BR-FR-CO-05"
        if number is None:
            yield gap(
                rule,
                "preceding_invoice",
                fr="Saisissez le numéro de la facture d'origine, que ce document corrige.",
                en="Enter the number of the original invoice, which this document corrects.",
            )
        elif invoice.preceding_invoice_date is None:
            yield gap(
                rule,
                "preceding_invoice_date",
                fr=f"Saisissez la date de la facture d'origine {number}.",
                en=f"Enter the date of the original invoice {number}.",
            )
    period = invoice.billing_period
    if kind == "262" and (
        invoice.contract_reference is None or period is None or period.start is None or period.end is None
    ):
        yield gap(
            "BR-FR-CO-03",
            "contract_reference",
            fr="Une remise globale (262) nomme le contrat et la période : saisissez-les.",
            en="A global allowance (262) names contract and period: enter them.",
        )


def mentions(invoice: Invoice) -> Iterator[Finding]:
    """Billing mode and legal notes."""
    mode = invoice.billing_mode
    if mode not in BILLING_MODES:
        what = "n'est pas imprimé" if mode is None else f"« {mode} » n'est pas admis"
        yield gap(
            "BR-FR-08",
            "billing_mode",
            fr=f"Le cadre de facturation {what} : choisissez S1 (services), B1 (biens) ou M1 (mixte) ; "
            "en ligne de commande, « --billing-mode S1 ».",
            en=f"The billing mode is {'not printed' if mode is None else 'not allowed'}: choose S1 (services), "
            "B1 (goods) or M1 (both); on the command line, `--billing-mode S1`.",
        )
    for note in invoice.notes:
        if note.code not in NOTES:
            yield gap(
                "BR-CL-08",
                "notes",
                fr=f"Le code de note « {note.code} » est inconnu : prenez AAI (information générale).",
                en=f"The note code '{note.code}' is not known: use AAI (general information).",
            )
    means = invoice.payment.means_code
    if means is not None and means not in MEANS:
        yield gap(
            "BR-CL-16",
            "payment_means",
            fr=f"Le moyen de paiement « {means} » est inconnu : 30 ou 58 (virement), 20 (chèque), 48 (carte)...",
            en=f"The payment means '{means}' is not known: 30 or 58 (transfer), 20 (cheque), 48 (card)...",
        )
    if mode in AFTER_DEPOSIT and invoice.type_code in PREPAYMENTS:
        yield gap(
            "BR-FR-CO-08",
            "billing_mode",
            fr=f"Le cadre {mode} (facture après acompte) ne va pas avec une facture d'acompte : donnez {mode[0]}1.",
            en=f"Mode {mode} (final invoice) does not go with a prepayment invoice: give {mode[0]}1.",
        )
    if mode in PAID and not (
        invoice.amount_due == 0 and invoice.prepaid_amount == invoice.total_with_vat and invoice.due_date is not None
    ):
        yield gap(
            "BR-FR-CO-09",
            "billing_mode",
            fr=f"Le cadre {mode} (déjà payée) veut un acompte égal au TTC, rien à payer et une date de paiement : "
            f"donnez {mode[0]}1, ou corrigez ces valeurs.",
            en=f"Mode {mode} (already paid) needs all prepaid, nothing due and a date of payment: give {mode[0]}1.",
        )
    told = {note.code for note in invoice.notes}
    for code in LEGAL:
        if code not in told:
            fr, en = _NOTES[code]
            yield gap(
                "BR-FR-05",
                "notes",
                fr=f"La mention {code} ({fr}) manque : ajoutez-la, ou demandez celle de la loi par « --legal-notes ».",
                en=f"Note {code} ({en}) is missing: add it, or ask for the wording of the law with `--legal-notes`.",
            )
