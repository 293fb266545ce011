"""The embedded portal for tests: recipients as on the qualification portal, people of both sides, their programs.

people = supplier(service)
client = Client(create_app(service), people.headers)
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.lifecycle import Role
from tests.people_kit import PASSWORD, account
from tests.worker_kit import SIRET, structure
from worker import keys
from worker.portal import access, files
from worker.portal.callers import Caller, caller_of
from worker.portal.numbers import number_of
from worker.portal.submission import Attached, Submission
from worker.portal.submitting import submit
from worker.service import Service
from worker.store.tables import BankAccountRow, PortalInvoiceRow, ServiceRow, StructureRow, UserRow

SERVICE_WANTED, ENGAGEMENT_WANTED, EITHER_WANTED = "12345678200028", "12345678200036", "12345678200044"
NOTHING_WANTED, STATE = "12345678200051", "11000201100044"
SERVICE, EITHER_SERVICE, STATE_SERVICE = "SERVICE_DEST_SERV_OBL", "SERVICE_DEST_EJ_OU_SERV_OBL", "SFACETAT"
OTHER_SIRET = "35600000000048"
TOWN = "21556540900046"
"""Whom the invoices of `durability_papers` are for."""
IBAN = "FR7630006000011234567890189"
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@dataclass(frozen=True)
class Person:
    """An account of one structure, and the headers with which its program calls the interface."""

    structure_id: str
    caller: Caller
    number: int  # idStructureCPP, idFournisseur
    client_id: str
    client_secret: str
    headers: dict[str, str]


def qualification(service: Service) -> dict[str, str]:
    """The five recipients of the qualification portal, with what they demand: identifiers by SIRET."""
    wanted = {
        SERVICE_WANTED: ("Service obligatoire", {"service_code_required": True}, SERVICE),
        ENGAGEMENT_WANTED: ("Engagement obligatoire", {"engagement_required": True}, None),
        EITHER_WANTED: ("Engagement ou service", {"either_required": True}, EITHER_SERVICE),
        NOTHING_WANTED: ("Aucune obligation", {}, None),
        STATE: ("État", {"service_code_required": True}, STATE_SERVICE),
    }
    made = {}
    for siret, (name, demands, code) in wanted.items():
        made[siret] = recipient(service, siret, name, **demands)
        if code:
            add_service(service, made[siret], code)
    return made


def recipient(service: Service, siret: str, name: str = "Commune", **columns: object) -> str:
    """A public body of the directory, without members here; its identifier."""
    with service.store.session() as session:
        row = StructureRow(siret=siret, siren=siret[:9], name=name, public=True, **columns)
        session.add(row)
        session.flush()
        return row.id


def add_service(service: Service, structure_id: str, code: str, **columns: object) -> str:
    """A service of a structure; its identifier."""
    with service.store.session() as session:
        row = ServiceRow(structure_id=structure_id, code=code, name=code.title(), **columns)
        session.add(row)
        session.flush()
        return row.id


def supplier(
    service: Service, name: str = "Dubois Menuiserie", siret: str = SIRET, email: str = "tech@dubois.fr"
) -> Person:
    """A supplier with one account, and a key of its program."""
    return member(service, structure(service, name, siret), Role.SUPPLIER, email)


def member(service: Service, structure_id: str, role: Role, email: str) -> Person:
    """An account in a structure that there is, as a reviewer of a public body; with a key of its program."""
    user_id = account(service, structure_id, role, email)
    with service.store.session() as session:
        session.get_one(StructureRow, structure_id).tenant = True
        key = keys.issue(session, structure_id, "portail", role)
        number = number_of(session, "structure", structure_id)
    assert key.secret
    told = headers(service, key.id, key.secret, email)
    return Person(structure_id, caller(service, user_id), number, key.id, key.secret, told)


def caller(service: Service, user_id: str) -> Caller:
    """The account as the portal sees it, with its roles of now."""
    with service.store.reading() as session:
        user = session.get_one(UserRow, user_id)
        return caller_of(session, user.id, user.email, user.name)


def headers(service: Service, client_id: str, client_secret: str, email: str) -> dict[str, str]:
    """What a program sends with every call: its token, and the account in whose name it calls."""
    token = access.token(service, client_id, client_secret)
    named = base64.b64encode(f"{email}:{PASSWORD}".encode()).decode()
    return {"Authorization": f"Bearer {token}", "cpro-account": named}


def bank_account(service: Service, structure_id: str, iban: str = IBAN, *, active: bool = True) -> tuple[str, int]:
    """An account that a structure is paid on: its identifier and its number on the portal."""
    with service.store.session() as session:
        row = BankAccountRow(structure_id=structure_id, iban=iban, label="Compte courant", active=active)
        session.add(row)
        session.flush()
        return row.id, number_of(session, "account", row.id)


def file_of(service: Service, person: Person, name: str = "facture.pdf", data: bytes = PDF) -> int:
    """A file put on the portal by an account; its number."""
    return files.keep(service, person.caller, person.structure_id, name, None, None, data)


def submission(person: Person, number: str | None = "F-2026-1", **changes: object) -> Submission:
    """An ordinary invoice to the recipient that demands nothing, typed in with one line; some values changed."""
    line = {
        "lignePosteNumero": 1,
        "lignePosteDenomination": "Porte",
        "lignePosteQuantite": Decimal(1),
        "lignePosteMontantUnitaireHT": Decimal("100.00"),
        "lignePosteTauxTvaManuel": Decimal(20),
    }
    vat = {
        "ligneTvaTauxManuel": Decimal(20),
        "ligneTvaMontantBaseHtParTaux": Decimal(100),
        "ligneTvaMontantTvaParTaux": Decimal(20),
    }
    values: dict[str, object] = {
        "supplier_id": person.structure_id,
        "recipient_siret": NOTHING_WANTED,
        "number": number,
        "vat_kind": "TVA_SUR_DEBIT",
        "issue_date": date(2026, 10, 1),
        "payment_mode": "VIREMENT",
        "net": Decimal("100.00"),
        "vat": Decimal("20.00"),
        "gross": Decimal("120.00"),
        "due": Decimal("120.00"),
        "lines": (line,),
        "vat_rows": (vat,),
    }
    return Submission(**{**values, **changes})


def pdf_submission(service: Service, person: Person, number: str = "F-2026-1", **changes: object) -> Submission:
    """The same as a PDF that was deposited before."""
    told = {"mode": "DEPOT_PDF_API", "main_file": file_of(service, person), "lines": ()}
    return submission(person, number, **{**told, **changes})


def submitted(service: Service, person: Person, number: str | None = "F-2026-1", **changes: object) -> int:
    """An invoice that the portal has taken; its identifiantFactureCPP."""
    with service.store.session() as session:
        return submit(session, person.caller, submission(person, number, **changes)).id


def invoice_row(service: Service, invoice_id: int) -> PortalInvoiceRow:
    """The invoice as it is kept."""
    with service.store.reading() as session:
        return session.get_one(PortalInvoiceRow, invoice_id)


def attachment(service: Service, person: Person, name: str = "bon.pdf") -> Attached:
    """A file to go with an invoice."""
    return Attached(file_of(service, person, name), "Bon de livraison")
