"""Errors that stop one extraction, as a tree; each class has a stable `code`, and says what to do next.

    EngineError
    ├── RefusedFile                 the file is not taken
    │   ├── NotADocument            not_a_document
    │   ├── PasswordProtected       password_protected
    │   ├── DamagedFile             damaged_file
    │   ├── FileTooLarge            file_too_large
    │   ├── TooManyPages            too_many_pages
    │   ├── HostileArchive          hostile_archive
    │   └── UnsafeXml               unsafe_xml
    ├── EmptyDocument               empty_document: nothing to read on any page
    ├── MissingEngine               missing_engine: no OCR engine is installed
    ├── NothingToCompare            nothing_to_compare: the file carries no XML invoice, or no page
    ├── InvalidCorrection           invalid_correction: a field that does not exist, a value it does not take
    └── IncompleteInvoice           incomplete_invoice: mandatory items are missing, no file is written
"""

from __future__ import annotations

from typing import ClassVar

from models.finding import Finding


class EngineError(Exception):
    """Root of all errors. `source` is the file's name as given; `detail` completes the message."""

    code: ClassVar[str] = "engine_error"
    fr: ClassVar[str] = "Le fichier n'a pas pu être lu."
    en: ClassVar[str] = "The file could not be read."

    def __init__(self, source: str, detail: str = "") -> None:
        self.source = source
        self.detail = detail
        super().__init__(f"{source}: {self.fr}{' (' + detail + ')' if detail else ''}")


class RefusedFile(EngineError):
    """The file is not taken as it is."""

    code = "refused_file"


class NotADocument(RefusedFile):
    """Neither a PDF, an image, an XML invoice nor an archive of these."""

    code = "not_a_document"
    fr = "Ce fichier n'est ni un PDF, ni une image, ni une facture XML : déposez la facture dans un de ces formats."
    en = "This file is not a PDF, an image or an XML invoice: send the invoice in one of these formats."


class PasswordProtected(RefusedFile):
    """Encrypted, and opening it takes a password."""

    code = "password_protected"
    fr = "Ce PDF est protégé par un mot de passe : enregistrez-le sans protection, puis redéposez-le."
    en = "This PDF needs a password: save it without protection and send it again."


class DamagedFile(RefusedFile):
    """Nothing readable is left of it."""

    code = "damaged_file"
    fr = "Ce fichier est endommagé et ne peut pas être réparé : exportez-le ou numérisez-le à nouveau."
    en = "This file is damaged beyond repair: export or scan it again."


class FileTooLarge(RefusedFile):
    """More bytes, or more pixels, than the settings allow."""

    code = "file_too_large"
    fr = "Ce fichier est trop volumineux : réduisez la résolution ou séparez-le en plusieurs fichiers."
    en = "This file is too large: lower its resolution or split it."


class TooManyPages(RefusedFile):
    """More pages than the settings allow."""

    code = "too_many_pages"
    fr = "Ce fichier a trop de pages : séparez-le en plusieurs fichiers."
    en = "This file has too many pages: split it."


class HostileArchive(RefusedFile):
    """An archive that unpacks to far more than it says, nests too deep, or escapes its folder."""

    code = "hostile_archive"
    fr = "Cette archive est refusée : trop profonde, trop volumineuse une fois décompressée, ou chemins interdits."
    en = "This archive is refused: nested too deep, too large once unpacked, or with forbidden paths."


class UnsafeXml(RefusedFile):
    """XML that declares entities or a document type."""

    code = "unsafe_xml"
    fr = "Ce XML contient une déclaration DTD ou des entités : il est refusé par sécurité."
    en = "This XML declares a DTD or entities: it is refused for safety."


class EmptyDocument(EngineError):
    """No word could be read on any page."""

    code = "empty_document"
    fr = "Aucun texte n'a pu être lu : vérifiez que les pages ne sont pas blanches, puis numérisez à 300 dpi."
    en = "No text could be read: check that the pages are not blank, then scan at 300 dpi."


class MissingEngine(EngineError):
    """A scan needs OCR and no engine is installed."""

    code = "missing_engine"
    fr = "Aucun moteur d'OCR n'est installé : lancez « make setup »."
    en = "No OCR engine is installed: run `make setup`."


class NothingToCompare(EngineError):
    """Comparing takes an XML invoice and a page."""

    code = "nothing_to_compare"
    fr = "Il faut une facture XML et une page à comparer : donnez un PDF Factur-X, ou un PDF avec « --xml FICHIER »."
    en = "An XML invoice and a page are needed: give a Factur-X PDF, or a PDF with `--xml FILE`."


class InvalidCorrection(EngineError):
    """A person gave a field a value that it does not take; `field` and `value` as given."""

    code = "invalid_correction"
    fr = "Cette correction n'est pas comprise : donnez un champ du contrat, une date JJ/MM/AAAA ou un montant 1 234,56."
    en = "This correction is not understood: give a field of the contract, a date DD/MM/YYYY or an amount 1234.56."

    def __init__(self, source: str, field: str, value: str) -> None:
        self.field = field
        self.value = value
        super().__init__(source, f"{field} = {value}" if value else field)


class IncompleteInvoice(EngineError):
    """Mandatory items are missing or wrong: `gaps`, each of which says what to do. Nothing was written."""

    code = "incomplete_invoice"
    fr = "La facture n'est pas complète : elle n'a pas été écrite."
    en = "The invoice is not complete: it was not written."

    def __init__(self, source: str, gaps: tuple[Finding, ...]) -> None:
        self.gaps = gaps
        super().__init__(source, ", ".join(dict.fromkeys(gap.rule for gap in gaps)))
