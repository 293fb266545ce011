"""Whatever the bytes, a file is opened or refused; it never does anything else."""

import warnings
from contextlib import suppress

from hypothesis import given, settings as run, strategies as st

from extractor.intake import Member, expand, open_file
from extractor.intake.values import money, number, unit_price
from extractor.settings import Settings
from models.errors import EngineError
from models.source import Source
from tests.unit.extractor.intake.files import (
    CII,
    UBL,
    gzip_of,
    image_of,
    pdf_of,
    plain_pdf,
    portfolio_of,
    tar_of,
    zip_of,
)

LIMITS = Settings(max_bytes=2**20, max_pixels=10**6, max_pages=10, max_members=10)
SEEDS = (
    *(CII.encode(), UBL.encode(), pdf_of(attached={"factur-x.xml": CII.encode()}), plain_pdf(pages=2)),
    *(
        portfolio_of({"a.pdf": plain_pdf()}),
        image_of("PNG"),
        image_of("TIFF", pages=2),
        image_of("JPEG"),
        image_of("GIF"),
    ),
    *(image_of("WEBP"), image_of("BMP"), zip_of({"a.pdf": plain_pdf()}), tar_of({"a.pdf": plain_pdf()})),
    gzip_of(tar_of({"a.pdf": plain_pdf()})),
)
HEADS = (
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"II*\x00",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"<?xml ",
    b"....ftypheic",
)


def opened_or_refused(data: bytes) -> None:
    with suppress(EngineError):
        assert all(isinstance(source, Source) for source in open_file("fichier", data, settings=LIMITS))
    for item in expand("fichier", data, LIMITS):
        assert isinstance(item, Member | EngineError)


@given(st.binary(max_size=2000))
def test_any_bytes(data):
    opened_or_refused(data)


@given(st.sampled_from(HEADS), st.binary(max_size=500))
def test_any_bytes_after_a_known_header(head, data):
    opened_or_refused(head + data)


@run(max_examples=400, deadline=None)
@given(st.data())
def test_known_files_with_bytes_changed_or_cut(data):
    seed = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(seed) - 1))
        seed[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
        if not seed:
            break
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        opened_or_refused(bytes(seed[: data.draw(st.integers(1, max(1, len(seed))))]))
        opened_or_refused(bytes(seed))


@given(st.text(max_size=40) | st.decimals(allow_nan=True).map(str), st.text(max_size=40) | st.decimals().map(str))
def test_numbers_parse_or_are_absent(price, per):
    for value in (number(price), money(price), unit_price(price, per)):
        assert value is None or value.is_finite()
