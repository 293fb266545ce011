"""The accounts that a structure is paid on, to choose from at the deposit; an IBAN on a page is compared with them.

At most one is preferred, the one taken where none is chosen; the first account is.

Sources: ISO 13616 (IBAN) · ISO 9362 (BIC) · Chorus Pro, coordonnées bancaires (registered first, then chosen)
"""

from __future__ import annotations

import re

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from extractor import checkdigits
from models.service import BankAccountView, Principal
from models.service_errors import InvalidRequest, NotFound
from models.structure import BankAccountChanges, BankAccountNew
from worker import audit
from worker.service import Service
from worker.store.tables import BankAccountRow, new_id
from worker.structures import may_manage, own_row
from worker.visibility import is_id

_MOST = 100


def of(service: Service, principal: Principal) -> tuple[BankAccountView, ...]:
    """The accounts of the caller's structure, the preferred one first."""
    with service.store.reading() as session:
        return tuple(view(row) for row in _rows(session, principal))


def add(service: Service, principal: Principal, new: BankAccountNew) -> BankAccountView:
    """Register an account. Raises InvalidRequest for an IBAN or BIC that does not hold, or one registered already."""
    may_manage(principal)
    iban = _compact(new.iban)
    if not (checkdigits.iban_valid(iban) and checkdigits.rib_valid(iban)):
        raise InvalidRequest("l'IBAN ne passe pas le contrôle de sa clé : recopiez-le tel qu'il figure sur le RIB")
    with service.store.session() as session:
        own_row(session, principal, lock=True)
        rows = _rows(session, principal)
        if any(row.iban == iban for row in rows):
            raise InvalidRequest("ce compte est déjà enregistré : modifiez-le plutôt que de l'ajouter")
        if len(rows) >= _MOST:
            raise InvalidRequest(f"{_MOST} comptes au plus par structure : supprimez ceux qui ne servent plus")
        row = BankAccountRow(
            id=new_id(),
            structure_id=principal.structure_id,
            iban=iban,
            bic=_bic(new.bic, iban),
            label=_label(new.label),
            active=True,
            preferred=False,
        )
        session.add(row)
        session.flush()
        if new.preferred or not rows:
            _prefer(session, row)
        audit.done(session, principal, "bank_account_added", _shown(iban))
        return view(row)


def change(service: Service, principal: Principal, account_id: str, changes: BankAccountChanges) -> BankAccountView:
    """Change what is named. Raises NotFound, or InvalidRequest for a BIC of another country than the IBAN."""
    may_manage(principal)
    told = changes.model_fields_set
    with service.store.session() as session:
        own_row(session, principal, lock=True)
        row = _row(session, principal, account_id)
        if "bic" in told:
            row.bic = _bic(changes.bic, row.iban)
        if "label" in told:
            row.label = _label(changes.label)
        if "active" in told:
            row.active = changes.active
        if "preferred" in told:
            row.preferred = changes.preferred
        if row.preferred and not row.active:
            if "preferred" in told and changes.preferred:
                raise InvalidRequest("un compte inactif ne peut pas être le compte par défaut : activez-le d'abord")
            row.preferred = False
        if row.preferred:
            _prefer(session, row)
        audit.done(session, principal, "bank_account_changed", _shown(row.iban))
        return view(row)


def remove(service: Service, principal: Principal, account_id: str) -> None:
    """Forget an account. Raises NotFound."""
    may_manage(principal)
    with service.store.session() as session:
        own_row(session, principal, lock=True)
        row = _row(session, principal, account_id)
        session.delete(row)
        audit.done(session, principal, "bank_account_removed", _shown(row.iban))


def _rows(session: Session, principal: Principal) -> list[BankAccountRow]:
    query = select(BankAccountRow).where(BankAccountRow.structure_id == principal.structure_id)
    order = (BankAccountRow.preferred.desc(), BankAccountRow.label, BankAccountRow.iban)
    return list(session.scalars(query.order_by(*order)))


def _row(session: Session, principal: Principal, account_id: str) -> BankAccountRow:
    row = session.get(BankAccountRow, account_id) if is_id(account_id) else None
    if row is None or row.structure_id != principal.structure_id:
        raise NotFound
    return row


def _prefer(session: Session, row: BankAccountRow) -> None:
    others = (BankAccountRow.structure_id == row.structure_id, BankAccountRow.id != row.id)
    session.execute(update(BankAccountRow).where(*others).values(preferred=False))
    row.preferred = True


def _compact(number: str) -> str:
    return re.sub(r"[\s.\-]", "", number).upper()


def _bic(given: str | None, iban: str) -> str | None:
    bic = _compact(given or "")
    if not bic:
        return None
    if not checkdigits.bic_wellformed(bic):
        raise InvalidRequest("un BIC a 8 ou 11 caractères : recopiez-le tel qu'il figure sur le RIB")
    if not checkdigits.bic_matches_iban(bic, iban):
        raise InvalidRequest("le BIC et l'IBAN ne sont pas du même pays : vérifiez-les sur le RIB")
    return bic


def _label(text: str) -> str:
    if not text.isprintable():
        raise InvalidRequest("un libellé tient sur une ligne, sans caractère de contrôle")
    return text.strip()


def _shown(iban: str) -> str:
    """An account as the record tells it: enough to know it by, not enough to use it."""
    return f"{iban[:4]}…{iban[-4:]}"


def view(row: BankAccountRow) -> BankAccountView:
    """An account as it leaves the worker."""
    return BankAccountView(
        id=row.id, iban=row.iban, bic=row.bic, label=row.label, active=row.active, preferred=row.preferred
    )
