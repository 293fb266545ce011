"""How tests are dealt out to the processes of pytest-xdist: what takes long first, what is made once together.

Passwords are hashed at the lowest costs there are: hundreds of tests have somebody sign in.
"""

from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from xdist.scheduler import LoadScopeScheduling

from worker import passwords

BROWSER = "tests/e2e/pages/"
TOGETHER = (BROWSER, "tests/architecture/")
ORDER = (BROWSER, "tests/integration/", "tests/e2e/", "tests/contract/", "tests/unit/", "tests/")
SHARED = ('scope="module"', "\n@cache\n")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Long tests are not left to the end, where one process would be busy alone."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank(item.nodeid))


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    before = passwords._HASHER
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords._HASHER = before


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # it would put files of many tests before files of long ones
    return _Dealt(config, log)


class _Dealt(LoadScopeScheduling):
    """Tests in a browser go to one process, as do those of a file that makes something for all of them; others singly.

    Two services and two browsers starve each other; what each process makes anew for its share of a file is made three
    times, as is the tree of imports. xdist's own groups (``--dist loadgroup``) come to nothing with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        for folder in TOGETHER:
            if nodeid.startswith(folder):
                return folder
        path = nodeid.partition("::")[0]
        return path if shares(self.config.rootpath / path) else nodeid


@cache
def shares(path: Path) -> bool:
    """Whether a file of tests makes something once for all of them."""
    text = path.read_text(encoding="utf-8") if path.name.startswith("test_") else ""
    return any(sign in text for sign in SHARED)


def rank(nodeid: str) -> int:
    return next((at for at, one in enumerate(ORDER) if nodeid.startswith(one)), len(ORDER))
