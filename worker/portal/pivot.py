"""Invoices as one XML file with their files inside, as recipients take them from the portal (format PIVOT).

The names of elements are those that recipients' software reads in the original's: CPPFacturePivot, and below
CPPFactures one CPPFacturePivotUnitaire for each invoice, with Fournisseur, Debiteur, DonneesFacture and PJ. The schema
itself is not public: this follows what is read of it, and leaves out what is not known. Files are base64 as they are.

Sources: public programs that read the original's (Pastell) · UNTDID 1001 (380 invoice, 381 credit note) · API Factures
v1 (AIFE), telecharger/groupe: files always go along
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from models.portal_terms import AVOIR, PAYMENT_MODES
from worker.portal.consulting import Parties, decimal, lines_of, rate_of, vat_rows_of
from worker.portal.french import FRANCE
from worker.store.tables import PortalFileRow, PortalInvoiceRow

_SIRET: Final = "1"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of an invoice, as it goes along."""

    name: str
    media_type: str
    data: bytes
    main: bool


@dataclass(frozen=True, slots=True)
class Content:
    """An invoice with what is downloaded of it; `recycled` tells that it has been sent to another recipient before."""

    row: PortalInvoiceRow
    parties: Parties
    enclosures: tuple[Enclosure, ...]
    recycled: bool


def enclosure(row: PortalFileRow, data: bytes) -> Enclosure:
    """A file as it is kept."""
    return Enclosure(row.name, row.media_type, data, row.main)


def write(contents: Sequence[Content], at: datetime) -> bytes:
    """The XML file, in UTF-8."""
    root = Element("CPPFacturePivot")
    one = SubElement(SubElement(root, "Enveloppe"), "EnveloppeUnitaire", NumOrdre="1")
    parameter = SubElement(SubElement(one, "Parametres"), "ParametreIndiv", NumOrdre="0001")
    _texts(parameter, Code="DtPrd", Valeurparametre=at.astimezone(FRANCE).date().isoformat())
    invoices = SubElement(root, "CPPFactures", Compteur=str(len(contents)))
    for number, content in enumerate(contents, 1):
        _invoice(SubElement(invoices, "CPPFacturePivotUnitaire", NumOrdre=str(number)), content)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _invoice(parent: Element, content: Content) -> None:
    row, parties = content.row, content.parties
    supplier = SubElement(parent, "Fournisseur")
    _texts(
        supplier,
        TypeIdentifiant=_SIRET if parties.supplier.siret else None,
        Identifiant=parties.supplier.siret,
        RaisonSociale=parties.supplier.name,
        CodePays="FR" if parties.supplier.siret else None,
        ModeEmission=row.mode,
    )
    if parties.account is not None:
        account = SubElement(supplier, "ReferenceBancaire", Type="IBAN")
        _texts(account, Compte=parties.account.iban, Etablissement=parties.account.bic)
    service = parties.service
    _texts(
        SubElement(parent, "Debiteur"),
        TypeIdentifiant=_SIRET,
        Identifiant=parties.recipient.siret,
        Nom=parties.recipient.name,
        CodeService=service.code if service else None,
        NomService=service.name if service else None,
    )
    _data(SubElement(parent, "DonneesFacture"), content)
    for number, one in enumerate(content.enclosures, 1):
        _texts(
            SubElement(parent, "PJ", NumOrdre=str(number)),
            Contenu=b64encode(one.data).decode(),
            NomPJ=one.name,
            TypePJ="01" if one.main else "02",
            MimeTypePJ=one.media_type,
        )


def _data(parent: Element, content: Content) -> None:
    row = content.row
    _texts(
        parent,
        Id=row.number,
        IdFactureOrigine=row.preceding,
        IdCPRO=str(row.id),
        Renvoi="Recyclée" if content.recycled else "Non",
        Type="381" if row.kind == AVOIR else "380",
        Cadre=row.frame.partition("_")[0],
        DateEmissionFacture=row.issue_date.isoformat() if row.issue_date else None,
        DateReception=row.deposited_at.astimezone(FRANCE).date().isoformat(),
    )
    if row.payment_mode is not None:
        _texts(SubElement(parent, "ModePaiement"), Code=row.payment_mode, Libelle=PAYMENT_MODES.get(row.payment_mode))
    _texts(parent, Devise=row.currency)
    amounts = SubElement(parent, "Montants")
    _texts(amounts, MontantHT=_amount(row.net), MontantTTC=_amount(row.gross), MontantNetAPayer=_amount(row.due))
    _vat(parent, row)
    _texts(SubElement(parent, "Engagement"), NumeroEngagement=row.engagement, NumeroMarche=row.contract)
    _lines(parent, row)


def _vat(parent: Element, row: PortalInvoiceRow) -> None:
    if rows := vat_rows_of(row):
        told = SubElement(parent, "TVAs")
        for one in rows:
            _texts(
                SubElement(told, "TVA"),
                Taux=_amount(rate_of(one)),
                BaseHt=_amount(decimal(one.get("ligneTvaMontantBaseHtParTaux"))),
                MontantTVA=_amount(decimal(one.get("ligneTvaMontantTvaParTaux"))),
            )


def _lines(parent: Element, row: PortalInvoiceRow) -> None:
    if lines := lines_of(row):
        told = SubElement(parent, "Lignes")
        for number, line in enumerate(lines, 1):
            _texts(
                SubElement(told, "Ligne", NumOrdre=str(number)),
                ReferenceProduit=line.told.get("lignePosteReference") or line.told.get("lignePosteDenomination"),
                PrixUnitaire=_amount(decimal(line.told.get("lignePosteMontantUnitaireHT"))),
                Quantite=_amount(decimal(line.told.get("lignePosteQuantite"))),
                MontantHT=_amount(line.net),
                TauxTVA=_amount(rate_of(line.told)),
            )


def _texts(parent: Element, **texts: str | None) -> None:
    """Elements with a text each; what is not known is left out."""
    for name, text in texts.items():
        if text is not None:
            SubElement(parent, name).text = _NOT_XML.sub("", text)


def _amount(value: Decimal | None) -> str | None:
    """An amount without zeros that say nothing.

    >>> _amount(Decimal("120.000000")), _amount(Decimal("1406.272")), _amount(Decimal("1E+3"))
    ('120', '1406.272', '1000')
    """
    if value is None:
        return None
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
