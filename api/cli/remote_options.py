"""The commands that talk to a running service: `prefacture deposit` and `prefacture status`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.cli import help as told, remote_words as said
from api.cli.formats import BILLING_MODES, Format
from models.portal_terms import FRAMES

URL = "http://127.0.0.1:8000"
KINDS = ("facturx", "cii", "ubl", "chorus")
LAST = 50


def add(commands: Any, given: Callable[[str], tuple[str, str]], counted: Callable[[str], int]) -> None:  # noqa: ANN401 - argparse's own type is private
    """Add both commands and their options to those of `prefacture`."""
    deposit = commands.add_parser(
        "deposit", help="dépose des factures par un service qui tourne",
        description=said.DEPOSIT_ABOUT, epilog=said.DEPOSIT_MORE,
    )  # fmt: skip
    deposit.add_argument("files", nargs="+", metavar="FICHIER", help=told.FILE)
    deposit.add_argument("--kind", choices=KINDS, default=KINDS[0], metavar="SORTE", help=said.KIND)
    deposit.add_argument(
        "--set", dest="given", type=given, action="append", default=[], metavar="CHAMP=VALEUR", help=told.SET
    )
    deposit.add_argument("--billing-mode", choices=BILLING_MODES, metavar="CADRE", help=told.BILLING_MODE)
    deposit.add_argument("--legal-notes", action="store_true", help=told.LEGAL_NOTES)
    deposit.add_argument("--frame", choices=list(FRAMES), default="A1", metavar="CADRE", help=told.FRAME)
    deposit.add_argument("--account", metavar="COMPTE", help=said.ACCOUNT)
    deposit.add_argument("--attach", type=Path, action="append", default=[], metavar="FICHIER", help=said.ATTACH)
    deposit.add_argument("--confirm-duplicate", action="store_true", help=said.DUPLICATE)
    deposit.add_argument("-y", "--yes", action="store_true", help=said.YES)

    status = commands.add_parser(
        "status", help="dit où en sont les factures", description=said.STATUS_ABOUT, epilog=said.STATUS_MORE
    )
    status.add_argument("documents", nargs="*", metavar="FACTURE", help=said.DOCUMENT)
    status.add_argument("--todo", action="store_true", help=said.TODO)
    status.add_argument("-n", "--last", type=counted, default=LAST, metavar="N", help=said.LAST)

    for one in (deposit, status):
        one.add_argument("--format", type=Format, choices=list(Format), default=Format.TABLE, metavar="FORMAT",
                         help="table, jsonl ou json")  # fmt: skip
        one.add_argument("--url", default=os.environ.get("PREFACTURE_URL") or URL, metavar="ADRESSE", help=said.URL)
        one.add_argument("--key", default=os.environ.get("PREFACTURE_KEY"), metavar="CLÉ", help=said.KEY)


def run(options: argparse.Namespace) -> int:
    """Run one of them; what the service refuses of the whole is said on standard error."""
    if not options.key:
        print(said.NO_KEY, file=sys.stderr)
        return 2
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is UTF-8 whatever the locale
    from api.cli.remote import Remote, RemoteError

    try:
        with Remote(options.url, options.key) as service:
            if options.command == "status":
                from api.cli.status import run as status

                return status(service, options)
            from api.cli.deposit import run as deposit

            return deposit(service, options)
    except RemoteError as error:
        print(f"prefacture : {error.text}", file=sys.stderr)
        return 1
