"""Examples of what the API answers about documents that are read again."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from pydantic import BaseModel

from models.finding import Message
from models.lifecycle import State, WayOut
from models.rejection import Cause, CauseFound
from models.report import Outcome, ValueChange
from models.reprocessing import (
    DepositAs,
    FieldSum,
    ItemPage,
    ItemView,
    Mode,
    Proposal,
    Rereading,
    RunPage,
    RunPlace,
    RunView,
    Selected,
    Selection,
    Stage,
    Step,
    StepChoice,
)

_AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
_RUN, _ITEM = "3b0f8d3a-7d6f-4f3e-8f65-6f2f3f1c9b10", "5f9d4b7e-02c5-4c36-9a55-6a3f0a8f7e21"


def examples() -> tuple[BaseModel, ...]:
    """One of each."""
    choice = StepChoice(step=Step.REPLACE, number="F-2026-118-R1")
    why = Message(
        fr="Une nouvelle facture, avec un nouveau numéro et ce qui est lu maintenant, prend sa place.",
        en="A new invoice, with a new number and what is read now, takes its place.",
    )
    found = Message(fr="Trouvé maintenant, sûr à 97 %.", en="Found now, 97 % sure.")
    advice = Message(fr="Ajoutez le numéro d'engagement.", en="Add the engagement number.")
    reading = Rereading(
        changes=(ValueChange(field="purchase_order", new="E26055358", why=found),),
        proposal=Proposal(choice=choice, why=why),
        cause=CauseFound(
            cause=Cause.ENGAGEMENT, confidence=0.96, words=("engagement",), advice=advice, way=WayOut.REPLACE
        ),
        said="Numéro d'engagement absent",
        confidence_before=0.91,
        confidence_after=0.97,
        ready_after=True,
        pages=(1,),
        fields_read=24,
        engine_before="prefacture 0.1",
        possible=(Step.LEAVE, Step.ACKNOWLEDGE, Step.REPLACE),
    )
    item = ItemView(
        id=_ITEM,
        document_id="6f1c2d3e-8a51-4f0e-9a55-0d7e0c0f4a11",
        document_version=7,
        name="facture-118.pdf",
        state=State.DEPOSITED,
        platform_status="REJETEE",
        number="F-2026-118",
        total=Decimal("120.00"),
        place=RunPlace.READ,
        outcome=Outcome.CHANGED,
        reading=reading,
        choice=choice,
    )
    run = RunView(
        id=_RUN,
        title="Rejets de mars",
        stage=Stage.SHOWN,
        mode=Mode.FILL,
        version=1,
        engine="prefacture 0.2",
        actor="claire@exemple.fr",
        created_at=_AT,
        shown_at=_AT,
        selection=Selection(platform_statuses=("REJETEE",)),
        deposit_as=DepositAs(),
        total=1,
        places={RunPlace.READ: 1},
        steps={Step.REPLACE: 1},
        changed=1,
        fields=(FieldSum(field="purchase_order", found=1),),
    )
    selected = Selected(
        count=1, states={State.DEPOSITED: 1}, platform_statuses={"REJETEE": 1}, causes={Cause.ENGAGEMENT: 1}
    )
    return item, run, selected, ItemPage(items=(item,), total=1), RunPage(items=(run,))
