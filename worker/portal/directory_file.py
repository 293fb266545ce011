"""The directory as a file: every public body with its services, a CSV in a ZIP, as `prefacture admin import-directory`
takes it (docs/directory.md).
"""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Final

from sqlalchemy import select

from worker.service import Service
from worker.store.tables import ServiceRow, StructureRow

NAME: Final = "annuaire.csv"
COLUMNS: Final = (
    "TypeIdentifiant", "Identifiant", "RaisonSociale", "GestionEngagement", "GestionService",
    "GestionServiceEngagement", "StructureActive", "CodeService", "NomService", "ServiceGestionEGMT", "ServiceActif",
)  # fmt: skip
_AT_ONCE: Final = 2000


def zipped(service: Service) -> bytes:
    """The file. Rows are read and written a few thousand at a time: the directory of the country has many."""
    body, below = StructureRow, ServiceRow
    asked = (
        select(
            body.siret, body.name, body.engagement_required, body.service_code_required, body.either_required,
            body.active, below.code, below.name.label("service"), below.engagement_required.label("engagement"),
            below.active.label("open"),
        )
        .outerjoin(below, below.structure_id == body.id)
        .where(body.public, body.siret.is_not(None))
        .order_by(body.siret, below.code)
    )  # fmt: skip
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(NAME, "w") as raw,
        io.TextIOWrapper(raw, encoding="utf-8", newline="") as text,
        service.store.reading() as session,
    ):
        lines = csv.writer(text, delimiter=";", lineterminator="\n")
        lines.writerow(COLUMNS)
        for row in session.execute(asked.execution_options(yield_per=_AT_ONCE)):
            demands = [_said(value) for value in row[2:6]]
            own = [row.code, row.service, _said(row.engagement), _said(row.open)] if row.code else [""] * 4
            lines.writerow(["SIRET", row.siret, row.name, *demands, *own])
    return made.getvalue()


def _said(value: bool) -> str:  # noqa: FBT001 - a cell
    return "oui" if value else "non"
