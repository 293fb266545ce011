"""A second, targeted look at what fails its check or was read without certainty, on pages read by OCR."""

from extractor.second_look.look import look_again

__all__ = ["look_again"]
