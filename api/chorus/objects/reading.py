"""Objects of `deposer/pdf`: those of the interface, and one more, `prefacture`, with all that was read.

The original names its fourteen fields always, and says null for what was not read; so does this. `prefacture` is an
addition that clients of the original pass over; in it, what is not known is left out, amounts are text with a point and
names are those of our own output (docs/glossary.md).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import SerializerFunctionWrapHandler, model_serializer

from api.chorus.protocol import Answer, Asked, Told

Box = tuple[float, float, float, float]


class DeposerPdfFactureParam(Asked):
    """What is deposited: the PDF as base64, its name, and whether it is signed."""

    idUtilisateurCourant: int | None = None
    fichierFacture: str
    nomFichier: str
    formatDepot: Literal["PDF_NON_SIGNE", "PDF_SIGNE_PADES", "PDF_SIGNE_XADES"] = "PDF_NON_SIGNE"


class Sparse(Told):
    """A part that leaves out what is not known, whatever the whole does."""

    @model_serializer(mode="wrap")
    def _known(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {name: value for name, value in whole(self).items() if value is not None}


class Place(Sparse):
    """Where a value is printed: the page from 1, left, top, right and bottom in points from its top left corner."""

    page: int
    box: Box
    text: str


class ReadField(Sparse):
    """A value. `official` is the field of this answer that holds it, `alternatives` how many others were possible."""

    value: str
    confidence: float
    term: str
    origin: str
    official: str | None = None
    place: Place | None = None
    alternatives: int = 0


class ReadVat(Sparse):
    """A row of the VAT breakdown."""

    rate: str
    base: str | None = None
    tax: str
    category: str
    confidence: float
    place: Place | None = None


class ReadLine(Sparse):
    """An invoice line."""

    description: str
    reference: str | None = None
    quantity: str | None = None
    unit: str | None = None
    unit_price: str | None = None
    discount: str | None = None
    net_amount: str | None = None
    vat_rate: str | None = None
    confidence: float
    place: Place | None = None


class ReadFinding(Sparse):
    """What a rule has to say, in French."""

    rule: str
    severity: str
    field: str | None = None
    message: str
    reference: str


class Prefacture(Sparse):
    """All that was read. `invoices` is how many the file holds, of which this is the first."""

    engine: str
    reading: str
    pages: tuple[int, ...]
    invoices: int
    ready: bool
    iban: str | None = None
    fields: dict[str, ReadField]
    vat_breakdown: tuple[ReadVat, ...]
    lines: tuple[ReadLine, ...]
    findings: tuple[ReadFinding, ...]


class WsRetourDeposerPdfFacture(Answer):
    """What was recognised."""

    names_all: ClassVar[bool] = True

    numeroFacture: str | None
    dateFacture: str | None
    codeDestinataire: str | None
    codeServiceExecutant: str | None
    codeFournisseur: str | None
    codeDeviseFacture: str | None
    typeFacture: Literal["AVOIR", "FACTURE"] | None
    typeTva: Literal["TVA_SUR_DEBIT", "TVA_SUR_ENCAISSEMENT", "EXONERATION", "SANS_TVA"] | None
    numeroBonCommande: str | None
    montantHtTotal: float | None
    montantTVA: float | None
    montantTtcAvantRemiseGlobalTTC: float | None
    montantAPayer: float | None
    pieceJointeId: int
    prefacture: Prefacture
