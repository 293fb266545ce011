"""CDAR messages as they come, and as they should not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from models.reform import FINAL, FRENCH, REASONS, STATUSES, Status
from tests.afnor_platform import cdar
from worker.gateway.afnor.lifecycle import notices


def test_a_message_tells_number_seller_status_time_reason_and_who():
    (notice,) = notices(cdar("F-1", "208", reason="JUSTIF_ABS", words="Bon signé", name="Ville de Tulle").encode())
    assert (notice.number, notice.seller, notice.status) == ("F-1", "732829320", "208")
    assert notice.at == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
    assert notice.comment == "justificatif absent ou insuffisant — Bon signé"
    assert notice.actor == "Ville de Tulle"


def test_a_reason_without_words_here_is_shown_by_its_code():
    (notice,) = notices(cdar("F-1", "210", reason="RETRAIT_MAN_SERV").encode())
    assert notice.comment == "RETRAIT_MAN_SERV"


def test_what_is_asked_of_the_seller_is_told():
    told = cdar("F-1", "207", reason="QTE_ERR").replace(
        "</ram:ReasonCode>", "</ram:ReasonCode><ram:RequestedActionCode>CNP</ram:RequestedActionCode>"
    )
    (notice,) = notices(told.encode())
    assert notice.comment == "quantité erronée — un avoir partiel est demandé"


def test_a_message_may_speak_of_several_invoices():
    one = cdar("F-1", "205")
    start, end = one.index("<ram:ReferenceReferencedDocument>"), one.index("</rsm:AcknowledgementDocument>")
    both = one[:end] + one[start:end].replace("F-1", "F-2") + one[end:]
    assert [notice.number for notice in notices(both.encode())] == ["F-1", "F-2"]


@pytest.mark.parametrize(
    ("told", "form", "moment"),
    [
        ("20260715101500", "204", datetime(2026, 7, 15, 8, 15, tzinfo=UTC)),
        ("202607151015", "203", datetime(2026, 7, 15, 8, 15, tzinfo=UTC)),
        ("202607151015-0400", "205", datetime(2026, 7, 15, 14, 15, tzinfo=UTC)),
        ("20260715", "102", datetime(2026, 7, 14, 22, 0, tzinfo=UTC)),
        ("2026-07-15", "204", None),
        ("20261315000000", "204", None),
        ("20260715101500", "718", None),
    ],
)
def test_times_have_several_forms(told, form, moment):
    message = cdar("F-1", "205").replace('format="204">20261123101500', f'format="{form}">{told}')
    assert notices(message.encode())[0].at == moment


def test_entities_are_not_followed():
    hostile = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + cdar("&b;", "205").partition("?>")[2]
    assert notices(hostile.encode()) == ()


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: cdar("F-1", "205", at=text).encode("utf-8", "replace"))
)
def test_nothing_that_comes_raises(data):
    assert isinstance(notices(data), tuple)


def test_every_status_has_words():
    assert set(STATUSES.values()) == set(FRENCH) == set(Status)
    assert set(Status) > FINAL
    assert all(words == words.strip() and words for words in REASONS.values())
