"""The lists of an invoice that is shown as a whole: lines, VAT by rates, attachments, each in pages of its own."""

from __future__ import annotations

from api.chorus.protocol import Asked, Told


class ParamRechercheLigneRecapTva(Asked):
    """Which page of the VAT by rates."""

    pageResultatDemandeeListeRecapitulatifTVA: int | None = None
    nbResultatsParPageListeListeRecapitulatifTVA: int | None = None


class ParamRechercheListePiecesJointes(Asked):
    """Which page of the attachments."""

    pageResultatDemandeeListePieceJointe: int | None = None
    nbResultatsParPageListePieceJointe: int | None = None


class ParamRechercheLignesPoste(Asked):
    """Which page of the lines."""

    pageResultatDemandeeLignesPoste: int | None = None
    nbResultatsParPageLignesPoste: int | None = None


class LigneTva(Told):
    """VAT of one rate."""

    ligneTvaTauxRefCode: str | None
    ligneTvaTauxRefValeur: float | None
    ligneTvaTauxManuel: float | None
    ligneTvaMontantBaseHtParTaux: float | None
    ligneTvaMontantTvaParTaux: float | None


class LignesTva(Told):
    """One page of VAT by rates."""

    ligneTva: tuple[LigneTva, ...]
    pageCouranteLignesRecapitulativesTVA: int
    pagesLignesRecapitulativesTVA: int
    nbResultatsParPageLignesRecapitulativesTVA: int
    totalLignesRecapitulativesTVA: int


class LignePoste(Told):
    """A line, with what it comes to."""

    lignePosteNumero: int | None
    lignePosteReference: str | None
    lignePosteDenomination: str | None
    lignePosteQuantite: float | None
    lignePosteUniteLibelle: str | None
    lignePosteMontantUnitaireHT: float | None
    lignePosteMontantRemiseHT: float | None
    lignePosteTauxTva: str | None
    lignePosteTauxTvaManuel: float | None
    lignePosteMontantHtApresRemise: float | None
    lignePosteMontantTva: float | None
    lignePosteMontantTtcApresRemise: float | None


class LignesPostes(Told):
    """One page of lines."""

    lignePoste: tuple[LignePoste, ...]
    pageCouranteLignesPoste: int
    pagesLignesPoste: int
    nbResultatsParPageLignesPoste: int
    totalLignesPoste: int


class PJointe(Told):
    """A file that goes with the invoice."""

    pieceJointeTypeCode: str | None
    pieceJointeDesignation: str
    pieceJointeNumeroLigneFacture: int | None
    pieceJointeId: int
    pieceJointeExtension: str


class PiecesJointes(Told):
    """One page of attachments."""

    pieceJointe: tuple[PJointe, ...]
    pageCouranteListePiecesJointe: int
    pagesListePiecesJointe: int
    nbResultatsParPageListePiecesJointe: int
    totalListePiecesJointe: int
