"""The service that commands talk to: what can't be its address or a key is told before anything is sent."""

import pytest

from api.cli.remote import Remote, RemoteError


@pytest.mark.parametrize("url", ["http://[bad", "http://host:port", "localhost:8000", "ftp://localhost", "http://", ""])
def test_what_is_no_address_is_told_with_one_that_is(url):
    with pytest.raises(RemoteError, match=r"http://127\.0\.0\.1:8000"):
        Remote(url, "pfk_1")


@pytest.mark.parametrize("key", ["pfk_é", "a\nb"])
def test_what_can_be_no_key_is_told_without_it(key):
    with pytest.raises(RemoteError, match="copiez-la à nouveau") as refused:
        Remote("http://127.0.0.1:8000", key)
    assert key not in str(refused.value)
