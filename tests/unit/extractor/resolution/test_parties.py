"""Whose numbers, names and addresses they are: by label, block and law; third parties are neither seller nor buyer."""

from __future__ import annotations

import pytest

from models.field import Origin
from tests.unit.extractor.resolution.pages import resolution_of, values_of

SELLER, BUYER, PUBLIC = "73282932000074", "40483304800014", "21750001600019"

ORDINARY = """
    DUBOIS MENUISERIE SARL                      Facture n° F-2026-118
    1 rue Haute                                 Date : 01/03/2026
    19000 Tulle
    Tél. 05 55 12 34 56
    SIRET 732 829 320 00074

                                                Facturé à :
                                                MARTIN SAS
                                                2 place Basse
                                                87000 Limoges
                                                SIRET : 404 833 048 00014

    Désignation              Qté      P.U. HT      Montant HT
    Pose de porte              2        50,00          100,00

                                       Total HT        100,00 €
                                       TVA 20 %         20,00 €
                                       Total TTC       120,00 €
{more}

    SARL au capital de 8 000 € - RCS Tulle 732 829 320 - TVA FR44732829320
"""


def page(more: str = "") -> str:
    return ORDINARY.format(more="\n" + more if more else "")


def sirets(text: str) -> tuple[str | None, str | None]:
    values = values_of(text)
    return values.get("seller_siret"), values.get("buyer_siret")


def test_both_parties_are_named_placed_and_numbered() -> None:
    values = values_of(page())
    assert (values["seller_name"], values["buyer_name"]) == ("DUBOIS MENUISERIE SARL", "MARTIN SAS")
    assert (values["seller_siret"], values["buyer_siret"]) == (SELLER, BUYER)
    assert (values["seller_siren"], values["buyer_siren"]) == (SELLER[:9], BUYER[:9])
    assert values["seller_vat"] == "FR44732829320"
    assert values["seller_address"] == "1 rue Haute, 19000 Tulle"
    assert values["buyer_address"] == "2 place Basse, 87000 Limoges"


def test_the_other_party_s_number_is_among_the_alternatives() -> None:
    fields = resolution_of(page()).fields
    assert [other.value for other in fields["buyer_siret"].alternatives] == [SELLER]


def test_agreeing_evidence_is_nearly_certain() -> None:
    fields = resolution_of(page()).fields
    assert min(fields["seller_siret"].confidence, fields["buyer_siret"].confidence) > 0.95


@pytest.mark.parametrize(
    ("first", "second"),
    [("Émetteur :", "Client :"), ("Fournisseur :", "Acheteur :"), ("Seller", "Bill to"), ("Vendeur", "Facturer à")],
)
def test_labels_over_the_blocks_tell_who_is_who_wherever_they_stand(first: str, second: str) -> None:
    text = f"""
        Facture n° 12 du 01/03/2026

        {second}                         {first}
        MARTIN SAS                       DUBOIS MENUISERIE
        2 place Basse                    1 rue Haute
        87000 Limoges                    19000 Tulle
        SIRET 404 833 048 00014          SIRET 732 829 320 00074

        Total HT 100,00   TVA 20 % 20,00   Total TTC 120,00
    """
    assert sirets(text) == (SELLER, BUYER)
    values = values_of(text)
    assert (values["seller_name"], values["buyer_name"]) == ("DUBOIS MENUISERIE", "MARTIN SAS")


def test_labels_of_the_numbers_themselves_tell_who_is_who() -> None:
    text = """
        Facture n° 12 du 01/03/2026

        SIRET client : 404 833 048 00014
        SIRET fournisseur : 732 829 320 00074
        N° TVA client : FR83 404 833 048

        Total TTC 120,00 €
    """
    assert sirets(text) == (SELLER, BUYER)
    assert values_of(text)["buyer_vat"] == "FR83404833048"


def test_numbers_of_one_business_are_judged_together() -> None:
    text = """
        Facture n° 12 du 01/03/2026

        732 829 320 00074

        Client : MARTIN SAS
        404 833 048 00014

        Total TTC 120,00 €

        SARL au capital de 8 000 € - RCS Tulle 732 829 320
    """
    assert sirets(text) == (SELLER, BUYER)


def test_the_siren_follows_from_the_siret_where_it_is_not_printed() -> None:
    field = resolution_of(page()).fields["buyer_siren"]
    assert (field.value, field.origin) == (BUYER[:9], Origin.COMPUTED)
    assert field.provenance is not None
    assert field.provenance.text == "404 833 048 00014"


def test_the_siren_follows_from_the_vat_number_where_nothing_else_is_printed() -> None:
    text = "Facture n° 12\n\nDUBOIS MENUISERIE\nTVA intracommunautaire : FR44 732 829 320\n\nTotal TTC 120,00 €"
    field = resolution_of(text).fields["seller_siren"]
    assert (field.value, field.origin) == ("732829320", Origin.COMPUTED)


@pytest.mark.parametrize(
    "more",
    [
        "    Siège social :\n    99 avenue Centrale\n    75008 Paris\n    SIRET 732 829 320 00017",
        "    Créance cédée à FACTORIA, société d'affacturage\n    SIRET 552 081 317 00018",
        "    Adresse de livraison :\n    Dépôt Est\n    3 quai Bas\n    33000 Bordeaux\n    SIRET 552 081 317 00018",
        "    Comptable assignataire : Trésorerie de Limoges\n    SIRET 552 081 317 00018",
        "    Mandataire paiement : PAYFAST SA\n    SIRET 552 081 317 00018",
    ],
    ids=["head office", "factor", "delivery place", "public accountant", "payment agent"],
)
def test_a_third_party_is_neither_seller_nor_buyer(more: str) -> None:
    assert sirets(page(more)) == (SELLER, BUYER)


@pytest.mark.parametrize(
    "more",
    [
        "    Créance cédée à FACTORIA, société d'affacturage\n    SIRET 552 081 317 00018",
        "    Adresse de livraison :\n    Dépôt Est\n    3 quai Bas\n    33000 Bordeaux\n    SIRET 552 081 317 00018",
    ],
    ids=["factor", "delivery place"],
)
def test_a_third_party_does_not_stand_in_for_a_buyer_without_a_number(more: str) -> None:
    text = page(more).replace("SIRET : 404 833 048 00014", "")
    assert sirets(text) == (SELLER, None)
    assert values_of(text)["buyer_name"] == "MARTIN SAS"


def test_a_public_body_buys() -> None:
    text = """
        Facture n° 12 du 01/03/2026

        DUBOIS MENUISERIE
        732 829 320 00074

        VILLE DE PARIS
        217 500 016 00019

        Total TTC 120,00 €
    """
    assert sirets(text) == (SELLER, PUBLIC)


def test_a_public_buyer_is_told_by_its_references() -> None:
    text = """
        DUBOIS MENUISERIE SARL
        SIRET 732 829 320 00074 - APE 4332A

        Facture n° 12 du 01/03/2026

        N° d'engagement : EJ-2026-44
        Code service : COMPTA
        SIRET : 217 500 016 00019

        Total TTC 120,00 €
    """
    assert sirets(text) == (SELLER, PUBLIC)


def test_a_single_business_with_legal_mentions_is_the_seller() -> None:
    values = values_of("Facture n° 12\n\nTotal TTC 120,00 €\n\nSARL au capital de 8 000 € - SIRET 732 829 320 00074")
    assert values["seller_siret"] == SELLER
    assert "buyer_siret" not in values


def test_a_single_business_under_the_buyer_s_head_is_the_buyer() -> None:
    values = values_of("Facture n° 12\n\nFacturé à :\nMARTIN SAS\nSIRET 404 833 048 00014\n\nTotal TTC 120,00 €")
    assert values["buyer_siret"] == BUYER
    assert "seller_siret" not in values


def test_a_page_without_businesses_has_no_parties() -> None:
    assert not {name for name in values_of("Bon pour accord") if name.startswith(("seller", "buyer"))}


def test_a_siret_whose_key_is_wrong_is_kept_with_less_confidence() -> None:
    fields = resolution_of(page().replace("404 833 048 00014", "404 833 048 00015")).fields
    sound = resolution_of(page()).fields["buyer_siret"]
    assert fields["buyer_siret"].value == "40483304800015"
    assert fields["buyer_siret"].confidence < 0.6 < sound.confidence


def test_a_vat_number_whose_key_is_wrong_is_kept_with_less_confidence() -> None:
    fields = resolution_of(page().replace("FR44732829320", "FR45732829320")).fields
    assert fields["seller_vat"].value == "FR45732829320"
    assert fields["seller_vat"].confidence < 0.6


def test_a_foreign_vat_number_belongs_to_its_block() -> None:
    text = page().replace("SIRET : 404 833 048 00014", "TVA : DE136695976").replace("87000 Limoges", "87000 Trier")
    values = values_of(text)
    assert values["buyer_vat"] == "DE136695976"
    assert values["seller_vat"] == "FR44732829320"


def test_of_two_own_establishments_the_one_of_the_legal_mentions_is_the_seller_s() -> None:
    text = page().replace("    SIRET 732 829 320 00074\n", "    SIRET 732 829 320 00017\n")
    text = text.replace("RCS Tulle 732 829 320", "SIRET 732 829 320 00074 - RCS Tulle")
    assert sirets(text)[0] == SELLER


def test_doubtful_characters_lower_the_confidence() -> None:
    sure = resolution_of(page()).fields["seller_siret"].confidence
    assert resolution_of(page(), confidence=0.7).fields["seller_siret"].confidence < sure


def test_the_name_before_form_and_capital_in_the_footer_is_the_seller_s() -> None:
    text = """
        Facture n° 12 du 01/03/2026

        Total TTC 120,00 €


        DUBOIS MENUISERIE - SARL au capital de 8 000 € - SIRET 732 829 320 00074
    """
    assert values_of(text)["seller_name"] == "DUBOIS MENUISERIE"


def test_a_name_after_its_label_is_enough() -> None:
    values = values_of("Facture n° 12\nFournisseur : DUBOIS MENUISERIE\nClient : MARTIN SAS\nTotal TTC 120,00 €")
    assert (values.get("seller_name"), values.get("buyer_name")) == ("DUBOIS MENUISERIE", "MARTIN SAS")


def test_the_department_of_a_public_body_is_not_its_name() -> None:
    text = page().replace("MARTIN SAS", "Service comptabilité\n" + " " * 48 + "MAIRIE DE LIMOGES")
    assert values_of(text)["buyer_name"] == "MAIRIE DE LIMOGES"


def test_a_misprinted_siret_and_the_vat_number_beneath_are_one_business_s() -> None:
    text = page().replace(
        "SIRET : 404 833 048 00014", "SIRET : 404 833 049 00014\n" + " " * 48 + "TVA : FR83 404 833 048"
    )
    values = values_of(text)
    assert (values["buyer_siret"], values["buyer_vat"]) == ("40483304900014", "FR83404833048")
    assert (values["seller_siret"], values["seller_vat"]) == (SELLER, "FR44732829320")


@pytest.mark.parametrize(
    ("first", "second"),
    [("Communauté de communes du", "pays de Tulle"), ("Syndicat mixte des eaux", "et de l'assainissement")],
)
def test_a_name_that_goes_on_is_read_whole(first: str, second: str) -> None:
    text = page().replace("MARTIN SAS", f"{first}\n" + " " * 48 + second)
    assert values_of(text)["buyer_name"] == f"{first} {second}"


@pytest.mark.parametrize("text", ["Client          MARTIN SAS", "Client\nMARTIN SAS", "Client : MARTIN SAS"])
def test_a_name_beside_or_under_its_label_needs_no_address(text: str) -> None:
    assert values_of(f"Facture n° 12\n\n{text}\n\nTotal TTC 120,00 €")["buyer_name"] == "MARTIN SAS"


def test_an_address_on_one_line_may_begin_with_the_name() -> None:
    text = "DUBOIS MENUISERIE - 1 rue Haute - 19000 Tulle\nTél. 05 55 12 34 56\n\nFacture n° 12\nTotal TTC 120,00 €"
    assert values_of(text)["seller_name"] == "DUBOIS MENUISERIE"


GOODS = """
    Studio Dubois                 Facture n° F-118 du 01/03/2026
    Communication
    N° SIRET : 73282932000074     Acompte de 40 % sur devis et bon de commande n° 118
    RC Paris B 732829320          Livraison franco selon bon de commande n° 118
    APE1812Z                      Transport, contrôle et pose, n° d'engagement 4500
    N° TVA : FR44732829320        Emballages repris, déchets, n° de marché 2025-18

    Client                        Total TTC                                        120,00 €
    MAIRIE DE LIMOGES
    87000 Limoges
    SIRET client : 217 500 016 00019
"""


def test_goods_beside_the_seller_s_numbers_do_not_make_them_the_buyer_s() -> None:
    values = values_of(GOODS)
    assert (values.get("seller_siret"), values["buyer_siret"]) == (SELLER, "21750001600019")


def test_a_head_under_a_number_speaks_of_what_stands_under_it() -> None:
    text = """
        DUBOIS MENUISERIE SARL                      MARTIN SAS
        19000 Tulle                                 87000 Limoges
        SIREN / SIRET : 732 829 320 00074
        Représentant fiscal
                                                    SIREN / SIRET : 404 833 048 00014
        Facture n° 12 du 01/03/2026
        Total TTC 120,00 €
    """
    assert values_of(text)["seller_siret"] == SELLER
