"""Attachments out of PDFs: found in both lists, unpacked within limits, whatever packs them."""

from __future__ import annotations

import io

import pikepdf
import pytest

from extractor.validation import attachments
from extractor.validation.attachments import xml_files
from tests.unit.extractor.validation.samples import pdf_with

XML = b"<a>facture</a>"


def pdf_whose_stream(**keys):
    """A PDF with one attachment whose stream is stored as given; `raw` are its bytes."""
    pdf = pikepdf.open(io.BytesIO(pdf_with(factur_x_xml=XML)))
    stream = next(iter(pdf.attachments.values())).obj.EF.F
    raw = keys.pop("raw", XML)
    stream.write(raw, **keys)
    return saved(pdf)


def saved(pdf):
    written = io.BytesIO()
    pdf.save(written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return written.getvalue()


def only(data):
    (found,) = xml_files(data)
    return found.data


def test_a_stream_is_read_as_it_is_or_unpacked():
    assert only(pdf_whose_stream()) == XML
    assert only(pdf_with(factur_x_xml=XML)) == XML
    assert only(pdf_whose_stream(raw=XML.hex().encode() + b">", filter=pikepdf.Name.ASCIIHexDecode)) == XML


def test_a_stream_that_can_only_be_unpacked_without_limit_is_so_only_while_small():
    hexed = XML.hex().encode() + b" " * attachments._PACKED + b">"
    assert only(pdf_whose_stream(raw=hexed, filter=pikepdf.Name.ASCIIHexDecode)) is None


def test_a_stream_that_is_damaged_has_no_content():
    assert only(pdf_whose_stream(raw=b"\x00 not deflated", filter=pikepdf.Name.FlateDecode)) is None


@pytest.mark.parametrize("files", [None, pikepdf.Dictionary(), 7])
def test_a_specification_without_a_file_has_no_content(files):
    pdf = pikepdf.open(io.BytesIO(pdf_with(factur_x_xml=XML)))
    specification = next(iter(pdf.attachments.values())).obj
    del specification["/EF"]
    if files is not None:
        specification["/EF"] = files
    assert only(saved(pdf)) is None


def test_a_file_in_both_lists_is_one_file():
    pdf = pikepdf.open(io.BytesIO(pdf_with(factur_x_xml=XML)))
    pdf.Root.AF = pikepdf.Array([next(iter(pdf.attachments.values())).obj])
    assert len(xml_files(saved(pdf))) == 1


def test_a_list_of_associated_files_that_is_none_is_passed_over():
    pdf = pikepdf.open(io.BytesIO(pdf_with(factur_x_xml=XML)))
    pdf.Root.AF = pikepdf.Dictionary(Autre=1)
    assert only(saved(pdf)) == XML
