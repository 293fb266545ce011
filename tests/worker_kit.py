"""A service on a fresh, migrated database, and what tests put into it: structures, people who ask, documents.

The queue's server is absent unless its address is given: the store knows what is left to do.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractor.intake.kinds import tell
from extractor.pipeline import conclude
from models import terms
from models.document import Document, Page, Reading
from models.extraction import Extraction
from models.field import Field, VatRow
from models.lifecycle import Role, State
from models.resolution import Resolution
from models.service import Principal
from worker import views
from worker.files import Files
from worker.first_bytes import HEAD, media_type
from worker.queue import Queue
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store import Store
from worker.store.tables import DocumentRow, StructureRow

if TYPE_CHECKING:
    from tests.integration.postgres import Postgres

SIRET = "73282932000074"
ORDINARY = {
    "invoice_number": "F-12",
    "issue_date": "2026-10-01",
    "due_date": "2026-10-31",
    "currency": "EUR",
    "seller_name": "Dubois Menuiserie",
    "seller_siret": SIRET,
    "seller_siren": SIRET[:9],
    "seller_vat": "FR44732829320",
    "seller_address": "1 rue Haute\n19000 Tulle",
    "buyer_name": "Martin SAS",
    "buyer_siren": "404833048",
    "buyer_address": "2 rue Basse\n87000 Limoges",
    "iban": "FR7630006000011234567890189",
    "total_without_vat": "100.00",
    "total_vat": "20.00",
    "total_with_vat": "120.00",
    "amount_due": "120.00",
}


def make_service(tmp_path: Path, url: str | None = None, **settings: object) -> Service:
    """A service whose files and database are below `tmp_path`; `url` names another that has its tables. Close it.

    Deposits go to a folder unless another gateway is named.
    """
    home = tmp_path / "home"
    home.mkdir(parents=True, exist_ok=True)
    given = {"home": home, "database_url": url, "redis_url": None, "gateway": "folder", **settings}
    asked = ServiceSettings(**given)
    if url is None:
        shutil.copy(migrated(), home / "prefacture.db")
    return Service(asked, Store(asked.database), Files.open(asked), Queue(asked.redis))


@cache
def migrated() -> Path:
    """An empty database with all tables, made once per process and copied from then on."""
    path = Path(tempfile.mkdtemp(prefix="prefacture-")) / "empty.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


def migrated_in(server: Postgres) -> str:
    """The address of a new PostgreSQL database with all tables: migrated once per server, copied from then on."""
    return server.new_database(_template_in(server))


@cache
def _template_in(server: Postgres) -> str:
    url = server.new_database()
    store = Store(url)
    store.migrate()
    store.close()
    return urlsplit(url).path.removeprefix("/")


def structure(service: Service, name: str = "Dubois Menuiserie", siret: str | None = SIRET, **changes: object) -> str:
    """A structure with members here; its identifier."""
    with service.store.session() as session:
        row = StructureRow(name=name, siret=siret, siren=siret and siret[:9], tenant=True)
        for key, value in changes.items():
            setattr(row, key, value)
        session.add(row)
        session.flush()
        return row.id


def principal(service: Service, role: Role = Role.MANAGER, structure_id: str | None = None) -> Principal:
    """Somebody of that structure, else of a new one."""
    of = structure_id or structure(service, siret=None)
    return Principal(actor=f"{role}@example.org", role=role, structure_id=of)


def extraction_of(source: str = "facture.pdf", sha256: str = "0" * 64, **changes: str | None) -> Extraction:
    """An ordinary invoice as it would have been read, with some fields changed or, by None, taken away."""
    values = {name: value for name, value in {**ORDINARY, **changes}.items() if value is not None}
    fields = {name: Field(value=value, confidence=0.98, term=terms.TERMS[name]) for name, value in values.items()}
    row = VatRow(rate=20, base=100, tax=20, category="S", confidence=0.98)
    page = Page(1, 595.0, 842.0, words=(), lines=(), blocks=())
    return conclude(
        Document(source, sha256, (page,), Reading.TEXT_LAYER), Resolution(fields=fields, vat_breakdown=(row,))
    )


def upload(
    service: Service,
    who: Principal,
    name: str = "facture.pdf",
    data: bytes | None = None,
    *,
    extraction: Extraction | None = None,
    state: State | None = None,
    **columns: object,
) -> str:
    """A document of that person's structure: received, or read where an extraction is given. Its identifier."""
    content = data if data is not None else f"%PDF-1.4 {name} {who.structure_id}".encode()
    stored = service.files.put(BytesIO(content), 1 << 30)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    with service.store.session() as session:
        row = DocumentRow(
            structure_id=who.structure_id,
            name=name,
            sha256=stored.sha256,
            size=stored.size,
            media_type=media_type(content[:HEAD]) if tell(content[:HEAD]) else "application/pdf",
        )
        if extraction is not None:
            row.extraction = row.first_extraction = views.stored(extraction)
            row.state = State.READY if extraction.ready else State.TO_REVIEW
            views.summarise(row, extraction)
        if state is not None:
            row.state = state
        for key, value in columns.items():
            setattr(row, key, value)
        session.add(row)
        session.flush()
        return row.id
