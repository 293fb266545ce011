"""Figures as a page says them: numbers, amounts, days, shares and stretches of time in the visitor's language.

French typography: narrow no-break spaces between thousands and before units, a decimal comma. English is that of
Europe, as `Intl` writes it for scripts (`en-GB`); months are named, as 02/11 is another day across the ocean.

The form of the review is the exception: what a person types beside an invoice is written as the invoice writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from api.pages.language import Language, word
from worker.portal.french import FRANCE

NARROW: Final = "\u202f"
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split()
_EURO: Final = "€"
_KILO, _MEGA = 1000, 1_000_000
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

    def money(self, amount: Decimal | str | None, currency: str | None = "EUR") -> str:
        """An amount in a currency; nothing of None.

        >>> Figures("fr").money(Decimal("1234.5")).replace(NARROW, " ").replace(chr(160), " ")
        '1 234,50 €'
        >>> told = Figures("en").money
        >>> told("1234.5"), told("-20"), told("7", "CHF").replace(chr(160), " ")
        ('€1,234.50', '-€20.00', 'CHF 7.00')
        """
        if amount is None:
            return ""
        told, sign = f"{Decimal(amount):,.2f}", currency if currency not in {"EUR", None} else _EURO
        if self.language == "fr":
            return f"{told.replace(',', NARROW).replace('.', ',')}\u00a0{sign}"
        bare = told.removeprefix("-")
        return f"{told[: -len(bare)]}{sign}{'' if sign == _EURO else chr(160)}{bare}"

    def day(self, on: date | str | None) -> str:
        """A day; nothing of None.

        >>> Figures("fr").day(date(2026, 11, 2)), Figures("en").day("2026-11-02T10:05:00Z")
        ('02/11/2026', '2 Nov 2026')
        """
        told = date.fromisoformat(on[:10]) if isinstance(on, str) else on
        if told is None:
            return ""
        return f"{told:%d/%m/%Y}" if self.language == "fr" else f"{self.day_of_year(told)} {told.year}"

    def day_of_year(self, on: date) -> str:
        """A day where the year is plain.

        >>> Figures("fr").day_of_year(date(2026, 11, 2)), Figures("en").day_of_year(date(2026, 11, 2))
        ('02/11', '2 Nov')
        """
        return f"{on:%d/%m}" if self.language == "fr" else f"{on.day} {_MONTHS[on.month - 1]}"

    def moment(self, at: datetime | None) -> str:
        """A moment, in the time of Paris; nothing of None.

        >>> at = datetime.fromisoformat("2026-11-22T23:05:00+00:00")
        >>> Figures("fr").moment(at), Figures("en").moment(at)
        ('23/11/2026 à 00:05', '23 Nov 2026, 00:05')
        """
        if at is None:
            return ""
        here = at.astimezone(FRANCE)
        return f"{self.day(here)}{' à' if self.language == 'fr' else ','} {here:%H:%M}"

    def percent(self, share: float | None) -> str:
        """A share of one in whole hundredths, never more than it is; nothing of None.

        >>> Figures("fr").percent(0.985).replace(NARROW, " "), Figures("en").percent(0.29)
        ('98 %', '29%')
        """
        return "" if share is None else self._unit(str(int(round(share * 100, 6))), "%")

    def size(self, size: int) -> str:
        """A file's size, in bytes, as people say it.

        >>> [Figures("fr").size(one).replace(NARROW, " ") for one in (900, 345_000, 2_400_000)]
        ['1 ko', '345 ko', '2,4 Mo']
        >>> Figures("en").size(2_400_000).replace(chr(160), " ")
        '2.4 MB'
        """
        if size < _MEGA:
            return self._unit(str(max(1, round(size / _KILO))), "ko" if self.language == "fr" else "kB")
        return self._unit(self._decimal(size / _MEGA, 1), "Mo" if self.language == "fr" else "MB")

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
