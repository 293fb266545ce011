"""Imports go models, extractor, worker, api; stages and recognisers do not know each other."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, dotted, imports, modules, within

STAGES = ("intake", "reading", "splitting", "recognition", "resolution", "rules", "output", "validation", "comparison")


def test_the_contracts_of_import_linter_are_kept():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_itself_and_what_is_below_it(package):
    above = PACKAGES[PACKAGES.index(package) + 1 :]
    assert not [dotted(path) for path in modules(package) if any(within(name, above) for name in imports(path))]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_no_other_stage(stage):
    others = tuple(f"extractor.{other}" for other in STAGES if other != stage)
    for path in modules(f"extractor/{stage}"):
        assert not [name for name in imports(path) if within(name, others)], dotted(path)


def test_recognisers_do_not_import_each_other():
    from extractor.recognition import RECOGNISERS

    recognisers = {recogniser.__module__ for recogniser in RECOGNISERS}
    for module in recognisers:
        others = tuple(recognisers - {module})
        path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        assert not [name for name in imports(path) if within(name, others)], module


def test_nobody_imports_from_tests_or_fixtures():
    for path in modules(*PACKAGES):
        assert not [name for name in imports(path) if within(name, ("tests", "fixtures"))], dotted(path)
