"""Factur-X: a PDF/A-3 of the page with the invoice attached to it as data.

Written with pikepdf, not with the factur-x library, which reads such files well: what it writes tells its metadata in a
form that validators of PDF/A stumble over, is dated by the clock, and takes a second parse of the whole file. The
day of the attachment is that of the invoice, so that the same invoice gives the same bytes.

Sources: Factur-X 1.09, 6 (attachment, AFRelationship, XMP) · ISO 19005-3, 6.8 and annex E (associated files)
"""

from __future__ import annotations

import hashlib
import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from extractor.output.pdfa.convert import saved
from extractor.output.pdfa.draft_mark import mark
from extractor.output.pdfa.metadata import About, describe, described_in, plain
from models.errors import DamagedFile
from models.invoice import Invoice
from models.output import Profile

FILE_NAME = "factur-x.xml"

LEVELS = {Profile.BASIC_WL: "BASIC WL", Profile.EN16931: "EN 16931", Profile.EXTENDED: "EXTENDED"}
"""Profiles that a Factur-X can have, as its metadata name them."""


def embed(pdfa: bytes, xml: bytes, profile: Profile, invoice: Invoice, *, draft: bool = False) -> bytes:
    """The PDF/A with the invoice as `factur-x.xml`, in the place of one that it holds; drafts bear a mark.

    Raises DamagedFile when the PDF can't be opened, ValueError for a profile that Factur-X does not have.
    """
    if profile not in LEVELS:
        raise ValueError(f"{profile} is no profile of Factur-X")
    title = f"Facture {invoice.number or ''}".strip()
    try:
        with pikepdf.open(io.BytesIO(pdfa)) as pdf:
            known = described_in(pdf, title=f"{title} – brouillon non déposable" if draft else title)
            about = About(
                known.title,
                author=plain(invoice.seller.name or known.author),
                subject=known.subject,
                creator=known.creator,
                created=known.created,
                level=LEVELS[profile],
            )
            _attach(pdf, xml, profile, invoice)
            if draft:
                mark(pdf, pdf.pages[0])
            pdf.Root.Lang = pikepdf.String("fr-FR")
            describe(pdf, about)
            return saved(pdf)
    except pikepdf.PdfError as error:
        raise DamagedFile(title) from error


def _attach(pdf: Pdf, xml: bytes, profile: Profile, invoice: Invoice) -> None:
    """One file, associated with the whole document: its data, or another form of the page where the data are all of it.

    BASIC WL has no lines, so that it is no alternative to the page.
    """
    params = Dictionary(CheckSum=pikepdf.String(hashlib.md5(xml, usedforsecurity=False).digest()), Size=len(xml))
    if invoice.issue_date:
        params.ModDate = pikepdf.String(f"D:{invoice.issue_date:%Y%m%d}000000+00'00'")
    stream = pdf.make_indirect(Stream(pdf, xml, Type=Name.EmbeddedFile, Subtype=Name("/text/xml"), Params=params))
    spec = Dictionary(
        Type=Name.Filespec,
        F=pikepdf.String(FILE_NAME),
        UF=pikepdf.String(FILE_NAME),
        Desc=pikepdf.String("Factur-X"),
        AFRelationship=Name.Data if profile is Profile.BASIC_WL else Name.Alternative,
        EF=Dictionary(F=stream, UF=stream),
    )
    spec = pdf.make_indirect(spec)
    names = pdf.Root.get("/Names")
    if not isinstance(names, Dictionary):
        names = Dictionary()
        pdf.Root.Names = names
    names.EmbeddedFiles = Dictionary(Names=Array([pikepdf.String(FILE_NAME), spec]))
    pdf.Root.AF = Array([spec])
