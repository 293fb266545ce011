"""Is a page's text layer worth believing, or must the page be read from its picture?

A scanner's page has no text, or a few characters stamped over an image that fills the sheet. A broken font gives
characters without a Unicode value, control characters, or letters shifted so that no word is left.

>>> believable(["Facture", "n°", "118", "Total", "TTC", "120,00", "€"])
True
>>> believable(["\ufffd\ufffd\ufffd", "\x01\x02", "\ue000\ue001\ue002", "a"])
False
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from models.document import Word

FEW_WORDS = 12
"""Fewer words than this over an image of the sheet are a stamp or a scanner's footer, not the text of the page."""

LONG, FEWEST_TO_TELL = 4, 5
"""Letters of a word, and number of such words, from which vowels are expected."""
LEADERS = frozenset("._-–—=*|·•…")
"""Signs that rows and frames are drawn with in text."""
VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæáíóú")

FULL_PAGE = 0.55
"""Share of the page from which an image is taken for the scanned sheet."""


class Verdict(Enum):
    """What to do with a page's text layer."""

    GOOD = auto()
    PARTIAL = auto()
    """True words, but the page is an image: read the image, keep these words."""
    NONE = auto()


def believable(texts: Sequence[str]) -> bool:
    """Whether these words are writing: few characters without meaning, and some words or figures."""
    characters = "".join(texts)
    if not characters:
        return False
    strange = sum(
        1 for c in characters if c == "\ufffd" or c < " " or "\ue000" <= c <= "\uf8ff" or "\x7f" <= c <= "\x9f"
    )
    if strange > 0.08 * len(characters):
        return False
    drawn = [c for c in characters if c not in LEADERS]
    if _shifted(texts) or sum(c.isalnum() for c in drawn) < 0.4 * len(drawn):
        return False
    usual = sum(
        1 for c in characters if c.isascii() or "\xa0" <= c <= "\u024f" or "\u2000" <= c <= "\u20cf" or c in "№œŒ"
    )
    return usual > 0.85 * len(characters)


def _shifted(texts: Sequence[str]) -> bool:
    """Whether the words are letters of another alphabet's places, as a font without a map gives: none has a vowel.

    >>> _shifted(")DFWXUH 1XPHUR )RXUQLVVHXU 7RWDO PRQWDQW".split())
    True
    >>> _shifted("SIRET RCS CCBPFRPP Total montant".split())
    False
    """
    words = [
        text.casefold() for text in texts if len(text) >= LONG and sum(c.isalpha() for c in text) > 0.7 * len(text)
    ]
    if len(words) < FEWEST_TO_TELL:
        return False
    voiced = sum(any(c in VOWELS for c in word) for word in words)
    shares = [sum(c in VOWELS for c in word) / len(word) for word in words]
    return voiced < 0.6 * len(words) or sum(shares) / len(shares) < 0.17


def judge(words: Sequence[Word], image_share: float) -> Verdict:
    """`image_share` is the part of the page covered by its largest image, 0 to 1."""
    texts = [word.text for word in words]
    if not texts or not believable(texts):
        return Verdict.NONE
    if image_share >= FULL_PAGE and len(words) < FEW_WORDS:
        return Verdict.PARTIAL
    return Verdict.GOOD
