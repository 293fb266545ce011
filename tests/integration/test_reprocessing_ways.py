"""Ways out of what the portal stopped, decided from its words and taken in bulk, each once."""

from io import BytesIO

import pytest
from sqlalchemy import select

from models.lifecycle import State
from models.output import Supplements
from models.portal import Status
from models.rejection import Cause
from models.reprocessing import RunPlace, Step, StepChoice
from models.service_errors import InvalidRequest, StaleVersion
from tests.integration.durability_papers import number, paper
from tests.portal_kit import recipient
from tests.reprocessing_kit import applied, begun, older, only, worked
from tests.worker_kit import upload
from worker import attachments, deposits, documents, following, history, reading
from worker.attachments import Enclosure
from worker.portal import treating
from worker.reprocessing import choosing, runs, work
from worker.reprocessing.narrowing import Wanted
from worker.store.tables import DepositRow, PortalInvoiceRow, ReprocessedRow, StructureRow

OTHER = "12345678200051"


@pytest.fixture
def stopped(service, who, town):
    """A function that deposits an invoice and has its recipient stop it; the document."""

    def stop(new, reason, index=1):
        document = upload(service, who, f"{index}.pdf", data=paper(index))
        reading.read_documents(service, document)
        told = documents.get(service, who, document)
        supplements = Supplements(billing_mode="S1")
        asked = deposits.request(service, who, document, told.version, kind="chorus", supplements=supplements)
        deposits.run(service, asked.id)
        with service.store.session() as session:
            treating.treat(session, town, invoices(session, [document])[0].id, new, reason, None)
        follow(service)
        return document

    return stop


def invoices(session, document_ids):
    """What the portal has of documents."""
    deposited = select(DepositRow.id).where(DepositRow.document_id.in_(document_ids))
    return session.scalars(select(PortalInvoiceRow).where(PortalInvoiceRow.key.in_(deposited))).all()


def follow(service):
    with service.store.reading() as session:
        due = following.due(session)
    for one in due:
        following.run(service, one)


def send(service):
    with service.store.reading() as session:
        open_ones = session.scalars(select(DepositRow.id).where(DepositRow.state.in_(["noted", "sent"]))).all()
    for one in open_ones:
        deposits.run(service, one)


def cut_off(service, item):
    """The worker of a document died before it could say that all is done."""
    with service.store.session() as session:
        row = session.get(ReprocessedRow, item.id)
        row.place, row.tries, row.leased_until = RunPlace.APPLYING, 1, row.updated_at
    work.run(service, item.id)


def test_a_rejected_invoice_is_made_anew_with_what_is_read_now_and_deposited_once(service, who, stopped):
    document = stopped(Status.REJETEE, "Le numéro d'engagement est absent de la facture.")
    older(service, document, fields={"purchase_order": None})
    run = begun(service, who, platform_statuses=("REJETEE",), causes=(Cause.ENGAGEMENT,), reason="ENGAGEMENT absent")
    item = only(service, who, run)
    assert (item.reading.cause.cause, item.choice.step) == (Cause.ENGAGEMENT, Step.REPLACE)
    assert (item.choice.number, item.choice.deposit) == (f"{number(1)}-R1", True)
    done = applied(service, who, run)
    item = only(service, who, done)
    assert item.place is RunPlace.APPLIED, item.reason
    cut_off(service, item)
    send(service)
    made = documents.get(service, who, item.made_id)
    assert (made.number, made.state) == (f"{number(1)}-R1", State.DEPOSITED)
    assert made.extraction.fields["purchase_order"].value == "E26055358"
    said = {one.code: one.details for one in history.of(service, who, made.id).actions}
    assert said["replaces"]["replaces"] == document
    with service.store.reading() as session:
        assert len(session.scalars(select(DepositRow).where(DepositRow.document_id == made.id)).all()) == 1
        assert {one.number for one in invoices(session, [document, made.id])} == {number(1), f"{number(1)}-R1"}


def test_what_is_read_as_before_is_prepared_and_not_deposited(service, who, stopped):
    document = stopped(Status.REJETEE, "Montant TTC erroné.")
    run = begun(service, who)
    item = only(service, who, run)
    assert (item.choice.step, item.choice.deposit) == (Step.REPLACE, False)
    item = only(service, who, applied(service, who, run))
    made = documents.get(service, who, item.made_id)
    assert (made.state, item.deposit_id) == (State.TO_REVIEW, None)
    assert documents.get(service, who, document).platform_status == "REJETEE"


def test_what_the_recipient_has_already_is_acknowledged_and_not_sent_again(service, who, stopped):
    document = stopped(Status.REJETEE, "Facture en double : déjà reçue et payée.")
    run = begun(service, who)
    item = only(service, who, run)
    assert (item.reading.cause.cause, item.choice.step) == (Cause.DUPLICATE, Step.ACKNOWLEDGE)
    item = only(service, who, applied(service, who, run))
    assert item.place is RunPlace.APPLIED, item.reason
    cut_off(service, item)
    codes = [one.code for one in history.of(service, who, document).actions]
    assert codes.count("rejection_acknowledged") == 1


def test_an_invoice_is_recycled_where_a_person_says(service, who, stopped):
    recipient(service, OTHER, "Aucune obligation")
    document = stopped(Status.A_RECYCLER, "Ce n'est pas le bon destinataire.")
    run = begun(service, who)
    item = only(service, who, run)
    assert item.choice.step is Step.RECYCLE
    assert item.reading.proposal.lacks
    assert runs.get(service, who, run.id).lacking == 1
    choice = StepChoice(step=Step.RECYCLE, siret=OTHER, engagement="E-9")
    told, version = runs.choose(service, who, run.id, item.id, version=run.version, choice=choice)
    assert told.chosen_by == who.actor
    item = only(service, who, applied(service, who, run.model_copy(update={"version": version})))
    assert item.place is RunPlace.APPLIED, item.reason
    cut_off(service, item)  # it is asked where the invoice stands, and not sent anywhere again
    assert only(service, who, run).place is RunPlace.APPLIED
    with service.store.reading() as session:
        [row] = invoices(session, [document])
        assert (row.number, row.engagement) == (number(1), "E-9")
        assert session.get_one(StructureRow, row.recipient_id).siret == OTHER


def test_what_a_person_must_say_first_is_left_and_told(service, who, stopped):
    document = stopped(Status.SUSPENDUE, "Merci de joindre le bon de livraison signé.")
    run = begun(service, who)
    assert only(service, who, run).choice.step is Step.COMPLETE
    item = only(service, who, applied(service, who, run))
    assert item.place is RunPlace.LEFT
    assert "pièce" in item.reason.fr
    assert documents.get(service, who, document).platform_status == "SUSPENDUE"


def test_a_suspended_invoice_is_completed_with_what_was_attached_since(service, who, stopped):
    document = stopped(Status.SUSPENDUE, "Merci de joindre le bon de livraison signé.")
    note = attachments.attach(service, who, document, Enclosure("bon.pdf", BytesIO(paper(9))))
    run = begun(service, who)
    item = only(service, who, run)
    assert (item.choice.step, item.choice.attachment_ids, run.lacking) == (Step.COMPLETE, (note.id,), 0)
    item = only(service, who, applied(service, who, run))
    assert item.place is RunPlace.APPLIED, item.reason
    cut_off(service, item)
    with service.store.reading() as session:
        [row] = invoices(session, [document])
        assert row.status != Status.SUSPENDUE
    assert [one.code for one in history.of(service, who, document).actions].count("completed") == 1


def test_what_many_lack_is_said_once(service, who, stopped):
    for index in (1, 2):
        stopped(Status.A_RECYCLER, "Mauvais destinataire.", index=index)
    stopped(Status.REJETEE, "Montant TTC erroné.", index=3)
    run = begun(service, who)
    assert run.lacking == 2
    asked = {"version": run.version, "wanted": Wanted(lacking=True)}
    choice = StepChoice(step=Step.RECYCLE, siret=OTHER, engagement="E-9")
    told, number_of = choosing.choose_all(service, who, run.id, choice=choice, **asked)
    assert (number_of, told.lacking, told.steps) == (2, 0, {Step.RECYCLE: 2, Step.REPLACE: 1})
    with pytest.raises(StaleVersion):
        choosing.choose_all(service, who, run.id, choice=choice, **asked)
    replace = StepChoice(step=Step.REPLACE, deposit=False)
    told, number_of = choosing.choose_all(
        service, who, run.id, version=told.version, wanted=Wanted(), choice=replace
    )  # fmt: skip
    assert (number_of, told.steps) == (1, {Step.RECYCLE: 2, Step.REPLACE: 1})
    [made] = runs.items(service, who, run.id, wanted=Wanted(Step.REPLACE)).items
    assert made.choice.number == f"{number(3)}-R1"
    with pytest.raises(InvalidRequest):
        choosing.choose_all(service, who, run.id, version=told.version, wanted=Wanted(),
                            choice=replace.model_copy(update={"number": "F-1"}))  # fmt: skip


def test_a_step_that_is_not_possible_is_refused(service, who, stopped):
    stopped(Status.SUSPENDUE, "Merci de joindre le devis.")
    run = begun(service, who)
    item = only(service, who, run)
    with pytest.raises(InvalidRequest, match="complete"):
        runs.choose(service, who, run.id, item.id, version=run.version, choice=StepChoice(step=Step.DEPOSIT))


def test_a_bulk_run_goes_on_past_what_the_platform_refuses(service, who, stopped):
    first = stopped(Status.A_RECYCLER, "Mauvais destinataire.", index=1)
    stopped(Status.REJETEE, "Facture en double : déjà reçue.", index=2)
    run = begun(service, who)
    items = {one.document_id: one for one in runs.items(service, who, run.id).items}
    choice = StepChoice(step=Step.RECYCLE, siret="35600000000048")  # not in the directory
    _, version = runs.choose(service, who, run.id, items[first].id, version=run.version, choice=choice)
    runs.apply(service, who, run.id, version)
    worked(service)
    places = {one.document_id: one for one in runs.items(service, who, run.id).items}
    assert places.pop(first).place is RunPlace.SET_ASIDE
    assert [one.place for one in places.values()] == [RunPlace.APPLIED]
