"""CII or UBL read back as an invoice, by factur-x's parser: what was written can be checked as what it says.

It reads files from outside too: what can't be typed is left out, what is told twice is taken once.

Sources: factur-x 7.8 parse_xml · EN 16931-1:2017 section 6
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from extractor.output.business_terms import FRENCH_ADDRESS, MAX_ADDRESS_LINES, NO_TEXT, SIREN, SIRET, VAT_POINTS
from extractor.safe_xml import Element, local_name, parse_xml
from models.errors import DamagedFile, NotADocument
from models.invoice import Address, Allowance, Invoice, InvoiceLine, Note, Party, Payment, Period, VatSubtotal

_FLAVORS = {
    "CrossIndustryInvoice": "factur-x",
    "Invoice": "ubl-2.1-invoice",
    "CreditNote": "ubl-2.1-creditnote",
}
_POINTS = {name: code for code, name in VAT_POINTS.items()}
_NAME = "facture.xml"
_NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
_DATES = ("IssueDate", "DueDate", "PaymentDueDate", "ActualDeliveryDate", "StartDate", "EndDate", "TaxPointDate")
_CURRENCY = {
    "factur-x": (
        *("rsm:SupplyChainTradeTransaction", "ram:ApplicableHeaderTradeSettlement"),
        "ram:InvoiceCurrencyCode",
    ),
    "ubl-2.1-invoice": ("cbc:DocumentCurrencyCode",),
    "ubl-2.1-creditnote": ("cbc:DocumentCurrencyCode",),
}
"""Where BT-5 stands."""


def from_xml(data: bytes) -> Invoice:
    """The invoice that a CII or UBL file holds.

    Raises models.errors.RefusedFile: UnsafeXml, DamagedFile, or NotADocument where it is no CII or UBL invoice.
    """
    from facturx import parse_ubl_cii_xml  # noqa: PLC0415 - loads in half a second

    root = parse_xml(_NAME, data)
    flavor = _FLAVORS.get(local_name(root))
    if flavor is None:
        raise NotADocument(_NAME, f"élément {local_name(root)}")
    _with_currency(root, flavor)
    _without_odd_dates(root, "%Y%m%d" if flavor == "factur-x" else "%Y-%m-%d")
    try:
        terms = parse_ubl_cii_xml(root, flavor=flavor, level="extended", check_xsd=False)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise DamagedFile(_NAME, str(error)) from error
    return _invoice(_Terms(terms))


def _with_currency(root: Element, flavor: str) -> None:
    """Give a file without currency the sentinel for one: the library looks for totals by their currency."""
    element = root
    for step in _CURRENCY[flavor]:
        prefix, name = step.split(":")
        found = element.find("{*}" + name)
        element = etree.SubElement(element, f"{{{_NAMESPACES[prefix]}}}{name}") if found is None else found
    if not (element.text or "").strip():
        element.text = NO_TEXT


def _without_odd_dates(root: Element, form: str) -> None:
    """Empty the dates that the library would fail on: they are not known."""
    for element in root.iter("{*}DateTimeString", "{*}DateString", *("{*}" + name for name in _DATES)):
        try:
            datetime.strptime((element.text or "").strip(), form)  # noqa: DTZ007 - a day has no zone
        except ValueError:
            element.text = None


class _Terms:
    """Typed access to a dictionary of terms: None for what is absent or can't be typed, the first of several."""

    def __init__(self, terms: Mapping[str, Any]) -> None:
        self._terms = terms

    def _first(self, term: str) -> Any:  # noqa: ANN401 - the library's dictionary holds anything
        value = self._terms.get(term)
        return (value[0] if value else None) if isinstance(value, list) else value

    def text(self, term: str) -> str | None:
        value = self._first(term)
        return " ".join(value.split()) or None if isinstance(value, str) else None

    def day(self, term: str) -> date | None:
        value = self._first(term)
        return value if isinstance(value, date) else None

    def number(self, term: str) -> Decimal | None:
        value = self._first(term)
        try:
            number = Decimal(value) if isinstance(value, str) else None
        except InvalidOperation:
            return None
        return number if number is not None and number.is_finite() else None

    def identifier(self, term: str, scheme: str) -> str | None:
        value = self._terms.get(term)
        found = value.get(scheme) if isinstance(value, dict) else None
        return "".join(found.split()) or None if isinstance(found, str) else None

    def groups(self, term: str) -> tuple[_Terms, ...]:
        value = self._terms.get(term)
        return tuple(_Terms(one) for one in value if isinstance(one, dict)) if isinstance(value, list) else ()

    def group(self, term: str) -> _Terms:
        value = self._first(term)
        return _Terms(value if isinstance(value, dict) else {})


def _invoice(terms: _Terms) -> Invoice:
    preceding = next(iter(terms.groups("BG-3")), _Terms({}))
    start, end = terms.day("BT-73"), terms.day("BT-74")
    point = terms.text("BT-8")
    return Invoice(
        number=terms.text("BT-1"),
        issue_date=terms.day("BT-2"),
        type_code=terms.text("BT-3") or "380",
        currency=None if terms.text("BT-5") == NO_TEXT else terms.text("BT-5"),
        due_date=terms.day("BT-9"),
        delivery_date=terms.day("BT-72"),
        billing_period=Period(start=start, end=end) if start is not None or end is not None else None,
        vat_point_code=None if point is None else _POINTS.get(point, point),
        vat_currency=terms.text("BT-6"),
        buyer_reference=terms.text("BT-10"),
        contract_reference=terms.text("BT-12"),
        purchase_order=terms.text("BT-13"),
        preceding_invoice=preceding.text("BT-25"),
        preceding_invoice_date=preceding.day("BT-26"),
        billing_mode=terms.text("BT-23"),
        seller=_party(terms.group("BG-4")),
        buyer=_party(terms.group("BG-7")),
        payment=Payment(means_code=terms.text("BT-81"), iban=terms.text("BT-84"), bic=terms.text("BT-86")),
        payment_terms=terms.text("BT-20"),
        notes=tuple(
            Note(code=code, text=text)
            for note in terms.groups("BG-1")
            if (code := note.text("BT-21")) is not None and (text := note.text("BT-22")) is not None
        ),
        vat_breakdown=tuple(row for one in terms.groups("BG-23") if (row := _subtotal(one)) is not None),
        lines=tuple(_line(one, place) for place, one in enumerate(terms.groups("BG-25"), 1)),
        allowances=tuple(one for group in terms.groups("BG-20") if (one := _allowance(group)) is not None),
        charges=tuple(one for group in terms.groups("BG-21") if (one := _allowance(group)) is not None),
        line_total=terms.number("BT-106"),
        allowance_total=terms.number("BT-107"),
        charge_total=terms.number("BT-108"),
        total_without_vat=terms.number("BT-109"),
        total_vat=terms.number("BT-110"),
        total_vat_in_vat_currency=terms.number("BT-111"),
        total_with_vat=terms.number("BT-112"),
        prepaid_amount=terms.number("BT-113"),
        rounding_amount=terms.number("BT-114"),
        amount_due=terms.number("BT-115"),
    )


def _party(terms: _Terms) -> Party:
    lines = tuple(line for n in range(1, MAX_ADDRESS_LINES + 1) if (line := terms.text(f"addr_l{n}")) is not None)
    post_code, city, country = (terms.text(name) for name in ("postcode", "city", "country_code"))
    known = lines or post_code or city or country
    scheme = terms.text("legal_identifier_schemeid")
    return Party(
        name=terms.text("name"),
        siret=terms.identifier("identifiers", SIRET),
        siren=terms.text("legal_identifier") if scheme in {SIREN, None} else None,
        vat_number=terms.text("vat_identifier"),
        address=Address(lines=lines, post_code=post_code, city=city, country=country) if known else None,
        legal_note=terms.text("legal_info"),
        electronic_address=(
            terms.text("einvoicing_addr") if terms.text("einvoicing_addr_schemeid") == FRENCH_ADDRESS else None
        ),
    )


def _rate(terms: _Terms, rate: str, category: str | None) -> Decimal | None:
    """A rate; category O is written without (BR-O-05) and has that of nothing."""
    value = terms.number(rate)
    return Decimal(0) if value is None and category == "O" else value


def _subtotal(terms: _Terms) -> VatSubtotal | None:
    category, tax = terms.text("BT-118"), terms.number("BT-117")
    if category is None or tax is None:
        return None
    return VatSubtotal(
        category=category,
        rate=_rate(terms, "BT-119", category) or Decimal(0),
        base=terms.number("BT-116"),
        tax=tax,
        exemption_reason=terms.text("BT-120"),
        exemption_code=terms.text("BT-121"),
    )


def _allowance(terms: _Terms) -> Allowance | None:
    amount, category = terms.number("amount"), terms.text("vat_category_code")
    if amount is None:
        return None
    return Allowance(
        amount=amount,
        reason=terms.text("reason"),
        vat_rate=_rate(terms, "vat_rate", category),
        vat_category=category,
    )


def _line(terms: _Terms, place: int) -> InvoiceLine:
    discounts = [amount for one in terms.groups("BG-27") if (amount := one.number("amount")) is not None]
    category = terms.text("BT-151")
    return InvoiceLine(
        id=terms.text("BT-126") or str(place),
        description=terms.text("BT-153") or "",
        quantity=terms.number("BT-129"),
        unit=terms.text("BT-130"),
        unit_price=_unit_price(terms),
        discount=sum(discounts, Decimal(0)) if discounts else None,
        net_amount=terms.number("BT-131"),
        vat_rate=_rate(terms, "BT-152", category),
        vat_category=category,
        reference=terms.text("BT-155"),
    )


def _unit_price(terms: _Terms) -> Decimal | None:
    """BT-146 for one unit: the price of `BT-149` of them, shared out."""
    price, of = terms.number("BT-146"), terms.number("BT-149")
    return price / of if price is not None and of is not None and of > 0 and of != 1 else price
