"""Bytes to a Document: the text layer where it is good, OCR where there is none or where it is garbage."""

from extractor.reading.again import read_again
from extractor.reading.ocr import Ocr, default_ocr
from extractor.reading.read import read

__all__ = ["Ocr", "default_ocr", "read", "read_again"]
