"""Resolution → Invoice: the EN 16931 invoice that would be deposited, as far as the document tells it.

Nothing is invented. A value whose text can't be typed is left out. A missing total is filled only where an identity of
the norm gives it from two others (BR-CO-15: with VAT = without VAT + VAT; BR-CO-16: due = with VAT - prepaid), where a
mention says that no VAT is charged, or where one number holds another (a SIRET and a French VAT number, the SIREN).
Lines, discounts and charges are those of `extractor.detail`, billing mode and VAT point those of `extractor.supply`.

Sources: EN 16931-1:2017 section 6 · BR-FR-05 (notes PMT, PMD, AAB) · XP Z12-012 (note ADN marks an invoice to a public
body)
"""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal, localcontext

from extractor.addresses import address_of
from extractor.checkdigits import SIREN_LENGTH, SIRET_LENGTH, french_vat_valid
from extractor.detail import allowances, amount_of, invoice_lines, line_total
from extractor.exemptions import Exemption, exemption_of
from extractor.public_sector import is_public
from extractor.supply import billing_mode, vat_point
from models.field import Field, VatRow
from models.invoice import Invoice, Note, Party, Payment, Period, VatSubtotal
from models.resolution import Mention, Resolution

NOTES = ("PMT", "PMD", "AAB", "REG", "ABL", "ABU", "ACC", "BLU")
"""Mentions that are notes of the invoice (BT-21), each once."""

SELF_BILLED = {"380": "389", "381": "261", "384": "471", "386": "500", "393": "501"}
"""The type of a document that the buyer issues in the seller's name, by its type otherwise (CGI art. 289 I-2)."""


def prefill(resolution: Resolution) -> Invoice:
    """The invoice that the fields, VAT rows, lines and mentions make."""
    with localcontext(Context(prec=40, traps=[])):
        return _prefilled(_Reader(resolution), resolution)


class _Reader:
    """Typed access to the fields: None for what is absent or can't be typed."""

    def __init__(self, resolution: Resolution) -> None:
        self._fields = resolution.fields

    def text(self, name: str) -> str | None:
        field = self._fields.get(name)
        return (field.value.strip() or None) if field is not None else None

    def amount(self, name: str) -> Decimal | None:
        value = _typed(self._fields.get(name), name)
        return value if isinstance(value, Decimal) and value.is_finite() else None

    def day(self, name: str) -> date | None:
        value = _typed(self._fields.get(name), name)
        return value if isinstance(value, date) else None


def _typed(field: Field | None, name: str) -> Decimal | date | str | None:
    if field is None:
        return None
    try:
        return field.typed(name)
    except (ValueError, ArithmeticError):
        return None


def _prefilled(read: _Reader, resolution: Resolution) -> Invoice:
    seller, buyer = _party(read, "seller", resolution), _party(read, "buyer", resolution)
    exemption = exemption_of(resolution.mentions, foreign_buyer=_foreign(buyer))
    net, vat, gross = _totals(read, resolution.vat_breakdown, exemption)
    breakdown = _breakdown(resolution.vat_breakdown, exemption, net=net, vat=vat)
    lines = invoice_lines(resolution.lines, breakdown)
    discounts = allowances(resolution.adjustments, breakdown, charges=False)
    charges = allowances(resolution.adjustments, breakdown, charges=True)
    type_code = _type_code(read.text("type_code") or "380", resolution.mentions)
    prepaid = read.amount("prepaid_amount")
    due = read.amount("amount_due")
    if due is None and gross is not None:
        due = gross - (prepaid or Decimal(0))
    return Invoice(
        number=read.text("invoice_number"),
        issue_date=read.day("issue_date"),
        type_code=type_code,
        currency=read.text("currency"),
        due_date=read.day("due_date"),
        delivery_date=read.day("delivery_date"),
        billing_period=_period(read),
        vat_point_code=vat_point(resolution.mentions) if vat else None,
        buyer_reference=read.text("buyer_reference"),
        contract_reference=read.text("contract_reference"),
        purchase_order=read.text("purchase_order"),
        preceding_invoice=read.text("preceding_invoice"),
        preceding_invoice_date=read.day("preceding_invoice_date"),
        billing_mode=billing_mode(resolution.mentions, type_code=type_code, gross=gross, prepaid=prepaid, due=due),
        seller=seller,
        buyer=buyer,
        payment=Payment(means_code=read.text("payment_means"), iban=read.text("iban"), bic=read.text("bic")),
        payment_terms=read.text("payment_terms"),
        notes=_notes(resolution.mentions, public=is_public(buyer)),
        vat_breakdown=breakdown,
        lines=lines,
        allowances=discounts,
        charges=charges,
        line_total=line_total(lines, net, adjusted=bool(discounts or charges)),
        allowance_total=amount_of(discounts),
        charge_total=amount_of(charges),
        total_without_vat=net,
        total_vat=vat,
        total_with_vat=gross,
        prepaid_amount=prepaid,
        amount_due=due,
    )


def _party(read: _Reader, role: str, resolution: Resolution) -> Party:
    mentions = resolution.mentions if role == "seller" else ()  # form and capital are the seller's
    given = resolution.given
    siret, siren, vat = (read.text(f"{role}_{name}") for name in ("siret", "siren", "vat"))
    if siren is None and siret is not None and len(siret) == SIRET_LENGTH:
        siren = siret[:SIREN_LENGTH]
    if siren is None and vat is not None and french_vat_valid(vat) and not vat.startswith("000", 4):
        siren = vat[4:]
    address = read.text(f"{role}_address")
    legal = [mention.text for code in ("REG", "ABL") for mention in mentions if mention.code == code]
    return Party(
        name=read.text(f"{role}_name"),
        siret=siret,
        siren=siren,
        vat_number=vat,
        address=address_of(address) if address is not None else None,
        legal_note=" - ".join(dict.fromkeys(legal)) or None,
        electronic_address=given.seller_address if role == "seller" else given.buyer_address,
    )


def _period(read: _Reader) -> Period | None:
    start, end = read.day("billing_period_start"), read.day("billing_period_end")
    return Period(start=start, end=end) if start is not None or end is not None else None


def _foreign(party: Party) -> bool:
    if party.vat_number is not None:
        return not party.vat_number.startswith("FR")
    country = party.address.country if party.address is not None else None
    return country not in {None, "FR"} and party.siren is None


def _totals(
    read: _Reader, rows: tuple[VatRow, ...], exemption: Exemption | None
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Totals without VAT, of VAT and with VAT, one of them by subtraction where the other two are known."""
    net, vat, gross = (read.amount(name) for name in ("total_without_vat", "total_vat", "total_with_vat"))
    if vat is None and rows and net is not None and gross is None:
        vat = sum((row.tax for row in rows), Decimal(0))
    if (
        vat is None
        and exemption is not None
        and not any(row.tax for row in rows)
        and (net is None or gross in {None, net})
    ):
        vat = Decimal("0.00")
    if vat is None and net is not None and gross is not None:
        vat = gross - net
    if gross is None and net is not None and vat is not None:
        gross = net + vat
    if net is None and gross is not None and vat is not None:
        net = gross - vat
    return net, vat, gross


def _breakdown(
    rows: tuple[VatRow, ...], exemption: Exemption | None, *, net: Decimal | None, vat: Decimal | None
) -> tuple[VatSubtotal, ...]:
    if not rows:
        if exemption is None or net is None or vat is None or vat != 0:
            return ()
        return (_untaxed(exemption, base=net),)
    return tuple(_subtotal(row, exemption, alone=len(rows) == 1, net=net) for row in rows)


def _untaxed(exemption: Exemption, *, base: Decimal | None) -> VatSubtotal:
    return VatSubtotal(
        category=exemption.category,
        rate=Decimal(0),
        base=base,
        tax=Decimal("0.00"),
        exemption_reason=exemption.reason,
        exemption_code=exemption.code,
    )


def _subtotal(row: VatRow, exemption: Exemption | None, *, alone: bool, net: Decimal | None) -> VatSubtotal:
    base = net if row.base is None and alone else row.base
    if row.rate != 0 or row.tax != 0:
        return VatSubtotal(category=row.category, rate=row.rate, base=base, tax=row.tax)
    told = row.category in {"AE", "K", "G", "O"}
    if exemption is None or (told and row.category != exemption.category):
        category = row.category if told or row.category in {"E", "Z"} else "E"
        return VatSubtotal(
            category=category, rate=row.rate, base=base, tax=row.tax, exemption_reason=row.exemption_reason
        )
    subtotal = _untaxed(exemption, base=base)
    return subtotal.model_copy(update={"exemption_reason": row.exemption_reason or exemption.reason})


def _notes(mentions: tuple[Mention, ...], *, public: bool) -> tuple[Note, ...]:
    texts: dict[str, list[str]] = {}
    for mention in mentions:
        texts.setdefault(mention.code, []).append(mention.text)
    notes = [Note(code=code, text=max(texts[code], key=len)) for code in NOTES if code in texts]
    return (*notes, Note(code="ADN", text="B2G")) if public else tuple(notes)


def _type_code(code: str, mentions: tuple[Mention, ...]) -> str:
    return SELF_BILLED.get(code, code) if any(mention.code == "SELF_BILLING" for mention in mentions) else code
