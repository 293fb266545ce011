"""The API Utilisateurs: what the account that calls belongs to."""

from __future__ import annotations

from fastapi import APIRouter

from api.chorus.objects.users import (
    RattachementService,
    RattachementStructure,
    RecupererRattachementsMonCompteUtilisateurParam,
    WsRetourRecupererRattachementsMonCompteUtilisateur,
)
from api.chorus.objects.values import NO_PAGE
from api.chorus.protocol import Call, operation
from api.chorus.structures import SIRET, exposed, page_of, paging_of
from models.lifecycle import Role
from models.portal import NoneFound
from worker.portal import membership
from worker.portal.membership import Membership

router = APIRouter()


@operation(
    router,
    "/cpro/utilisateurs/v1/monCompte/recuperer/rattachements",
    RecupererRattachementsMonCompteUtilisateurParam,
    nothing=WsRetourRecupererRattachementsMonCompteUtilisateur(listeStructureRattachement=[], parametresRetour=NO_PAGE),
)
def rattachements(
    call: Call, asked: RecupererRattachementsMonCompteUtilisateurParam
) -> WsRetourRecupererRattachementsMonCompteUtilisateur:
    """The structures of the account, with its role in each."""
    found = membership.of(call.service, call.caller, paging_of(asked.parametresRecherche))
    if not found.items:
        raise NoneFound
    shown = [_shown(one) for one in found.items]
    return WsRetourRecupererRattachementsMonCompteUtilisateur(
        listeStructureRattachement=shown, parametresRetour=page_of(found)
    )


def _shown(one: Membership) -> RattachementStructure:
    managing = one.role in {Role.MANAGER, Role.ADMINISTRATOR}
    return RattachementStructure(
        designationStructure=one.structure.name,
        idStructure=one.structure.number,
        identifiantStructure=one.structure.siret,
        typeIdentifiantStructure=SIRET if one.structure.siret else None,
        roleUtilisateur="GESTIONNAIRE" if managing else "UTILISATEUR",
        listeServicesRattache=[RattachementService(**exposed(service).model_dump()) for service in one.services],
    )
