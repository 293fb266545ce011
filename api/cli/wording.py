"""The French words and figures of the table: labels, amounts, dates, numbers and places as a French reader writes them.

Amounts and numbers are held together by `GLUE`, so that no column breaks them; the printer turns it into spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from models import terms
from models.document import Reading

GLUE = "\ue000"
"""A space where no line may break; rich would break at a no-break space, so a character of no meaning stands for it."""

SECTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Facture": {
            "invoice_number": "Numéro",
            "type_code": "Nature",
            "issue_date": "Date d'émission",
            "due_date": "Échéance",
            "delivery_date": "Livraison",
            "billing_period_start": "Période du",
            "billing_period_end": "Période au",
            "currency": "Devise",
        },
        "Vendeur": {
            "seller_name": "Nom",
            "seller_siret": "SIRET",
            "seller_siren": "SIREN",
            "seller_vat": "N° de TVA",
            "seller_address": "Adresse",
        },
        "Acheteur": {
            "buyer_name": "Nom",
            "buyer_siret": "SIRET",
            "buyer_siren": "SIREN",
            "buyer_vat": "N° de TVA",
            "buyer_address": "Adresse",
        },
        "Références": {
            "purchase_order": "Engagement/bon",
            "buyer_reference": "Code service",
            "contract_reference": "Marché",
            "preceding_invoice": "Facture liée",
            "preceding_invoice_date": "Facture liée du",
        },
        "Montants": {
            "total_without_vat": "Total HT",
            "total_vat": "Total TVA",
            "total_with_vat": "Total TTC",
            "prepaid_amount": "Déjà payé",
            "amount_due": "Net à payer",
        },
        "Paiement": {
            "payment_means": "Moyen",
            "iban": "IBAN",
            "bic": "BIC",
            "payment_terms": "Conditions",
        },
    }
)
"""The sections of the table, each with the fields it shows and what they are called there."""

EXPECTED = frozenset(
    {"invoice_number", "issue_date", "seller_name", "seller_siret", "buyer_name", "total_without_vat", "total_with_vat"}
)
"""Fields shown even where they were not found, since every invoice has them."""

CODES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "type_code": {
            "380": "Facture",
            "381": "Avoir",
            "384": "Facture rectificative",
            "386": "Facture d'acompte",
            "389": "Autofacture",
            "261": "Avoir d'autofacture",
            "393": "Facture affacturée",
            "396": "Avoir affacturé",
            "500": "Autofacture d'acompte",
            "503": "Avoir d'acompte",
        },
        "payment_means": {
            "10": "Espèces",
            "20": "Chèque",
            "30": "Virement",
            "42": "Virement sur compte",
            "48": "Carte bancaire",
            "49": "Prélèvement",
            "54": "Carte de crédit",
            "55": "Carte de débit",
            "57": "Accord permanent",
            "58": "Virement SEPA",
            "59": "Prélèvement SEPA",
            "97": "Compensation",
        },
    }
)
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "S": "taux normal ou réduit",
        "Z": "taux zéro",
        "E": "exonérée",
        "AE": "autoliquidation",
        "K": "livraison intra-UE",
        "G": "export",
        "O": "hors champ",
        "L": "IGIC",
        "M": "IPSI",
    }
)
READINGS: Mapping[Reading, str] = MappingProxyType(
    {
        Reading.TEXT_LAYER: "lu dans le texte du PDF",
        Reading.OCR: "lu par reconnaissance optique (OCR)",
        Reading.MIXED: "lu en partie dans le texte du PDF, en partie par OCR",
        Reading.EMBEDDED: "lu dans le XML de la facture",
    }
)


def label(name: str | None) -> str:
    """What a field, or a line such as `lines[2]`, is called in a sentence.

    >>> label("seller_siret"), label("total_vat"), label("lines[0].net_amount"), label(None)
    ('SIRET (vendeur)', 'Total TVA', 'Ligne 1', '')
    """
    for section, fields in SECTIONS.items():
        if name is not None and name in fields:
            return f"{fields[name]} ({section.lower()})" if section in ("Vendeur", "Acheteur") else fields[name]
    if name and name.startswith(("lines[", "vat_breakdown[")):
        kind, _, rest = name.partition("[")
        number = rest.split("]")[0]
        title = "Ligne" if kind == "lines" else "TVA, ligne"
        return f"{title} {int(number) + 1}" if number.isdigit() else title
    return {"lines": "Lignes", "vat_breakdown": "TVA"}.get(name or "", name or "")


def value(name: str, text: str, currency: str | None) -> str:
    """A field's value as a French reader writes it; as it stands where it has another form.

    >>> value("iban", "FR7630006000011234567890189", "EUR")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    if name in CODES:
        return f"{CODES[name][text]}{GLUE}({text})" if text in CODES[name] else text
    if name in terms.DATES or name in terms.AMOUNTS:
        return amount_or_date(name, text, currency)
    if name.endswith(("_siret", "_siren")) and text.isdigit():
        return grouped(text[:9], 3) + (GLUE + text[9:] if len(text) > len("732829320") else "")
    if name == "iban":
        return grouped(text, 4).replace(GLUE, " ")  # long enough to be broken, between two groups
    if name.endswith("_vat") and text.startswith("FR"):
        return GLUE.join(filter(None, ("FR", text[2:4], grouped(text[4:], 3))))
    return text


def amount_or_date(name: str, text: str, currency: str | None) -> str:
    """A typed value in French form; the text as it stands where it cannot be parsed."""
    try:
        typed = terms.parse(name, text)
    except (ValueError, ArithmeticError):
        return text
    return amount(typed, currency) if isinstance(typed, Decimal) else f"{typed:%d/%m/%Y}"


def grouped(text: str, size: int) -> str:
    """Characters in groups of `size`."""
    return GLUE.join(text[start : start + size] for start in range(0, len(text), size))


def amount(number: Decimal, currency: str | None) -> str:
    """Thousands apart, a comma, two decimals at least, the currency behind.

    >>> amount(Decimal("-1234.5"), "EUR").replace(GLUE, " ")
    '-1 234,50 €'
    """
    sign = {"EUR": "€", None: ""}.get(currency, currency)
    return figure(number, decimals=2) + (f"{GLUE}{sign}" if sign else "")


def figure(number: Decimal, *, decimals: int = 0) -> str:
    """A number with a comma, at least `decimals` of them, none cut.

    >>> figure(Decimal("12.500")), figure(Decimal("20.00")), figure(Decimal("0.1234"), decimals=2)
    ('12,5', '20', '0,1234')
    """
    if not number.is_finite():
        return str(number)
    whole, _, rest = f"{number:,f}".partition(".")
    rest = rest.rstrip("0").ljust(decimals, "0")
    return whole.replace(",", GLUE) + ("," + rest if rest else "")


def confidence(share: float) -> str:
    """A percentage, marked in print where a person should look: `?` below 90 %, `??` below 60 %.

    >>> [confidence(share).replace(GLUE, " ") for share in (0.994, 0.899, 0.42)]
    ['99 %', '89 % ?', '42 % ??']
    """
    mark = "" if share >= SURE else "?" if share >= DOUBTFUL else "??"
    return f"{int(share * 100 + 1e-6)}{GLUE}%{GLUE}{mark}".rstrip(GLUE)


SURE, DOUBTFUL = 0.9, 0.6
