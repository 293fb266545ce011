"""Writing an invoice for deposit: completed for a kind of file, written as CII or UBL, and read back."""

from extractor.output.completion import complete
from extractor.output.reading_back import from_xml
from extractor.output.writing import to_cii, to_ubl

__all__ = ["complete", "from_xml", "to_cii", "to_ubl"]
