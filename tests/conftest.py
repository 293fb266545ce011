"""How tests are dealt out to the processes of pytest-xdist."""

from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/e2e/pages/"


def pytest_xdist_make_scheduler(config, log):
    return _BrowserTogether(config, log)


class _BrowserTogether(LoadScopeScheduling):
    """Tests in a browser go to one process, the others one by one: two services and two browsers starve each other.

    xdist's own groups (``--dist loadgroup``) come to nothing in 3.8.0 with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid
