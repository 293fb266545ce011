"""Invoices made at random that are complete: their lines, discounts and rates make their totals."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from models.invoice import (
    Address,
    Allowance,
    Invoice,
    InvoiceLine,
    Note,
    Party,
    Payment,
    Period,
    VatSubtotal,
)

CENT = Decimal("0.01")
RATES = tuple(map(Decimal, ("20", "10", "5.5", "2.1", "8.5", "0.9", "19.6")))
UNITS = ("h", "jour", "kg", "m²", "pièce", "forfait", None, "brouettée", "KWH", "nuitée")
TYPES = ("380", "380", "380", "381", "384", "386", "389", "261", "500", "393")
CHANGES = frozenset({"381", "384", "261"})
CREDIT_NOTES = frozenset({"381", "261"})
UNTAXED = {
    "E": ("VATEX-FR-FRANCHISE", "TVA non applicable, art. 293 B du CGI"),
    "AE": ("VATEX-FR-AE", "Autoliquidation"),
    "K": ("VATEX-EU-IC", "Exonération de TVA, art. 262 ter I du CGI"),
    "G": ("VATEX-EU-G", "Exonération de TVA, art. 262 I du CGI"),
    "O": (None, None),
    "Z": (None, None),
}

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))

letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cn"))
texts = st.text(letters, max_size=40)
names = st.builds(lambda text: f"Établissements {text}", texts)
references = st.one_of(st.none(), st.text("ABCxyz0129-/", min_size=1, max_size=20))
days = st.dates(date(2024, 1, 1), date(2027, 6, 1))
quantities = st.decimals("0.0001", "5000", places=4)
prices = st.one_of(st.decimals("0.01", "3000", places=2), st.decimals("0.0001", "10", places=4))


def cents(value):
    return value.quantize(CENT, rounding="ROUND_HALF_UP")


@st.composite
def lines(draw, category):
    made = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        quantity, price = draw(quantities), draw(prices)
        whole = cents(quantity * price)
        discount = cents(whole / 10) if draw(st.booleans()) and whole > 1 else None
        rate = draw(st.sampled_from(RATES)) if category == "S" else Decimal(0)
        made.append(
            InvoiceLine(
                id=str(number),
                description=draw(names),
                quantity=quantity,
                unit=draw(st.sampled_from(UNITS)),
                unit_price=price,
                discount=discount,
                net_amount=whole - (discount or 0),
                vat_rate=rate,
                vat_category=category,
                reference=draw(references),
            )
        )
    return tuple(made)


@st.composite
def parties(draw, *, siren, siret, vat):
    return Party(
        name=draw(names),
        siren=siren,
        siret=siret,
        vat_number=vat,
        address=Address(
            lines=tuple(draw(st.lists(texts, max_size=5))), post_code="19000", city=draw(names), country="FR"
        ),
        legal_note=draw(st.one_of(st.none(), names)),
    )


@st.composite
def invoices(draw):
    """A complete invoice: what a page says of it in full, with notes, and a billing mode that fits."""
    category = draw(st.sampled_from(("S", "S", "S", *UNTAXED)))
    kind = draw(st.sampled_from(TYPES))
    listed = draw(lines(category))
    allowances = tuple(
        Allowance(amount=CENT, reason=draw(st.one_of(st.none(), names)), vat_rate=row.vat_rate, vat_category=category)
        for row in draw(st.lists(st.sampled_from(listed), max_size=2))
    )
    charges = tuple(
        Allowance(amount=Decimal("12.50"), vat_rate=row.vat_rate, vat_category=category)
        for row in draw(st.lists(st.sampled_from(listed), max_size=1))
    )
    rows = tuple(
        _row(category, rate, listed, allowances, charges) for rate in sorted({line.vat_rate for line in listed})
    )
    net, vat = sum(row.base for row in rows), sum(row.tax for row in rows)
    prepaid = draw(st.one_of(st.none(), st.just(cents((net + vat) / 3))))
    issued = draw(days)
    sold_abroad = category in {"K", "G", "O"}
    return Invoice(
        number=draw(st.text("ABCxyz0129-_/+", min_size=1, max_size=20)),
        issue_date=issued,
        type_code=kind,
        currency="EUR",
        due_date=draw(st.one_of(st.none(), st.dates(issued, date(2028, 1, 1)))),
        delivery_date=issued if sold_abroad else draw(st.one_of(st.none(), days)),
        billing_period=draw(st.one_of(st.none(), st.builds(Period, start=st.just(issued), end=st.just(issued)))),
        vat_point_code=draw(st.sampled_from((None, "5", "29", "72"))),
        buyer_reference=draw(references),
        contract_reference=draw(references),
        purchase_order=draw(references),
        preceding_invoice="F-1" if kind in CHANGES else None,
        preceding_invoice_date=date(2024, 1, 1) if kind in CHANGES else None,
        billing_mode="S1",
        seller=draw(
            parties(
                siren="732829320",
                siret=draw(st.sampled_from((None, "73282932000074"))),
                vat=None if category == "O" else "FR44732829320",
            )
        ),
        buyer=draw(parties(siren="404833048", siret=None, vat="FR83404833048" if category == "K" else None)),
        payment=draw(
            st.sampled_from(
                (
                    Payment(),
                    Payment(means_code="20"),
                    Payment(means_code="30"),
                    Payment(iban="FR7630006000011234567890189", bic="AGRIFRPP"),
                    Payment(means_code="59", bic="AGRIFRPP"),
                )
            )
        ),
        payment_terms=draw(st.one_of(st.none(), names)),
        notes=tuple(Note(code=code, text=draw(names)) for code in ("PMT", "PMD", "AAB", "PMT", "REG")),
        vat_breakdown=rows,
        lines=listed,
        allowances=allowances,
        charges=charges,
        total_without_vat=net,
        total_vat=vat,
        total_with_vat=net + vat,
        prepaid_amount=prepaid,
        amount_due=net + vat - (prepaid or 0),
    )


def _row(category, rate, listed, allowances, charges):
    base = sum(line.net_amount for line in listed if line.vat_rate == rate)
    base -= sum(one.amount for one in allowances if one.vat_rate == rate)
    base += sum(one.amount for one in charges if one.vat_rate == rate)
    code, reason = UNTAXED.get(category, (None, None))
    return VatSubtotal(
        category=category,
        rate=rate,
        base=base,
        tax=cents(base * rate / 100),
        exemption_code=code,
        exemption_reason=reason,
    )


def negated(invoice):
    """A credit note as many print it: every amount with a minus."""
    amounts = ("total_without_vat", "total_vat", "total_with_vat", "prepaid_amount", "amount_due")
    return invoice.model_copy(
        update={
            **{name: None if (value := getattr(invoice, name)) is None else -value for name in amounts},
            "lines": tuple(
                line.model_copy(update={"quantity": -line.quantity, "net_amount": -line.net_amount})
                for line in invoice.lines
            ),
            "vat_breakdown": tuple(
                row.model_copy(update={"base": -row.base, "tax": -row.tax}) for row in invoice.vat_breakdown
            ),
            "allowances": tuple(one.model_copy(update={"amount": -one.amount}) for one in invoice.allowances),
            "charges": tuple(one.model_copy(update={"amount": -one.amount}) for one in invoice.charges),
        }
    )
