"""A module fits in the head, and the pipeline on a screen."""

from tests.architecture.sources import PACKAGES, ROOT, dotted, modules

LONGEST, LONGEST_TEST = 250, 400  # a test module is a list of examples: it is looked up, not read
VAGUE = {"utils", "helpers", "base", "manager", "common", "misc"}


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_module_is_no_longer_than_250_lines():
    assert {dotted(path): lines(path) for path in modules(*PACKAGES, "fixtures") if lines(path) > LONGEST} == {}
    assert {dotted(path): lines(path) for path in modules("tests") if lines(path) > LONGEST_TEST} == {}


def test_a_module_opens_with_what_it_is():
    ours = modules(*PACKAGES)
    assert not [dotted(path) for path in ours if not path.read_text(encoding="utf-8").startswith(('"""', 'r"""'))]


def test_no_module_is_called_utils():
    assert not [path for path in modules(*PACKAGES) if path.stem in VAGUE]


def test_the_pipeline_fits_on_a_screen():
    assert len((ROOT / "extractor/pipeline.py").read_text(encoding="utf-8").splitlines()) <= 100
