"""Objects of `telecharger/groupe`: invoices to download, and the one file that holds them."""

from __future__ import annotations

from api.chorus.protocol import Answer, Asked


class IdFactureInput(Asked):
    """One invoice."""

    idFacture: int


class TelechargerGroupeFactureParam(Asked):
    """Which invoices, as what (PDF, PIVOT, ZIP), with their attachments or without (OUI, NON)."""

    idUtilisateurCourant: int | None = None
    idEspace: int | None = None
    format: str
    avecPiecesJointesComplementaires: str | None = None
    listeFacture: tuple[IdFactureInput, ...] = ()


class WsRetourTelechargerGroupeFacture(Answer):
    """The file, as base64."""

    fichierResultat: str
