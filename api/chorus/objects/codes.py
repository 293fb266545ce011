"""Lists of codes without names: each is a list of objects with one field, both called as clients read them.

Source: clients of the API Transverses v1 (no swagger is published); `syntaxeflux` after the pattern of its neighbours
"""

from __future__ import annotations

from api.chorus.protocol import Answer, Told


class TypeDemandePaiement(Told):
    """A kind of request."""

    typeDemandePaiement: str


class WsRetourRecupererTypeDemandePaiement(Answer):
    """Kinds of requests for payment."""

    listeTypeDemandePaiement: list[TypeDemandePaiement]


class EtatDemandePaiement(Told):
    """A status."""

    etatDemandePaiement: str


class WsRetourRecupererEtatParTypeDemandePaiement(Answer):
    """Statuses that a request may have."""

    listeEtatDemandePaiement: list[EtatDemandePaiement]


class StatutPossiblePourTraitement(Told):
    """A status to choose."""

    statutPossiblePourTraitement: str


class WsRetourRecupererEtatsPossiblesPourTraitement(Answer):
    """To which statuses a recipient may bring an invoice."""

    listeStatutsPossiblesPourTraitement: list[StatutPossiblePourTraitement]


class FormatFlux(Told):
    """A format of flows."""

    formatFlux: str


class WsRetourRecupererFormatFlux(Answer):
    """Formats of flows."""

    listeFormatFlux: list[FormatFlux]


class SyntaxeFlux(Told):
    """A syntax of flows."""

    syntaxeFlux: str


class WsRetourRecupererSyntaxeFlux(Answer):
    """Syntaxes of flows."""

    listeSyntaxeFlux: list[SyntaxeFlux]


class ModeDepot(Told):
    """A way to deposit."""

    modeDepot: str


class WsRetourRecupererModeDepot(Answer):
    """Ways to deposit."""

    listeModeDepot: list[ModeDepot]


class ModePaiement(Told):
    """A means of payment."""

    modePaiement: str


class WsRetourRecupererModeReglements(Answer):
    """Means of payment."""

    listeModePaiement: list[ModePaiement]


class CadreFacturation(Told):
    """A frame of invoicing."""

    codeCadreFacturation: str


class WsRetourRecupererCadreFacturation(Answer):
    """Frames of invoicing."""

    listeCadreFacturation: list[CadreFacturation]


class TypeIdentifiant(Told):
    """A kind of identifier."""

    typeIdentifiantStructure: str


class WsRetourRecupererTypeIdentifiantStructure(Answer):
    """Kinds of identifiers of structures."""

    listeTypeIdentifiant: list[TypeIdentifiant]
