"""Objects of flows: `deposer/flux`, `consulterCR`, `consulterCRDetaille`.

The last two belong to the API Transverses, of which no swagger was published: their fields are those that programs in
use send and read.
"""

from __future__ import annotations

from api.chorus.protocol import Answer, Asked, Told


class DeposerFluxFactureParam(Asked):
    """A file of invoices as base64, and what it is written in."""

    idUtilisateurCourant: int | None = None
    fichierFlux: str = ""
    nomFichier: str = ""
    syntaxeFlux: str = ""
    avecSignature: bool = False


class WsRetourDeposerFluxFacture(Answer):
    """The number under which the flow is followed."""

    numeroFluxDepot: str
    dateDepot: str | None
    syntaxeFlux: str


class ConsulterCRParam(Asked):
    """Which flow's report."""

    idUtilisateurCourant: int | None = None
    numeroFluxDepot: str = ""


class WsRetourConsulterCR(Answer):
    """The report as a PDF, in base64, and where the flow stands."""

    numeroFluxDepot: str
    codeInterfaceFlux: str | None
    etatCourantFlux: str
    dateDepotFlux: str | None
    dateHeureEtatCourantFlux: str | None
    nomFichierFlux: str
    fichierCR: str


class ErreurDP(Told):
    """Why one invoice was not taken."""

    identifiantFournisseur: str | None
    identifiantDestinataire: str | None
    numeroDP: str | None
    libelleErreurDP: str


class ErreurTechnique(Told):
    """Why the file was not taken."""

    natureErreur: str
    codeErreur: str
    libelleErreur: str


class WsRetourConsulterCRDetaille(Answer):
    """Where the flow stands, and all its errors."""

    codeInterfaceDepotFlux: str | None
    etatCourantDepotFlux: str
    dateDepotFlux: str | None
    dateHeureEtatCourantFlux: str | None
    nomFichier: str
    listeErreurDP: tuple[ErreurDP, ...]
    listeErreurTechnique: tuple[ErreurTechnique, ...]
