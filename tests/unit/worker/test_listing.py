"""Cursors are ours or refused, whatever stands in them."""

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, strategies as st

from models.service_errors import InvalidRequest
from worker import listing

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4)


def refused_or_a_condition(sort, cursor):
    try:
        listing._after(sort, cursor).compile()
    except InvalidRequest as error:
        return error.detail
    return ""


@given(st.sampled_from(sorted(listing.SORTS)), st.text())
def test_a_cursor_of_any_text_is_refused(sort, cursor):
    assert refused_or_a_condition(sort, cursor).startswith("cursor")


@given(st.sampled_from(sorted(listing.SORTS)), JSON, JSON)
def test_a_cursor_of_any_values_is_a_condition_or_refused(sort, value, last):
    refused_or_a_condition(sort, urlsafe_b64encode(json.dumps([sort, value, last]).encode()).decode())


@pytest.mark.parametrize("sort", [sign + name for name in listing.SORTS for sign in ("", "-")])
def test_a_cursor_behind_lines_without_a_value_is_ours(sort):
    assert not refused_or_a_condition(sort, urlsafe_b64encode(json.dumps([sort, None, "a"]).encode()).decode())
