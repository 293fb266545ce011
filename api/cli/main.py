"""The command `prefacture`; modules that cost time are imported by the command that needs them."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from types import MappingProxyType

from api.cli import admin, digitise, help as said, remote_options, reprocess, service_words
from api.cli.formats import BILLING_MODES, OUTPUTS, Format
from models.portal_terms import FRAMES

INTERRUPTED = 130
BROKEN_PIPE = 141


class Parser(argparse.ArgumentParser):
    """A parser that speaks French, and takes no option by half its name."""

    def __init__(self, *, prog: str, description: str, epilog: str | None = None) -> None:
        told = argparse.RawDescriptionHelpFormatter
        super().__init__(
            prog=prog, description=description, epilog=epilog, formatter_class=told, add_help=False, allow_abbrev=False
        )
        self._positionals.title, self._optionals.title = "arguments", "options"  # argparse has no French
        self.add_argument("-h", "--help", action="help", help="montre cette aide")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "usage : ")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "usage : ")

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, french in said.MESSAGES.items():
            message = message.replace(english, french)
        self.exit(2, f"{self.format_usage()}{self.prog} : {message}\nAide : {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Every command and option."""
    top = Parser(prog="prefacture", description=said.ABOUT, epilog=said.EXAMPLES)
    top.add_argument("--version", action="store_true", help="montre la version")
    commands = top.add_subparsers(dest="command", title="commandes", metavar="COMMANDE")

    extract = commands.add_parser(
        "extract", help="lit des factures, et les écrit pour le dépôt",
        description=said.EXTRACT_ABOUT, epilog=said.EXTRACT_MORE,
    )  # fmt: skip
    add_reading(extract)
    extract.add_argument("--output", choices=OUTPUTS, metavar="SORTE", help=f"écrit {', '.join(OUTPUTS)}")
    extract.add_argument("-o", "--out", type=Path, metavar="CHEMIN", help="écrit dans ce fichier ou ce dossier")
    extract.add_argument(
        "--set", dest="given", type=given, action="append", default=[], metavar="CHAMP=VALEUR", help=said.SET
    )
    extract.add_argument("--draft", action="store_true", help="écrit aussi les factures incomplètes, en brouillon")
    extract.add_argument("--no-check", dest="check", action="store_false", help="ne valide pas ce qui est écrit")
    extract.add_argument("--billing-mode", choices=BILLING_MODES, metavar="CADRE", help=said.BILLING_MODE)
    extract.add_argument("--legal-notes", action="store_true", help=said.LEGAL_NOTES)
    extract.add_argument("--frame", choices=list(FRAMES), default="A1", metavar="CADRE", help=said.FRAME)

    validate = commands.add_parser(
        "validate", help="dit si des factures électroniques sont valides",
        description=said.VALIDATE_ABOUT, epilog=said.VALIDATE_MORE,
    )  # fmt: skip
    add_reading(validate)
    validate.add_argument("--lang", choices=["fr", "en"], default="fr", metavar="LANGUE", help="fr (par défaut) ou en")
    validate.add_argument("--no-page", dest="page", action="store_false", help="ne compare pas la page avec le XML")

    compare = commands.add_parser(
        "compare", help="compare la page d'une facture avec son XML",
        description=said.COMPARE_ABOUT, epilog=said.COMPARE_MORE,
    )  # fmt: skip
    add_reading(compare)
    compare.add_argument("--xml", type=Path, metavar="CHEMIN", help="le XML à comparer, au lieu de celui du PDF")

    commands.add_parser("schema", help="écrit le schéma JSON d'une ligne de jsonl", description=said.SCHEMA_ABOUT)
    remote_options.add(commands, given, counted)
    reprocess.add(commands)
    digitise.add(commands, counted, seconds)
    add_service(commands)
    admin.add(commands)
    return top


def add_service(commands: argparse._SubParsersAction[Parser]) -> None:
    """The commands that run the service."""
    serve = commands.add_parser("serve", help="fait tourner le service", description=service_words.SERVE_ABOUT)
    serve.add_argument("--host", metavar="ADRESSE", help=service_words.HOST)
    serve.add_argument("--port", type=port, metavar="PORT", help=service_words.PORT)
    serve.add_argument("--no-samples", dest="samples", action="store_false", help=service_words.NO_SAMPLES)
    worker = commands.add_parser("worker", help="ajoute des lecteurs", description=service_words.WORKER_ABOUT)
    for one in (serve, worker):
        one.add_argument("--home", type=Path, metavar="DOSSIER", help=service_words.HOME)
        one.add_argument("--workers", type=counted, metavar="N", help=service_words.WORKERS)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """What every command that reads files is asked."""
    parser.add_argument("files", nargs="+", metavar="FICHIER", help=said.FILE)
    parser.add_argument("--format", type=Format, choices=list(Format), metavar="FORMAT", help="table, jsonl ou json")
    parser.add_argument("-j", "--jobs", type=counted, metavar="N", help="fichiers lus à la fois (un par cœur)")
    parser.add_argument("--timeout", type=seconds, metavar="S", help="secondes permises par fichier (sans limite)")


def counted(text: str) -> int:
    """A number of at least 1."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def given(text: str) -> tuple[str, str]:
    """A field of the contract and its value; no value empties the field."""
    from models.terms import TERMS

    name, equals, value = text.partition("=")
    if not equals or name not in TERMS:
        near = ", ".join(sorted(TERMS)) if not equals else ", ".join(difflib.get_close_matches(name, TERMS)) or "?"
        raise argparse.ArgumentTypeError(f"{text} : CHAMP=VALEUR est attendu, CHAMP parmi {near}")
    return name, value


def port(text: str) -> int:
    """The number of a port; 0 takes a free one."""
    number = int(text)
    if not 0 <= number < 1 << 16:
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
    if options.command is None:
        top.print_help()
        return 2
    if options.command == "schema":
        from api.cli.schema import text

        sys.stdout.write(text())
        return 0
    return _RUN.get(options.command, run)(options)


def run_service(options: argparse.Namespace) -> int:
    """Run a command that is the service."""
    from api.cli import serve

    return serve.serve(options) if options.command == "serve" else serve.worker(options)


def run(options: argparse.Namespace) -> int:
    """Run a command that reads files."""
    if options.command == "validate":
        from api.cli.validate import run as validate

        return validate(options)
    if options.command == "compare":
        from api.cli.compare import run as compare

        return compare(options)
    if options.output is not None:
        from api.cli.write import run as write

        return write(options)
    if options.draft or options.legal_notes or options.billing_mode or not options.check:
        print(said.NOTHING_WRITTEN, file=sys.stderr)
        return 2
    from api.cli.extract import run as extract

    return extract(options)


_RUN: Mapping[str, Callable[[argparse.Namespace], int]] = MappingProxyType(
    {
        "admin": admin.run,
        "deposit": remote_options.run,
        "digitise": digitise.run,
        "reprocess": reprocess.run,
        "status": remote_options.run,
        "serve": run_service,
        "worker": run_service,
    }
)


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
