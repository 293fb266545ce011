"""The figures of a structure, on SQLite and on PostgreSQL: documents are planted, their figures computed by hand."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import pairwise

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from api.app import create_app
from models.lifecycle import Role, State
from models.service_errors import Forbidden, InvalidRequest
from models.statistics import Stretch
from tests.api_kit import Client
from tests.worker_kit import make_service, principal, upload
from worker import keys, statistics
from worker.statistics_export import export
from worker.stops import counted, reasons
from worker.store.tables import CorrectionRow, EventRow

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # ten o'clock in Paris
MARCH = (date(2026, 3, 2), date(2026, 3, 22))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def who(service):
    return principal(service)


class Planted:
    """A document and its history: `at` is when it was received, each step so long after that."""

    def __init__(self, service, who, name, at=MONDAY, state=State.TO_REVIEW):
        self.service, self.at, self.home = service, at, who.structure_id
        self.id = upload(service, who, name, state=state, created_at=at)

    def event(self, code, after, *, actor=None, comment=None, kind="state", **details):
        with self.service.store.session() as session:
            session.add(
                EventRow(
                    structure_id=self.home,
                    document_id=self.id,
                    kind=kind,
                    code=code,
                    at=self.at + after,
                    actor=actor,
                    comment=comment,
                    details=details or None,
                )
            )
        return self

    def read(self, confidence, *, ready=False):
        to = "ready" if ready else "to_review"
        return self.event(to, timedelta(seconds=10), to=to, confidence=confidence)

    def approved(self, after):
        return self.event("approved", after, actor="claire", to="ready")

    def deposited(self, after, actor="claire"):
        self.event("depositing", after, actor=actor, to="depositing")
        return self.event("deposited", after, actor=actor, to="deposited")

    def corrected(self, field, *values):
        with self.service.store.session() as session:
            for old, new in pairwise(values):
                session.add(CorrectionRow(document_id=self.id, actor="claire", field=field, old=old, new=new))
        return self


def row(confidence, tax="20.00"):
    return json.dumps([{"rate": "20.00", "tax": tax, "category": "S", "confidence": confidence}])


def plant(service, who):
    """Eight documents in three weeks, an archive, and two that are of other weeks."""

    def made(name, *more):
        return Planted(service, who, name, *more)

    # a: read surely, ready at once, deposited by nobody two hours later, paid ten days after that
    a = made("a", MONDAY, State.DEPOSITED).read(0.995, ready=True).deposited(2 * HOUR, None)
    a.event("MISE_A_DISPOSITION", 3 * HOUR, gateway="portal").event("MISE_EN_PAIEMENT", 2 * HOUR + 10 * DAY)
    # b: approved after one hour as it stood, deposited an hour later, suspended
    b = made("b", MONDAY, State.DEPOSITED).read(0.97).approved(HOUR).corrected("iban", "FR76", "FR76")
    b.deposited(2 * HOUR).event("SUSPENDUE", DAY, comment="Numéro d'engagement 77 inconnu")
    b.event("SUSPENDUE", 2 * DAY, comment="numéro  d'engagement 78 inconnu")
    # c: number changed, order number filled in; a value typed and taken back; deposited after five hours
    c = made("c", MONDAY + 7 * DAY, State.DEPOSITED).read(0.5).corrected("invoice_number", "F-1", "F-12", "F-123")
    c.corrected("purchase_order", None, "E-77").corrected("bic", "AAA", "BBB", "AAA").approved(3 * HOUR)
    c.deposited(5 * HOUR).event("REJETEE", 4 * DAY, comment="Numéro d'engagement absent")
    # d: VAT confirmed as it was read, lines changed; ready
    d = made("d", MONDAY + 7 * DAY, State.READY).read(0.92).corrected("vat_breakdown", row(0.5), row(1.0))
    d.corrected("lines", row(0.5), row(1.0, "21.00")).approved(6 * HOUR)
    # e: number changed, not accepted yet; f: not read yet; g: unreadable; h: refused by the platform as it was sent
    made("e", MONDAY + 14 * DAY).read(0.4).corrected("invoice_number", "F-2", "F-3")
    made("f", MONDAY + 14 * DAY, State.RECEIVED)
    made("g", MONDAY + 14 * DAY, State.FAILED)
    h = made("h", MONDAY + 14 * DAY).read(0.9).approved(HOUR)
    h.event("depositing", HOUR, actor="claire", to="depositing")
    h.event("deposit_refused", HOUR, to="to_review", comment="Numéro d'engagement 79 inconnu")
    made("archive.zip", MONDAY, State.EXPANDED)
    made("before", datetime(2026, 3, 1, 22, 59, tzinfo=UTC))  # 23:59 in Paris
    made("after", datetime(2026, 3, 22, 23, 0, tzinfo=UTC))  # midnight
    Planted(service, principal(service), "of others", MONDAY, State.DEPOSITED).deposited(HOUR)


@pytest.fixture
def figures(service, who):
    plant(service, who)
    return statistics.of(service, who, *MARCH)


def test_volumes_stand_by_week_and_by_what_the_documents_are_now(figures):
    assert (figures.received, figures.read) == (8, 6)
    assert figures.states == {"deposited": 3, "ready": 1, "to_review": 2, "received": 1, "failed": 1}
    assert [(week.monday.isoformat(), week.total) for week in figures.weeks] == [
        ("2026-03-02", 2),
        ("2026-03-09", 2),
        ("2026-03-16", 4),
    ]
    assert figures.weeks[1].states == {"deposited": 1, "ready": 1}


def test_a_week_in_which_nothing_came_is_told_as_well(service, who):
    Planted(service, who, "a", MONDAY)
    told = statistics.of(service, who, date(2026, 2, 25), date(2026, 3, 9))
    assert [week.total for week in told.weeks] == [0, 1, 0]
    assert told.weeks[0].monday == date(2026, 2, 23)


def test_straight_through_is_what_was_deposited_as_it_was_read(figures):
    told = figures.straight_through
    assert (told.deposited, told.untouched, told.automatic) == (3, 2, 1)


def test_corrections_count_documents_whose_value_is_another_one_in_the_end(figures):
    assert [(one.field, one.changed, one.completed, one.read) for one in figures.corrections] == [
        ("invoice_number", 2, 0, 6),
        ("lines", 1, 0, 6),
        ("purchase_order", 0, 1, 6),
    ]


def test_reasons_are_one_whatever_number_they_go_on_with(figures):
    assert [(one.status, one.text, one.documents) for one in figures.reasons] == [
        ("REJETEE", "Numéro d'engagement absent", 1),
        ("SUSPENDUE", "Numéro d'engagement 77 inconnu", 1),
        ("deposit_refused", "Numéro d'engagement 79 inconnu", 1),
    ]


def test_the_commonest_reason_is_told_first():
    lost, late = ("SUSPENDUE", "Bon de commande absent : 12"), ("SUSPENDUE", "Hors délai")
    again = ("SUSPENDUE", "bon de commande absent : 13")
    assert [(one.text, one.documents) for one in reasons([[late], [lost, again], [again], [("REJETEE", "")]])] == [
        ("Bon de commande absent : 12", 2),
        ("", 1),
        ("Hors délai", 1),
    ]


def test_delays_are_told_by_their_middle_and_by_nine_of_ten(figures):
    told = {one.stretch: (one.documents, one.median, one.nine_tenths) for one in figures.delays}
    hour = 3600
    # ready after 10 s, 1 h, 3 h, 6 h, 1 h; deposited 7190 s, 1 h and 2 h after that; paid ten days after the deposit
    assert told[Stretch.UNTIL_READY] == (5, hour, 6 * hour)
    assert told[Stretch.UNTIL_DEPOSITED] == (3, 7190, 2 * hour)
    assert told[Stretch.UNTIL_PAID] == (1, 10 * 24 * hour, 10 * 24 * hour)


def test_nine_of_ten_is_the_ninth_of_ten(service, who):
    for number in range(1, 11):
        Planted(service, who, str(number), MONDAY, State.READY).approved(number * HOUR)
    [ready, *_] = statistics.of(service, who, *MARCH).delays
    assert (ready.median, ready.nine_tenths) == (5.5 * 3600, 9 * 3600)


def test_confidence_is_of_what_was_accepted_and_as_it_was_read(figures):
    assert [(one.least, one.accepted, one.untouched) for one in figures.confidence] == [
        (0.99, 1, 1),
        (0.95, 1, 1),
        (0.9, 1, 0),
        (0.6, 0, 0),
        (0.0, 1, 0),
    ]


def test_nothing_received_gives_figures_of_nothing(service, who):
    told = statistics.of(service, who)
    today = datetime.now(statistics.FRANCE).date()
    assert (told.last_day - told.first_day, told.last_day) == (timedelta(days=29), today)
    assert (told.received, told.corrections, told.reasons) == (0, (), ())
    assert [one.median for one in told.delays] == [None, None, None]


def test_who_answers_for_nothing_sees_no_figures(service):
    for role in (Role.SUPPLIER, Role.REVIEWER):
        with pytest.raises(Forbidden):
            statistics.of(service, principal(service, role))


NO_PERIODS = (
    (date(2026, 3, 2), date(2026, 3, 1)),
    (date(1, 1, 1), None),
    (None, date(1, 1, 1)),
    (date(9999, 12, 31), None),
    (None, date(9999, 12, 31)),
    (date(2020, 1, 1), date(2026, 1, 1)),
)


def test_days_that_are_no_period_are_refused(service, who):
    for first, last in NO_PERIODS:
        with pytest.raises(InvalidRequest):
            statistics.of(service, who, first, last)


def test_no_query_walks_a_table(tmp_path):
    service = make_service(tmp_path)
    try:
        with service.store.reading() as session:
            bind = session.connection()
            for query in statistics.queries("a", *MARCH):
                told = query.compile(bind, compile_kwargs={"literal_binds": True})
                plan = [line.detail for line in bind.execute(text(f"explain query plan {told}"))]
                assert any("ix_documents_" in line and "created_at>" in line for line in plan), plan
                assert not [line for line in plan if line.startswith(("SCAN documents", "SCAN events", "SCAN corr"))]
    finally:
        service.close()


def test_a_table_has_a_line_for_each_figure(figures):
    lines = list(csv.reader(StringIO(export(figures, "csv").data.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["Rubrique", "Élément", "Mesure", "Valeur"]
    assert ["Corrections", "Numéro de facture", "Modifiée", "2"] in lines
    assert ["Délais", "Du dépôt au paiement", "Médiane (heures)", "240"] in lines
    assert ["Volumes", "2026-03-16", "Total", "4"] in lines


def test_a_workbook_has_a_sheet_for_each_kind_of_figure(figures):
    file = export(figures, "xlsx")
    book = load_workbook(BytesIO(file.data))
    assert file.name == "statistiques_2026-03-02_2026-03-22.xlsx"
    assert book.sheetnames == [
        "Synthèse", "Volumes", "Corrections", "Causes des arrêts", "Rejets et suspensions", "Délais", "Sûreté",
    ]  # fmt: skip
    assert [cell.value for cell in book["Volumes"][4]][-1] == 4


def test_words_of_a_platform_are_no_formula(service, who):
    Planted(service, who, "a").event("REJETEE", HOUR, comment="=HYPERLINK(1)")
    figures = statistics.of(service, who, *MARCH)
    assert "REJETEE =HYPERLINK(1)" in export(figures, "csv").data.decode("utf-8-sig")
    cell = load_workbook(BytesIO(export(figures, "xlsx").data))["Rejets et suspensions"]["B2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=HYPERLINK(1)", True)


def test_the_api_gives_them_to_a_manager_only(tmp_path):
    service = make_service(tmp_path)
    boss = principal(service)
    plant(service, boss)
    secrets = {role: keys.create(service, boss, role, role).secret for role in (Role.MANAGER, Role.REVIEWER)}
    days = "?from=2026-03-02&to=2026-03-22"
    with Client(create_app(service), {"Authorization": f"Bearer {secrets[Role.MANAGER]}"}) as client:
        told = client.get(f"/api/v1/statistics{days}").json()
        assert (told["received"], told["straight_through"]["untouched"]) == (8, 2)
        for kind in ("csv", "xlsx"):
            answer = client.get(f"/api/v1/statistics.{kind}{days}")
            assert answer.status_code == 200
            assert f"statistiques_2026-03-02_2026-03-22.{kind}" in answer.headers["content-disposition"]
        assert client.get("/api/v1/statistics?from=2026-13-45").status_code == 422
        assert client.get("/api/v1/statistics?from=2026-03-02&to=2026-03-01").status_code == 422
        client.headers["Authorization"] = f"Bearer {secrets[Role.REVIEWER]}"
        for kind in ("", ".csv", ".xlsx"):
            assert client.get(f"/api/v1/statistics{kind}{days}").status_code == 403
    service.close()


def test_causes_are_counted_once_a_document_whatever_words_they_came_in(figures):
    assert [(one.cause, one.documents) for one in figures.causes] == [("engagement", 3)]
    assert {one.cause for one in figures.reasons} == {"engagement"}


def test_our_own_advice_before_the_words_of_a_platform_is_not_read():
    said = "Vérifiez totaux, TVA et net à payer. Réponse : Le code service est obligatoire"
    assert [one.cause for one in counted([[("deposit_refused", said)], [("REJETEE", "")]])] == ["service"]
