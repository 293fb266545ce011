"""Pages of paper in plain text, as piles are made of in these tests."""

from dataclasses import replace

from extractor.splitting import traits_of
from extractor.testing import page_of
from models.document import Code, CodeKind, Document, Reading
from models.geometry import BBox

SELLERS = {
    "acme": ("ACME Menuiserie SARL", "732829320", "05 55 12 34 56"),
    "blain": ("Blain Distribution SAS", "404833048", "01 44 55 66 77"),
}


def invoice(number, *, seller="acme", title="FACTURE", page="", lines=8, sums=True, head=True):
    """A page of an invoice; without a head it is one that goes on."""
    name, siren, phone = SELLERS[seller]
    top = f"""
    {name:40}{title} N° {number}
    1 rue Haute                             Date : 12/03/2026
    19000 Tulle                             {page}
    Tél. {phone}
                                            MAIRIE DE PUYVERT
                                            2 place du Marché
                                            87000 Puyvert
    """
    body = "\n".join(
        f"    Pose de porte modèle {rank:3}                 2      50,00     100,00" for rank in range(lines)
    )
    end = """
    Total HT                            800,00
    Total TVA 20 %                      160,00
    Total TTC                           960,00
    Net à payer                         960,00
    """
    foot = f"    {name} - SIRET {siren} 00074 - RCS Brive"
    heads = "    Désignation                          Quantité  P.U. HT   Montant HT"
    return "\n".join([top if head else f"    {page}", heads, body, end if sums else "", foot if head or sums else ""])


DELIVERY = """
    ACME Menuiserie SARL
    1 rue Haute, 19000 Tulle
                                            MAIRIE DE PUYVERT
    BON DE LIVRAISON N° 77120               87000 Puyvert
    {cited}
    Désignation                 Quantité    Livré    Reste
    Pose de porte                   2         2        0
    Nombre de colis : 3
    Transporteur : Messagerie de la Plaine
    Reçu le :                    Cachet et signature du client
"""
LETTER = """
    Blain Distribution SAS
    12 quai de l'Écluse
    87000 Limoges
                                            Limoges, le 3 mars 2026
    Objet : changement de coordonnées bancaires

    Madame, Monsieur,
    Nous vous prions de bien vouloir noter que nos coordonnées bancaires ont changé depuis le début de l'année.
    Nous restons à votre disposition pour tout renseignement complémentaire que vous jugeriez utile.
    Veuillez agréer, Madame, Monsieur, nos salutations distinguées.
"""
TERMS = "                 CONDITIONS GÉNÉRALES DE VENTE\n" + "\n".join(
    f"    Article {rank} - Le vendeur et l'acheteur conviennent de la réserve de propriété et de la force majeure."
    for rank in range(1, 12)
)
SEPARATOR = "    FEUILLE DE SÉPARATION"


def pile(*texts):
    """A document of these pages; an empty one is blank, a separator has a code."""
    pages = []
    for number, text in enumerate(texts, 1):
        page = page_of(text, number=number)
        if text == SEPARATOR:
            page = replace(page, codes=(Code(CodeKind.PATCH, "T", BBox(10, 10, 60, 200)),))
        pages.append(page)
    return Document("pile.pdf", "0" * 64, tuple(pages), Reading.TEXT_LAYER)


def traits(*texts):
    return [traits_of(page) for page in pile(*texts).pages]
