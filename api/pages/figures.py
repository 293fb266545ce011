"""Figures as a page says them: numbers, shares and stretches of time in the visitor's language.

French typography: narrow no-break spaces between thousands and before units, a decimal comma.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from api.pages.language import Language, word

NARROW: Final = "\u202f"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_FEW: Final = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """How figures are said in a language."""

    language: Language

    def count(self, number: int) -> str:
        """A whole number.

        >>> Figures("fr").count(12345).replace(NARROW, " "), Figures("en").count(12345)
        ('12 345', '12,345')
        """
        told = f"{number:,}"
        return told.replace(",", NARROW) if self.language == "fr" else told

    def share(self, part: int, whole: int) -> str:
        """A part in hundredths, with a decimal where it is small; all is said only of all, nothing of nothing.

        >>> told = Figures("fr").share
        >>> [told(a, b).replace(NARROW, " ") for a, b in ((1, 3), (2, 150), (1999, 2000), (1, 9999), (5, 5), (0, 0))]
        ['33 %', '1,3 %', '99,9 %', '0,1 %', '100 %', '–']
        """
        if not whole:
            return "–"
        percent = 100 * part / whole
        if 0 < part < whole:
            percent = min(max(percent, 0.1), 99.9)
        short = percent in {0, 100} or _FEW <= percent < 100 - 1
        return self._unit(self._decimal(percent, 0 if short else 1), "%")

    def span(self, seconds: float | None) -> str:
        """A stretch of time, in the unit that says it best.

        >>> [Figures("fr").span(one).replace(NARROW, " ") for one in (0.4, 42, 600, 5400, 90000, 864000)]
        ['moins de 1 s', '42 s', '10 min', '1,5 h', '25 h', '10 j']
        """
        if seconds is None:
            return "–"
        if seconds < 1:
            return word(self.language, "dashboard.under_a_second")
        for unit, size, most in (("s", 1, 90), ("min", _MINUTE, 90 * _MINUTE), ("h", _HOUR, 2 * _DAY)):
            if seconds < most:
                return self._amount(seconds / size, unit)
        return self._amount(seconds / _DAY, "j" if self.language == "fr" else "d")

    def least(self, confidence: float) -> str:
        """A confidence as a share.

        >>> Figures("en").least(0.95)
        '95%'
        """
        return self._unit(f"{confidence * 100:.0f}", "%")

    def _amount(self, value: float, unit: str) -> str:
        rounded = round(value, 1)
        return self._unit(self._decimal(rounded, 0 if rounded >= _FEW or rounded == int(rounded) else 1), unit)

    def _decimal(self, value: float, places: int) -> str:
        told = f"{value:.{places}f}"
        return told.replace(".", ",") if self.language == "fr" else told

    def _unit(self, number: str, unit: str) -> str:
        between = NARROW if self.language == "fr" else "" if unit == "%" else "\u00a0"
        return f"{number}{between}{unit}"


def words_of(language: Language, prefix: str) -> Callable[[str], str]:
    """What words of a group give: the word of a name, else the name itself, as platforms know more than we do."""

    def told(name: str) -> str:
        try:
            return word(language, f"{prefix}.{name}")
        except KeyError:
            return name

    return told
