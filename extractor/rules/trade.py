"""What commercial law asks of an invoice between professionals: terms, penalties, discount, form of the company.

The three sentences on late and early payment are warnings, although the law demands them: they are added at deposit as
notes PMD, PMT and AAB (BR-FR-05), and a reader of the page cannot correct them there.

Sources: C. com. L441-9, L441-10, D441-5, R123-237, R123-238, R526-27 · CCP L2192-13, D2192-35 · BR-FR-05
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.rules.case import Case
from extractor.rules.rule import BLOCKING, WARNING, Breach, rule

_SOLE_TRADER = re.compile(r"\bE\.?I\.?\b|entrep\w+ individuel|micro|auto-?entrepreneur", re.IGNORECASE)
_ASSOCIATION = re.compile(r"\bassoc|\bloi\b.{0,20}1901|\bf[ée]d[ée]ration|\bclub\b", re.IGNORECASE)


@rule("FR-C-03", BLOCKING, "due_date", "payment_terms", reference="{trade_invoice} ; EN 16931 BR-CO-25")
def payment_is_due_on_some_day(case: Case) -> Iterator[Breach]:
    """FR-C-03: an invoice to a professional has a due date or payment terms; the law sets them for a public buyer."""
    invoice = case.invoice
    if case.consumer or case.credit_note or case.settled or invoice.due_date or invoice.payment_terms:
        return
    yield Breach(
        "Ni date d'échéance ni conditions de règlement : saisissez l'une des deux (par exemple « à 30 jours »).",
        "Neither a due date nor payment terms: enter one of them (such as '30 days').",
        "due_date",
        WARNING if case.public or not case.professional else None,
    )


@rule("FR-C-04", WARNING, "payment_terms", reference="{trade_invoice} ; BR-FR-05 (AAB)")
def early_payment_discount_is_told(case: Case) -> Iterator[Breach]:
    """FR-C-04 (BR-FR-05): the invoice tells the discount for early payment, or that there is none."""
    if _needs_terms(case) and not case.told("AAB"):
        yield Breach(
            "La mention d'escompte manque : ajoutez par exemple « Pas d'escompte pour paiement anticipé ».",
            "The early-payment discount mention is missing: add for instance 'No discount for early payment'.",
            "payment_terms",
        )


@rule("FR-C-05", WARNING, "payment_terms", reference="{trade_invoice}, {trade_penalties} ; BR-FR-05 (PMD)")
def late_payment_penalties_are_told(case: Case) -> Iterator[Breach]:
    """FR-C-05 (BR-FR-05): the invoice tells the rate of penalties for late payment."""
    if _needs_terms(case) and not case.told("PMD"):
        rate = "taux de la BCE majoré de 8 points" if case.public else "trois fois le taux d'intérêt légal"
        yield Breach(
            f"Le taux des pénalités de retard manque : ajoutez par exemple « Pénalités de retard : {rate} ».",
            "The rate of late-payment penalties is missing: add it.",
            "payment_terms",
        )


@rule("FR-C-06", WARNING, "payment_terms", reference="{trade_invoice}, D441-5 ; CCP D2192-35 ; BR-FR-05 (PMT)")
def recovery_fee_is_told(case: Case) -> Iterator[Breach]:
    """FR-C-06 (BR-FR-05): the invoice tells the fixed recovery fee of EUR 40."""
    if _needs_terms(case) and not case.told("PMT"):
        yield Breach(
            "L'indemnité de 40 € manque : ajoutez « Indemnité forfaitaire pour frais de recouvrement : 40 € ».",
            "The EUR 40 fee is missing: add 'Fixed fee for recovery costs: EUR 40'.",
            "payment_terms",
        )


def _needs_terms(case: Case) -> bool:
    return case.french_seller and not case.consumer and not case.credit_note


@rule("FR-C-07", WARNING, "seller_name", reference="C. com. R123-237 et R123-238")
def company_tells_its_form(case: Case) -> Iterator[Breach]:
    """FR-C-07: a French company's legal form, capital or trade register are on the invoice."""
    seller = case.invoice.seller
    if not case.french_seller or seller.legal_note is not None or seller.name is None:
        return
    if case.told("FRANCHISE") or _SOLE_TRADER.search(seller.name) or _ASSOCIATION.search(seller.name):
        return
    yield Breach(
        f"La forme juridique, le capital ou le RCS de « {seller.name} » n'ont pas été trouvés : "
        "vérifiez le pied de page de la facture.",
        f"Legal form, capital or trade register of '{seller.name}' were not found: check the invoice's footer.",
        "seller_name",
    )


@rule("FR-C-08", WARNING, "seller_name", reference="C. com. R526-27")
def sole_trader_is_marked_ei(case: Case) -> Iterator[Breach]:
    """FR-C-08: a sole trader's name comes with « EI » or « entrepreneur individuel »."""
    seller = case.invoice.seller
    if not case.told("FRANCHISE") or seller.name is None or _ASSOCIATION.search(f"{seller.name} {seller.legal_note}"):
        return
    if (
        case.told("REG")
        or "capital" in (seller.legal_note or "")
        or _SOLE_TRADER.search(f"{seller.name} {seller.legal_note or ''}")
    ):
        return
    yield Breach(
        f"La mention « EI » n'a pas été trouvée près de « {seller.name} » : un entrepreneur individuel doit l'écrire.",
        f"'EI' was not found beside '{seller.name}': a sole trader must write it.",
        "seller_name",
    )


RULES = (
    payment_is_due_on_some_day,
    early_payment_discount_is_told,
    late_payment_penalties_are_told,
    recovery_fee_is_told,
    company_tells_its_form,
    sole_trader_is_marked_ei,
)
