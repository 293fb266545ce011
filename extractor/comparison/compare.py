"""Every value of an XML invoice against the pages that show it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from extractor.comparison import amounts, codes, dates, identifiers, lines, names, vat
from extractor.comparison.case import Case, Verdict
from extractor.comparison.printed import printed_of
from models.comparison import Compared
from models.document import Document
from models.resolution import Resolution
from models.terms import AMOUNTS, DATES


def compare(embedded: Resolution, document: Document, read_off: Resolution) -> tuple[Compared, ...]:
    """The fields of the contract, then the rows of the VAT breakdown, then the lines."""
    return tuple(_values(Case(embedded, printed_of(document), read_off)))


def _values(case: Case) -> Iterator[Compared]:
    for name, field in case.xml.fields.items():
        yield compared(name, field.term, field.value, _judged(name, field.value, case))
    rows = case.xml.vat_breakdown
    for index, row in enumerate(rows):
        for term, value, verdict in vat.judge(row, rows[:index] + rows[index + 1 :], case):
            yield compared(f"vat_breakdown[{index}]", term, value, verdict)
    for name, term, value, verdict in lines.judge(case):
        yield compared(name, term, value, verdict)


def compared(field: str, term: str, value: str, verdict: Verdict) -> Compared:
    """One value with its verdict."""
    return Compared(
        field=field,
        term=term,
        xml_value=value,
        agreement=verdict.agreement,
        page_value=verdict.page_value,
        place=verdict.place,
        doubtful=verdict.doubtful,
    )


def _judged(name: str, value: str, case: Case) -> Verdict:
    if name in AMOUNTS:
        return amounts.judge(name, Decimal(value), case)
    if name in DATES:
        return dates.judge(name, date.fromisoformat(value), case)
    match name:
        case "type_code":
            return codes.judge_type(value, case)
        case "currency":
            return codes.judge_currency(value, case)
        case "payment_means":
            return codes.judge_means(value, case)
        case "payment_terms":
            return names.judge_text(name, value, case)
        case "seller_name" | "buyer_name":
            return names.judge_name(name, value, case)
        case "seller_address" | "buyer_address":
            return names.judge_address(name, value, case)
        case _:
            return identifiers.judge(name, value, case)
