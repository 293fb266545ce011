"""Errors that lxml really reports, by schemas made here and by the schemas of Factur-X, in plain words."""

import pytest
from lxml import etree

from extractor.validation.wording import xsd_message

SCHEMA = etree.XMLSchema(
    etree.fromstring(
        """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
 <xs:simpleType name="Amount"><xs:restriction base="xs:decimal"><xs:fractionDigits value="2"/></xs:restriction>
 </xs:simpleType>
 <xs:simpleType name="Code"><xs:restriction base="xs:token"><xs:enumeration value="380"/><xs:enumeration value="381"/>
 </xs:restriction></xs:simpleType>
 <xs:simpleType name="Currency"><xs:restriction base="xs:token"><xs:pattern value="[A-Z]{3}"/></xs:restriction>
 </xs:simpleType>
 <xs:simpleType name="Short"><xs:restriction base="xs:string"><xs:minLength value="2"/><xs:maxLength value="5"/>
 </xs:restriction></xs:simpleType>
 <xs:element name="Invoice"><xs:complexType><xs:sequence>
  <xs:element name="TypeCode" type="Code"/>
  <xs:element name="DueDate" type="xs:date"/>
  <xs:element name="DocumentCurrencyCode" type="Currency"/>
  <xs:element name="TaxAmount"><xs:complexType><xs:simpleContent><xs:extension base="Amount">
   <xs:attribute name="currencyID" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
  <xs:element name="Note" type="Short" minOccurs="0"/>
  <xs:element name="ChargeIndicator" type="xs:boolean" minOccurs="0"/>
 </xs:sequence></xs:complexType></xs:element></xs:schema>"""
    )
)
GOOD = {
    "TypeCode": "<TypeCode>380</TypeCode>",
    "DueDate": "<DueDate>2026-10-01</DueDate>",
    "DocumentCurrencyCode": "<DocumentCurrencyCode>EUR</DocumentCurrencyCode>",
    "TaxAmount": '<TaxAmount currencyID="EUR">1.00</TaxAmount>',
    "Note": "<Note>abc</Note>",
    "ChargeIndicator": "<ChargeIndicator>true</ChargeIndicator>",
}


def told(**changed):
    """The first error on an invoice with some elements changed, in our words."""
    xml = "<Invoice>" + "".join({**GOOD, **changed}.values()) + "</Invoice>"
    assert not SCHEMA.validate(etree.fromstring(xml))
    return xsd_message(SCHEMA.error_log[0].message)


def test_the_invoice_that_is_spoilt_here_is_good():
    assert SCHEMA.validate(etree.fromstring("<Invoice>" + "".join(GOOD.values()) + "</Invoice>"))


@pytest.mark.parametrize(
    ("changed", "french"),
    [
        (
            {"TypeCode": ""},
            (
                "« date d'échéance (BT-9) » [DueDate] n'est pas à sa place : ici est attendu « code de type » "
                "[TypeCode]. Ajoutez ce qui manque avant lui, ou déplacez-le."
            ),
        ),
        (
            {"ChargeIndicator": GOOD["ChargeIndicator"] + "<Odd/>"},
            "« Odd » n'est pas prévu à cet endroit. Retirez-le, ou déplacez-le.",
        ),
        (
            {"TypeCode": "<TypeCode>999</TypeCode>"},
            (
                "La valeur « 999 » de « code de type » [TypeCode] n'est pas dans la liste admise. "
                "Prenez un code de la liste."
            ),
        ),
        (
            {"DueDate": "<DueDate>01/10/2026</DueDate>"},
            (
                "La valeur « 01/10/2026 » de « date d'échéance (BT-9) » [DueDate] n'est pas une date (AAAA-MM-JJ). "
                "Corrigez-la."
            ),
        ),
        (
            {"DueDate": "<DueDate/>"},
            "« date d'échéance (BT-9) » [DueDate] est vide. Donnez-lui une valeur, ou retirez-le.",
        ),
        (
            {"DocumentCurrencyCode": "<DocumentCurrencyCode>euro</DocumentCurrencyCode>"},
            (
                "La valeur « euro » de « devise de la facture (BT-5) » [DocumentCurrencyCode] n'est pas écrite "
                "comme il faut. Vérifiez sa forme : '[A-Z]{3}'."
            ),
        ),
        (
            {"TaxAmount": "<TaxAmount>1.00</TaxAmount>"},
            "« montant de TVA » [TaxAmount] n'a pas la précision « devise » [@currencyID]. Ajoutez-la.",
        ),
        (
            {"TaxAmount": '<TaxAmount currencyID="EUR" unitCode="C62">1.00</TaxAmount>'},
            (
                "« montant de TVA » [TaxAmount] porte la précision « unité » [@unitCode], "
                "qui n'y est pas prévue. Retirez-la."
            ),
        ),
        (
            {"TaxAmount": '<TaxAmount currencyID="EUR">1.005</TaxAmount>'},
            (
                "La valeur « 1.005 » de « montant de TVA » [TaxAmount] a trop de chiffres ou de décimales (2 au plus). "
                "Arrondissez-la."
            ),
        ),
        (
            {"TaxAmount": '<TaxAmount currencyID="EUR">1,00</TaxAmount>'},
            (
                "La valeur « 1,00 » de « montant de TVA » [TaxAmount] n'est pas un nombre avec un point décimal. "
                "Corrigez-la."
            ),
        ),
        (
            {"Note": "<Note>abcdefgh</Note>"},
            "« note » [Note] est trop long : 8 caractères, 5 au plus. Raccourcissez.",
        ),
        (
            {"Note": "<Note>a</Note>"},
            "« note » [Note] est trop court : 1 caractères, 2 au moins. Complétez, ou retirez s'il est vide.",
        ),
        (
            {"ChargeIndicator": "<ChargeIndicator>oui</ChargeIndicator>"},
            (
                "La valeur « oui » de « signe, remise ou frais » [ChargeIndicator] n'est pas « true » ou « false ». "
                "Corrigez-la."
            ),
        ),
        (
            {"Note": "<Note><b>abc</b></Note>"},
            "« note » [Note] contient un texte ou un élément qui n'y est pas prévu. Retirez-le.",
        ),
    ],
)
def test_each_form_of_error_is_told_in_french(changed, french):
    assert told(**changed).fr == french


def test_english_says_the_same():
    assert told(TypeCode="").en == (
        "“due date (BT-9)” [DueDate] is out of place: “type code” [TypeCode] is expected here. "
        "Add what is missing before it, or move it."
    )


def test_what_is_missing_at_the_end_is_told():
    assert not SCHEMA.validate(etree.fromstring("<Invoice>" + GOOD["TypeCode"] + "</Invoice>"))
    message = xsd_message(SCHEMA.error_log[0].message).fr
    assert message == "« Invoice » est incomplet : il y manque « date d'échéance (BT-9) » [DueDate]. Ajoutez-le."


def test_a_root_that_no_schema_knows_is_told():
    assert not SCHEMA.validate(etree.fromstring("<Facture/>"))
    assert "facture CII ou UBL" in xsd_message(SCHEMA.error_log[0].message).fr


def test_a_long_choice_is_cut_and_a_long_value_too():
    names = ", ".join(f"{{urn:x}}E{n}" for n in range(40))
    message = xsd_message(f"Element 'A': This element is not expected. Expected is one of ( {names} ).").fr
    assert "« E2 » ou un autre élément" in message
    assert "E3" not in message
    assert len(told(DueDate=f"<DueDate>{'9' * 5000}</DueDate>").fr) < 300


@pytest.mark.parametrize("text", ["", "Anything else", "Element 'A': A form of tomorrow."])
def test_a_form_that_is_not_known_keeps_its_text(text):
    assert xsd_message(text).fr.endswith(text)
