"""Objects of the API Utilisateurs: the structures that an account belongs to. Their names are those clients read.

Source: clients of the API Utilisateurs v1 (no swagger is published)
"""

from __future__ import annotations

from api.chorus.objects.structures import ParametresRechercherStructure
from api.chorus.objects.values import ParametresRetour
from api.chorus.protocol import Answer, Asked, Told


class RecupererRattachementsMonCompteUtilisateurParam(Asked):
    """Which page of one's structures is asked for."""

    parametresRecherche: ParametresRechercherStructure | None = None


class RattachementService(Told):
    """A service of a structure that the account belongs to."""

    codeService: str
    estActif: bool
    idService: int
    libelleService: str
    statutService: str


class RattachementStructure(Told):
    """A structure that the account belongs to, and what it is there."""

    designationStructure: str
    idStructure: int
    identifiantStructure: str | None
    typeIdentifiantStructure: str | None
    roleUtilisateur: str
    statutRattachementStructure: str = "ACTIF"
    statutUtilisateur: str = "ACTIF"
    listeServicesRattache: list[RattachementService]


class WsRetourRecupererRattachementsMonCompteUtilisateur(Answer):
    """The account's structures."""

    listeStructureRattachement: list[RattachementStructure]
    parametresRetour: ParametresRetour
