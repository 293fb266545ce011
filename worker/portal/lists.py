"""What may be entered on the portal, as lists of codes with their names, in French or English.

Codes that the portal itself decides on are those it takes. Currencies and countries are ISO's. Codes of VAT rates are
not published: TVA1 is the exemption of small businesses and TVA5 is 20 % in the samples known, the rates between them
are in their order here. Reasons for exemption are the codes of EN 16931 (VATEX), as in invoices elsewhere.

Sources: ISO 4217 and 3166-1, with their French names, as pycountry ships them · CGI 278 to 281 nonies (rates), 293 B ·
VATEX, French entries
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

import pycountry

from models import portal_terms
from models.portal import RECIPIENT_MOVES, Status
from worker.portal import flow_syntaxes

FRENCH, ENGLISH = "FR", "EN"
_NO_MONEY: Final = frozenset({"XTS", "XXX"})  # for tests, and for no currency


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with its names."""

    code: str
    fr: str
    en: str

    def name(self, language: str | None) -> str:
        """The name in a language; French where it is not known."""
        return self.en if (language or "").upper() == ENGLISH else self.fr


@dataclass(frozen=True, slots=True)
class Rate(Coded):
    """A rate of VAT by its code."""

    value: Decimal


VAT_RATES: Final = (
    Rate("TVA1", "Art 293B (FranchiseEnBase)", "Art 293B (small businesses)", Decimal(0)),
    Rate("TVA2", "Taux particulier 2,1 %", "Special rate 2.1%", Decimal("2.1")),
    Rate("TVA3", "Taux réduit 5,5 %", "Reduced rate 5.5%", Decimal("5.5")),
    Rate("TVA4", "Taux intermédiaire 10 %", "Intermediate rate 10%", Decimal(10)),
    Rate("TVA5", "Taux normal 20 %", "Standard rate 20%", Decimal(20)),
)

EXEMPTIONS: Final = (
    Coded("VATEX-FR-FRANCHISE", "Franchise en base (CGI, art. 293 B)", "Small businesses (CGI 293 B)"),
    Coded("VATEX-FR-AE", "Autoliquidation (CGI, art. 283)", "Reverse charge (CGI 283)"),
    Coded("VATEX-FR-CNWVAT", "Avoir net de taxe", "Credit note without VAT"),
    Coded("VATEX-FR-CGI261-4", "Santé, enseignement, formation (CGI, art. 261, 4)", "Health, teaching (CGI 261, 4)"),
    Coded("VATEX-FR-CGI261-7", "Organismes d'utilité générale (CGI, art. 261, 7)", "Non-profit bodies (CGI 261, 7)"),
    Coded("VATEX-FR-CGI261C-1", "Opérations bancaires et financières (CGI, art. 261 C, 1°)", "Banking (CGI 261 C, 1)"),
    Coded("VATEX-FR-CGI261C-2", "Assurances (CGI, art. 261 C, 2°)", "Insurance (CGI 261 C, 2)"),
    Coded("VATEX-FR-CGI261D-2", "Locations de terrains et locaux nus (CGI, art. 261 D, 2°)", "Letting (CGI 261 D, 2)"),
    Coded("VATEX-FR-CGI275", "Achats en franchise (CGI, art. 275)", "Purchases free of VAT (CGI 275)"),
    Coded("VATEX-FR-CGI277A", "Régimes suspensifs (CGI, art. 277 A)", "Suspension of VAT (CGI 277 A)"),
    Coded("VATEX-FR-CGI295", "Outre-mer (CGI, art. 295)", "Overseas (CGI 295)"),
    Coded("VATEX-EU-IC", "Livraison intracommunautaire (CGI, art. 262 ter)", "Intra-Community supply"),
    Coded("VATEX-EU-G", "Exportation (CGI, art. 262)", "Export outside the EU"),
    Coded("VATEX-EU-AE", "Autoliquidation par un preneur de l'Union", "Reverse charge in the EU"),
    Coded("VATEX-EU-O", "Hors du champ de la TVA", "Not subject to VAT"),
)

ATTACHMENTS: Final = (
    Coded("BON_DE_COMMANDE", "Bon de commande", "Order"),
    Coded("BON_DE_LIVRAISON", "Bon de livraison", "Delivery note"),
    Coded("DEVIS", "Devis", "Quotation"),
    Coded("RIB", "Relevé d'identité bancaire", "Bank account details"),
    Coded("JUSTIFICATIF", "Pièce justificative", "Supporting document"),
    Coded("AUTRE", "Autre", "Other"),
)
"""Kinds of files that go with an invoice: for people, nothing depends on them."""

PAYMENT_REQUESTS: Final = (portal_terms.FACTURE,)
"""What is asked to be paid (`typeDemandePaiement`): works, justice and reimbursement have no ways here."""

IDENTIFIERS: Final = ("SIRET",)
FLOW_FORMATS: Final = ("IN_DP_E1_STRUCT", "IN_DP_E2_MIXTE", "IN_DP_E2_FACTURX")
FLOW_SYNTAXES: Final = tuple(flow_syntaxes.SYNTAXES)
DEPOSIT_MODES: Final = tuple(sorted(portal_terms.MODES))
PAYMENT_MODES: Final = tuple(sorted(portal_terms.PAYMENT_MODES))
FRAMES: Final = tuple(portal_terms.FRAMES.values())


def next_statuses(status: str) -> tuple[str, ...]:
    """To which statuses a recipient may bring an invoice from this one, in the order of its life."""
    known = RECIPIENT_MOVES.get(Status(status), frozenset()) if status in Status.__members__ else frozenset()
    return tuple(one.value for one in Status if one in known)


@cache
def currencies() -> tuple[Coded, ...]:
    """ISO 4217, by code."""
    french = gettext.translation("iso4217", pycountry.LOCALES_DIR, languages=["fr"])
    known = {one.alpha_3: one.name for one in pycountry.currencies if one.alpha_3 not in _NO_MONEY}
    return tuple(Coded(code, french.gettext(name), name) for code, name in sorted(known.items()))


@cache
def countries() -> tuple[Coded, ...]:
    """ISO 3166-1, by code of two letters."""
    french = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["fr"])
    known = {one.alpha_2: one.name for one in pycountry.countries}
    return tuple(Coded(code, french.gettext(name), name) for code, name in sorted(known.items()))
