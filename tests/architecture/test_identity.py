"""The identity of the engine covers all that reads: its code, its data, and the libraries that it is made of."""

import shutil
import sys
from importlib.metadata import packages_distributions

import pytest

from extractor import identity
from tests.architecture.sources import ROOT, imports, within

READERS = (
    "extractor.pipeline", "extractor.correction", "extractor.intake", "extractor.reading", "extractor.reading.blank",
    "extractor.reading.region", "extractor.splitting", "extractor.public_sector",
)  # fmt: skip
"""What workers and commands begin with when they read."""
BUILD = {"onnx"}  # weights are cut to size when setting up; the networks themselves are looked at


def path_of(module):
    place = ROOT.joinpath(*module.split("."))
    return next((one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file()), None)


@pytest.fixture(scope="module")
def reached():
    """Modules of ours that reading imports, whenever it does, and the names of others that they import."""
    ours, others, left = {}, set(), list(READERS)
    while left:
        module = left.pop()
        path = path_of(module)
        if module in ours or not within(module, ("extractor", "models")):
            others.add(module.partition(".")[0])
        elif path is not None:
            ours[module] = path
            left += [*imports(path), *([module.rpartition(".")[0]] if "." in module else [])]
    return ours, others - {"extractor", "models", *sys.stdlib_module_names}


def test_what_is_left_out_reads_nothing(reached):
    ours, _ = reached
    seen = {path.relative_to(ROOT).parts for path in ours.values()}
    assert {parts[1] for parts in seen if parts[0] == "extractor"}.isdisjoint(identity.ELSEWHERE)
    assert {parts[1].removesuffix(".py") for parts in seen if parts[0] == "models"} == set(identity.MODELS)


def test_the_libraries_that_reading_imports_are_counted(reached):
    _, others = reached
    named = packages_distributions()
    needed = {name.lower().replace("_", "-") for module in others - BUILD for name in named.get(module, ())}
    assert needed <= {*identity.LIBRARIES, *("pydantic", "pydantic-core")}  # pydantic holds what is read


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("extractor/recognition/siret.py", True),
        ("extractor/labels.toml", True),
        ("models/terms.py", True),
        ("extractor/output/texts.py", False),
        ("extractor/rejection/lexicon.toml", False),
        ("models/reprocessing.py", False),
    ],
)
def test_the_digest_changes_with_what_reads_and_with_nothing_else(file, changes, copied):
    before = identity.code_digest(copied)
    path = copied / file
    text = path.read_bytes()
    path.write_bytes(text + b"\n")
    try:
        assert (identity.code_digest(copied) != before) is changes
    finally:
        path.write_bytes(text)
    assert identity.code_digest(copied) == before


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The packages in another folder: where they are changes nothing."""
    folder = tmp_path_factory.mktemp("packages")
    for package in ("extractor", "models"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    assert identity.code_digest(folder) == identity.code_digest(identity.PACKAGES)
    return folder


def test_the_name_of_the_engine_ends_with_its_digest_and_fits_where_it_is_kept():
    told = identity.engine_version()
    assert told.endswith(f"+{identity.digest()}")
    assert len(told) <= identity.LONGEST
