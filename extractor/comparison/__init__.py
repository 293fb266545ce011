"""Does the page of a hybrid invoice say what its XML says? Every value, searched in what is printed."""

from extractor.comparison.compare import compare
from extractor.comparison.findings import findings_of

__all__ = ["compare", "findings_of"]
