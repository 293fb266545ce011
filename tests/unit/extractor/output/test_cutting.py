import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from extractor.output.cutting import cut, facts
from extractor.output.pdfa import to_pdfa
from extractor.output.pdfa.scans import frame_alone, frames_in
from extractor.testing import page_of
from models.errors import DamagedFile, FileTooLarge
from tests.digitise_kit import stack_of
from worker.cutting import CutFile


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    return stack_of(tmp_path_factory.mktemp("cut") / "pile.pdf")


def tiff(path, pages=3):
    frames = [Image.new("L", (600, 800 + 10 * number), 255 - 50 * number) for number in range(pages)]
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(100, 100))
    return path


def text_of(data):
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def test_pages_are_cut_out_of_a_file_by_path_or_bytes_in_the_order_asked(stack):
    whole = text_of(stack)
    assert text_of(cut(stack, (3, 1), name="pile.pdf")) == [whole[2], whole[0]]
    assert text_of(cut(stack.read_bytes(), (2,), name="pile.pdf")) == [whole[1]]


def test_the_same_pages_give_the_same_bytes(stack):
    assert cut(stack, (2,), name="a") == cut(stack, (2,), name="a")


def test_a_page_takes_along_only_what_it_shows(tmp_path):
    with pikepdf.new() as pdf:
        shared = pikepdf.Dictionary(XObject=pikepdf.Dictionary())
        for number in range(3):
            picture = pikepdf.Stream(pdf, bytes([number]) * 90_000, Subtype=pikepdf.Name.Image, Width=300, Height=300)
            shared.XObject[f"/Im{number}"] = pdf.make_indirect(picture)
        shared = pdf.make_indirect(shared)
        for number in range(3):
            page = pdf.add_blank_page()
            page.obj.Resources = shared
            page.obj.Contents = pikepdf.Stream(pdf, f"/Im{number} Do".encode())
        pdf.save(tmp_path / "shared.pdf")
    assert len(cut(tmp_path / "shared.pdf", (2,), name="a")) < 100_000


def test_a_file_tells_its_pages_or_that_it_has_none(stack):
    assert (facts(stack, "a").pages, facts(stack, "a").attachments, facts(stack, "a").portfolio) == (3, False, False)
    for data in (b"%PDF-1.7 cut", b""):
        with pytest.raises(DamagedFile):
            facts(data, "a")
    with pytest.raises(DamagedFile):
        cut(stack, (9,), name="a")


def test_a_picture_is_taken_out_of_many_as_it_is(tmp_path):
    path = tiff(tmp_path / "a.tif")
    assert frames_in(path, "a") == 3
    with Image.open(io.BytesIO(frame_alone(path, 2, name="a", most_pixels=10**7))) as frame:
        assert (frame.size, frame.getpixel((0, 0)), frame.info["dpi"][0]) == ((600, 810), 205, 100)
    with pytest.raises(FileTooLarge):
        frame_alone(path, 1, name="a", most_pixels=1000)


def test_an_invoice_that_is_a_part_of_a_file_of_pictures_is_archived_without_the_others(tmp_path):
    data = tiff(tmp_path / "a.tif").read_bytes()
    page = page_of("FACTURE F-1", number=2)
    with pypdfium2.PdfDocument(to_pdfa(data, [page], title="F-1")) as pdf:
        assert len(pdf) == 1
        pixel = pdf[0].render(scale=1, grayscale=True).to_numpy().squeeze()[100, 100]
        assert abs(int(pixel) - 205) < 3


def test_a_deposit_takes_the_pages_of_its_invoice_only_and_a_whole_file_as_it_came(stack):
    data = stack.read_bytes()
    assert CutFile("pile.pdf", data, (1, 2, 3)).run() is None
    assert CutFile("pile.pdf", data, ()).run() is None
    assert text_of(CutFile("pile.pdf", data, (2,)).run()) == text_of(data)[1:2]
