"""Objects of files on the portal: `ajouter/fichier`, `detacherPieceJointe`, `telecharger/pieceJointe`.

No swagger of the API Transverses was published; fields are those that programs in use send and read. A file alone is
asked for by its `pieceJointeId`, which the original does not know: there, files are asked for with what they belong to.
"""

from __future__ import annotations

from api.chorus.protocol import Answer, Asked


class AjouterFichierParam(Asked):
    """A file as base64. Its type is that of its extension, whatever is told."""

    idUtilisateurCourant: int | None = None
    pieceJointeFichier: str = ""
    pieceJointeNom: str = ""
    pieceJointeTypeMime: str | None = None
    pieceJointeExtension: str | None = None


class WsRetourAjouterFichier(Answer):
    """The number under which the file is kept."""

    pieceJointeId: int


class DetacherPieceJointeParam(Asked):
    """A file that nobody needs any more; programs name it by either field."""

    idPieceJointeObjet: int | None = None
    pieceJointeId: int | None = None


class WsRetourDetacherPieceJointe(Answer):
    """Done."""


class TelechargerPieceJointeParam(Asked):
    """A file to be given back."""

    pieceJointeId: int | None = None
    objetPieceJointe: str | None = None


class WsRetourTelechargerPieceJointe(Answer):
    """The file as base64, and what is known of it."""

    pieceJointe: str
    pieceJointeId: int
    pieceJointeNom: str
    pieceJointeDesignation: str | None
    pieceJointeTypeMime: str
    pieceJointeExtension: str
    pieceJointeTaille: int
