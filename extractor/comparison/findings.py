"""A finding per value of the XML from which the page differs: what each says, where, and what to do.

A platform and an accountant read the XML, a person reads the page: both must be the same invoice. On a scan, what may
be the reader's own mistake is only to be checked by eye.

Source: Factur-X 1.09 (the page and the XML of a hybrid invoice carry the same information)
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from extractor.comparison.subjects import WARNING, Subject, subject_of
from models.comparison import Agreement, Compared
from models.finding import Finding, Message
from models.terms import AMOUNTS, DATES

_REFERENCE = "Factur-X 1.09 (page et XML identiques) ; EN 16931 {term}"
_KINDS = {
    "380": ("facture", "invoice"), "381": ("avoir", "credit note"), "386": ("facture d'acompte", "prepayment invoice"),
    "384": ("facture rectificative", "corrected invoice"), "389": ("autofacture", "self-billed invoice"),
}  # fmt: skip
_FIGURES = frozenset({"BT-116", "BT-117", "BT-119", "BT-129", "BT-131", "BT-146", "BT-152"})
_RATES = frozenset({"BT-119", "BT-152"})
_LONGEST = 120


def findings_of(values: tuple[Compared, ...]) -> tuple[Finding, ...]:
    """One finding per difference, in the order of the values."""
    return tuple(_finding(one) for one in values if one.agreement is Agreement.DIFFERENT)


def _finding(one: Compared) -> Finding:
    subject = subject_of(one.field, one.term)
    return Finding(
        rule=subject.rule,
        severity=WARNING if one.doubtful else subject.severity,
        field=one.field,
        message=_message(one, subject),
        reference=_REFERENCE.format(term=one.term),
        provenance=one.place,
    )


def _message(one: Compared, subject: Subject) -> Message:
    fr, en = _told(one, one.xml_value)
    head_fr, head_en = f"Dans le XML, {subject.fr} est {fr}", f"In the XML, {subject.en} is {en}"
    if subject.fr.startswith("les "):
        head_fr, head_en = f"Dans le XML, {subject.fr} sont {fr}", f"In the XML, {subject.en} are {en}"
    if one.page_value is None:
        return Message(
            fr=f"{head_fr}, ce que la page ne dit pas : vérifiez lequel est juste, et refaites la facture.",
            en=f"{head_en}, which the page does not say: check which is right, and make the invoice again.",
        )
    page_fr, page_en = _told(one, one.page_value)
    if one.doubtful:
        return Message(
            fr=f"{head_fr} ; sur la page numérisée on lit {page_fr}, presque pareil : vérifiez à l'œil.",
            en=f"{head_en}; the scanned page seems to read {page_en}, nearly the same: check by eye.",
        )
    return Message(
        fr=f"{head_fr}, mais la page imprime {page_fr} : vérifiez lequel est juste et faites refaire l'autre.",
        en=f"{head_en}, but the page prints {page_en}: check which is right, and have the other made again.",
    )


def _told(one: Compared, text: str) -> tuple[str, str]:
    """A value as a French and as an English reader writes it."""
    if one.field in AMOUNTS or one.term in _FIGURES:
        return _figure(text, percent=one.term in _RATES, cents=one.term != "BT-129" and one.term not in _RATES)
    if one.field in DATES:
        return _day(text)
    if one.field == "type_code" and text in _KINDS:
        fr, en = _KINDS[text]
        return f"« {fr} » ({text})", f'"{en}" ({text})'
    if one.field == "iban" and " " not in text:
        text = " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    text = " ".join(text.split())
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f"« {short} »", f'"{short}"'


def _figure(text: str, *, percent: bool, cents: bool) -> tuple[str, str]:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return f"« {text} »", f'"{text}"'
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    en = f"{value:,.{max(2 if cents else 0, decimals)}f}" if cents or not decimals else f"{value.normalize():,f}"
    fr = en.replace(",", " ").replace(".", ",")
    return (f"{fr} %", f"{en}%") if percent else (fr, en)


def _day(text: str) -> tuple[str, str]:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}", text
    except ValueError:
        return text, text
