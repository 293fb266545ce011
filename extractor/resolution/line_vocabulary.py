"""From printed words to the kind of column that they name.

Texts are folded before they are looked up: no case, no accents, no punctuation.

>>> kind_of(("montant", "ttc")), kind_of(("prix", "unit", "ht")), kind_of(("designation", "des", "travaux"))
(<Kind.GROSS: 'gross'>, <Kind.PRICE: 'price'>, <Kind.DESCRIPTION: 'description'>)
>>> tokens("Taux T.V.A. (%)"), tokens("N° Désignation")
(('taux', 'tva', '%'), ('n', 'designation'))
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extractor.resolution.line_kinds import DECORATIONS, GROSS_MARKS, LONG_NAMES, PHRASES, Kind

_TABLE: dict[tuple[str, ...], Kind] = {}
for _kind, _phrases in PHRASES.items():
    for _phrase in _phrases.split("|"):
        _words = tuple(_phrase.split())
        _TABLE.setdefault(_words, _kind)
        _TABLE.setdefault(tuple(word for word in _words if word not in DECORATIONS) or _words, _kind)

HEAD_WORDS = (
    frozenset(word for phrase in _TABLE for word in phrase)
    | DECORATIONS
    | GROSS_MARKS
    | frozenset("charge taxe unit for port frais taxes toutes comprises payer regler remise acompte solde".split())
)
"""Every word that names of columns are made of."""

KINDS_OF_WORD: dict[str, frozenset[Kind]] = {
    word: frozenset(kind for phrase, kind in _TABLE.items() if word in phrase) for word in HEAD_WORDS - DECORATIONS
} | {"ht": frozenset({Kind.AMOUNT}), "ttc": frozenset({Kind.GROSS})}
"""The kinds of the names in which a word stands."""

LONG = 6
"""Letters from which a word is told from another by more than one of them."""

_NEAR = {
    word[:place] + word[place + 1 :]: word
    for word in sorted(HEAD_WORDS)
    if len(word) >= LONG
    for place in range(len(word))
}
_DIGITS_FOR_LETTERS = str.maketrans("015", "ols")
_INITIALS = re.compile(r"(?<![a-z])(?:(?:[a-z]\.)+[a-z](?![a-z])|(?:[a-z]\.)+)")
_TOKEN = re.compile(r"[a-z0-9]+|%")


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a printed text, folded: no case, accents, points or other punctuation."""
    folded = unicodedata.normalize(
        "NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("ß", "ss").replace("€", " eur ").replace("#", " n ")
    )
    plain = "".join(c for c in folded.casefold() if not unicodedata.combining(c))
    return tuple(_TOKEN.findall(_INITIALS.sub(lambda found: found[0].replace(".", "") + " ", plain)))


@lru_cache(maxsize=4096)
def head_tokens(text: str) -> tuple[str, ...]:
    """As `tokens`, with words glued or misread by one letter put right where they are words of a column's name.

    >>> head_tokens("MontantHT"), head_tokens("Désignatlon"), head_tokens("P.U.HT")
    (('montant', 'ht'), ('designation',), ('pu', 'ht'))
    """
    found: list[str] = []
    for word in tokens(text):
        tail = next((t for t in ("ht", "ttc", "tva") if word.endswith(t) and word[: -len(t)] in HEAD_WORDS), None)
        if word in HEAD_WORDS:
            found.append(word)
        elif tail:
            found += [word[: -len(tail)], tail]
        else:
            found.append(_nearest(word))
    return tuple(found)


def spelled(word: str) -> str:
    """A folded word with letters for the digits that OCR takes them for, where that makes it a known word.

    >>> spelled("t0tal"), spelled("b200")
    ('total', 'b200')
    """
    letters = word if word.isdigit() or len(word) < 3 else word.translate(_DIGITS_FOR_LETTERS)
    return letters if letters in HEAD_WORDS else word


def _nearest(word: str) -> str:
    if (letters := spelled(word)) != word:
        return letters
    if len(word) < 5 or word.isdigit():
        return word
    if word in _NEAR:
        return _NEAR[word]
    for place in range(len(word)):
        shorter = word[:place] + word[place + 1 :]
        if shorter in HEAD_WORDS and len(shorter) >= 5:
            return shorter
        if shorter in _NEAR and len(_NEAR[shorter]) == len(word):
            return _NEAR[shorter]
    return word


@lru_cache(maxsize=4096)
def kind_of(words: tuple[str, ...]) -> Kind | None:
    """The kind of column that these folded words name, or None."""
    kind = _TABLE.get(words)
    if kind is not None and "ttc" not in words:
        return kind
    gross = any(word in GROSS_MARKS for word in words)
    bare = tuple(word for word in words if word not in DECORATIONS and word not in GROSS_MARKS)
    if not bare:
        if gross:
            return Kind.GROSS
        return Kind.AMOUNT if "ht" in words or "net" in words or "hors" in words else None
    kind = _TABLE.get(bare) or _TABLE.get(_unstarred(bare))
    if kind is None and bare[0] in LONG_NAMES and not any(word.isdigit() for word in bare):
        kind = (
            Kind.DESCRIPTION
            if all(_TABLE.get((word,), Kind.DESCRIPTION) is Kind.DESCRIPTION for word in bare)
            else None
        )
    if kind is None and len(bare) < 7:
        # The same name in two languages.
        sides = ((_TABLE.get(bare[:cut]), _TABLE.get(bare[cut:])) for cut in range(1, len(bare)))
        kind = next((left for left, right in sides if left is not None and left is right), None)
    if gross:
        return {Kind.PRICE: Kind.GROSS_PRICE, Kind.AMOUNT: Kind.GROSS}.get(kind, kind) if kind else None
    return kind


def _unstarred(words: tuple[str, ...]) -> tuple[str, ...]:
    """Names without the percent sign that some carry."""
    return tuple(word for word in words if word != "%")


@lru_cache(maxsize=4096)
def parted(word: str) -> tuple[str, ...]:
    """A folded word that OCR glued of words of names, in its parts; itself where it is not.

    >>> parted("montanttotalht"), parted("montagne")
    (('montant', 'total', 'ht'), ('montagne',))
    """
    if word in HEAD_WORDS or len(word) < LONG:
        return (word,)
    for cut in range(len(word) - 2, 1, -1):
        if word[:cut] in HEAD_WORDS:
            rest = (word[cut:],) if word[cut:] in HEAD_WORDS else parted(word[cut:])
            if all(part in HEAD_WORDS for part in rest):
                return (word[:cut], *rest)
    return (word,)
