"""The kinds of columns of invoice lines, and the names that each goes by, in French first, English and German.

Names are written folded: no case, accents or punctuation ("P.U. H.T." is `pu ht`), without the words that any name may
carry (`ht`, `eur`, articles). Business terms of EN 16931: BT-126 number, BT-155 reference, BT-153 description, BT-129
quantity, BT-130 unit, BT-146 price, BT-136 discount, BT-131 amount, BT-152 rate.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a column holds. PART is an amount that is not the line's own: the contract's, an earlier one."""

    NUMBER = "number"
    REFERENCE = "reference"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT = "unit"
    PRICE = "price"
    GROSS_PRICE = "gross_price"
    DISCOUNT = "discount"
    AMOUNT = "amount"
    GROSS = "gross"
    TAX = "tax"
    RATE = "rate"
    DONE = "done"
    PART = "part"
    BASE = "base"
    OTHER = "other"


PHRASES: dict[Kind, str] = {
    Kind.NUMBER: (
        "n|no|num|numero|nr|ligne|lig|lg|li|pos|position|rang|poste|line|lfd nr|n ligne|l|n ordre|ordre|repere|"
        "rep|n poste|line no|sr|sl"
    ),
    Kind.REFERENCE: (
        "reference|ref|ref article|reference article|code|code article|code art|cod art|code produit|ref produit|"
        "reference produit|art|n article|no article|ref art|sku|item code|item no|part no|product code|"
        "artikelnummer|art nr|artnr|artikel nr|ean|code ean|gtin|code barre|cip|code cip|code prix|n prix|"
        "n de prix|prix n|ref bpu|bpu|code acte|lpp|code prestation|code interne|item number|product no|"
        "ref fournisseur|artikel|code barres"
    ),
    Kind.DESCRIPTION: (
        "designation|description|libelle|intitule|nature|prestation|prestations|objet|detail|details|article|"
        "articles|produit|produits|item|items|product|service|services|bezeichnung|beschreibung|leistung|"
        "artikelbezeichnung|artikelbeschreibung|positionsbeschreibung|leistungsbeschreibung|travaux|design|desig|"
        "designations|lib|descr|denomination|marchandises|honoraires|ouvrages|ouvrage|activity|omschrijving|"
        "particulars|descriptif|libelles|rubrique|mission|missions|phase|phases|elements|element|operation|"
        "operations"
    ),
    Kind.QUANTITY: (
        "quantite|quantites|qte|qtes|qt|q|nombre|nbre|nbr|nb|volume|nb heures|nb jours|nb h|nombre heures|"
        "nombre jours|heures|jours|quantite livree|quantites livrees|qte livree|qte liv|quantite facturee|"
        "qte facturee|qte fact|qte facturees|quantity|qty|hours|units|menge|anzahl|quant|consommation|conso|"
        "nb unites|nb u|aantal|qtite|quantite reelle|duree|nuits|nb nuits|days"
    ),
    Kind.UNIT: (
        "unite|unites|u|um|un|unit|uom|einheit|mengeneinheit|meng einheit|me|conditionnement|cdt|condit|"
        "unite mesure|unite oeuvre|uv|uf|eh|unit for pu"
    ),
    Kind.PRICE: (
        "pu|prix unitaire|prix unit|px unit|px unitaire|px u|px|prix u|p unitaire|p unit|prix|tarif|"
        "tarif unitaire|cout unitaire|taux horaire|prix forfaitaire|unit price|price|rate|unit cost|price unit|"
        "prix vente|puv|einzelpreis|preis|e preis|epreis|nettopreis|stuckpreis|pu brut|prix brut|valeur unitaire|"
        "montant unitaire|pu remise|prix remise|unitaire|cout|prix tarif|pv|price per unit|prijs|preis einheit|"
        "prix piece|cout horaire|prix unitaire brut|prix m2|prix kwh|unite prix|ep"
    ),
    Kind.DISCOUNT: (
        "remise|remises|rem|rabais|ristourne|r %|% r|remise %|rem %|% remise|% rem|taux remise|disc|disc %|"
        "discount|discount %|rebate|rabatt|nachlass|remise charge|reduction|escompte|rab|remise commerciale|"
        "taux rem|rist|allowance|rabatt %|korting|remise ligne"
    ),
    Kind.AMOUNT: (
        "montant|total|total ligne|montant ligne|prix total|mt|mnt|mtt|tot|line total|amount|betrag|gesamtpreis|"
        "gesamt|nettobetrag|entgelt|positionsbetrag|gesamtbetrag|montant total|somme|summe|subtotal|sous total|"
        "valeur|total remise|montant remise|presente situation|situation mois|situation presente|"
        "montant situation|a facturer|montant facture|montant periode|present|actuel|mois|mois courant|"
        "situation actuelle|present decompte|periode|montant mois|present mois|ce jour|price w o tax|"
        "price excl tax|price without tax|total excl tax|sum|bedrag|cout total|value|gp|g preis|amount excl tax|"
        "excl tax|line amount|extended price|travaux mois|montants|honoraires dus"
    ),
    Kind.TAX: "montant tva|mt tva|taxe|mnt tva|mont tva|vat amount|tax amount|total tva",
    Kind.RATE: (
        "tva|taux tva|taux|% tva|tva %|tx tva|tx|code tva|c tva|t|vat|vat rate|vat %|tax|tax %|tax rate|mwst|ust|"
        "steuersatz|cd tva|tva code|mwst %|ust %|tva tx|ct|code taxe|taux %|% mwst|tva taux|taxes|btw|cod tva|"
        "tva cod|iva|cdt tva|% vat"
    ),
    Kind.DONE: (
        "%|% avanc|avanc|avancement|% avancement|% cumule|pourcentage|avanc %|avancement %|% realise|% execution|"
        "av %|% av|% cumul|quote part|taux avancement|taux realisation|taux execution|% facture|% mission"
    ),
    Kind.PART: (
        "montant marche|marche|montant marches|montant du marche|cumul|cumule|montant cumule|total cumule|"
        "situation precedente|situations precedentes|precedent|precedente|cumul precedent|travaux anterieurs|"
        "anterieur|anterieurs|deja facture|facture anterieurement|facture precedemment|reste|reste a facturer|"
        "reste a realiser|mois precedent|mois precedents|situation anterieure|situations anterieures|"
        "decompte precedent|montant devis|devis|montant initial|montant prevu|cumul travaux|montant base|"
        "montant contrat|forfait|travaux cumules|total marche|cumul mois|montant honoraires|honoraires marche"
    ),
    Kind.BASE: (
        "base|base tva|assiette|bases|base imposable|montant base tva|basisbetrag|warenwert|taxable amount|"
        "net base|tax base"
    ),
    Kind.OTHER: (
        "date|dates|bl|n bl|commande|cde|livraison|colis|poids|lot|n lot|serie|n serie|index|ancien index|"
        "nouvel index|ancien|nouveau|coefficient|coef|eco part|eco participation|eco|ecotaxe|eco taxe|deee|d3e|"
        "echeance|du|au|compte|peremption|marque|origine|categorie|type|nature tva|droits|accises|cat|calibre|"
        "degre|km|compteur|datum|date livraison|qte cde|qte commandee|quantite commandee|commandee|commande le|"
        "reliquat|poids net|poids brut|pcb|taille|couleur|size|debit|credit|solde|statut"
    ),
}
"""Names of each kind of column, most usual first, separated by bars."""

DECORATIONS = frozenset(
    "ht htva hors eur euro euros en net nette nets de d du des la le les l par hts inkl the exprime exprimee".split()
)
"""Words that a column's name may carry whatever it holds."""

GROSS_MARKS = frozenset("ttc brutto gross incl".split())
"""Words that tell that an amount or a price is with VAT."""

LONG_NAMES = frozenset(
    (
        "designation description libelle intitule nature prestation prestations detail details objet denomination "
        "bezeichnung beschreibung descriptif produits"
    ).split()
)
"""Names that more words may follow: `désignation des travaux`, `nature des prestations`."""
