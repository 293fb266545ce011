"""What must stand on every invoice: names, numbers, dates and totals.

Sources: CGI ann. II art. 242 nonies A · C. com. L441-9 · CCP D2192-2, which repeats them for public buyers (FR-P-01 to
FR-P-03, FR-P-06 and FR-P-09)
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.rules.case import Case, is_foreign
from extractor.rules.law import REFORM_ALL, REFORM_LARGE
from extractor.rules.rule import BLOCKING, WARNING, Breach, rule
from models.codes import CORRECTED, CREDIT_NOTES
from models.invoice import Party


@rule("FR-M-01", BLOCKING, "seller_name", "seller_address", reference="{vat_mentions} I-1° ; {trade_invoice}")
def seller_has_name_and_address(case: Case) -> Iterator[Breach]:
    """FR-M-01 (FR-P-02): the seller's full name and address are on the invoice."""
    yield from _name_and_address(case.invoice.seller, role="seller", fr="vendeur", en="seller")


@rule("FR-M-03", BLOCKING, "buyer_name", "buyer_address", reference="{vat_mentions} I-1° ; {trade_invoice}")
def buyer_has_name_and_address(case: Case) -> Iterator[Breach]:
    """FR-M-03 (FR-P-02): the buyer's full name and address are on the invoice."""
    yield from _name_and_address(case.invoice.buyer, role="buyer", fr="client", en="buyer")


def _name_and_address(party: Party, *, role: str, fr: str, en: str) -> Iterator[Breach]:
    if party.name is None:
        yield Breach(
            f"Le nom du {fr} n'a pas été trouvé : saisissez sa raison sociale complète.",
            f"The {en}'s name was not found: enter its full registered name.",
            f"{role}_name",
        )
    known = party.siret is not None or party.siren is not None
    if party.address is None:
        yield Breach(
            f"L'adresse du {fr} n'a pas été trouvée : saisissez la rue, le code postal et la ville.",
            f"The {en}'s address was not found: enter street, post code and city.",
            f"{role}_address",
            WARNING if known else None,  # the register gives the address of a SIRET
        )
    elif party.address.city is None:
        yield Breach(
            f"L'adresse du {fr} semble incomplète (« {', '.join(party.address.lines)} ») : "
            "ajoutez le code postal et la ville.",
            f"The {en}'s address looks incomplete ('{', '.join(party.address.lines)}'): add post code and city.",
            f"{role}_address",
            WARNING,
        )


@rule("FR-M-02", BLOCKING, "seller_siret", "seller_siren", reference="{vat_mentions} I-1° ; C. com. R123-237")
def french_seller_has_siren(case: Case) -> Iterator[Breach]:
    """FR-M-02 (BR-FR-10): a French seller's SIREN or SIRET is on the invoice."""
    seller = case.invoice.seller
    if case.french_seller and seller.siren is None and seller.siret is None:
        yield Breach(
            "Le SIREN ou SIRET du vendeur n'a pas été trouvé : saisissez les 14 chiffres du SIRET.",
            "The seller's SIREN or SIRET was not found: enter the 14 digits of its SIRET.",
            "seller_siret",
        )


def _buyer_siren(case: Case) -> Iterator[Breach]:
    buyer = case.invoice.buyer
    known = buyer.siren is not None or buyer.siret is not None
    if case.professional and not case.public and not known and not is_foreign(buyer):
        yield Breach(
            "Le SIREN du client professionnel n'a pas été trouvé : demandez-le-lui et saisissez ses 9 chiffres.",
            "The business buyer's SIREN was not found: ask for it and enter its 9 digits.",
            "buyer_siren",
        )


@rule(
    "FR-M-04",
    WARNING,
    "buyer_siren",
    reference="{vat_mentions} I-1° (décret 2022-1299)",
    valid_from=REFORM_LARGE,
    valid_to=REFORM_ALL.replace(month=8, day=31),
)
def buyer_of_a_large_company_has_siren(case: Case) -> Iterator[Breach]:
    """FR-M-04: the SIREN of a business buyer is on the invoices of large and middle-sized companies."""
    yield from _buyer_siren(case)


@rule(
    "FR-M-04",
    BLOCKING,
    "buyer_siren",
    reference="{vat_mentions} I-1° (décret 2022-1299)",
    valid_from=REFORM_ALL,
)
def business_buyer_has_siren(case: Case) -> Iterator[Breach]:
    """FR-M-04: the SIREN of a business buyer is on every invoice."""
    yield from _buyer_siren(case)


@rule("FR-M-10", BLOCKING, "issue_date", reference="{vat_mentions} I-6°")
def issue_date_is_known(case: Case) -> Iterator[Breach]:
    """FR-M-10 (FR-P-01): the invoice has an issue date."""
    if case.invoice.issue_date is None:
        yield Breach(
            "La date de la facture est absente ou illisible : saisissez-la.",
            "The issue date is missing or unreadable: enter it.",
            "issue_date",
        )


@rule("FR-M-11", BLOCKING, "invoice_number", reference="{vat_mentions} I-7°")
def invoice_has_a_number(case: Case) -> Iterator[Breach]:
    """FR-M-11 (FR-P-03): the invoice has a number, unique in an unbroken sequence."""
    if case.invoice.number is None:
        yield Breach(
            "Le numéro de facture n'a pas été trouvé : saisissez-le tel qu'il est imprimé.",
            "The invoice number was not found: enter it as printed.",
            "invoice_number",
        )


@rule(
    "FR-M-17",
    BLOCKING,
    "total_without_vat",
    "total_vat",
    "total_with_vat",
    "vat_breakdown",
    reference="{vat_mentions} I-11°",
)
def totals_and_vat_per_rate_are_known(case: Case) -> Iterator[Breach]:
    """FR-M-17 (FR-P-09): totals without VAT, of VAT and with VAT are known, and VAT is split per rate."""
    invoice = case.invoice
    names = (
        ("total_without_vat", "Le total hors taxes", "The total without VAT"),
        ("total_vat", "Le montant de la TVA", "The VAT amount"),
        ("total_with_vat", "Le total TTC", "The total with VAT"),
    )
    for name, fr, en in names:
        if getattr(invoice, name) is None:
            yield Breach(f"{fr} n'a pas été trouvé : saisissez-le.", f"{en} was not found: enter it.", name)
    if invoice.total_vat and not invoice.vat_breakdown:
        yield Breach(
            "Le détail de la TVA par taux n'a pas été trouvé : indiquez le taux, la base et la taxe.",
            "VAT per rate was not found: enter rate, base and tax.",
            "total_vat",
            WARNING,
        )


@rule("BR-05", WARNING, "currency", reference="EN 16931 BT-5")
def currency_is_known(case: Case) -> Iterator[Breach]:
    """BR-05: the invoice has a currency."""
    if case.invoice.currency is None:
        yield Breach(
            "La devise n'est pas imprimée : confirmez qu'il s'agit d'euros.",
            "No currency is printed: confirm that it is the euro.",
            "currency",
        )


@rule("FR-M-26", WARNING, "currency", reference="{cgi} 289 IV ; BR-FR-CO-12")
def vat_is_in_euro(case: Case) -> Iterator[Breach]:
    """FR-M-26 (BR-FR-CO-12): an invoice in a foreign currency states its VAT in euro too."""
    currency = case.invoice.currency
    if case.french_seller and currency not in {None, "EUR"}:
        yield Breach(
            f"La facture est en {currency} : vérifiez que le montant de TVA en euros y figure aussi.",
            f"The invoice is in {currency}: make sure that it also states the VAT amount in euro.",
            "currency",
        )


@rule("FR-M-27", BLOCKING, "preceding_invoice", reference="{cgi} 289 I-5 et 272-1 ; BR-FR-CO-04 ; BR-FR-CO-05")
def credit_note_names_its_invoice(case: Case) -> Iterator[Breach]:
    """FR-M-27 (BR-FR-CO-04, BR-FR-CO-05): a credit note or corrected invoice names the invoice it changes."""
    kind = case.invoice.type_code
    if kind in CREDIT_NOTES | CORRECTED and kind != "262" and case.invoice.preceding_invoice is None:
        what = ("Cet avoir", "This credit note") if kind in CREDIT_NOTES else ("Cette rectificative", "This correction")
        yield Breach(
            f"{what[0]} ne cite pas la facture d'origine : saisissez son numéro.",
            f"{what[1]} does not name the original invoice: enter its number.",
            "preceding_invoice",
        )


RULES = (
    seller_has_name_and_address,
    french_seller_has_siren,
    buyer_has_name_and_address,
    buyer_of_a_large_company_has_siren,
    business_buyer_has_siren,
    issue_date_is_known,
    invoice_has_a_number,
    totals_and_vat_per_rate_are_known,
    currency_is_known,
    vat_is_in_euro,
    credit_note_names_its_invoice,
)
