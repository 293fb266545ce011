"""Clean invoices in which errors are planted: drawn invoices, read off their page, completed and written as XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from extractor.output import complete, to_cii, to_ubl
from extractor.pipeline import extract
from extractor.settings import Settings
from models.extraction import Extraction
from models.invoice import Payment
from models.output import OutputKind, Profile, Supplements

FOLDER = Path(__file__).parents[3] / "fixtures" / "invoices"


@dataclass(frozen=True)
class Base:
    """A drawn invoice, its billing mode, and what a person who saw the page changed before writing it.

    `allowed` are warnings that it deserves as it is.
    """

    invoice: str
    mode: str
    allowed: frozenset[str] = frozenset()
    reviewed: Mapping[str, object] = field(default_factory=dict)


NO_FORM = frozenset({"FR-C-07"})
"""The page prints no legal form of the seller."""

BASES = {
    "trade": Base("multipage-5", "M1"),
    "rates": Base("chantier-1", "M1"),
    "many_lines": Base("codes_tva-4", "M1"),
    "line_discounts": Base("bandeau-2", "M1"),
    "franchise": Base("epure-3", "S1"),
    "reverse": Base("bilingue-1", "S1"),
    "exempt": Base("tableur-4", "S1"),
    "credit": Base("lettres_blanches-4", "M1", reviewed={"preceding_invoice_date": date(2026, 10, 2)}),
    "prepayment": Base("tete_de_colonne-3", "S1"),
    "final": Base("honoraires-3", "S1"),
    "paid": Base("trois_blocs-1", "S1"),
    "self_billed": Base("machine-1", "S1"),
    "public": Base("mairie", "S1", NO_FORM),
    "public_discount": Base("listing-1", "M1"),
    "public_credit": Base("listing-5", "M1", reviewed={"payment": Payment()}),
}


def no_ocr(_image: object) -> tuple[()]:
    raise AssertionError("the page has text of its own")


@cache
def extraction(name: str) -> Extraction:
    """What is read off the page of a base."""
    path = FOLDER / BASES[name].invoice / "invoice.pdf"
    (found,) = extract(path.name, path.read_bytes(), ocr=no_ocr, settings=Settings())
    return found


@cache
def written(name: str, syntax: str) -> bytes:
    """A base as CII or UBL, complete."""
    kind = OutputKind(syntax)
    supplements = Supplements(billing_mode=BASES[name].mode, legal_notes=True)
    completion = complete(extraction(name).invoice.model_copy(update=dict(BASES[name].reviewed)), kind, supplements)
    if completion.gaps:
        gaps = ", ".join(f"{gap.rule} {gap.field}" for gap in completion.gaps)
        raise ValueError(f"{BASES[name].invoice} is not complete: {gaps}")
    write = to_cii if kind is OutputKind.CII else to_ubl
    return write(completion.invoice, completion.profile or Profile.EN16931)
