"""Why a value is read otherwise than before, in words of a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from extractor import checkdigits
from models.extraction import Extraction
from models.field import Field, Origin
from models.finding import Message
from models.reprocessing import Mode

_CHECKED: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "seller_siret": checkdigits.siret_valid, "buyer_siret": checkdigits.siret_valid,
        "seller_siren": checkdigits.siren_valid, "buyer_siren": checkdigits.siren_valid,
        "seller_vat": checkdigits.vat_valid, "buyer_vat": checkdigits.vat_valid,
        "iban": checkdigits.iban_valid,
    }
)  # fmt: skip
"""Identifiers that prove themselves."""

_SUMS = ("total_without_vat", "total_vat", "total_with_vat")
_CENT = Decimal("0.01")


LOST = Message(fr="N'est plus lu : rien sur la page ne le confirme.", en="No longer read: nothing confirms it.")
FOUND_ROW = Message(fr="Ligne trouvée maintenant.", en="Row found now.")
LOST_ROW = Message(fr="Ligne qui n'est plus lue.", en="Row no longer read.")
_CHECK_DIGIT = Message(
    fr="La clé de contrôle est juste maintenant ; elle était fausse.",
    en="The check digit holds now; it did not before.",
)
_SUMS_AGREE = Message(
    fr="Hors taxe + TVA = TTC : les totaux tombent juste maintenant.", en="Net + VAT = gross: the totals agree now."
)
_EMBEDDED = Message(fr="Pris dans le XML joint au fichier.", en="Taken from the XML in the file.")
_COMPUTED = Message(fr="Calculé à partir des autres montants.", en="Computed from the other amounts.")


@dataclass(frozen=True, slots=True)
class Readings:
    """What stood and what is read now, each with the engine that read it."""

    old: Extraction
    new: Extraction
    old_engine: str | None
    new_engine: str


def why(told: Readings, name: str, old: Field | None, new: Field | None) -> Message:
    """What makes the difference; one of the two is there."""
    if old is None and new is not None:
        return _found(new)
    if new is None or old is None:
        return LOST
    if found := _proof(told, name, old, new):
        return found
    if new.confidence > old.confidence:
        fr, en = percent(old.confidence), percent(new.confidence)
        return Message(fr=f"Lu avec plus de certitude : {fr} → {en}.", en=f"Read with higher confidence: {fr} → {en}.")
    return otherwise(told)


def _proof(told: Readings, name: str, old: Field, new: Field) -> Message | None:
    """What speaks for the new value beyond its confidence."""
    if name in _CHECKED and _CHECKED[name](new.value) and not _CHECKED[name](old.value):
        return _CHECK_DIGIT
    if name in _SUMS and _adds_up(told.new) and not _adds_up(told.old):
        return _SUMS_AGREE
    if new.origin is Origin.EMBEDDED and old.origin is not Origin.EMBEDDED:
        return _EMBEDDED
    return _COMPUTED if new.origin is Origin.COMPUTED else None


def otherwise(told: Readings) -> Message:
    """Nothing but that something else read it."""
    if told.old.reading is not told.new.reading:
        return Message(fr="La page est lue d'une autre façon.", en="The page is read in another way.")
    if told.old_engine != told.new_engine:
        before = told.old_engine or "?"
        return Message(
            fr=f"Le moteur a changé : {before} → {told.new_engine}.",
            en=f"The engine differs: {before} → {told.new_engine}.",
        )
    return Message(fr="Lu autrement cette fois.", en="Read otherwise this time.")


def kept_by_person(actor: str) -> Message:
    """A person had spoken; the other value is shown beside it."""
    who = f" ({actor})" if actor else ""
    return Message(
        fr=f"Confirmé ou corrigé par une personne{who} : gardé.",
        en=f"Confirmed or corrected by a person{who}: kept.",
    )


def kept_by_mode(reason: Message, mode: Mode) -> Message:
    """The mode of the run leaves the old value."""
    fr, en = (
        ("rien n'est changé dans ce mode", "nothing is changed in this mode")
        if mode is Mode.KEEP
        else ("seuls les manques sont complétés", "only gaps are filled in")
    )
    return Message(fr=f"{reason.fr} Gardé : {fr}.", en=f"{reason.en} Kept: {en}.")


def split_otherwise(before: tuple[int, ...], after: tuple[int, ...]) -> Message:
    """The invoice stands on other pages of its file."""
    return Message(
        fr=f"Le fichier est découpé autrement : pages {_pages(before)} → {_pages(after)}.",
        en=f"The file is split otherwise: pages {_pages(before)} → {_pages(after)}.",
    )


def percent(share: float) -> str:
    """A share of one.

    >>> percent(0.985)
    '98 %'
    """
    return f"{int(share * 100)} %"


def _found(new: Field) -> Message:
    if new.origin is Origin.EMBEDDED:
        return Message(fr="Trouvé maintenant, dans le XML joint au fichier.", en="Found now, in the XML in the file.")
    if new.origin is Origin.COMPUTED:
        return Message(fr="Calculé maintenant à partir des autres.", en="Computed now from the others.")
    sure = percent(new.confidence)
    return Message(fr=f"Trouvé maintenant, sûr à {sure}.", en=f"Found now, {sure} sure.")


def _adds_up(extraction: Extraction) -> bool:
    invoice = extraction.invoice
    net, vat, gross = invoice.total_without_vat, invoice.total_vat, invoice.total_with_vat
    return net is not None and vat is not None and gross is not None and abs(net + vat - gross) <= _CENT


def _pages(numbers: tuple[int, ...]) -> str:
    if not numbers:
        return "-"
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
