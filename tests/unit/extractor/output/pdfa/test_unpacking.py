"""Streams are unpacked within bounds."""

import zlib

import pikepdf
import pytest
from pikepdf import Array, Name, Pdf, Stream

from extractor.output.pdfa.unpacking import MOST, content_of


@pytest.mark.parametrize("packed", [False, True])
def test_content_comes_back(packed):
    pdf = Pdf.new()
    stream = Stream(pdf, zlib.compress(b"q Q"), Filter=Name.FlateDecode) if packed else Stream(pdf, b"q Q")
    assert content_of(stream) == b"q Q"


def test_a_chain_of_filters_is_unpacked():
    pdf = Pdf.new()
    stream = Stream(
        pdf, zlib.compress(b"q Q").hex().encode() + b">", Filter=Array([Name.ASCIIHexDecode, Name.FlateDecode])
    )
    assert content_of(stream) == b"q Q"


def test_a_bomb_is_refused():
    pdf = Pdf.new()
    with pytest.raises(pikepdf.PdfError, match="too much"):
        content_of(Stream(pdf, zlib.compress(bytes(MOST + 1)), Filter=Name.FlateDecode))


def test_a_bomb_in_a_bomb_is_refused():
    pdf = Pdf.new()
    packed = zlib.compress(zlib.compress(bytes(2 * MOST)))
    twice = Stream(pdf, packed + bytes(1024), Filter=Array([Name.FlateDecode, Name.FlateDecode]))
    with pytest.raises(pikepdf.PdfError, match="too much"):
        content_of(twice)


def test_what_is_not_packed_as_told_is_refused():
    pdf = Pdf.new()
    with pytest.raises(pikepdf.PdfError):
        content_of(Stream(pdf, b"not packed at all", Filter=Name.FlateDecode))
