"""A ZIP is unpacked from disk to disk, whatever its size, and no bomb fills the disk."""

from dataclasses import replace

import pytest

from extractor.intake import expand
from extractor.intake.unzipping import NotWritten, Unzipped, unzip
from extractor.settings import Settings
from models.errors import DamagedFile, EngineError, HostileArchive, NotADocument
from tests.unit.extractor.intake.files import gzip_of, pdf_of, portfolio_of, tar_of, zip_of

PDF = pdf_of()
MOST = 1 << 30


@pytest.fixture
def outcome(tmp_path):
    """A function: names with their bytes, and classes of errors by name, of an archive on disk."""

    def told(data, settings=None, most_bytes=MOST):
        path, folder = tmp_path / "lot.zip", tmp_path / "out"
        path.write_bytes(data)
        folder.mkdir()
        found = list(unzip("lot.zip", path, folder, settings=settings or Settings(), most_bytes=most_bytes))
        named = [
            (one.name, one.path.read_bytes()) if isinstance(one, Unzipped) else (one.source, type(one)) for one in found
        ]
        assert sorted(folder.iterdir()) == sorted(one.path for one in found if isinstance(one, Unzipped))
        return named

    return told


@pytest.mark.parametrize(
    "members",
    [
        {"a.pdf": PDF, "été/b.xml": b"<a/>", "__MACOSX/._a.pdf": b"x", "../c.pdf": PDF},
        {"scans.tar.gz": gzip_of(tar_of({"a.pdf": PDF, "b.pdf": PDF + b"%"})), "d.pdf": PDF},
        {"lot.zip": zip_of({"a.pdf": PDF, "deep.zip": zip_of({"b.pdf": PDF})})},
        {"dossier.pdf": portfolio_of({"a.pdf": PDF, "b.pdf": PDF}), "note.txt": b"bonjour"},
    ],
    ids=["paths", "tar", "zip", "portfolio"],
)
def test_it_gives_what_unpacking_in_memory_gives(outcome, members):
    data = zip_of(members)
    there = [
        (one.source, type(one)) if isinstance(one, EngineError) else (one.name, one.data)
        for one in expand("lot.zip", data, Settings())
    ]
    assert outcome(data) == there


def test_a_file_larger_than_what_is_looked_into_is_copied_as_it_is(outcome):
    inner = zip_of({"a.pdf": PDF})
    assert outcome(zip_of({"a.zip": inner}), replace(Settings(), max_bytes=len(inner) - 1)) == [
        ("lot.zip/a.zip", inner)
    ]


def test_a_bomb_is_stopped_by_its_ratio_and_leaves_nothing(outcome):
    assert outcome(zip_of({"a.pdf": PDF, "zeros.tif": bytes(40 << 20)})) == [
        ("lot.zip/a.pdf", PDF),
        ("lot.zip", HostileArchive),
    ]


def test_no_more_than_allowed_comes_out_of_all_files_together(outcome):
    assert outcome(zip_of({"a.pdf": PDF, "b.pdf": PDF, "c.pdf": PDF}), most_bytes=2 * len(PDF)) == [
        ("lot.zip/a.pdf", PDF),
        ("lot.zip/b.pdf", PDF),
        ("lot.zip", HostileArchive),
    ]


def test_too_many_files_are_refused_before_one_is_written(outcome):
    data = zip_of({f"{number}.txt": b"" for number in range(11)})
    assert outcome(data, replace(Settings(), max_members=10)) == [("lot.zip", HostileArchive)]


def test_a_list_of_millions_is_not_even_read(outcome):
    data = zip_of({"a.pdf": PDF}) + b"PK\x01\x02" * 201
    assert outcome(data, replace(Settings(), max_members=10)) == [("lot.zip", HostileArchive)]


def test_a_damaged_file_costs_itself(outcome):
    data = bytearray(zip_of({"a.pdf": PDF, "b.pdf": PDF + b"%"}))
    at = data.index(b"a.pdf") + 40
    data[at] ^= 0xFF
    assert outcome(bytes(data)) == [("lot.zip/a.pdf", DamagedFile), ("lot.zip/b.pdf", PDF + b"%")]


@pytest.mark.parametrize("data", [b"PK\x03\x04 and nothing more", zip_of({"a.pdf": PDF})[:-30]], ids=["head", "cut"])
def test_a_damaged_archive_is_told(outcome, data):
    assert outcome(data) == [("lot.zip", DamagedFile)]


def test_an_office_document_is_refused(outcome):
    assert outcome(zip_of({"mimetype": b"application/vnd.oasis.opendocument.text"})) == [("lot.zip", NotADocument)]


def test_a_folder_that_takes_nothing_is_no_fault_of_the_archive(tmp_path):
    path = tmp_path / "lot.zip"
    path.write_bytes(zip_of({"a.pdf": PDF}))
    with pytest.raises(NotWritten):
        list(unzip("lot.zip", path, tmp_path / "nowhere", settings=Settings(), most_bytes=MOST))
