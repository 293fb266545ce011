"""A document as a file to take away: JSON, CII, UBL, Factur-X, Chorus Pro's payload, CSV or XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from models.finding import Finding
from models.output import OutputKind, Supplements
from models.service import Principal
from models.service_errors import InvalidRequest, NotReady, Unavailable, WrongState
from worker import views
from worker.page_files import PageFiles
from worker.parcels import name_of
from worker.reader import ReaderFailed, content_of, reader_of
from worker.service import Service
from worker.tasks import WriteFile, WriteTable
from worker.visibility import document_row

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = MappingProxyType(
    {
        "json": "application/json",
        "cii": "application/xml",
        "ubl": "application/xml",
        "facturx": "application/pdf",
        "chorus": "application/json",
        "csv": "text/csv; charset=utf-8",
        "csv_lines": "text/csv; charset=utf-8",
        "xlsx": _XLSX,
    }
)
"""What can be taken away, with its media type. `csv_lines` has a row per line of the invoice."""
TABLES = frozenset({"csv", "csv_lines", "xlsx"})


@dataclass(frozen=True, slots=True)
class Exported:
    """A file: its name without folder, its bytes and their type; `gaps` are what makes it a draft."""

    name: str
    data: bytes
    media_type: str
    draft: bool = False
    gaps: tuple[Finding, ...] = ()


def export(
    service: Service,
    principal: Principal,
    document_id: str,
    kind: str,
    *,
    draft: bool = False,
    supplements: Supplements | None = None,
) -> Exported:
    """The document as a file of that kind; with `draft`, even where items are missing, marked as one.

    Raises NotFound, WrongState where nothing was read, InvalidRequest for an unknown kind or one that it can't have,
    NotReady with what is missing, Unavailable where writing failed.
    """
    if kind not in TYPES:
        raise InvalidRequest(f"format : {', '.join(TYPES)}")
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        extraction = views.extraction_of(row)
        name, sha256 = name_of(row), row.sha256
    if extraction is None:
        raise WrongState(row.state)
    if kind == "json":
        return Exported(f"{PurePosixPath(name).stem}.json", extraction.to_json().encode(), TYPES[kind])
    try:
        if kind in TABLES:
            file = reader_of(service.settings).run(WriteTable((extraction.to_json(),), kind))
        else:
            data = content_of(service.files, sha256)
            asked = supplements or Supplements()
            pages = PageFiles.of(service.settings)
            task = WriteFile(name, data, extraction.to_json(), OutputKind(kind), asked, draft, pages)
            file = reader_of(service.settings).run(task)
    except ReaderFailed as error:
        if error.findings:
            raise NotReady(error.findings) from error
        said = InvalidRequest if error.refused else Unavailable
        raise said(error.message.fr) from error
    return Exported(file.name, file.data, TYPES[kind], file.draft, file.gaps)
