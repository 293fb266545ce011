"""Where an invoice should have gone: what is read otherwise now, else what the directory leaves no choice about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.checkdigits import siret_valid
from models.extraction import Extraction
from models.finding import Message
from models.rejection import Cause
from models.reprocessing import Step, StepChoice
from worker.store.tables import ServiceRow, StructureRow

_NAMES = (("siret", "buyer_siret"), ("service_code", "buyer_reference"), ("engagement", "purchase_order"),
          ("contract", "contract_reference"))  # fmt: skip
NOTHING = Message(
    fr="À recycler : rien ne dit où elle aurait dû aller.",
    en="To be recycled: nothing tells where it should have gone.",
)


def routed(
    session: Session, old: Extraction | None, found: Extraction, cause: Cause | None
) -> tuple[StepChoice, Message]:
    """The routing that is known, empty where none is, and why."""
    told = {
        name: value
        for name, field in _NAMES
        if (value := _value(found, field)) and value != _value(old, field) and (name != "siret" or siret_valid(value))
    }
    if told:
        listed = ", ".join(told.values())
        choice = StepChoice.model_validate({"step": Step.RECYCLE, **told})
        return choice, Message(
            fr=f"À recycler : lu maintenant sur la page : {listed}.",
            en=f"To be recycled: read on the page now: {listed}.",
        )
    siret = _value(found, "buyer_siret")
    if siret and cause is Cause.SERVICE and (code := _only_service(session, siret, _value(old, "buyer_reference"))):
        return StepChoice(step=Step.RECYCLE, service_code=code), Message(
            fr=f"À recycler : {code} est le seul service actif de ce destinataire.",
            en=f"To be recycled: {code} is the only active service of this recipient.",
        )
    wrong = {Cause.WRONG_RECIPIENT, Cause.INACTIVE_RECIPIENT}
    if siret and cause in wrong and (other := _only_sibling(session, siret)):
        return StepChoice(step=Step.RECYCLE, siret=other), Message(
            fr=f"À recycler : {other} est le seul autre établissement actif de ce destinataire.",
            en=f"To be recycled: {other} is the only other active establishment of this recipient.",
        )
    return StepChoice(step=Step.RECYCLE), NOTHING


def _value(extraction: Extraction | None, name: str) -> str | None:
    field = extraction.fields.get(name) if extraction else None
    return field.value if field else None


def _only_service(session: Session, siret: str, but: str | None) -> str | None:
    asked = (
        select(ServiceRow.code)
        .join(StructureRow, StructureRow.id == ServiceRow.structure_id)
        .where(StructureRow.siret == siret, StructureRow.public, ServiceRow.active)
        .limit(2)
    )
    codes = session.scalars(asked).all()
    return codes[0] if len(codes) == 1 and codes[0] != but else None


def _only_sibling(session: Session, siret: str) -> str | None:
    """Another establishment of the same body."""
    same = (StructureRow.siren == siret[:9], StructureRow.public, StructureRow.active, StructureRow.siret != siret)
    found = session.scalars(select(StructureRow.siret).where(*same).limit(2)).all()
    return found[0] if len(found) == 1 else None
