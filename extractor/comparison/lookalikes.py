"""Characters that readers of scans take for each other: a difference of one of these is to be checked by eye.

>>> alike("FR7630OO", "FR763000"), alike("F-118", "F-113"), alike("F-118", "F-119"), alike("12345", "12347")
(True, True, False, False)
"""

from __future__ import annotations

_PAIRS = frozenset(
    frozenset(pair)
    for pair in ("0o 0q 0d 0u 1i 1l 1t 17 il 2z 38 3b 4a 5s 56 68 6b 6g 8b 9g 9q 08 06 rn uv vy ce ef ec mn un".split())
)
_MOST = 2


def alike(one: str, other: str) -> bool:
    """Whether two texts of one length differ in at most two characters, each a look-alike of the other's."""
    first, second = one.lower(), other.lower()
    if len(first) != len(second):
        return False
    apart = [frozenset((a, b)) for a, b in zip(first, second, strict=True) if a != b]
    return 0 < len(apart) <= _MOST and all(pair in _PAIRS for pair in apart)


def digits_alike(one: str, other: str) -> bool:
    """The same for numbers, where a separator may be lost as well.

    >>> digits_alike("1234.56", "123456"), digits_alike("100.00", "160.00"), digits_alike("100.00", "120.00")
    (True, True, False)
    """
    first, second = (text.lstrip("-").replace(".", "") for text in (one, other))
    return first == second or alike(first, second)
