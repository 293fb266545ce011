"""What a first start loads, where the project's own samples are at hand: invoices, the directory, and a supplier.

The supplier issued one of the invoices and has a bank account, so that it can be deposited at once, by programs written
for Chorus Pro too. The first user belongs to it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from models.accounts import FirstUser
from models.lifecycle import Role
from models.structure import BankAccountNew
from worker import administration, bank_accounts, directory, keys, members, uploads
from worker.service import Service

_FIXTURES: Final = Path(__file__).parents[2] / "fixtures"  # in a checkout only
FOLDER: Final = _FIXTURES / "invoices"
DIRECTORY: Final = _FIXTURES / "directory.csv"
SUPPLIER: Final = _FIXTURES / "supplier.json"
SAMPLES: Final = ("complet_services", "complet_public", "complet_remise", "mairie", "agence-1", "simple-4__faint")


def load(service: Service, first: FirstUser) -> int:
    """Load them for the first user; how many invoices there were."""
    paths = [path for name in SAMPLES for path in (FOLDER / name).glob("invoice.*")]
    principal = keys.of_secret(service, first.key)
    if DIRECTORY.is_file():
        with DIRECTORY.open("rb") as stream:
            directory.import_csv(service, stream)
    if SUPPLIER.is_file():
        _supplier(service, first.email)
    for path in paths:
        with path.open("rb") as stream:
            uploads.receive(service, principal, f"{path.parent.name}{path.suffix}", stream)
    return len(paths)


def _supplier(service: Service, email: str) -> None:
    told = json.loads(SUPPLIER.read_text(encoding="utf-8"))
    made = administration.add_structure(service, told["siret"], told["name"])
    who = administration.administrator(made.id)
    bank_accounts.add(service, who, BankAccountNew(**told["bank_account"]))
    members.invite(service, who, email, Role.SUPPLIER)
