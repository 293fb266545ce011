"""PDF/A-3B around the page as it was received: archived for decades, it looks and reads as it does today."""

from extractor.output.pdfa.convert import to_pdfa

__all__ = ["to_pdfa"]
