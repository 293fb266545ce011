"""What is written reads back as it was, is valid, and nothing that a file from outside says stops the writing."""

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings, strategies as st

from extractor.output import complete, from_xml, to_cii, to_ubl
from extractor.output.notation import clean
from extractor.validation import validate
from models.codes import CREDIT_NOTES
from models.invoice import Invoice
from models.output import OutputKind, Profile, Supplements
from models.validation import Verdict
from tests.property.invoices import invoices, negated

XML = ((OutputKind.FACTURX, to_cii), (OutputKind.CII, to_cii), (OutputKind.UBL, to_ubl))
GENERATED = (Phase.explicit, Phase.generate)
"""An invoice is large: making a failing one smaller would take minutes."""

ROUGH = settings(max_examples=80, deadline=None, phases=GENERATED, suppress_health_check=list(HealthCheck))


def unfit(completion):
    """Whether its lines are off by more cents than any profile of this kind of file takes: told, and not written."""
    return [gap.rule for gap in completion.gaps] == ["BR-CO-10"]


def told(invoice, profile):
    """What the profile holds of an invoice."""
    if profile is not Profile.BASIC_WL:
        return invoice
    return invoice.model_copy(
        update={
            "lines": (),
            "rounding_amount": None,
            "payment": invoice.payment.model_copy(update={"bic": None}),
            "seller": invoice.seller.model_copy(update={"legal_note": None}),
        }
    )


@pytest.mark.parametrize(("kind", "write"), XML)
@ROUGH
@given(invoice=invoices())
def test_a_complete_invoice_reads_back_as_it_was_completed(kind, write, invoice):
    completion = complete(invoice, kind)
    assume(not unfit(completion))
    assert completion.gaps == ()
    expected = told(completion.invoice, completion.profile)
    assert from_xml(write(completion.invoice, completion.profile)) == _of_buyer(expected)


def _of_buyer(invoice):
    """The norm has no legal note of a buyer."""
    return invoice.model_copy(update={"buyer": invoice.buyer.model_copy(update={"legal_note": None})})


@pytest.mark.parametrize(("kind", "write"), XML)
@settings(max_examples=60, deadline=None, phases=GENERATED, suppress_health_check=list(HealthCheck))
@given(invoice=invoices())
def test_an_invoice_without_gaps_is_valid(kind, write, invoice):
    completion = complete(invoice, kind)
    assume(not completion.gaps)
    report = validate("facture.xml", write(completion.invoice, completion.profile), own=lambda _: ())
    assert report.verdict is Verdict.VALID, [finding.message.fr for finding in report.findings]


@ROUGH
@given(invoice=invoices().filter(lambda one: one.type_code in CREDIT_NOTES and one.total_with_vat > 0))
def test_a_credit_note_is_the_same_printed_with_minus_or_without(invoice):
    plain, minus = (complete(one, OutputKind.CII) for one in (invoice, negated(invoice)))
    assert minus.invoice == plain.invoice


@ROUGH
@given(invoice=invoices())
def test_completing_twice_adds_nothing(invoice):
    once = complete(invoice, OutputKind.CII, Supplements(legal_notes=True))
    twice = complete(once.invoice, OutputKind.CII, Supplements(legal_notes=True))
    assert twice.invoice == once.invoice
    assert twice.additions == ()


@ROUGH
@given(invoice=st.from_type(Invoice), profile=st.sampled_from(Profile))
def test_a_draft_of_anything_is_written_and_read_back(invoice, profile):
    for kind, write in XML:
        completion = complete(invoice, kind)
        for one in (invoice, completion.invoice):
            written = write(one, profile, draft=True)
            assert b"BROUILLON" in written
            assert from_xml(written).seller.name == (clean(one.seller.name or "") or None)
