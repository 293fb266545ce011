"""Rows of a table that are not lines: totals, sub-totals, sums carried over pages, VAT and payment rows.

>>> [role_of(text) for text in ("Total H.T.", "Sous-total lot 1", "A REPORTER", "T.V.A. 20 %", "Total hydrofuge 5 L")]
[<Role.TOTAL: 'total'>, <Role.SUBTOTAL: 'subtotal'>, <Role.CARRIED: 'carried'>, <Role.TOTAL: 'total'>, None]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from extractor.resolution.line_rows import Number, Row
from extractor.resolution.line_vocabulary import head_tokens, parted, spelled, tokens

SHORT = 4
"""Words of a label that is looked at twice, at most."""


class Role(StrEnum):
    """TOTAL ends the lines; SUBTOTAL and CARRIED stand among them; CHARGE and DISCOUNT may belong to the totals."""

    TOTAL = "total"
    SUBTOTAL = "subtotal"
    CARRIED = "carried"
    CHARGE = "charge"
    DISCOUNT = "discount"
    INFO = "info"


_ROWS = {
    Role.CARRIED: r"""
        (a )?report(er)?
        a reporter.*
        report (de la )?page.*
        report .{0,25}
        total (a )?report(er|e)?.*
        ubertrag.*
        carried (forward|over).*
        brought forward.*
        (sous )?total page.*
    """,
    Role.SUBTOTAL: r"""
        (sous|ss|s|sub) ?(total|tot)s?( [a-z0-9]+){1,6}
        total (du |de la |de l |des )?(lot|chapitre|section|poste|tranche|bl|bon|phase|semaine|journee|famille|\
          rubrique|article|chantier|bloc|partie)s?\b.*
    """,
    Role.TOTAL: r"""
        (total|totaux|tot)( (general|brut|net|hors|ht|htva|h t|ttc|tva|toutes|taxe|taxes|remise|remises|facture|\
          avant|apres|a|de|des|du|la|le|en|eur|euro|euros|honoraires|et|frais|due?|amount|lignes|prestations|detail|\
          travaux|marchandises?|commande|excl|incl|vat|tax|montant|situation|avoir|acompte|sans|vente|produits|\
          services|articles|depenses|debours|consommations|abonnements?|payer|regler|periode|mois|page|[0-9]+|%))*
        (sous|ss|s|sub) ?(total|tot)s?
        montants? (total|ht|hors|ttc|tva|net|du|a|brut|de la tva|regler|de|des|taxe|facture)\b.*
        montant
        net (ht|a|ttc|commercial|total|amount|eur|due|hors|financier)\b.*
        (tva|t v a|vat|mwst|ust|taxes?|tax|gst|taxe sur la valeur ajoutee)( (%|[0-9]+|a|au|taux|de|sur|due|non|\
          acquittee|totale?|total|normal|reduit|intermediaire|eur|ht|encaissements|debits|collectee|inclus|incluse|\
          dont|amount|base|le|la|montant|code|assiette|taxe|et|en|[a-z]))*
        (base|bases|assiette|taux)( .*)?
        code [0-9a-z] taux.*
        solde( (a|du|restant|de|net|payer|regler)\b.*)?
        reste (a|du)\b.*
        somme (a|due?)\b.*
        (prix|honoraires?|honoraires et frais) (total |net )?(ht|ttc)
        amount due.*
        balance.*
        grand total.*
        zwischensumme.*
        gesamt(summe|betrag|preis)?( .*)?
        rechnungs(betrag|summe).*
        positionssumme.*
        netto(betrag|summe)?( .*)?
        summe.*
        endbetrag.*
        zahlbetrag.*
        umsatzsteuer.*
        mehrwertsteuer.*
        net total.*
        residual.*
        a payer.*
        dont tva.*
        acomptes? (ac|deja|verse|recu|du|n|a deduire|de [0-9]+ eur|regle)\b.*
        arrhes .*
        deja (regle|paye|verse).*
        retenue .*
        rg [0-9]+ %.*
        net
        ht
        ttc
        total
        arrete la presente.*
        recapitulatif.*
        ventilation.*
        detail (de la )?tva.*
        valeur nette.*
    """,
    Role.DISCOUNT: r"""
        remises?(?! (en|a|aux|au)\b)( .*)?
        (escompte|rabais|ristourne|reduction|discount|rabatt|abzgl|abzuglich)s?( .*)?
        charge( .*)?
    """,
    Role.CHARGE: r"""
        (frais de |forfait )?(port|livraison|transport|expedition|emballage|dossier|facturation)( (ht|et|a|\
          emballage|hors).*)?
        port et emballage.*
        frais de (port|livraison|facturation)\b.*
        shipping.*
        freight.*
        versandkosten.*
        eco ?(participation|contribution|taxe|part)s?.*
        deee.*
        avoir .*
        acompte .*
        deduction .*
        a deduire.*
    """,
    Role.INFO: r"""
        iban.*
        (coordonnees|compte|references?|domiciliation|rib|banque|reglement|virement|paiement)\b.*\biban\b.*
        bic.*
        swift.*
        code bic.*
        rib.*
        siret.*
        siren.*
        (n )?tva intra.*
        n siret.*
        (mode|modalites|conditions|moyen|delai|date|coordonnees) (de |d |des )?(paiement|reglement|echeance|\
          bancaires?)\b.*
        echeances?( .*)?
        reglement .*
        virement.*
        paiement.*
        banque .*
        domiciliation.*
        penalites?.*
        en cas de retard.*
        pas d escompte.*
        date limite.*
        facture (n|no|numero|du)\b.*
        (bon de )?commande (n|no|du)\b.*
        code service.*
        engagement .*
        zahlung.*
        payment.*
        due date.*
        invoice (no|number|date).*
        capital.*
        au capital.*
        rcs .*
        tel(ephone)?( .*)?
        fax.*
        email.*
        prelevement.*
        cheque.*
        carte bancaire.*
        cb
        especes.*
        rendu.*
        page [0-9]+.*
        loyer
        merci .*
        bon pour.*
        signature.*
    """,
}
"""Folded labels of each role, one pattern a line; a line that ends in a backslash goes on in the next."""

_COMPILED = tuple(
    (role, re.compile("|".join(line.strip() for line in re.sub(r"\\\n\s*", "", text).strip().split("\n"))))
    for role, text in _ROWS.items()
)


@lru_cache(maxsize=4096)
def role_of(label: str) -> Role | None:
    """What a row whose text begins with `label` is, or None where it may be a line."""
    words = tuple(map(spelled, tokens(label)))
    roles = (_role(" ".join(part)) for part in (words, *_halves(label), *_corrected(label, words)) if part)
    return next(filter(None, roles), None)


def _role(folded: str) -> Role | None:
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(folded)), None)


def _corrected(label: str, words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A short label with its words parted and spelled as those of columns are: `NetHT`, `Totai TTC`."""
    if len(words) > SHORT:
        return []
    return [head_tokens(label), tuple(part for word in words for part in parted(word))]


def _halves(label: str) -> list[tuple[str, ...]]:
    """The two languages of a bilingual label: `Total HT / Subtotal`."""
    return [tokens(half) for half in label.split(" / ")] if " / " in label else []


def role_of_row(row: Row) -> Role | None:
    """What a row is by its label, or by the label of an amount further right: totals may stand beside other things."""
    first = role_of(row.label)
    if first is not None:
        return first
    labels = (label for _, label in labelled(row))
    return Role.TOTAL if any(role_of(label) is Role.TOTAL for label in labels) else None


def labelled(row: Row) -> Iterator[tuple[Number, str]]:
    """The numbers of a row that have words right before them, with those words; not at the start of the row."""
    for number in row.numbers:
        stop = number.start
        if not stop:
            continue
        start = stop - 1 if row.gaps[stop] else stop
        while not row.gaps[start]:
            start -= 1
        if 0 < start < stop:
            yield number, " ".join(word.text for word in row.words[start:stop])


def is_total(row: Row) -> bool:
    """Whether a row tells a sum, not only begins with a word for one: "Base 1 250 m2, 4 niveaux"."""
    if role_of_row(row) is not Role.TOTAL:
        return False
    ends = (*row.gaps, True)
    return any(number.decimals == 2 or number.currency or ends[number.stop] for number in row.numbers)
