"""Forms that every French platform demands: numbers, dates, types and amounts.

Source: XP Z12-012 v1.4, rules BR-FR-01 to BR-FR-04, BR-FR-CO-07, BR-FR-DEC-01 and BR-FR-DEC-04 (Schematron of FNFE
1.4.0.03)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.rules.case import Case
from extractor.rules.rule import BLOCKING, Breach, decimals, en, fr, rule
from models.codes import PREPAYMENTS, TYPES

_NUMBER = re.compile(r"[A-Za-z0-9+\-_/]+")
_REFUSED = re.compile(r"[^A-Za-z0-9+\-_/]")
_LONGEST_NUMBER = 35
_AMOUNT_DECIMALS, _AMOUNT_DIGITS, _RATE_DIGITS = 2, 19, 4
_YEARS = range(2000, 2100)


def _numbers(case: Case) -> Iterator[tuple[str, str, str, str]]:
    for field, value, name_fr, name_en in (
        ("invoice_number", case.invoice.number, "Le numéro de facture", "The invoice number"),
        (
            "preceding_invoice",
            case.invoice.preceding_invoice,
            "Le numéro de la facture d'origine",
            "The original number",
        ),
    ):
        if value is not None:
            yield field, value, name_fr, name_en


@rule("BR-FR-01", BLOCKING, "invoice_number", "preceding_invoice", reference="XP Z12-012 BR-FR-01")
def invoice_number_has_35_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-01: an invoice number has at most 35 characters."""
    for field, value, name_fr, name_en in _numbers(case):
        if len(value) > _LONGEST_NUMBER:
            yield Breach(
                f"{name_fr} « {value} » a {len(value)} caractères, 35 au plus : vérifiez qu'il a été bien lu.",
                f"{name_en} '{value}' has {len(value)} characters, at most 35: check how it was read.",
                field,
            )


@rule("BR-FR-02", BLOCKING, "invoice_number", "preceding_invoice", reference="XP Z12-012 BR-FR-02")
def invoice_number_has_admitted_characters(case: Case) -> Iterator[Breach]:
    """BR-FR-02: an invoice number is made of letters without accents, digits, + - _ and /, without space."""
    for field, value, name_fr, name_en in _numbers(case):
        if not _NUMBER.fullmatch(value):
            refused = " ".join(sorted({"espace" if c.isspace() else c for c in _REFUSED.findall(value)}))
            proposed = _REFUSED.sub("-", value)
            yield Breach(
                f"{name_fr} « {value} » contient un caractère refusé ({refused}) : écrivez par exemple « {proposed} ».",
                f"{name_en} '{value}' has a character that platforms refuse: write for instance '{proposed}'.",
                field,
            )


@rule("BR-FR-03", BLOCKING, "issue_date", "due_date", "delivery_date", reference="XP Z12-012 BR-FR-03")
def dates_are_of_this_century(case: Case) -> Iterator[Breach]:
    """BR-FR-03: dates lie in the years 2000 to 2099."""
    for field, name_fr, name_en in (
        ("issue_date", "La date de facture", "The issue date"),
        ("due_date", "La date d'échéance", "The due date"),
        ("delivery_date", "La date de livraison", "The delivery date"),
    ):
        day = getattr(case.invoice, field)
        if day is not None and day.year not in _YEARS:
            yield Breach(
                f"{name_fr} ({fr(day)}) n'est pas entre 2000 et 2099 : vérifiez l'année.",
                f"{name_en} ({en(day)}) is not between 2000 and 2099: check the year.",
                field,
            )


@rule("BR-FR-04", BLOCKING, "type_code", reference="XP Z12-012 BR-FR-04")
def document_type_is_admitted(case: Case) -> Iterator[Breach]:
    """BR-FR-04: the type is one of the sixteen invoices and credit notes that France uses."""
    kind = case.invoice.type_code
    if kind not in TYPES:
        yield Breach(
            f"Le type de document « {kind} » n'est pas admis : choisissez 380 (facture) ou 381 (avoir).",
            f"Document type '{kind}' is not accepted: choose 380 (invoice) or 381 (credit note).",
            "type_code",
        )


@rule("BR-FR-CO-07", BLOCKING, "due_date", reference="XP Z12-012 BR-FR-CO-07")
def due_date_follows_the_issue_date(case: Case) -> Iterator[Breach]:
    """BR-FR-CO-07: the due date is not before the issue date, except for a prepayment or a paid invoice."""
    i = case.invoice
    if i.due_date is None or i.issue_date is None or i.type_code in PREPAYMENTS or case.settled:
        return
    if i.due_date < i.issue_date:
        yield Breach(
            f"L'échéance ({fr(i.due_date)}) précède la date de facture ({fr(i.issue_date)}) : corrigez l'une des deux.",
            f"The due date ({en(i.due_date)}) is before the issue date ({en(i.issue_date)}): correct one of them.",
            "due_date",
        )


@rule(
    "BR-FR-DEC-01",
    BLOCKING,
    "total_without_vat",
    "total_vat",
    "total_with_vat",
    "prepaid_amount",
    "amount_due",
    reference="XP Z12-012 BR-FR-DEC-01",
)
def amounts_have_two_decimals_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-DEC-01: totals have at most two decimals and 19 digits."""
    for field in ("total_without_vat", "total_vat", "total_with_vat", "prepaid_amount", "amount_due"):
        value = getattr(case.invoice, field)
        if value is None:
            continue
        if decimals(value.normalize()) > _AMOUNT_DECIMALS or value.adjusted() >= _AMOUNT_DIGITS:
            yield Breach(
                f"Le montant {fr(value)} a plus de 2 décimales ou trop de chiffres : vérifiez qu'il a été bien lu.",
                f"The amount {en(value)} has more than 2 decimals or too many digits: check how it was read.",
                field,
            )


@rule("BR-FR-DEC-04", BLOCKING, "vat_breakdown", reference="XP Z12-012 BR-FR-DEC-04")
def rates_are_positive_with_two_decimals_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-DEC-04: a VAT rate is not negative and has at most two decimals and four digits before them."""
    for index, row in enumerate(case.invoice.vat_breakdown):
        rate: Decimal = row.rate
        if rate < 0 or decimals(rate.normalize()) > _AMOUNT_DECIMALS or rate.adjusted() >= _RATE_DIGITS:
            yield Breach(
                f"Le taux de TVA {fr(rate)} n'a pas la forme attendue (positif, 2 décimales) : vérifiez-le.",
                f"The VAT rate {en(rate)} is malformed (positive, 2 decimals): check it.",
                f"vat_breakdown[{index}]",
            )


RULES = (
    invoice_number_has_35_characters_at_most,
    invoice_number_has_admitted_characters,
    dates_are_of_this_century,
    document_type_is_admitted,
    due_date_follows_the_issue_date,
    amounts_have_two_decimals_at_most,
    rates_are_positive_with_two_decimals_at_most,
)
