"""The queue's own server is told where to listen, and starts whatever it finds."""

import pytest

from models.service_errors import Unavailable
from worker import valkey


def test_a_path_that_is_too_long_for_a_socket_is_told(tmp_path):
    with pytest.raises(Unavailable, match="PREFACTURE_HOME"):
        valkey.command(tmp_path / ("x" * 100))


def test_what_the_server_cannot_read_is_put_aside(tmp_path):
    kept = tmp_path / "queue" / "appendonlydir"
    for _ in range(2):
        kept.mkdir(parents=True)
        valkey.set_aside(tmp_path)
    valkey.set_aside(tmp_path)
    assert sorted(path.name for path in kept.parent.iterdir()) == [
        "appendonlydir.unreadable1", "appendonlydir.unreadable2",
    ]  # fmt: skip
