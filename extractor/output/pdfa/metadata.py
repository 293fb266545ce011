"""What a file says of itself, in the two places that PDF/A demands to agree: the document information and the XMP.

The XMP declares its namespaces on each `rdf:Description`: checkers that do not look further up find them there.
Nothing in it depends on when it was written, so that the same invoice gives the same bytes.

Sources: ISO 19005-3, 6.6 · ISO 16684-1 (XMP) · Factur-X 1.09, 6.2 (extension schema)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

PRODUCER = "Prefacture"
LONGEST = 2000
"""Characters of one entry that are kept."""

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_FX_PROPERTIES = (
    ("DocumentFileName", "The name of the embedded XML document"),
    ("DocumentType", "The type of the hybrid document in capital letters, e.g. INVOICE or ORDER"),
    ("Version", "The actual version of the standard applying to the embedded XML document"),
    ("ConformanceLevel", "The conformance level of the embedded XML document"),
)


@dataclass(frozen=True, slots=True)
class About:
    """Entries of the document information; `created` as PDF writes dates. `level` is that of a Factur-X, as in XMP."""

    title: str
    author: str = ""
    subject: str = ""
    creator: str = ""
    created: str = ""
    level: str | None = None


def described_in(pdf: Pdf, *, title: str) -> About:
    """What the document information of a file says of its origin, under a new title."""
    info = pdf.trailer.get("/Info")
    if not isinstance(info, Dictionary):
        return About(plain(title))
    entries = {key: plain(_text(info.get(key))) for key in ("/Author", "/Subject", "/Creator", "/CreationDate")}
    return About(
        plain(title),
        author=entries["/Author"],
        subject=entries["/Subject"],
        creator=entries["/Creator"],
        created=_pdf_date(entries["/CreationDate"]),
    )


def describe(pdf: Pdf, about: About) -> None:
    """Write both, and the language of the document where it tells none."""
    entries = {
        "/Title": about.title,
        "/Author": about.author,
        "/Subject": about.subject,
        "/Creator": about.creator,
        "/CreationDate": about.created,
        "/Producer": PRODUCER,
    }
    info = Dictionary({key: pikepdf.String(value) for key, value in entries.items() if value})
    pdf.trailer.Info = pdf.make_indirect(info)
    pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, xmp(about), Type=Name.Metadata, Subtype=Name.XML))


def xmp(about: About) -> bytes:
    """The packet, uncompressed so that any program may find it."""
    parts = [
        _description({"pdfaid": "http://www.aiim.org/pdfa/ns/id/"}, {"pdfaid:part": "3", "pdfaid:conformance": "B"}),
        _description({"dc": "http://purl.org/dc/elements/1.1/"}, _dublin_core(about)),
        _description({"pdf": "http://ns.adobe.com/pdf/1.3/"}, {"pdf:Producer": PRODUCER}),
    ]
    times = {"xmp:CreatorTool": escape(about.creator), "xmp:CreateDate": _iso(about.created)}
    if any(times.values()):
        parts.append(_description({"xmp": "http://ns.adobe.com/xap/1.0/"}, times))
    if about.level:
        parts += [_extension(), _description({"fx": _FX}, _factur_x(about.level))]
    body = "\n".join(parts)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n{body}\n</rdf:RDF>\n'
        '</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _description(namespaces: dict[str, str], properties: dict[str, str]) -> str:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items())
    lines = "\n".join(f"  <{name}>{value}</{name}>" for name, value in properties.items() if value)
    return f' <rdf:Description rdf:about="" {declared}>\n{lines}\n </rdf:Description>'


def _dublin_core(about: About) -> dict[str, str]:
    def alternatives(text: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>' if text else ""

    creator = f"<rdf:Seq><rdf:li>{escape(about.author)}</rdf:li></rdf:Seq>" if about.author else ""
    return {
        "dc:title": alternatives(about.title),
        "dc:creator": creator,
        "dc:description": alternatives(about.subject),
    }


def _factur_x(level: str) -> dict[str, str]:
    return {
        "fx:DocumentType": "INVOICE",
        "fx:DocumentFileName": "factur-x.xml",
        "fx:Version": "1.0",
        "fx:ConformanceLevel": level,
    }


def _extension() -> str:
    """The schema of the four properties of Factur-X, which XMP does not know by itself."""
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>"
        for name, meaning in _FX_PROPERTIES
    )
    schema = (
        '<rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_FX}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>"
    )
    namespaces = {
        "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
        "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
        "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    }
    return _description(namespaces, {"pdfaExtension:schemas": schema})


def _text(entry: object) -> str:
    """A string of the file as text; empty for what is none."""
    try:
        return str(entry) if isinstance(entry, pikepdf.String) else ""
    except (UnicodeError, ValueError):
        return ""


def plain(text: str) -> str:
    """Text that XML can hold, with its white space made single."""
    return " ".join(_NOT_XML.sub("", text[:LONGEST]).split())


def _pdf_date(text: str) -> str:
    """The date in full, or nothing for what is no date."""
    found = _DATE.match(text)
    if not found:
        return ""
    year, month, day, hour, minute, second = (
        part or default for part, default in zip(found.groups()[:6], ("", "01", "01", "00", "00", "00"), strict=True)
    )
    if not ("01" <= month <= "12" and "01" <= day <= "31" and hour < "24" and minute < "60" and second < "60"):
        return ""
    sign, away, more = found[8], found[9], found[10]
    zone = f"{sign}{away}'{more or '00'}'" if sign and away < "15" else "+00'00'"
    return f"D:{year}{month}{day}{hour}{minute}{second}{zone}"


def _iso(date: str) -> str:
    """A date of PDF in full, as XMP writes it.

    >>> _iso("D:20260131235901+01'00'")
    '2026-01-31T23:59:01+01:00'
    """
    if not date:
        return ""
    digits, zone = date[2:16], date[16:].replace("'", ":").rstrip(":")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}{zone}"
