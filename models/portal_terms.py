"""What Chorus Pro's interface calls things by, and how much it takes: codes with their French words, sizes, lengths.

Sources: AIFE, API Factures v1 (soumettre) and its data types · API Transverses v1 (ajouter/fichier, 20003) ·
communaute.chorus-pro.gouv.fr (bonnes pratiques: sizes, extensions)
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Final

FILE_LIMIT: Final = 10 * 1024**2
"""Bytes of a file: a PDF, an attachment, a flow."""
TOTAL_LIMIT: Final = 120 * 1024**2
"""Bytes of an invoice with all its files, and of a download."""
NAME_LENGTH: Final = 50
"""Of a file, with its extension."""
DESIGNATION_LENGTH: Final = 100
ENGAGEMENT_LENGTH: Final = 50
SERVICE_LENGTH: Final = 100
AMOUNT_LIMIT: Final = Decimal(10) ** 13
"""Amounts are below: 19 positions, of which 6 decimals."""

FACTURE: Final = "FACTURE"
AVOIR: Final = "AVOIR"

SAISIE_API: Final = "SAISIE_API"
DEPOT_PDF_API: Final = "DEPOT_PDF_API"
DEPOT_PDF_SIGNE_API: Final = "DEPOT_PDF_SIGNE_API"
UPLOAD_API: Final = "UPLOAD_API"
EDI_NUMERISATION: Final = "EDI_NUMERISATION"
PDF_MODES: Final = frozenset({DEPOT_PDF_API, DEPOT_PDF_SIGNE_API})
HAND_MODES: Final = frozenset(
    {
        "SAISIE_WEB", "SAISIE_PORTAIL", SAISIE_API, "PORTAIL_PDF", "DEPOT_PDF_PORTAIL", "DEPOT_PDF_SIGNE_PORTAIL",
        "UPLOAD_PORTAIL",
    }
)  # fmt: skip
"""A person typed it in or put it on the portal's site, or a program typed it in."""
MODES: Final = (
    PDF_MODES | HAND_MODES | {"EDI", "EDI_XML_STRUCT", "EDI_MIXTE", "EDI_PDF_ARCHIVE", UPLOAD_API, EDI_NUMERISATION}
)
"""How an invoice came (`modeDepot`)."""

A1: Final = "A1_FACTURE_FOURNISSEUR"
FRAMES: Final = MappingProxyType(
    {
        "A1": A1,
        "A2": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
        "A9": "A9_FACTURE_SOUSTRAITANT",
        "A12": "A12_FACTURE_COTRAITANT",
    }
)
"""The frames of a simple invoice (`codeCadreFacturation`), by the short names that people use."""

TRANSFER: Final = "VIREMENT"
PAYMENT_MODES: Final = MappingProxyType(
    {
        "CHEQUE": "Chèque",
        "PRELEVEMENT": "Prélèvement",
        TRANSFER: "Virement",
        "ESPECE": "Espèces",
        "AUTRE": "Autre",
        "REPORT": "Report",
    }
)
VAT_KINDS: Final = MappingProxyType(
    {
        "TVA_SUR_DEBIT": "TVA sur les débits",
        "TVA_SUR_ENCAISSEMENT": "TVA sur les encaissements",
        "EXONERATION": "Exonération",
        "SANS_TVA": "Sans TVA",
    }
)
