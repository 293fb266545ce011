"""Codes, which no page prints as such: the kind of document, the currency, the means of payment. Words and signs do.

Sources: UNTDID 1001 (kinds of document), BR-FR-04 · ISO 4217 (currencies) · UNTDID 4461 (means of payment)
"""

from __future__ import annotations

import re
from types import MappingProxyType

from extractor.comparison.case import UNSEEN, Case, Verdict, different, same
from extractor.comparison.places import Hit, hit_of

_CREDIT = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"})
_ADVANCE = frozenset({"386", "500", "503"})
_SELF_BILLED = frozenset({"389", "261", "500", "501", "502"})
_KINDS = MappingProxyType(
    {
        "credit": re.compile(
            r"\bavoirs?\b|credit (?:note|memo)|note de credit|\bgutschrift\b|\bstorno|rechnungskorrektur|rectificati"
            r"|creditnota"
        ),
        "advance": re.compile(r"acompte|\bavance\b|advance|prepay|pre-pay|anzahlung|abschlag|deposit|down ?payment"),
        "self-billed": re.compile(r"auto-?\s?factur|self-?\s?bill|gutschrift|pour le compte|mandat"),
    }
)
_TITLE_CREDIT = re.compile(
    r"^\W*(?:facture d'?\s?avoir|avoir\b(?! (?:a |ete|recu|pris|lieu|droit|sur votre|du))|note de credit|credit note"
    r"|credit memo|stornorechnung|rechnungskorrektur)"
)
_TITLED = 0.9
_SIGNS = MappingProxyType({"EUR": ("€", "eur", "euro", "euros"), "USD": ("$", "usd"), "GBP": ("£", "gbp"),
                           "CHF": ("chf", "fr."), "XPF": ("xpf", "cfp", "f.cfp"), "JPY": ("¥", "jpy"),
                           "PLN": ("zł", "zl", "pln"), "CZK": ("kč", "kc", "czk")})  # fmt: skip
_MEANS = (
    frozenset({"30", "31", "42", "57", "58"}),
    frozenset({"49", "59"}),
    frozenset({"48", "54", "55", "68"}),
)


def judge_type(value: str, case: Case) -> Verdict:
    """The kind of document: an invoice must not be printed as a credit note, nor the other way round."""
    seen = case.field("type_code")
    if seen is not None and seen.value == value and seen.provenance is not None:
        return same(value, seen)
    if value in _CREDIT:
        return _must_say("credit", value, case)
    title = _title(case)
    if title is not None and value not in _SELF_BILLED:
        return different("381", title)
    if value in _ADVANCE | _SELF_BILLED:
        return _must_say("advance" if value in _ADVANCE else "self-billed", value, case)
    return _plain_invoice(value, case)


def _plain_invoice(value: str, case: Case) -> Verdict:
    seen = case.field("type_code")
    if seen is None or seen.provenance is None or seen.confidence < _TITLED:
        return UNSEEN
    if seen.value == "381" and value != "384":
        return different(seen.value, seen)
    return same(value, seen) if seen.value == "380" else UNSEEN


def judge_currency(value: str, case: Case) -> Verdict:
    """The currency: its sign or code must be printed if any is."""
    code = value.upper()
    hit = _sign(code, case)
    seen = case.field("currency")
    if seen is not None and seen.value == code and (hit is not None or seen.provenance is not None):
        return same(code, seen)
    if hit is not None:
        return same(code, hit)
    if seen is not None and seen.value != code and (found := _sign(seen.value, case)) is not None:
        return different(seen.value, found)
    for other in _SIGNS:
        if other != code and (found := _sign(other, case)) is not None:
            return different(other, found)
    return UNSEEN


def judge_means(value: str, case: Case) -> Verdict:
    """The means of payment, by families: a page says "transfer", not which kind of transfer."""
    seen = case.field("payment_means")
    akin = seen is not None and (seen.value == value or any({seen.value, value} <= some for some in _MEANS))
    return same(seen.value, seen) if akin and seen is not None else UNSEEN


def _must_say(kind: str, value: str, case: Case) -> Verdict:
    """A kind of document that no page leaves unsaid; credit notes may say it by negative amounts alone."""
    for line in case.printed.lines:
        found = _KINDS[kind].search(line.folded)
        if found:
            return same(value, hit_of(line, *found.span()))
    seen = case.field("type_code")
    total = case.field("total_with_vat")
    if kind == "credit" and total is not None and total.value.startswith("-"):
        return UNSEEN
    if seen is None or seen.provenance is None or seen.confidence < _TITLED:
        return UNSEEN
    return different(seen.value, seen)


def _title(case: Case) -> Hit | None:
    for line in case.printed.lines:
        found = _TITLE_CREDIT.search(line.folded)
        if found and line.page == 1:
            return hit_of(line, *found.span())
    return None


def _sign(code: str, case: Case) -> Hit | None:
    for sign in _SIGNS.get(code, (code.lower(),)):
        word = re.compile(rf"(?<![a-z]){re.escape(sign)}(?![a-z])")
        for line in case.printed.lines:
            found = word.search(line.folded)
            if found:
                return hit_of(line, *found.span())
    return None
