"""Each library is imported by its home alone."""

import sys

import pytest

from tests.architecture.homes import HOMES
from tests.architecture.sources import PACKAGES, dotted, imports, modules, within


@pytest.fixture(scope="module")
def imported():
    """Our modules, each with a library that it imports."""
    found = [
        (dotted(path), library)
        for path in modules(*PACKAGES)
        for library in {name.split(".")[0] for name in imports(path)}
        if library not in PACKAGES and library not in sys.stdlib_module_names
    ]
    assert found
    return found


def test_every_library_has_a_home(imported):
    assert not [(module, library) for module, library in imported if library not in HOMES]


def test_a_library_is_imported_by_its_home_only(imported):
    assert not [(module, library) for module, library in imported if not within(module, HOMES.get(library, (module,)))]
