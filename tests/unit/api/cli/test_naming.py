from pathlib import Path

import pytest

from api.cli.naming import LONGEST, Place, safe, stem


def put(place, name="facture", suffix=".pdf", **more):
    return place.put(name, suffix, b"new", **more)


def test_a_folder_that_is_missing_is_made(tmp_path):
    path = put(Place.of(tmp_path / "a" / "b", ".pdf", []))
    assert path == tmp_path / "a" / "b" / "facture.pdf"
    assert path.read_bytes() == b"new"


def test_a_name_that_ends_as_the_kind_does_is_a_file(tmp_path):
    assert put(Place.of(tmp_path / "mars.PDF", ".pdf", [])) == tmp_path / "mars.pdf"


def test_a_folder_may_end_as_the_kind_does(tmp_path):
    (tmp_path / "mars.pdf").mkdir()
    assert put(Place.of(tmp_path / "mars.pdf", ".pdf", [])) == tmp_path / "mars.pdf" / "facture.pdf"


def test_a_file_that_is_read_is_never_written_over(tmp_path):
    source = tmp_path / "facture.pdf"
    source.write_bytes(b"old")
    assert put(Place.of(tmp_path, ".pdf", [source])) == tmp_path / "facture-prefacture.pdf"
    assert source.read_bytes() == b"old"


def test_nor_is_it_by_another_way_to_it(tmp_path):
    (tmp_path / "there").mkdir()
    source = tmp_path / "there" / "facture.pdf"
    source.write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    put(Place.of(tmp_path / "link", ".pdf", [source]))
    assert source.read_bytes() == b"old"


def test_two_invoices_of_one_name_are_numbered(tmp_path):
    place = Place.of(tmp_path, ".pdf", [])
    assert [put(place, name).name for name in ("a", "a", "A")] == ["a.pdf", "a-2.pdf", "A-3.pdf"]


def test_files_of_one_name_bear_their_folder(tmp_path):
    place = Place.of(tmp_path, ".xml", [tmp_path / folder / "f.pdf" for folder in ("x", "y")])
    assert [place.named(source) for source in ("x/f.pdf", "y/f.pdf", "x/g.pdf")] == ["x-f", "y-f", "g"]


def test_files_of_one_stem_bear_their_kind(tmp_path):
    place = Place.of(tmp_path, ".xml", [tmp_path / name for name in ("f.pdf", "f.tif", "g.pdf")])
    assert [place.named(source) for source in ("f.pdf", "f.tif", "g.pdf")] == ["f-pdf", "f-tif", "g"]


def test_the_invoices_of_one_file_and_drafts_say_so(tmp_path):
    place = Place.of(tmp_path, ".pdf", [])
    assert put(place, number=2).name == "facture-2.pdf"
    assert put(place, draft=True).name == "facture.brouillon.pdf"


def test_what_stands_in_the_folder_that_was_named_is_replaced(tmp_path):
    for _ in range(2):
        assert put(Place.of(tmp_path, ".pdf", [])).name == "facture.pdf"


def test_what_stands_in_the_current_folder_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("facture.pdf").write_bytes(b"mine")
    assert put(Place.of(None, ".pdf", [])).name == "facture-2.pdf"
    assert Path("facture.pdf").read_bytes() == b"mine"


def test_a_file_is_written_whole_and_leaves_nothing_beside_it(tmp_path):
    path = put(Place.of(tmp_path, ".pdf", []))
    assert [found.name for found in tmp_path.iterdir()] == ["facture.pdf"]
    assert path.stat().st_mode & 0o600 == 0o600


def test_a_place_that_is_taken_by_a_file_is_an_error(tmp_path):
    (tmp_path / "folder").write_bytes(b"")
    with pytest.raises(OSError, match="folder"):
        put(Place.of(tmp_path / "folder", ".pdf", []))


@pytest.mark.parametrize(
    "hostile",
    ["../../etc/passwd", "..", "/", "", "-rf.pdf", ".bashrc", "a\x00b", "a\nb.pdf", "\x1b[2J", "C:x", "\u202efdp.exe"],
)
def test_a_hostile_name_stays_in_the_folder(hostile, tmp_path):
    path = put(Place.of(tmp_path, ".pdf", []), stem(hostile))
    assert path.parent == tmp_path
    assert path.name.isprintable()
    assert path.name[0] not in "-."
    assert path.exists()


def test_a_long_name_is_cut_between_characters():
    assert len(safe("𝔣" * 500).encode()) <= LONGEST
    assert safe("𝔣" * 500).strip("𝔣") == ""
