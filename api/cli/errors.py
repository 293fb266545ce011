"""Errors of the command line itself, beside those of `models.errors`; each costs one file its line, never the batch.

    EngineError
    ├── MissingFile      file_not_found: no such file or folder, or not readable
    ├── EmptyFolder      empty_folder: no readable file in it
    ├── NoPage           no_page: an XML invoice was to become a hybrid PDF, and has no page to show
    ├── TookTooLong      took_too_long: more seconds than --timeout allows
    ├── Crashed          reader_crashed: the process that read the file died (no memory, a fault in a native library)
    └── Unexpected       unexpected_error: a defect of ours
"""

from __future__ import annotations

from typing import Any

from models.errors import EngineError


class MissingFile(EngineError):
    """The path given cannot be opened."""

    code = "file_not_found"
    fr = "Ce fichier ne peut pas être ouvert : vérifiez son nom et vos droits de lecture."
    en = "This file cannot be opened: check its name and your right to read it."


class EmptyFolder(EngineError):
    """A folder without a file to read."""

    code = "empty_folder"
    fr = "Ce dossier ne contient ni PDF, ni image, ni facture XML, ni archive."
    en = "This folder holds no PDF, image, XML invoice or archive."


class NoPage(EngineError):
    """A hybrid invoice is a page with XML in it."""

    code = "no_page"
    fr = "Un Factur-X est une page avec la facture en XML dedans, et ce fichier n'a pas de page : écrivez cii ou ubl."
    en = "A Factur-X is a page with the invoice as XML in it, and this file has no page: write cii or ubl."


class TookTooLong(EngineError):
    """Stopped after the time that was allowed."""

    code = "took_too_long"
    fr = "La lecture a dépassé le temps permis : augmentez --timeout ou séparez le fichier."
    en = "Reading took longer than allowed: raise --timeout or split the file."


class Crashed(EngineError):
    """The process that read the file died."""

    code = "reader_crashed"
    fr = "La lecture de ce fichier s'est interrompue brutalement : réexportez-le, ou signalez-nous ce défaut."
    en = "Reading this file stopped the reader: export it again, or report this defect."


class Unexpected(EngineError):
    """An exception that nobody foresaw."""

    code = "unexpected_error"
    fr = "Une erreur imprévue a arrêté la lecture de ce fichier : signalez-nous ce défaut."
    en = "An unforeseen error stopped the reading of this file: please report this defect."


def as_line(error: EngineError) -> dict[str, Any]:
    """The error as the object that stands in place of an extraction."""
    return {
        "source": error.source,
        "error": {"code": error.code, "message": {"fr": error.fr, "en": error.en}, "detail": error.detail},
    }
