"""Archives: what comes out of them, and what one bad member costs."""

import io
import tarfile
import zipfile

import pytest

from extractor.intake import Member, expand, open_file, open_source
from extractor.settings import Settings
from models.errors import DamagedFile, EngineError, FileTooLarge, HostileArchive, NotADocument, PasswordProtected
from tests.unit.extractor.intake.files import CII, gzip_of, image_of, pdf_of, plain_pdf, portfolio_of, tar_of, zip_of

PDF = pdf_of()


def outcome(data, name="lot", settings=None):
    """Names of members, and classes of errors by name."""
    found = expand(name, data, settings or Settings())
    return [item.name if isinstance(item, Member) else (item.source, type(item)) for item in found]


@pytest.mark.parametrize(
    "pack", [zip_of, tar_of, lambda members: gzip_of(tar_of(members))], ids=["zip", "tar", "tar.gz"]
)
def test_members_are_named_by_their_archive_and_path(pack):
    data = pack({"a.pdf": PDF, "été/b.xml": CII.encode(), "__MACOSX/._a.pdf": b"x", "été/.DS_Store": b"x"})
    assert outcome(data, "lot.zip") == ["lot.zip/a.pdf", "lot.zip/été/b.xml"]
    assert [source.name for source in open_file("lot.zip", data, settings=Settings())] == [
        "lot.zip/a.pdf",
        "lot.zip/été/b.xml",
    ]


def test_a_file_that_is_no_archive_is_its_own_member():
    assert list(expand("facture.pdf", PDF, Settings())) == [Member("facture.pdf", PDF)]
    assert list(expand("note.txt", b"texte", Settings())) == [Member("note.txt", b"texte")]


def test_a_zip_named_pdf_is_a_zip():
    assert outcome(zip_of({"a.pdf": PDF}), "facture.pdf") == ["facture.pdf/a.pdf"]


def test_a_single_file_in_gzip_is_read():
    assert outcome(gzip_of(PDF), "a.pdf.gz") == ["a.pdf.gz/a.pdf"]


def test_a_member_that_is_no_document_costs_only_itself():
    items = list(expand("lot.zip", zip_of({"lisez-moi.txt": b"bonjour", "a.pdf": PDF}), Settings()))
    with pytest.raises(NotADocument):
        open_source(items[0].name, items[0].data, settings=Settings())
    assert open_source(items[1].name, items[1].data, settings=Settings()).name == "lot.zip/a.pdf"


def test_the_simple_way_stops_at_the_first_bad_member():
    found = open_file("lot.zip", zip_of({"a.pdf": PDF, "b.txt": b"bonjour", "c.pdf": PDF}), settings=Settings())
    assert next(found).name == "lot.zip/a.pdf"
    with pytest.raises(NotADocument, match=r"lot\.zip/b\.txt"):
        next(found)


def test_archives_in_archives_are_opened_as_deep_as_allowed():
    deep = zip_of({"a.pdf": PDF, "b.zip": zip_of({"c.pdf": PDF, "d.zip": zip_of({"e.pdf": PDF})})})
    assert outcome(deep, "l.zip") == ["l.zip/a.pdf", "l.zip/b.zip/c.pdf", ("l.zip/b.zip/d.zip", HostileArchive)]
    assert outcome(deep, "l.zip", Settings(max_depth=3))[-1] == "l.zip/b.zip/d.zip/e.pdf"


@pytest.mark.parametrize("path", ["../a.pdf", "/etc/a.pdf", "x/../../a.pdf", "C:/a.pdf", "..\\a.pdf"])
@pytest.mark.parametrize("pack", [zip_of, tar_of], ids=["zip", "tar"])
def test_a_path_that_escapes_costs_only_itself(pack, path):
    found = outcome(pack({path: PDF, "b.pdf": PDF}))
    assert [item if isinstance(item, str) else item[1] for item in found] == [HostileArchive, "lot/b.pdf"]


def test_links_cost_only_themselves():
    assert outcome(tar_of({"a.pdf": PDF}, "lien.pdf")) == ["lot/a.pdf", ("lot/lien.pdf", HostileArchive)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("lien.pdf")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.pdf", PDF)
    assert outcome(buffer.getvalue()) == [("lot/lien.pdf", HostileArchive), "lot/a.pdf"]


@pytest.mark.parametrize("pack", [zip_of, tar_of], ids=["zip", "tar"])
def test_too_many_members_are_refused(pack):
    found = outcome(pack({f"{number}.pdf": PDF for number in range(4)}), settings=Settings(max_members=3))
    assert found[-1] == ("lot", HostileArchive)
    assert len(found) <= 4


def test_members_are_counted_over_all_archives_in_one():
    data = zip_of({"a.zip": zip_of({"1.pdf": PDF, "2.pdf": PDF}), "b.zip": zip_of({"3.pdf": PDF, "4.pdf": PDF})})
    assert ("lot/b.zip", HostileArchive) in outcome(data, settings=Settings(max_members=5))


def test_a_zip_of_endless_entries_is_not_even_listed():
    data = zip_of({f"{number}": b"" for number in range(50)})
    assert outcome(data, settings=Settings(max_members=2)) == [("lot", HostileArchive)]


@pytest.mark.parametrize("pack", [zip_of, lambda members: gzip_of(tar_of(members))], ids=["zip", "tar.gz"])
def test_a_bomb_is_stopped(pack):
    bomb = pack({f"{number}.pdf": bytes(10 * 2**20) for number in range(5)})
    assert outcome(bomb)[-1] == ("lot", HostileArchive)


def test_a_bomb_behind_a_member_that_is_skipped_is_stopped():
    assert outcome(gzip_of(tar_of({".DS_Store": bytes(40 * 2**20), "a.pdf": PDF}))) == [("lot", HostileArchive)]


def test_a_blank_page_that_packs_a_thousandfold_is_no_bomb():
    blank = image_of("BMP", size=(1240, 1754))
    assert outcome(zip_of({"page.bmp": blank})) == ["lot/page.bmp"]


def test_a_large_member_of_a_small_archive_costs_only_itself():
    data = zip_of({"a.pdf": bytes(300_000), "b.pdf": PDF})
    assert outcome(data, settings=Settings(max_bytes=200_000)) == [("lot/a.pdf", FileTooLarge), "lot/b.pdf"]
    data = gzip_of(tar_of({"a.pdf": bytes(300_000), "b.pdf": PDF}))
    assert outcome(data, settings=Settings(max_bytes=200_000)) == [("lot/a.pdf", FileTooLarge), "lot/b.pdf"]


def test_a_damaged_member_of_a_zip_costs_only_itself():
    data = bytearray(zip_of({"a.pdf": PDF, "b.pdf": PDF}))
    at = data.index(b"a.pdf") + 40
    data[at : at + 20] = bytes(20)
    assert outcome(bytes(data)) == [("lot/a.pdf", DamagedFile), "lot/b.pdf"]


def test_an_encrypted_member_says_so():
    data = bytearray(zip_of({"a.pdf": PDF}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert outcome(bytes(data)) == [("lot/a.pdf", PasswordProtected)]


@pytest.mark.parametrize("cut", [0.3, 0.9])
@pytest.mark.parametrize(
    "pack", [zip_of, tar_of, lambda members: gzip_of(tar_of(members))], ids=["zip", "tar", "tar.gz"]
)
def test_a_truncated_archive_gives_what_is_left_and_an_error(pack, cut):
    data = pack({f"{number}.pdf": pdf_of(pages=number) for number in range(1, 30)})
    found = list(expand("lot", data[: int(len(data) * cut)], Settings()))
    assert isinstance(found[-1], EngineError)


def test_a_very_long_header_in_a_tar_is_no_way_in():
    buffer = io.BytesIO()
    with tarfile.open(
        fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "x" * 100_000}
    ) as archive:
        archive.addfile(tarfile.TarInfo("a.pdf"))
    assert outcome(buffer.getvalue()) == ["lot/a.pdf"]


def test_the_pdf_files_of_a_portfolio_are_its_members():
    data = portfolio_of({"facture.pdf": PDF, "note.txt": b"bonjour"})
    assert outcome(data, "p.pdf") == ["p.pdf/facture.pdf"]


def test_portfolios_in_portfolios_end_somewhere():
    data = PDF
    for number in range(6):
        data = portfolio_of({f"{number}.pdf": data})
    assert outcome(data, "p.pdf") == ["p.pdf/5.pdf/4.pdf/3.pdf"]


def test_a_portfolio_without_pdf_is_its_cover():
    assert outcome(portfolio_of({"note.txt": b"bonjour"}), "p.pdf") == ["p.pdf"]


def test_a_pdf_attached_to_a_page_is_no_member():
    assert outcome(pdf_of(attached={"conditions.pdf": PDF}), "f.pdf") == ["f.pdf"]
    assert outcome(plain_pdf(), "f.pdf") == ["f.pdf"]
