"""The request to Chorus Pro, beside what the platform's own description of it says."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from extractor.output.chorus import to_chorus
from extractor.testing import invoice_of, line_of
from models.invoice import Party, Payment, VatSubtotal
from models.output import Supplements

SWAGGER = Path(__file__).resolve().parents[5] / "shared" / "chorus" / "factures.swagger.json"
PLAIN = Supplements()
TOWN = Party(name="Mairie de Tulle", siret="21190272400014", siren="211902724")


def request(supplements=PLAIN, *, draft=False, **changes):
    return json.loads(to_chorus(invoice_of(**{"buyer": TOWN, **changes}), supplements, draft=draft))


def vat(rate, base, tax, category="S", reason=None):
    amounts = {"rate": Decimal(rate), "base": Decimal(base), "tax": Decimal(tax)}
    return VatSubtotal(category=category, exemption_reason=reason, **amounts)


def test_an_ordinary_invoice_to_a_town():
    assert request(
        Supplements(billing_mode="S1"),
        buyer_reference="COMPTA",
        purchase_order="0000048295",
        contract_reference="2026M12",
    ) == {
        "idUtilisateurCourant": 0,
        "modeDepot": "DEPOT_PDF_API",
        "numeroFactureSaisi": "F-12",
        "dateFacture": "2026-10-01",
        "destinataire": {"codeDestinataire": "21190272400014", "codeServiceExecutant": "COMPTA"},
        "fournisseur": {},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": "EUR",
            "typeFacture": "FACTURE",
            "typeTva": "TVA_SUR_ENCAISSEMENT",
            "numeroMarche": "2026M12",
            "numeroBonCommande": "0000048295",
            "modePaiement": "VIREMENT",
        },
        "lignePoste": [
            {
                "lignePosteNumero": 1,
                "lignePosteDenomination": "Pose de porte",
                "lignePosteQuantite": 2,
                "lignePosteMontantUnitaireHT": 50,
                "lignePosteTauxTvaManuel": 20,
            }
        ],
        "ligneTva": [
            {"ligneTvaTauxManuel": 20, "ligneTvaMontantBaseHtParTaux": 100, "ligneTvaMontantTvaParTaux": 20}
        ],
        "montantTotal": {"montantHtTotal": 100, "montantTVA": 20, "montantTtcTotal": 120, "montantAPayer": 120},
        "pieceJointePrincipale": {"pieceJointePrincipaleDesignation": "Facture F-12"},
    }


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"type_code": "381", "preceding_invoice": "F-11"},
        {"vat_breakdown": (vat(0, 100, 0, "E", "TVA non applicable, art. 293 B du CGI"),), "total_vat": Decimal(0)},
        {"issue_date": None, "number": None, "buyer": Party(), "lines": (), "vat_breakdown": ()},
        {"contract_reference": "M" * 60, "lines": (line_of(quantity=Decimal("0.33333"), discount=Decimal("1.5")),)},
    ],
)
def test_the_request_is_of_the_form_that_the_platform_publishes(changes):
    if not SWAGGER.exists():
        pytest.skip("the platform's published description is not at hand")
    definitions = json.loads(SWAGGER.read_text(encoding="utf-8"))["definitions"]
    for definition in definitions.values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    schema = {"$ref": "#/definitions/SoumettreFactureParam", "definitions": definitions}
    jsonschema.Draft4Validator(schema).validate(request(**changes))


def test_a_credit_note_names_its_invoice_and_no_means_of_payment():
    references = request(type_code="381", preceding_invoice="F-11")["references"]
    assert (references["typeFacture"], references["numeroFactureOrigine"]) == ("AVOIR", "F-11")
    assert "modePaiement" not in references


def test_the_amounts_of_a_credit_note_keep_their_sign():
    assert request(type_code="381")["montantTotal"]["montantTtcTotal"] == 120


@pytest.mark.parametrize(
    ("code", "mode"),
    [("30", "VIREMENT"), ("58", "VIREMENT"), ("59", "PRELEVEMENT"), ("20", "CHEQUE"), ("10", "ESPECE")],
)
def test_a_means_of_payment_has_the_name_of_the_platform(code, mode):
    assert request(payment=Payment(means_code=code))["references"]["modePaiement"] == mode


def test_a_means_that_the_platform_does_not_know_is_another_one():
    assert request(payment=Payment(means_code="48"))["references"]["modePaiement"] == "AUTRE"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"vat_point_code": "5"}, "TVA_SUR_DEBIT"),
        ({"vat_point_code": "72"}, "TVA_SUR_ENCAISSEMENT"),
        ({"billing_mode": "B1"}, "TVA_SUR_DEBIT"),
        ({"billing_mode": "S2"}, "TVA_SUR_ENCAISSEMENT"),
        ({"billing_mode": "M1"}, None),
        ({}, None),
        ({"vat_breakdown": (vat(0, 100, 0, "O", "Hors champ"),)}, "SANS_TVA"),
    ],
)
def test_when_the_vat_falls_due_is_told_where_it_is_known(changes, kind):
    assert request(**changes)["references"].get("typeTva") == kind


def test_an_exemption_has_its_reason():
    references = request(vat_breakdown=(vat(0, 100, 0, "AE", "Autoliquidation"),))["references"]
    assert (references["typeTva"], references["motifExonerationTva"]) == ("EXONERATION", "Autoliquidation")


def test_amounts_are_numbers_of_six_decimals_at_most():
    invoice = invoice_of(
        vat_breakdown=(vat("5.5", "1326.00", "130.2720000001"),),
        total_without_vat=Decimal("1326.00"),
        total_vat=Decimal("130.272"),
        total_with_vat=Decimal("1456.272"),
        amount_due=Decimal("1400.00"),
    )
    text = to_chorus(invoice, PLAIN).decode()
    for row in (
        '"ligneTvaTauxManuel": 5.5',
        '"ligneTvaMontantTvaParTaux": 130.272',
        '"montantTtcTotal": 1456.272',
        '"montantAPayer": 1400',
    ):
        assert row in text
    totals = json.loads(text, parse_float=Decimal)["montantTotal"]
    assert totals["montantTtcTotal"] == totals["montantHtTotal"] + totals["montantTVA"]


def test_a_number_beyond_nineteen_positions_is_left_out():
    assert "montantAPayer" not in request(amount_due=Decimal("1e14"))["montantTotal"]


def test_a_reference_that_does_not_fit_goes_to_the_comment_whole():
    long = "M" * 51
    sent = request(contract_reference=long, purchase_order="E" * 50)
    assert "numeroMarche" not in sent["references"]
    assert sent["references"]["numeroBonCommande"] == "E" * 50
    assert sent["commentaire"] == f"Marché : {long}"


def test_a_draft_says_so_and_the_comment_stays_in_its_bounds():
    assert "commentaire" not in request()
    comment = request(draft=True, purchase_order="E" * 3000)["commentaire"]
    assert comment.startswith("BROUILLON")
    assert len(comment) == 2000


@pytest.mark.parametrize(
    "lines",
    [
        (line_of(), line_of(id="2", quantity=None, net_amount=Decimal(0))),
        (line_of(net_amount=Decimal("90.00")),),
    ],
)
def test_lines_that_are_not_whole_or_do_not_add_up_stay_away(lines):
    assert "lignePoste" not in request(lines=lines)


def test_the_frame_is_the_one_that_was_asked_for():
    frame = "A9_FACTURE_SOUSTRAITANT"
    assert request(Supplements(chorus_frame=frame))["cadreDeFacturation"] == {"codeCadreFacturation": frame}


def test_nothing_is_invented():
    sent = request(number=None, issue_date=date(2026, 1, 2), buyer=Party(), currency=None)
    assert "numeroFactureSaisi" not in sent
    assert sent["destinataire"] == {}
    assert "deviseFacture" not in sent["references"]
