"""Values of an XML invoice (CII) changed one at a time, as a slip or a fraud would change them.

A kind names the elements that it changes by the end of their path, whatever their namespace and generation, and gives
the new text of each. What can't be changed so in a file is left out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from lxml import etree

AGREEMENT = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
SETTLEMENT = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
HEAD = "ExchangedDocument|HeaderExchangedDocument"
TOTALS = f"{SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
TAX = f"{SETTLEMENT}/ApplicableTradeTax"
LINE_TOTALS = (
    "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement"
    "/SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
)
SELLER, BUYER = f"{AGREEMENT}/SellerTradeParty", f"{AGREEMENT}/BuyerTradeParty"
NET, GROSS = f"{TOTALS}/TaxBasisTotalAmount", f"{TOTALS}/GrandTotalAmount"
ISSUED, DUE = f"{HEAD}/IssueDateTime/DateTimeString", "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"
NAMES = ("Établissements Quelvaud & Fils", "Brömmelkamp Maschinenbau GmbH", "Ravenscroft Supplies Ltd")
WORKS = ("Télésurveillance nocturne du hangar", "Wartung Förderbandanlage", "Refurbished copper tubing")

Change = Callable[[str, etree._Element, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is changed, where, and how; `every` element found there is a plant of its own, but at most `most`."""

    name: str
    path: str
    change: Change
    most: int = 2


@dataclass(frozen=True, slots=True)
class Plant:
    """One changed file."""

    kind: str
    xml: bytes


def planted(xml: bytes, seed: str) -> Iterator[Plant]:
    """Every way in which the kinds change this file, each by itself."""
    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    for kind in KINDS:
        count = min(kind.most, len(list(found(etree.fromstring(xml, safe), kind.path))))
        for index in range(count):
            root = etree.fromstring(xml, safe)
            element = list(found(root, kind.path))[index]
            old = (element.text or "").strip()
            new = kind.change(old, root, random.Random(f"{seed} {kind.name} {index}")) if old else None
            if new is not None and new != old:
                element.text = new
                yield Plant(kind.name, etree.tostring(root))


def found(root: etree._Element, path: str) -> Iterator[etree._Element]:
    """Elements whose path ends so."""
    parts = [part.split("|") for part in path.split("/")]
    for element in root.iter():
        at: etree._Element | None = element
        for names in reversed(parts):
            if at is None or not isinstance(at.tag, str) or etree.QName(at).localname not in names:
                break
            at = at.getparent()
        else:
            yield element


def text_of(root: etree._Element, path: str) -> str | None:
    return next(((one.text or "").strip() for one in found(root, path) if one.text), None)


def character(text: str, _: etree._Element, chance: random.Random) -> str | None:
    """One digit, else one letter, becomes another."""
    places = [at for at, one in enumerate(text) if one.isdigit()] or [
        at for at, one in enumerate(text) if one.isalpha()
    ]
    if not places:
        return None
    at = chance.choice(places)
    pool = "0123456789" if text[at].isdigit() else "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return text[:at] + chance.choice([one for one in pool if one != text[at].upper()]) + text[at + 1 :]


def dropped(text: str, _: etree._Element, chance: random.Random) -> str | None:
    """One figure is missing."""
    places = [at for at, one in enumerate(text) if one.isdigit()]
    if len(places) <= 1:
        return None
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def swapped_names(text: str, root: etree._Element, _: random.Random) -> str | None:
    other = text_of(root, f"{BUYER}/Name")
    return other if other != text else None


def another(pool: tuple[str, ...]) -> Change:
    return lambda _text, _root, chance: chance.choice(pool)


def amount(change: Callable[[Decimal], Decimal]) -> Change:
    """A number, changed; nothing of nothing."""

    def changed(text: str, _: etree._Element, __: random.Random) -> str | None:
        try:
            value = Decimal(text)
        except InvalidOperation:
            return None
        return format(change(value).quantize(Decimal("0.01")), "f") if value else None

    return changed


def copied(path: str) -> Change:
    """The text of another element."""

    def changed(text: str, root: etree._Element, _: random.Random) -> str | None:
        other = text_of(root, path)
        if other is None:
            return None
        try:
            return None if Decimal(other) == Decimal(text) else other
        except InvalidOperation:
            return other

    return changed


def day(change: Callable[[datetime], datetime | None]) -> Change:
    """A date, changed."""

    def changed(text: str, _: etree._Element, __: random.Random) -> str | None:
        try:
            new = change(datetime.strptime(text[:8], "%Y%m%d"))  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            return None
        return None if new is None else f"{new:%Y%m%d}{text[8:]}"

    return changed


def turned(on: datetime) -> datetime | None:
    """Day and month in each other's place."""
    return on.replace(month=on.day, day=on.month) if on.day <= 12 and on.day != on.month else None


def rate(text: str, _: etree._Element, __: random.Random) -> str | None:
    value = Decimal(text)
    return {20: "10.00", 10: "5.50", 19: "7.00", 7: "19.00"}.get(int(value), "20.00") if value else None


def count(text: str, _: etree._Element, __: random.Random) -> str | None:
    return format(Decimal(text) + 3, "f")


def number_in_text(text: str, root: etree._Element, chance: random.Random) -> str | None:
    return character(text, root, chance) if any(one.isdigit() for one in text) else None


def kind_of_document(text: str, _: etree._Element, __: random.Random) -> str | None:
    return {"380": "381", "381": "380"}.get(text)


def other_siret(text: str, root: etree._Element, _: random.Random) -> str | None:
    """The buyer's number, of the same length."""
    ids = [(one.text or "").strip() for one in found(root, f"{BUYER}/SpecifiedLegalOrganization/ID")]
    return next((one for one in ids if len(one) == len(text) and one != text), None)


CENT, TENTH = Decimal("0.01"), Decimal("1.1")
LINE_PRICE = "NetPriceProductTradePrice/ChargeAmount"
KINDS = (
    Kind("iban: one digit", "PayeePartyCreditorFinancialAccount/IBANID", character),
    Kind("iban: another", "PayeePartyCreditorFinancialAccount/IBANID", another(("FR1420041010050500013M02606",))),
    Kind("gross: a cent more", GROSS, amount(lambda value: value + CENT)),
    Kind("gross: a tenth more", GROSS, amount(lambda value: value * TENTH)),
    Kind("gross: the net", GROSS, copied(NET)),
    Kind("net: a cent less", NET, amount(lambda value: value - CENT)),
    Kind("net: the gross", NET, copied(GROSS)),
    Kind("vat total: a digit", f"{TOTALS}/TaxTotalAmount", amount(lambda value: value + 2)),
    Kind("due: a tenth less", f"{TOTALS}/DuePayableAmount", amount(lambda value: value / TENTH)),
    Kind("due: the net", f"{TOTALS}/DuePayableAmount", copied(NET)),
    Kind("prepaid: 5 more", f"{TOTALS}/TotalPrepaidAmount", amount(lambda value: value + 5)),
    Kind("number: a character", f"{HEAD}/ID", character),
    Kind("number: a figure missing", f"{HEAD}/ID", dropped),
    Kind("issue date: next day", ISSUED, day(lambda on: on + timedelta(days=1))),
    Kind("issue date: day for month", ISSUED, day(turned)),
    Kind("due date: a month on", DUE, day(lambda on: on + timedelta(days=31))),
    Kind("due date: issue date", DUE, copied(ISSUED)),
    Kind(
        "delivery date: next day",
        "ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString",
        day(lambda on: on + timedelta(days=1)),
    ),
    Kind("seller name: another", f"{SELLER}/Name", another(NAMES)),
    Kind("seller name: the buyer's", f"{SELLER}/Name", swapped_names),
    Kind("buyer name: another", f"{BUYER}/Name", another(NAMES)),
    Kind("seller id: a digit", f"{SELLER}/SpecifiedLegalOrganization/ID", character),
    Kind("seller id: the buyer's", f"{SELLER}/SpecifiedLegalOrganization/ID", other_siret),
    Kind("seller vat: a digit", f"{SELLER}/SpecifiedTaxRegistration/ID", character),
    Kind("buyer id: a digit", f"{BUYER}/SpecifiedLegalOrganization/ID", character),
    Kind("buyer vat: a digit", f"{BUYER}/SpecifiedTaxRegistration/ID", character),
    Kind("order: a character", "BuyerOrderReferencedDocument/IssuerAssignedID|ID", character),
    Kind("contract: a character", "ContractReferencedDocument/IssuerAssignedID|ID", character),
    Kind("preceding: a character", "InvoiceReferencedDocument/IssuerAssignedID|ID", character),
    Kind("buyer reference: a character", f"{AGREEMENT}/BuyerReference", character),
    Kind("vat row: rate", f"{TAX}/RateApplicablePercent|ApplicablePercent", rate),
    Kind("vat row: base", f"{TAX}/BasisAmount", amount(lambda value: value * TENTH)),
    Kind("vat row: tax", f"{TAX}/CalculatedAmount", amount(lambda value: value + 1)),
    Kind("line: quantity", "BilledQuantity", count, most=3),
    Kind("line: price", LINE_PRICE, amount(lambda value: value * TENTH + CENT), most=3),
    Kind("line: net", f"{LINE_TOTALS}/LineTotalAmount", amount(lambda value: value + 1), most=3),
    Kind("line: description", "SpecifiedTradeProduct/Name", another(WORKS), most=3),
    Kind("currency: another", f"{SETTLEMENT}/InvoiceCurrencyCode", another(("USD", "GBP"))),
    Kind("type: credit note", f"{HEAD}/TypeCode", kind_of_document),
    Kind("terms: a number", "SpecifiedTradePaymentTerms/Description", number_in_text),
)
