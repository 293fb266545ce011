"""What a reference looks like: letters and figures, in a form that depends on its role."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[^\s,;()]+")
_DATEISH = re.compile(r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}$|^\d{1,2}$|^20\d\d-\d\d-\d\d$")
_GARBAGE = re.compile(
    r"^(?:facture|invoice|date|client|page|siret|total|montant|echeance|eur|euros?|duplicata|original"
    r"|copie|acquittee?|et|de|du|des|le|la|les|au|a|pour|sur|par|ttc|ht|proforma|numero|n°|is|no)$"
)
ADDRESS = re.compile(
    r"\d{5} (?!du\b|le\b|en\b)[A-Z]"
    r"|\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|bd|boulevard|place|chemin|route|impasse"
    r"|allee|all[ée]e|quai|cours)",
    re.IGNORECASE,
)
_CODE_WORD = re.compile(r"^[A-Z0-9][A-Z0-9_\-/.]{1,}$")


def shaped(text: str, role: str) -> str:
    """The part of the text that a reference of this role can be; empty where it can't be one."""
    tokens = [match.group().rstrip(".:,") for match in _TOKEN.finditer(text)]
    if not tokens or not tokens[0]:
        return ""
    first = tokens[0]
    if role == "buyer_reference":
        if any(c.isdigit() for c in first) or _CODE_WORD.match(first):
            return first if (len(first) <= 40 and not _DATEISH.match(first)) or first.isdigit() else ""
        return ""
    if not any(c.isdigit() for c in text) or ADDRESS.match(text):
        return ""
    if role == "contract_reference" and len(tokens) <= 4:
        return " ".join(tokens) if len(tokens) == 1 or _lot(tokens[1:]) else first if _has_digit(first) else ""
    return _joined(tokens, role)


def _lot(tokens: list[str]) -> bool:
    return tokens[0].lower() in ("lot", "lots", "-") or all(_has_digit(token) for token in tokens)


def _joined(tokens: list[str], role: str) -> str:
    """Letters then figures ("FA 2026 118") are one reference; a word alone is none."""
    taken: list[str] = []
    for token in tokens[:4]:
        if (
            (_has_digit(token) and not _DATEISH.match(token))
            or (not taken and token.isupper() and len(token) <= 5 and not _GARBAGE.match(token.lower()))
            or (taken and token.isdigit() and len(taken) < 4 and len(token) <= 4)
            or (not taken and token.isdigit() and role == "invoice_number")
        ):
            taken.append(token)
        else:
            break
    if not any(_has_digit(token) for token in taken):
        return ""
    value = " ".join(taken)
    return value if 1 <= len(value) <= 40 else ""


def _has_digit(token: str) -> bool:
    return any(c.isdigit() for c in token)
