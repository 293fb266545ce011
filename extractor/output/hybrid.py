"""Factur-X: the page and the data in one file."""

from __future__ import annotations

import hashlib
import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from extractor.output.pdfa.metadata import About, describe, described_in
from models.invoice import Invoice
from models.output import Profile

FILE_NAME = "factur-x.xml"
LEVELS = {Profile.BASIC_WL: "BASIC WL", Profile.EN16931: "EN 16931", Profile.EXTENDED: "EXTENDED"}


def embed(pdfa: bytes, xml: bytes, profile: Profile, invoice: Invoice, *, draft: bool = False) -> bytes:
    """The PDF/A with the invoice attached as data."""
    number = invoice.number or ""
    title = f"Facture {number}".strip() + (" (brouillon non déposable)" if draft else "")
    with pikepdf.open(io.BytesIO(pdfa)) as pdf:
        known = described_in(pdf, title=title)
        about = About(
            known.title,
            author=invoice.seller.name or known.author,
            creator=known.creator,
            created=known.created,
            level=LEVELS[profile],
        )
        _attach(pdf, xml, profile, invoice)
        pdf.Root.Lang = pikepdf.String("fr-FR")
        describe(pdf, about)
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return buffer.getvalue()


def _attach(pdf: Pdf, xml: bytes, profile: Profile, invoice: Invoice) -> None:
    day = invoice.issue_date
    params = Dictionary(CheckSum=pikepdf.String(hashlib.md5(xml).digest()), Size=len(xml))  # noqa: S324
    if day:
        params.ModDate = pikepdf.String(f"D:{day:%Y%m%d}000000+00'00'")
    stream = pdf.make_indirect(Stream(pdf, xml, Type=Name.EmbeddedFile, Subtype=Name("/text/xml"), Params=params))
    relation = Name.Data if profile is Profile.BASIC_WL else Name.Alternative
    spec = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=pikepdf.String(FILE_NAME),
            UF=pikepdf.String(FILE_NAME),
            Desc=pikepdf.String("Factur-X"),
            AFRelationship=relation,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    names = pdf.Root.get("/Names")
    if not isinstance(names, Dictionary):
        names = pdf.Root.Names = Dictionary()
    names.EmbeddedFiles = Dictionary(Names=Array([pikepdf.String(FILE_NAME), spec]))
    pdf.Root.AF = Array([spec])
