"""The sRGB profile, and what may not stay beside it."""

import io

import pikepdf
import pytest
from PIL import ImageCms

from extractor.output.pdfa import to_pdfa
from extractor.output.pdfa.colour import is_profile, srgb_profile
from extractor.output.pdfa.parts import Part, Role
from extractor.output.pdfa.shortfalls import Shortfall, shortfall_of
from tests.unit.extractor.output.pdfa.files import text_pdf


def test_the_profile_means_what_srgb_means():
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    theirs = ImageCms.createProfile("sRGB")
    change = ImageCms.buildTransform(ours, theirs, "RGB", "RGB")
    from PIL import Image

    for colour in ((0, 0, 0), (255, 255, 255), (200, 30, 90), (10, 120, 240), (128, 128, 128)):
        moved = ImageCms.applyTransform(Image.new("RGB", (1, 1), colour), change).getpixel((0, 0))
        assert all(abs(one - other) <= 1 for one, other in zip(moved, colour, strict=True))


def test_every_file_says_that_its_colours_are_srgb():
    with pikepdf.open(io.BytesIO(to_pdfa(text_pdf(), (), title="F"))) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == pikepdf.Name.GTS_PDFA1
        assert intent.DestOutputProfile.read_bytes() == srgb_profile()


def test_an_intent_for_pdfa_that_holds_is_kept():
    made = to_pdfa(text_pdf(), (), title="F")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        other = srgb_profile().replace(b"No copyright, use freely", b"A profile of someone else")[:-1]
        pdf.Root.OutputIntents[0].DestOutputProfile.write(other.ljust(len(srgb_profile()), b"\0"))
        buffer = io.BytesIO()
        pdf.save(buffer)
    with pikepdf.open(io.BytesIO(to_pdfa(buffer.getvalue(), (), title="F"))) as pdf:
        assert b"someone else" in pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()


def test_what_is_no_profile_is_told():
    pdf = pikepdf.Pdf.new()
    assert is_profile(pikepdf.Stream(pdf, srgb_profile(), N=3), 3)
    assert not is_profile(pikepdf.Stream(pdf, srgb_profile(), N=4), 4)
    assert not is_profile(pikepdf.Stream(pdf, b"", N=3), 3)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"1 0 0 0 k 0 0 10 10 re f", Shortfall.COLOURS),
        (b"q\n0.1 .2 0 1 K\n", Shortfall.COLOURS),
        (b"/DeviceCMYK cs", Shortfall.COLOURS),
        (b"BI /W 1 /H 1 /CS /CMYK ID", Shortfall.COLOURS),
        (b"1 0 0 rg (1 0 0 0 key) Tj", None),
        (b"(Bon k ) Tj 0 g", None),
    ],
)
def test_printers_inks_are_found_in_content(content, found):
    pdf = pikepdf.Pdf.new()
    assert shortfall_of(Part(Role.CONTENT, pikepdf.Stream(pdf, content))) is found


def test_printers_inks_are_found_in_colour_spaces():
    names = pikepdf.Name
    separation = pikepdf.Array([names.Separation, names.Gold, names.DeviceCMYK, pikepdf.Dictionary()])
    indexed = pikepdf.Array([names.Indexed, separation, 1, pikepdf.String("ab")])
    assert shortfall_of(Part(Role.COLOUR, indexed)) is Shortfall.COLOURS
    assert shortfall_of(Part(Role.COLOUR, pikepdf.Array([names.Indexed, names.DeviceRGB, 1]))) is None
