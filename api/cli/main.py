"""The command `prefacture`; modules that cost time are imported by the command that needs them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from api.cli.formats import Format

INTERRUPTED = 130
BROKEN_PIPE = 141

ABOUT = """\
Prefacture lit des factures françaises (PDF, images, XML) et rend des factures électroniques pré-remplies, vérifiées,
où chaque valeur se montre sur la page."""

EXAMPLES = """\
exemples :
  prefacture extract facture.pdf                       le tableau d'une facture, à l'écran
  prefacture extract scans/ --format jsonl -o lu.jsonl tout un dossier, une ligne JSON par facture
  prefacture extract a.pdf b.tif archive.zip --jobs 4  plusieurs fichiers, quatre à la fois
  curl -s …/facture.pdf | prefacture extract -         un fichier reçu sur l'entrée standard
  prefacture schema > schema.json                      le schéma JSON des lignes de jsonl

`prefacture extract --help` explique les options."""

EXTRACT_ABOUT = """\
Lit chaque FICHIER et montre la facture pré-remplie, la sûreté et la place de chaque valeur, puis ce qui reste à
corriger avant le dépôt. Un fichier peut contenir plusieurs factures : chacune est montrée.

Sont lus : PDF (avec texte ou numérisés), images (PNG, JPEG, TIFF, WebP, HEIC), factures XML (CII, UBL, Factur-X),
archives de ceux-ci. Un dossier est parcouru en entier, selon le contenu des fichiers ; « - » lit l'entrée standard."""

EXTRACT_MORE = """\
formats :
  table   pour une personne (par défaut). Sûreté : « ? » sous 90 %, « ?? » sous 60 %.
          Place : page, endroit, et coin haut gauche (x;y) en points.
  jsonl   un objet JSON par ligne et par facture, dans l'ordre des fichiers, au fur et à mesure
  json    un seul tableau JSON, indenté
  Le schéma des objets : prefacture schema. Sans --format, -o choisit d'après son nom (.json, .jsonl).

Un fichier illisible ne coûte que sa ligne : {"source": …, "error": {"code": …, "message": {"fr": …, "en": …}}}

codes de retour : 0 tout est lu ; 1 un fichier au moins n'a pas pu l'être ; 2 la commande est mal écrite.

exemples :
  prefacture extract facture.pdf
  prefacture extract factures/ --format jsonl | jq -r '[.source, .fields.total_with_vat.value] | @tsv'
  prefacture extract factures/ -o factures.json --jobs 2
  prefacture extract - < facture.pdf"""

SCHEMA_ABOUT = "Écrit le schéma JSON (2020-12) d'une ligne de jsonl : une facture, ou l'erreur qui en tient lieu."


def parser() -> argparse.ArgumentParser:
    """Every command and option."""
    told = argparse.RawDescriptionHelpFormatter
    top = Parser(prog="prefacture", description=ABOUT, epilog=EXAMPLES, formatter_class=told, add_help=False)
    top.add_argument("-h", "--help", action="help", help="montre cette aide")
    top.add_argument("--version", action="store_true", help="montre la version")
    commands = top.add_subparsers(dest="command", title="commandes", metavar="COMMANDE")

    extract = commands.add_parser(
        "extract", help="lit des factures", description=EXTRACT_ABOUT, epilog=EXTRACT_MORE, formatter_class=told,
        add_help=False,
    )  # fmt: skip
    extract.add_argument("files", nargs="+", metavar="FICHIER", help="fichier, dossier, ou - pour l'entrée standard")
    extract.add_argument("--format", type=Format, choices=list(Format), metavar="FORMAT", help="table, jsonl ou json")
    extract.add_argument("-o", "--output", type=Path, metavar="CHEMIN", help="écrit dans ce fichier")
    extract.add_argument("-j", "--jobs", type=counted, metavar="N", help="fichiers lus à la fois (un par cœur)")
    extract.add_argument("--timeout", type=seconds, metavar="S", help="secondes permises par fichier (sans limite)")
    extract.add_argument("-h", "--help", action="help", help="montre cette aide")

    schema = commands.add_parser(
        "schema", help="écrit le schéma JSON d'une ligne de jsonl", description=SCHEMA_ABOUT, add_help=False
    )
    schema.add_argument("-h", "--help", action="help", help="montre cette aide")
    for group in (top, extract, schema):
        group._positionals.title, group._optionals.title = "arguments", "options"  # noqa: SLF001 - argparse has no French
    return top


class Parser(argparse.ArgumentParser):
    """A parser that speaks French."""

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "usage : ")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "usage : ")

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, french in MESSAGES.items():
            message = message.replace(english, french)
        self.exit(2, f"{self.format_usage()}{self.prog} : {message}\nAide : {self.prog} --help\n")


MESSAGES = {
    "the following arguments are required:": "il manque :",
    "unrecognized arguments:": "arguments inconnus :",
    "expected one argument": "une valeur est attendue",
    "invalid choice:": "choix inconnu :",
    "invalid Format value:": "format inconnu (table, jsonl ou json) :",
    "invalid counted value:": "un nombre d'au moins 1 est attendu :",
    "invalid seconds value:": "un nombre de secondes est attendu :",
    "(choose from": "(au choix :",
    "argument ": "",
}


def counted(text: str) -> int:
    """A number of at least 1."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def seconds(text: str) -> float:
    """A time above nothing."""
    number = float(text)
    if not number > 0:
        raise ValueError(text)
    return number


def command(arguments: Sequence[str] | None) -> int:
    """Run one command."""
    top = parser()
    options = top.parse_args(arguments)
    if options.version:
        print(f"prefacture {metadata.version('prefacture')}")
        return 0
    if options.command == "extract":
        from api.cli.extract import run

        return run(options)
    if options.command == "schema":
        from api.cli.schema import text

        sys.stdout.write(text())
        return 0
    top.print_help()
    return 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; an interruption, or a reader that goes away, ends it without a traceback."""
    try:
        code = command(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains when it closes it
        return BROKEN_PIPE
    return code


if __name__ == "__main__":
    sys.exit(main())
