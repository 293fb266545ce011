"""`prefacture reprocess`: documents read again, shown, and applied once they were shown."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.cli import remote_words, reprocess_help as said
from api.cli.formats import BILLING_MODES, Format
from api.cli.remote_options import KINDS, URL
from models.lifecycle import State

NOT_DONE, USAGE = 1, 2
MODES: Final = ("keep", "fill", "replace")
STEPS: Final = ("leave", "values", "deposit", "recycle", "complete", "acknowledge", "replace")
LACKING: Final = "lacking"
_REPORTS: Final = frozenset({".html", ".xlsx", ".jsonl"})


def add(commands: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """Add the command and its options to those of `prefacture`."""
    made = commands.add_parser(
        "reprocess", help="relit des factures et montre ce qui change", description=said.ABOUT, epilog=said.MORE
    )
    made.add_argument("documents", nargs="*", metavar="DOCUMENT", help=said.DOCUMENTS)
    made.add_argument("--state", action="append", type=State, default=[], metavar="ÉTAT", help=said.STATE)
    made.add_argument("--status", action="append", default=[], metavar="STATUT", help=said.STATUS)
    made.add_argument("--reason", metavar="MOTS", help=said.REASON)
    made.add_argument("--cause", action="append", default=[], metavar="CAUSE", help=said.CAUSE)
    made.add_argument("--from", dest="since", type=date.fromisoformat, metavar="JOUR", help=said.FROM)
    made.add_argument("--to", dest="until", type=date.fromisoformat, metavar="JOUR", help=said.TO)
    made.add_argument("--supplier", metavar="FOURNISSEUR", help=said.SUPPLIER)
    made.add_argument("--confidence-below", type=float, metavar="SÛRETÉ", help=said.BELOW)
    made.add_argument("--engine", metavar="VERSION", help=said.ENGINE)
    made.add_argument("--outdated", action="store_true", help=said.OUTDATED)
    made.add_argument("--mode", choices=MODES, default="fill", metavar="MODE", help=said.MODE)
    made.add_argument("--name", default="", metavar="NOM", help=said.NAME)
    made.add_argument("--kind", choices=KINDS, default=KINDS[0], metavar="SORTE", help=said.KIND)
    made.add_argument("--billing-mode", choices=BILLING_MODES, metavar="CADRE", help="cadre de facturation")
    what = made.add_mutually_exclusive_group()
    what.add_argument("--count", action="store_true", help=said.COUNT)
    what.add_argument("--list", action="store_true", help=said.LIST)
    what.add_argument("--show", metavar="RELECTURE", help=said.SHOW)
    what.add_argument("--choose", metavar="RELECTURE", help=said.CHOOSE)
    what.add_argument("--apply", metavar="RELECTURE", help=said.APPLY)
    made.add_argument("--step", choices=STEPS, metavar="SUITE", help=said.STEP)
    made.add_argument("--of", choices=(LACKING, *STEPS), metavar="SUITE", help=said.OF)
    made.add_argument("--siret", metavar="SIRET", help=said.SIRET)
    made.add_argument("--service-code", metavar="CODE", help=said.SERVICE)
    made.add_argument("--engagement", metavar="N°", help=said.ENGAGEMENT)
    made.add_argument("--comment", metavar="MOT", help=said.COMMENT)
    made.add_argument("-y", "--yes", action="store_true", help=said.YES)
    made.add_argument("--report", type=Path, action="append", default=[], metavar="FICHIER", help=said.REPORT)
    made.add_argument("--format", type=Format, choices=list(Format), default=Format.TABLE, metavar="FORMAT",
                      help="table, jsonl ou json")  # fmt: skip
    made.add_argument(
        "--url", default=os.environ.get("PREFACTURE_URL") or URL, metavar="ADRESSE", help=remote_words.URL
    )
    made.add_argument("--key", default=os.environ.get("PREFACTURE_KEY"), metavar="CLÉ", help=remote_words.KEY)
    made.add_argument("--home", type=Path, metavar="DOSSIER", help=said.HOME)
    made.add_argument("--structure", metavar="SIRET", help=said.STRUCTURE)


def run(options: argparse.Namespace) -> int:
    """Do what is asked, over the API or on the store; what is refused is said on standard error."""
    for path in options.report:
        if path.suffix not in _REPORTS:
            print(said.BAD_REPORT.format(path=path), file=sys.stderr)
            return USAGE
    if (options.choose is None) is not (options.step is None):
        print(said.CHOOSE_STEP, file=sys.stderr)
        return USAGE
    if options.home is None and not options.key:
        print(remote_words.NO_KEY, file=sys.stderr)
        return USAGE
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is UTF-8 whatever the locale
    from api.cli.remote import RemoteError
    from models.service_errors import ServiceError

    try:
        return _on_store(options) if options.home is not None else _on_service(options)
    except RemoteError as error:
        print(f"prefacture : {error.text}", file=sys.stderr)
    except ServiceError as error:
        print(f"prefacture : {error.fr}{f' ({error.detail})' if error.detail else ''}", file=sys.stderr)
    return NOT_DONE


def _on_service(options: argparse.Namespace) -> int:
    from api.cli.reprocess_run import done
    from api.cli.reprocess_source import Service

    with Service(options.url, options.key) as source:
        return done(source, options)


def _on_store(options: argparse.Namespace) -> int:
    from api.cli.admin_words import NO_TABLES
    from api.cli.reprocess_run import done
    from api.cli.reprocess_store import Store
    from worker import administration, health
    from worker.service import Service
    from worker.settings import ServiceSettings

    os.environ["PREFACTURE_HOME"] = str(options.home)
    service = Service.open(ServiceSettings())
    try:
        if not health.has_tables(service):
            print(f"prefacture : {NO_TABLES}", file=sys.stderr)
            return NOT_DONE
        who = administration.administrator(administration.structure(service, options.structure))
        return done(Store(service, who), options)
    finally:
        service.close()
