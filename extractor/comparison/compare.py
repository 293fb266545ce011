"""Every value of an XML invoice against the pages that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

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
    if name in _CODES:
        return _CODES[name](value, case)
    return _TEXTS.get(name, identifiers.judge)(name, value, case)


_CODES: Mapping[str, Callable[[str, Case], Verdict]] = MappingProxyType(
    {"type_code": codes.judge_type, "currency": codes.judge_currency, "payment_means": codes.judge_means}
)
_TEXTS: Mapping[str, Callable[[str, str, Case], Verdict]] = MappingProxyType(
    {
        "payment_terms": names.judge_text,
        "seller_name": names.judge_name,
        "buyer_name": names.judge_name,
        "seller_address": names.judge_address,
        "buyer_address": names.judge_address,
    }
)
"""Numbers and references, which are the rest, are looked for character by character."""
