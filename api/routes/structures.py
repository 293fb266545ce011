"""Structures: one's own with its services and accounts, and the directory of the public bodies that are billed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Path, Query, UploadFile

from api.auth import Who
from api.deps import ServiceIn
from models.directory import Imported, RecipientList
from models.service import BankAccountView, ServiceView, StructureView
from models.structure import BankAccountChanges, BankAccountNew, ServiceChanges, StructureChanges
from worker import bank_accounts, directory, structures

router = APIRouter()

_OWN, _DIRECTORY = "structure", "annuaire"
AccountId = Annotated[str, Path(max_length=36, description="Identifiant du compte.")]
ServiceCode = Annotated[str, Path(min_length=1, max_length=100, description="Code du service.")]


@router.get("/directory", tags=[_DIRECTORY], operation_id="search_directory", summary="Chercher un destinataire public")
def search(
    service: ServiceIn,
    _who: Who,
    siret: Annotated[str | None, Query(max_length=20, description="SIRET ; donne aussi les services.")] = None,
    q: Annotated[
        str, Query(max_length=200, description="Mots du nom, ou début du SIRET ; avec `siret`, mots d'un service.")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=50, description="Structures au plus.")] = 20,
) -> RecipientList:
    """What each body demands of an invoice: a service code, an engagement number, either. Nothing found: no items."""
    if siret is None:
        return structures.recipients(service, q, limit=limit)
    return structures.recipient(service, siret, text=q)


@router.post("/directory/import", tags=[_DIRECTORY], operation_id="import_directory", summary="Importer l'annuaire")
def take_in(
    service: ServiceIn,
    who: Who,
    file: Annotated[UploadFile, File(description="CSV de l'annuaire ; ses colonnes sont dans docs/directory.md.")],
) -> Imported:
    """For administrators. Adds and updates, removes nothing; lines that can't be taken are told, with why."""
    return directory.import_by(service, who, file.file)


@router.get("/structure", tags=[_OWN], operation_id="get_structure", summary="Lire sa structure")
def own(service: ServiceIn, who: Who) -> StructureView:
    """Settings, demands and services of the caller's structure."""
    return structures.own(service, who)


@router.patch("/structure", tags=[_OWN], operation_id="change_structure", summary="Régler sa structure")
def change(service: ServiceIn, who: Who, changes: StructureChanges) -> StructureView:
    """For managers. Only a public body demands a service code or an engagement number."""
    return structures.change(service, who, changes)


@router.put(
    "/structure/services/{code}", tags=[_OWN], operation_id="set_service", summary="Ajouter ou modifier un service"
)
def set_service(service: ServiceIn, who: Who, code: ServiceCode, changes: ServiceChanges) -> ServiceView:
    """For managers of a public body."""
    return structures.set_service(service, who, code, changes)


@router.delete(
    "/structure/services/{code}",
    tags=[_OWN],
    operation_id="remove_service",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Supprimer un service",
)
def remove_service(service: ServiceIn, who: Who, code: ServiceCode) -> None:
    """For managers."""
    structures.remove_service(service, who, code)


@router.get(
    "/structure/bank-accounts", tags=[_OWN], operation_id="list_bank_accounts", summary="Lister ses comptes bancaires"
)
def accounts(service: ServiceIn, who: Who) -> tuple[BankAccountView, ...]:
    """The preferred one first."""
    return bank_accounts.of(service, who)


@router.post(
    "/structure/bank-accounts",
    tags=[_OWN],
    operation_id="add_bank_account",
    status_code=HTTPStatus.CREATED,
    summary="Enregistrer un compte bancaire",
)
def add_account(service: ServiceIn, who: Who, new: BankAccountNew) -> BankAccountView:
    """For managers. The keys of the IBAN and the RIB are checked; the first account is the preferred one."""
    return bank_accounts.add(service, who, new)


@router.patch(
    "/structure/bank-accounts/{account_id}",
    tags=[_OWN],
    operation_id="change_bank_account",
    summary="Modifier un compte bancaire",
)
def change_account(service: ServiceIn, who: Who, account_id: AccountId, changes: BankAccountChanges) -> BankAccountView:
    """For managers. Preferring an account takes the preference from the other."""
    return bank_accounts.change(service, who, account_id, changes)


@router.delete(
    "/structure/bank-accounts/{account_id}",
    tags=[_OWN],
    operation_id="remove_bank_account",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Supprimer un compte bancaire",
)
def remove_account(service: ServiceIn, who: Who, account_id: AccountId) -> None:
    """For managers."""
    bank_accounts.remove(service, who, account_id)
