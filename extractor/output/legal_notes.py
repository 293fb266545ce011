"""The notes PMT, PMD and AAB (BG-1), which every invoice must carry once each, and their wording by law.

What the page says of them comes first. Where it is silent and a person asks for it, the wording of the law is written:
what the law grants even when an invoice does not say it. A credit note carries them too (BR-FR-05 has no exception). A
discount for early payment is granted by a seller, never by law: the wording says that there is none.

Sources: BR-FR-05, BR-FR-06 · C. com. L441-10 II (40 €, D441-5; three times the legal rate at least) · C. com. L441-9 I
(discount) · CCP L2192-13, R2192-31 (ECB rate and 8 points) and D2192-35 (40 €), before 2019-04-01 décret
2013-269 art. 8 and 9 · C. com. L441-6 before ordonnance 2019-359 (2019-04-26)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractor.output.additions import Step, addition
from extractor.public_sector import is_public
from models.invoice import Invoice, Note
from models.output import Supplements

LEGAL = ("PMT", "PMD", "AAB")
"""Subject codes (BT-21): recovery fee, penalties for late payment, discount for early payment."""

_PUBLIC_CODE, _TRADE_LAW = date(2019, 4, 1), date(2019, 4, 26)
_SEPARATOR = " - "
_FEE = "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 euros"
_NONE = "Pas d'escompte pour paiement anticipé"


@dataclass(frozen=True, slots=True)
class _Wording:
    """The law's words in one case, with what they quote."""

    penalties: str
    penalties_law: str
    fee_law: str


def wordings(*, public: bool, on: date) -> dict[str, str]:
    """The three notes in the wording of the law in force on a day.

    >>> wordings(public=True, on=date(2026, 9, 1))["PMT"]
    'Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 euros (CCP art. D2192-35).'
    """
    case = _public(on) if public else _trade(on)
    return {
        "PMT": f"{_FEE} ({case.fee_law}).",
        "PMD": f"Pénalités de retard : {case.penalties} ({case.penalties_law}).",
        "AAB": f"{_NONE}.",
    }


def _public(on: date) -> _Wording:
    rate = "taux directeur de la Banque centrale européenne majoré de huit points"
    if on < _PUBLIC_CODE:
        return _Wording(rate, "décret 2013-269 art. 8", "décret 2013-269 art. 9")
    return _Wording(rate, "CCP art. R2192-31", "CCP art. D2192-35")


def _trade(on: date) -> _Wording:
    article = "C. com. art. L441-6" if on < _TRADE_LAW else "C. com. art. L441-10"
    return _Wording("trois fois le taux d'intérêt légal", article, f"{article} et D441-5")


def with_notes(invoice: Invoice, supplements: Supplements) -> Step:
    """Each subject code once, its texts joined; legal ones that lack in the law's wording, where it is asked for."""
    texts: dict[str, list[str]] = {}
    for note in invoice.notes:
        texts.setdefault(note.code, []).append(note.text)
    notes = tuple(Note(code=code, text=_SEPARATOR.join(dict.fromkeys(told))) for code, told in texts.items())
    missing = [code for code in LEGAL if code not in texts] if supplements.legal_notes else []
    if not missing:
        return Step(invoice.model_copy(update={"notes": notes}))
    law = wordings(public=is_public(invoice.buyer), on=invoice.issue_date or _TRADE_LAW)
    added = tuple(Note(code=code, text=law[code]) for code in missing)
    return Step(
        invoice.model_copy(update={"notes": (*notes, *added)}),
        tuple(
            addition(
                "BT-22",
                note.text,
                fr=f"Mention {note.code} absente de la page, écrite comme la loi la prévoit, à votre demande.",
                en=f"Note {note.code} is not on the page: written in the wording of the law, as you asked.",
            )
            for note in added
        ),
    )
