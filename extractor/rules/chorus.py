"""What a public buyer's invoice needs to pass Chorus Pro; nothing here speaks of other buyers.

What depends on the buyer's own settings (service code or commitment number required) is told by the directory at
deposit; here the references are asked for as the law does.

Sources: CCP D2192-2 · BR-FR-CPRO-01 to 44 (XP Z12-012 annex A, in no published Schematron) · chorus.gouv.fr
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.rules.case import Case
from extractor.rules.rule import BLOCKING, WARNING, Breach, rule

TRANSFERS = frozenset({"30", "31", "42", "58"})
_NUMBER, _REFERENCE, _NAME, _SERVICE, _IBAN = 20, 50, 99, 100, 27
_TEXT, _ADDRESS, _LINES = 1024, 400, 999_999


def _longer(value: str | None, limit: int, field: str, *, fr: str, en: str) -> Iterator[Breach]:
    if value is not None and len(value) > limit:
        shown = value if len(value) <= _NAME else f"{value[:40]}…"
        yield Breach(
            f"{fr} « {shown} » a {len(value)} caractères, Chorus Pro en admet {limit} : raccourcissez-le.",
            f"{en} '{shown}' has {len(value)} characters, Chorus Pro admits {limit}: shorten it.",
            field,
        )


@rule("FR-P-04", BLOCKING, "purchase_order", "contract_reference", reference="{public_invoice} 4°")
def public_order_or_contract_is_named(case: Case) -> Iterator[Breach]:
    """FR-P-04: an invoice to a public body has the number of the order or commitment, or of the contract."""
    i = case.invoice
    if case.public and not case.credit_note and i.purchase_order is None and i.contract_reference is None:
        yield Breach(
            "Client public : aucun numéro d'engagement, de bon de commande ou de marché n'a été trouvé. "
            "Demandez-le au service qui a commandé et saisissez-le.",
            "Public buyer: no commitment, order or contract number was found. Ask who ordered and enter it.",
            "purchase_order",
        )


@rule("FR-P-05", WARNING, "buyer_reference", reference="{public_invoice} 5° ; BR-FR-CPRO-11")
def public_service_code_is_given(case: Case) -> Iterator[Breach]:
    """FR-P-05: an invoice to a public body has the code of the paying department, where the buyer uses such codes."""
    if case.public and case.invoice.buyer_reference is None:
        yield Breach(
            "Client public : aucun code service n'a été trouvé. Certaines structures l'exigent : vérifiez-le.",
            "Public buyer: no service code was found. Some bodies require it, check in Chorus Pro.",
            "buyer_reference",
        )


@rule("FR-P-06", WARNING, "delivery_date", reference="{public_invoice} 6° ; {vat_mentions} I-10°")
def public_delivery_date_is_given(case: Case) -> Iterator[Breach]:
    """FR-P-06 (FR-M-16): an invoice to a public body tells the day of delivery or completion, or the period."""
    i = case.invoice
    dated = i.delivery_date is not None or i.billing_period is not None
    if case.public and not case.credit_note and i.type_code != "386" and not dated:
        yield Breach(
            "Client public : ni date de livraison ou d'exécution ni période n'a été trouvée, saisissez l'une des deux.",
            "Public buyer: neither a date of delivery or completion nor a period was found, enter one of them.",
            "delivery_date",
        )


@rule("FR-P-11", WARNING, "iban", "payment_means", reference="{public_invoice} 11°")
def public_payment_has_an_account(case: Case) -> Iterator[Breach]:
    """FR-P-11: an invoice to a public body tells how to pay it."""
    payment = case.invoice.payment
    if case.public and not case.credit_note and not case.settled and payment.iban is None and not payment.means_code:
        yield Breach(
            "Client public : aucun IBAN n'a été trouvé. Vérifiez vos coordonnées bancaires dans Chorus Pro.",
            "Public buyer: no IBAN was found. Check the bank details registered in Chorus Pro.",
            "iban",
        )


@rule("BR-FR-CPRO-02", BLOCKING, "invoice_number", "preceding_invoice", reference="XP Z12-012 BR-FR-CPRO-02")
def public_invoice_number_has_20_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-02: for a public buyer an invoice number, and that of the preceding invoice, has 20 characters."""
    if case.public:
        number = "Le numéro de facture", "The invoice number"
        yield from _longer(case.invoice.number, _NUMBER, "invoice_number", fr=number[0], en=number[1])
        origin = "Le numéro d'origine", "The original number"
        yield from _longer(case.invoice.preceding_invoice, _NUMBER, "preceding_invoice", fr=origin[0], en=origin[1])


@rule("BR-FR-CPRO-09", BLOCKING, "seller_siret", reference="XP Z12-012 BR-FR-CPRO-09 ; {public_invoice} 13° (FR-P-13)")
def seller_to_a_public_buyer_has_a_siret(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-09 (FR-P-13): a French seller to a public body gives its SIRET, not only its SIREN."""
    seller = case.invoice.seller
    if case.public and seller.siren is not None and seller.siret is None:
        yield Breach(
            f"Client public : le SIREN du vendeur ({seller.siren}) ne suffit pas, saisissez les 14 chiffres du SIRET.",
            f"Public buyer: the seller's SIREN ({seller.siren}) is not enough, enter the 14 digits of the SIRET.",
            "seller_siret",
        )


@rule("BR-FR-CPRO-10", BLOCKING, "buyer_siret", reference="XP Z12-012 BR-FR-CPRO-10 ; {public_invoice} 13° (FR-P-13)")
def public_buyer_has_a_siret(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-10 (FR-P-13): a public buyer is known by its SIRET."""
    buyer = case.invoice.buyer
    if case.public and buyer.siret is None:
        yield Breach(
            f"Client public « {buyer.name or 'sans nom'} » : son SIRET n'a pas été trouvé. Cherchez-le dans l'annuaire "
            "de Chorus Pro et saisissez ses 14 chiffres.",
            f"Public buyer '{buyer.name or 'unnamed'}': no SIRET was found. Look it up in the Chorus Pro directory.",
            "buyer_siret",
        )


@rule("BR-FR-CPRO-14", BLOCKING, "contract_reference", reference="XP Z12-012 BR-FR-CPRO-14")
def public_contract_reference_has_50_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-14: for a public buyer the contract reference has at most 50 characters."""
    if case.public:
        value = case.invoice.contract_reference
        yield from _longer(value, _REFERENCE, "contract_reference", fr="Le marché", en="The contract")


@rule("BR-FR-CPRO-15", BLOCKING, "purchase_order", reference="XP Z12-012 BR-FR-CPRO-15")
def public_order_number_has_50_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-15: for a public buyer the commitment or order number has at most 50 characters."""
    if case.public:
        value = case.invoice.purchase_order
        yield from _longer(value, _REFERENCE, "purchase_order", fr="Le numéro d'engagement", en="The order number")


@rule("BR-FR-CPRO-19", BLOCKING, "lines", reference="XP Z12-012 BR-FR-CPRO-19")
def public_invoice_has_999999_lines_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-19: an invoice to a public body has at most 999999 lines."""
    if case.public and len(case.invoice.lines) > _LINES:
        yield Breach(
            "Plus de 999999 lignes : séparez la facture.", "More than 999999 lines: split the invoice.", "lines"
        )


@rule("BR-FR-CPRO-32", BLOCKING, "seller_address", reference="XP Z12-012 BR-FR-CPRO-32 et BR-FR-CPRO-33")
def public_seller_address_lines_have_400_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-32 (BR-FR-CPRO-33): lines and city of the seller's address have at most 400 characters."""
    address = case.invoice.seller.address
    if case.public and address is not None:
        for part in (*address.lines, address.city):
            yield from _longer(part, _ADDRESS, "seller_address", fr="L'adresse du vendeur", en="The seller's address")


@rule("BR-FR-CPRO-35", BLOCKING, "payment_terms", reference="XP Z12-012 BR-FR-CPRO-35")
def public_payment_terms_have_1024_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-35: for a public buyer payment terms have at most 1024 characters."""
    if case.public:
        value = case.invoice.payment_terms
        yield from _longer(value, _TEXT, "payment_terms", fr="Le texte de règlement", en="The payment terms")


@rule("BR-FR-CPRO-39", BLOCKING, "iban", reference="XP Z12-012 BR-FR-CPRO-39")
def public_payment_account_has_27_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-39: for a public buyer the payment account has at most 27 characters, as a French IBAN."""
    if case.public:
        yield from _longer(case.invoice.payment.iban, _IBAN, "iban", fr="L'IBAN", en="The IBAN")


@rule("BR-FR-CPRO-42", WARNING, "payment_terms", reference="XP Z12-012 BR-FR-CPRO-42")
def public_notes_have_1024_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-42: for a public buyer a note has at most 1024 characters."""
    if case.public:
        for note in case.invoice.notes:
            yield from _longer(note.text, _TEXT, "payment_terms", fr=f"La note {note.code}", en=f"Note {note.code}")


@rule("BR-FR-CPRO-43", BLOCKING, "seller_name", reference="XP Z12-012 BR-FR-CPRO-43")
def public_seller_name_has_99_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-43: for a public buyer the seller's name has at most 99 characters."""
    if case.public:
        value = case.invoice.seller.name
        yield from _longer(value, _NAME, "seller_name", fr="Le nom du vendeur", en="The seller's name")


@rule("BR-FR-CPRO-44", BLOCKING, "buyer_name", reference="XP Z12-012 BR-FR-CPRO-44")
def public_buyer_name_has_99_characters_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-CPRO-44: for a public buyer the buyer's name has at most 99 characters."""
    if case.public:
        value = case.invoice.buyer.name
        yield from _longer(value, _NAME, "buyer_name", fr="Le nom du client", en="The buyer's name")


@rule("CPP-05", WARNING, "iban", reference="Chorus Pro, moyens de paiement 30, 31, 42 et 58")
def transfer_has_an_iban(case: Case) -> Iterator[Breach]:
    """CPP-05: an invoice paid by transfer has an IBAN."""
    payment = case.invoice.payment
    if payment.means_code in TRANSFERS and payment.iban is None and not case.settled:
        yield Breach(
            "Règlement par virement, mais aucun IBAN n'a été trouvé : saisissez-le.",
            "Payment by transfer, but no IBAN was found: enter it.",
            "iban",
        )


@rule("CPP-06", WARNING, "payment_means", reference="Chorus Pro, avoirs")
def public_credit_note_has_no_payment_means(case: Case) -> Iterator[Breach]:
    """CPP-06: a credit note to a public body has no payment means."""
    if case.public and case.credit_note and case.invoice.payment.means_code is not None:
        yield Breach(
            f"Avoir : le moyen de paiement ({case.invoice.payment.means_code}) est à retirer pour Chorus Pro.",
            f"Credit note: remove the payment means ({case.invoice.payment.means_code}) for Chorus Pro.",
            "payment_means",
        )


@rule("CPP-11", BLOCKING, "buyer_reference", reference="XP Z12-012 annexe A (code service)")
def service_code_has_100_characters_at_most(case: Case) -> Iterator[Breach]:
    """CPP-11: for a public buyer the service code has at most 100 characters."""
    if case.public:
        value = case.invoice.buyer_reference
        yield from _longer(value, _SERVICE, "buyer_reference", fr="Le code service", en="The service code")


REFERENCES = (
    public_order_or_contract_is_named,
    public_service_code_is_given,
    public_delivery_date_is_given,
    public_payment_has_an_account,
    seller_to_a_public_buyer_has_a_siret,
    public_buyer_has_a_siret,
    transfer_has_an_iban,
    public_credit_note_has_no_payment_means,
)
LENGTHS = (
    public_invoice_number_has_20_characters_at_most,
    public_contract_reference_has_50_characters_at_most,
    public_order_number_has_50_characters_at_most,
    public_invoice_has_999999_lines_at_most,
    public_seller_address_lines_have_400_characters_at_most,
    public_payment_terms_have_1024_characters_at_most,
    public_payment_account_has_27_characters_at_most,
    public_notes_have_1024_characters_at_most,
    public_seller_name_has_99_characters_at_most,
    public_buyer_name_has_99_characters_at_most,
    service_code_has_100_characters_at_most,
)
RULES = REFERENCES + LENGTHS
