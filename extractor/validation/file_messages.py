"""What the FILE layer says: each finding stops the validation there, so each says what to send instead."""

from __future__ import annotations

from models.errors import UnsafeXml
from models.finding import Finding, Message, Severity

_FACTURX = "Factur-X 1.09"
_XML = "XML 1.0"
_PROFILES = "MINIMUM, BASIC WL, BASIC, EN 16931, EXTENDED, EXTENDED-CTC-FR, ou un CIUS (« …#compliant#… »)"
_PROFILES_EN = "MINIMUM, BASIC WL, BASIC, EN 16931, EXTENDED, EXTENDED-CTC-FR, or a CIUS (`…#compliant#…`)"
_ENCODINGS = ("proper utf-8", "encoding", "labelled utf", "invalid byte", "conversion failed")


def empty() -> Finding:
    """A file without content."""
    return _finding(
        "PF-FILE-EMPTY", "Le fichier est vide : renvoyez-le.", "The file is empty: send it again.", "EN 16931-1"
    )


def neither() -> Finding:
    """A file of another kind."""
    return _finding(
        "PF-FILE-KIND",
        "Ce fichier n'est ni un PDF ni un XML : donnez un PDF Factur-X, ou une facture XML au format CII ou UBL.",
        "This file is neither a PDF nor XML: give a Factur-X PDF, or an XML invoice in CII or UBL.",
        "EN 16931-3-1",
    )


def password() -> Finding:
    """A PDF that can't be opened without a password."""
    return _finding(
        "PF-FILE-PASSWORD",
        "Ce PDF demande un mot de passe : un Factur-X n'est jamais chiffré. Enregistrez-le sans protection.",
        "This PDF needs a password: a Factur-X file is never encrypted. Save it without protection.",
        "ISO 19005-3, 6.1.3",
    )


def damaged_pdf() -> Finding:
    """A PDF that can't be opened."""
    return _finding(
        "PF-FILE-DAMAGED",
        "Ce PDF est endommagé et ne s'ouvre pas : exportez-le à nouveau depuis le logiciel de facturation.",
        "This PDF is damaged and does not open: export it again from the billing program.",
        "ISO 32000-1",
    )


def no_xml() -> Finding:
    """A PDF without XML."""
    return _finding(
        "PF-FILE-NO-XML",
        "Ce PDF ne contient pas de facture XML : c'est un PDF ordinaire, pas un Factur-X (« factur-x.xml » manque).",
        "This PDF holds no XML invoice: it is an ordinary PDF, not Factur-X (`factur-x.xml` is missing).",
        f"{_FACTURX}, 6.2",
    )


def several(names: list[str]) -> Finding:
    """A PDF with more than one invoice."""
    told = ", ".join(f"« {name[:60]} »" for name in names[:5])
    return _finding(
        "PF-FILE-SEVERAL",
        f"Ce PDF contient plusieurs factures XML ({told}) : n'en gardez qu'une, « factur-x.xml ».",
        f"This PDF holds several XML invoices ({told}): keep only one, `factur-x.xml`.",
        f"{_FACTURX}, 6.2",
    )


def unpackable(name: str) -> Finding:
    """An attachment that can't be unpacked within limits."""
    return _finding(
        "PF-FILE-ATTACHMENT",
        f"La pièce jointe « {name[:60]} » est endommagée ou trop volumineuse : générez à nouveau le Factur-X.",
        f"The attachment `{name[:60]}` is damaged or too large: generate the Factur-X file again.",
        f"{_FACTURX}, 6.2",
    )


def too_large(most: int) -> Finding:
    """XML of more bytes than are read."""
    size = most // 2**20
    return _finding(
        "PF-FILE-SIZE",
        f"Le XML dépasse {size} Mo : séparez la facture, ou sortez-en les pièces jointes.",
        f"The XML is over {size} MB: split the invoice, or take its attachments out.",
        "CWE-400",
    )


def not_xml() -> Finding:
    """An attachment that is XML by name only."""
    return _finding(
        "PF-FILE-NOT-XML",
        "La pièce jointe du PDF n'est pas du XML, malgré son nom : générez à nouveau le Factur-X.",
        "The attachment of the PDF is not XML, whatever its name: generate the Factur-X file again.",
        _XML,
    )


def unsafe(error: UnsafeXml) -> Finding:
    """XML with a document type or entities."""
    return _finding("PF-FILE-UNSAFE", error.fr, error.en, "CWE-611, CWE-776")


def broken(detail: str) -> Finding:
    """XML that is not well-formed; `detail` is what the parser says, with line and column."""
    if any(sign in detail.lower() for sign in _ENCODINGS):
        return _finding(
            "PF-FILE-ENCODING",
            f"Les caractères du XML ne sont pas dans l'encodage annoncé : enregistrez-le en UTF-8. ({detail})",
            f"The characters of the XML are not in the encoding that it declares: save it as UTF-8. ({detail})",
            f"{_XML}, 4.3.3",
        )
    return _finding(
        "PF-FILE-XML",
        f"Le XML est mal formé et ne peut pas être lu : générez-le à nouveau. ({detail})",
        f"The XML is not well-formed and can't be read: generate it again. ({detail})",
        _XML,
    )


def unknown_root(root: str) -> Finding:
    """XML of another vocabulary."""
    return _finding(
        "PF-FILE-ROOT",
        f"Ce XML n'est pas une facture CII ni UBL : sa racine est « {root} ».",
        f"This XML is neither a CII nor a UBL invoice: its root is `{root}`.",
        "EN 16931-3-1",
    )


def unknown_profile(profile: str | None) -> Finding:
    """BT-24 that is absent, or names nothing known."""
    if profile is None:
        return _finding(
            "PF-FILE-PROFILE",
            f"Le profil (BT-24) manque : indiquez-en un parmi {_PROFILES}.",
            f"The profile (BT-24) is missing: give one of {_PROFILES_EN}.",
            "EN 16931-1, BT-24",
        )
    return _finding(
        "PF-FILE-PROFILE",
        f"Le profil « {profile[:120]} » (BT-24) n'est pas connu ; connus : {_PROFILES}.",
        f"The profile `{profile[:120]}` (BT-24) is not known; known are {_PROFILES_EN}.",
        "EN 16931-1, BT-24",
    )


def _finding(rule: str, fr: str, en: str, reference: str) -> Finding:
    return Finding(rule=rule, severity=Severity.BLOCKING, message=Message(fr=fr, en=en), reference=reference)
