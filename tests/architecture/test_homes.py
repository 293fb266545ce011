"""Each library is imported by its home alone."""

import sys

from tests.architecture.homes import HOMES
from tests.architecture.sources import PACKAGES, dotted, imports, modules, within

IMPORTS = [
    (dotted(path), library)
    for path in modules(*PACKAGES)
    for library in {name.split(".")[0] for name in imports(path)}
    if library not in PACKAGES and library not in sys.stdlib_module_names
]


def test_every_library_has_a_home():
    assert not [(module, library) for module, library in IMPORTS if library not in HOMES]


def test_a_library_is_imported_by_its_home_only():
    assert not [(module, library) for module, library in IMPORTS if not within(module, HOMES.get(library, (module,)))]
