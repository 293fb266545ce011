"""Why a row of the breakdown bears no VAT: its category (BT-118), reason (BT-120) and code (BT-121), from the mentions.

What is read decides: an article of the CGI has one VATEX code, and where the article is not told the code is left out.

Sources: EN 16931 code list UNCL5305 · VATEX code list of the CEF, with its French entries (VATEX-FR-…) · CGI 261, 262,
283, 293 B, 294, 295, 297 A · measured: franchise is category E with VATEX-FR-FRANCHISE
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.resolution import Mention


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground for charging no VAT."""

    category: str
    reason: str
    code: str | None = None


_ARTICLES: tuple[tuple[str, str, str | None], ...] = (
    (r"262\s*-?\s*ter", "K", "VATEX-EU-IC"),
    (r"livraisons?\s+intra-?\s*communautaires?|intra-?community", "K", "VATEX-EU-IC"),
    (r"262\b", "G", "VATEX-EU-G"),
    (r"\b259\b", "O", "VATEX-EU-O"),
    (r"\b294\b|hors\s+(du\s+)?champ|not subject to vat", "O", "VATEX-EU-O"),
    (r"\b295\b", "E", "VATEX-FR-CGI295"),
    (r"\b275\b", "E", "VATEX-FR-CGI275"),
    (r"\b277\s*-?\s*A", "E", "VATEX-FR-CGI277A"),
    (r"298\s*-?\s*sexdecies\s*-?\s*A", "E", "VATEX-FR-298SEXDECIESA"),
    (r"net\s+de\s+taxe", "E", "VATEX-FR-CNWVAT"),
)
_ARTICLE_261 = re.compile(r"261\s*[-.]?\s*(?:([A-E])\b)?[\s,.-]*(?:([1-8])(?:\s*°|\b)\s*(bis)?)?", re.IGNORECASE)
_CODES_261 = frozenset(
    (
        "1",
        "2",
        "3",
        "4",
        "5",
        "7",
        "8",
        "A",
        "B",
        "C-1",
        "C-2",
        "C-3",
        "D-1",
        "D-1BIS",
        "D-2",
        "D-3",
        "D-4",
        "E-1",
        "E-2",
    )
)
_MARGINS = (
    (r"voyage|travel", "VATEX-EU-D"),
    (r"occasion|second.?hand", "VATEX-EU-F"),
    (r"(objets?|œuvres?|oeuvres?)\s+d.?\s*art", "VATEX-EU-I"),
    (r"antiquit|collection", "VATEX-EU-J"),
)


def exemption_of(mentions: Iterable[Mention], *, foreign_buyer: bool) -> Exemption | None:
    """The ground that the mentions give, the most telling first; None when none speaks of VAT.

    A reverse charge to a buyer abroad has the European code, at home the French one.
    """
    by_code: dict[str, str] = {}
    for mention in mentions:
        by_code.setdefault(mention.code, mention.text)
    told = _article(by_code.get("EXEMPTION", ""))
    if told is not None and ("REVERSE_CHARGE" not in by_code or told.category == "K"):
        return told
    if (text := by_code.get("REVERSE_CHARGE")) is not None:
        return Exemption("AE", text, "VATEX-EU-AE" if foreign_buyer else "VATEX-FR-AE")
    if (text := by_code.get("FRANCHISE")) is not None:
        return Exemption("E", text, "VATEX-FR-FRANCHISE")
    if (text := by_code.get("MARGIN")) is not None:
        return Exemption("E", text, next((code for words, code in _MARGINS if _has(words, text)), None))
    if (text := by_code.get("EXEMPTION")) is not None:
        return Exemption("O" if _has(r"non\s+(assujetti|soumis|passible)", text) else "E", text)
    return None


def _article(text: str) -> Exemption | None:
    if (found := _ARTICLE_261.search(text)) is not None:
        letter, digit, bis = (found.group(n) or "" for n in (1, 2, 3))
        key = "-".join(part for part in (letter.upper(), digit) if part) + bis.upper()
        code = f"VATEX-FR-CGI261{'' if letter else '-'}{key}" if key in _CODES_261 else None
        return Exemption("E", text, code)
    for words, category, code in _ARTICLES:
        if _has(words, text):
            return Exemption(category, text, code)
    return None


def _has(words: str, text: str) -> bool:
    return re.search(words, text, re.IGNORECASE) is not None
