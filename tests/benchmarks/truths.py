"""What a truth says, and when a value is the same as it.

A missing key is unknown; null is not on the page, so that printing a value is an error; `alternatives` are right too;
what is `derived` follows from another value and is not missed when absent.
"""

from __future__ import annotations

import difflib
import hashlib
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

OLD_NAMES = {"total_excl_tax": "total_without_vat", "total_tax": "total_vat", "total_incl_tax": "total_with_vat"}
AMOUNTS = {"total_without_vat", "total_vat", "total_with_vat", "amount_due", "prepaid_amount"}
NAMES = {"seller_name", "buyer_name"}
FOLDED = {
    *("seller_siret", "seller_siren", "seller_vat", "buyer_siret", "buyer_siren", "buyer_vat", "iban", "bic"),
    *("invoice_number", "purchase_order", "buyer_reference", "contract_reference", "preceding_invoice", "currency"),
}
EMPTY = (None, "", [])
ALIKE, SHORTEST_PART = 0.85, 5


def read(raw: dict[str, Any]) -> dict[str, Any]:
    """A truth under today's names, with every order reference that would be right."""
    truth = renamed(raw)
    alternatives = renamed(raw.get("alternatives", {}))
    orders = [truth[name] for name in ("engagement", "order_reference", "purchase_order") if truth.get(name)]
    if orders:
        truth["purchase_order"] = orders + alternatives.get("order_reference", [])
    elif "engagement" in truth or "order_reference" in truth:
        truth["purchase_order"] = None
    for name, others in alternatives.items():
        if truth.get(name) not in EMPTY:
            truth[name] = [*(truth[name] if isinstance(truth[name], list) else [truth[name]]), *others]
    truth["derived"] = set(renamed(dict.fromkeys(raw.get("derived", []))))
    return truth


def renamed(values: dict[str, Any]) -> dict[str, Any]:
    return {OLD_NAMES.get(name, name): value for name, value in values.items()}


def fold(text: str) -> str:
    """Letters and digits alone, without case and accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalnum())


def same(field: str, wanted: object, found: str) -> bool:
    """Whether a value is right; names may differ a little, the rest not."""
    if isinstance(wanted, list):
        return any(same(field, one, found) for one in wanted)
    truth = str(wanted)
    if truth.startswith("sha256:"):
        return truth[7:] == hashlib.sha256(fold(found).encode()).hexdigest()
    if field in AMOUNTS:
        return number(truth) is not None and number(truth) == number(found)
    if field in NAMES:
        return alike(fold(truth), fold(found))
    if field in FOLDED:
        return fold(truth) == fold(found)
    return truth.strip() == found.strip()


def alike(left: str, right: str) -> bool:
    if not left or not right:
        return False
    part = min(len(left), len(right)) >= SHORTEST_PART and (left in right or right in left)
    return left == right or part or difflib.SequenceMatcher(None, left, right).ratio() >= ALIKE


def number(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
