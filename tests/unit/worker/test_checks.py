"""What the store says against an invoice: recipients' demands, accounts, sellers."""

import pytest

from models.finding import Severity
from tests.worker_kit import SIRET, extraction_of, make_service, principal, structure, upload
from worker import checks
from worker.store.tables import BankAccountRow, DocumentRow, ServiceRow, StructureRow, new_id

BODY = "29990010000015"
IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


def recipient(service, *services, **demands):
    with service.store.session() as session:
        row = StructureRow(name="Mairie d'Essai", siret=BODY, siren=BODY[:9], public=True, **demands)
        session.add(row)
        session.flush()
        session.add_all(ServiceRow(structure_id=row.id, **values) for values in services)


def told(service, who=None, **fields):
    """Rules of the findings, with their severity."""
    return [(one.rule, one.severity.value) for one in findings(service, who, **fields)]


def findings(service, who=None, **fields):
    who = who or principal(service)
    document = upload(service, who, f"{new_id()}.pdf")
    with service.store.reading() as session:
        return checks.findings(session, session.get(DocumentRow, document), extraction_of(**fields))


def to_body(service, **fields):
    return told(service, buyer_siret=BODY, buyer_siren=BODY[:9], buyer_name="Mairie d'Essai", **fields)


def test_a_private_buyer_is_not_looked_for_in_the_directory(service):
    assert told(service, buyer_siret="40483304800022") == []


def test_a_public_buyer_that_the_directory_does_not_know_is_a_warning(service):
    assert to_body(service) == [("PF-DIR-UNKNOWN", "warning")]


def test_an_inactive_recipient_blocks_and_nothing_else_is_said_of_it(service):
    recipient(service, active=False, service_code_required=True)
    assert to_body(service) == [("PF-DIR-INACTIVE", "blocking")]


def test_a_recipient_without_demands_says_nothing(service):
    recipient(service)
    assert to_body(service) == []


@pytest.mark.parametrize(
    ("demands", "fields", "expected"),
    [
        ({"service_code_required": True}, {}, ["PF-DIR-SERVICE"]),
        ({"service_code_required": True}, {"buyer_reference": "VOIRIE"}, []),
        ({"service_code_required": True}, {"buyer_reference": "voirie"}, []),
        ({"service_code_required": True}, {"buyer_reference": "AILLEURS"}, ["PF-DIR-SERVICE-UNKNOWN"]),
        ({"service_code_required": True}, {"buyer_reference": "FERME"}, ["PF-DIR-SERVICE-INACTIVE"]),
        ({"engagement_required": True}, {}, ["PF-DIR-ENGAGEMENT"]),
        ({"engagement_required": True}, {"purchase_order": "EJ-1"}, []),
        ({"service_code_required": True, "engagement_required": True}, {}, ["PF-DIR-SERVICE", "PF-DIR-ENGAGEMENT"]),
        ({"either_required": True}, {}, ["PF-DIR-EITHER"]),
        ({"either_required": True}, {"buyer_reference": "VOIRIE"}, []),
        ({"either_required": True}, {"purchase_order": "EJ-1"}, []),
        ({"either_required": True}, {"buyer_reference": "AILLEURS"}, ["PF-DIR-SERVICE-UNKNOWN"]),
        ({}, {"buyer_reference": "STRICT"}, ["PF-DIR-ENGAGEMENT"]),
        ({}, {"buyer_reference": "STRICT", "purchase_order": "EJ-1"}, []),
    ],
)
def test_what_a_recipient_demands_and_is_not_there_blocks(service, demands, fields, expected):
    services = (
        {"code": "VOIRIE"},
        {"code": "FERME", "active": False},
        {"code": "STRICT", "engagement_required": True},
    )
    recipient(service, *services, **demands)
    assert to_body(service, **fields) == [(rule, "blocking") for rule in expected]


@pytest.mark.parametrize("code", ["AILLEURS", "FERME"])
def test_a_code_that_nobody_demands_is_only_looked_at(service, code):
    recipient(service, {"code": "FERME", "active": False}, {"code": "VOIRIE"})
    assert [severity for _, severity in to_body(service, buyer_reference=code)] == ["warning"]


def test_a_code_cannot_be_wrong_where_no_service_is_known_here(service):
    recipient(service, service_code_required=True)
    assert to_body(service, buyer_reference="VOIRIE") == [("PF-DIR-SERVICE-UNKNOWN", "warning")]


def test_messages_name_the_recipient_and_what_to_do_in_both_languages(service):
    recipient(service, service_code_required=True)
    [one] = findings(service, buyer_siret=BODY, buyer_siren=BODY[:9])
    assert "Mairie d'Essai" in one.message.fr
    assert "saisissez" in one.message.fr
    assert "enter it" in one.message.en
    assert one.reference == "BR-FR-CPRO-11"


def account(service, who, iban, **values):
    with service.store.session() as session:
        session.add(BankAccountRow(structure_id=who.structure_id, iban=iban, **values))


def test_an_iban_that_is_none_of_the_structures_accounts_is_a_warning_with_their_labels(service):
    who = principal(service, structure_id=structure(service))
    account(service, who, OTHER_IBAN, label="Compte courant")
    [one] = findings(service, who, iban=IBAN)
    assert (one.rule, one.severity, one.field) == ("PF-BANK-UNKNOWN", Severity.WARNING, "iban")
    assert "« Compte courant »" in one.message.fr
    assert IBAN not in one.message.fr


def test_a_registered_account_says_nothing_an_inactive_one_does(service):
    who = principal(service, structure_id=structure(service))
    assert told(service, who, iban=IBAN) == []
    account(service, who, IBAN, label="Compte courant")
    assert told(service, who, iban=IBAN) == []
    with service.store.session() as session:
        session.query(BankAccountRow).one().active = False
    assert told(service, who, iban=IBAN) == [("PF-BANK-UNKNOWN", "warning")]


def test_a_seller_that_is_another_company_is_a_warning_another_establishment_is_not(service):
    who = principal(service, structure_id=structure(service))
    assert told(service, who, seller_siret=SIRET[:9] + "00082") == []
    other = {"seller_siret": "40483304800022", "seller_siren": "404833048", "seller_vat": None, "buyer_siren": None}
    assert told(service, who, **other) == [("PF-DIR-SELLER", "warning")]


def test_a_public_body_is_billed_by_others(service):
    who = principal(service, structure_id=structure(service, "Mairie", BODY, public=True))
    account(service, who, OTHER_IBAN)
    assert told(service, who, iban=IBAN) == []
