"""What the engine is compared with is given whole pages."""

from tests.benchmarks.corpora import FIXTURES
from tests.benchmarks.speed import drawn


def test_a_pdf_is_drawn_as_whole_grey_pages():
    (page,) = drawn(FIXTURES / "bureau-1" / "invoice.pdf")
    height, width = page.shape
    assert 1.3 < height / width < 1.5
    assert 0.001 < (page < 128).mean() < 0.5
