"""Files are found by their content, whole or not at all, wherever they are kept."""

import hashlib
import os
import shutil
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore

from models.service_errors import InvalidRequest, NotFound, Unavailable
from worker.files import Files
from worker.object_files import ObjectFiles
from worker.settings import ServiceSettings

NOTHING = hashlib.sha256(b"never put").hexdigest()


@pytest.fixture(params=["disk", "memory", "local"])
def files(request, tmp_path):
    """Files on disk, and in two stores of objects."""
    if request.param == "disk":
        return Files(tmp_path / "files")
    return ObjectFiles(MemoryStore() if request.param == "memory" else LocalStore(tmp_path))


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_is_read_by_its_digest(files):
    stored = files.put(BytesIO(b"facture"), 100)
    assert stored.sha256 == hashlib.sha256(b"facture").hexdigest()
    assert stored.size == 7
    assert files.read(stored.sha256) == b"facture"


def test_a_file_lies_on_disk_while_somebody_reads_it_there(files):
    stored = files.put(BytesIO(b"pile"), 100)
    with files.local(stored.sha256) as path:
        assert path.read_bytes() == b"pile"
    with pytest.raises(NotFound), files.local(NOTHING):
        pass


def test_a_file_larger_than_a_piece_is_kept_whole(files):
    data = bytes(range(256)) * 20_000
    assert files.read(files.put(BytesIO(data), len(data)).sha256) == data


def test_the_same_content_twice_is_one_file(files):
    assert files.put(BytesIO(b"one"), 10) == files.put(BytesIO(b"one"), 10)


def test_a_file_that_is_too_long_or_empty_is_refused(files):
    with pytest.raises(InvalidRequest, match="Mo au plus"):
        files.put(BytesIO(b"x" * 11), 10)
    with pytest.raises(InvalidRequest, match="vide"):
        files.put(BytesIO(b""), 10)


def test_what_is_not_there_is_not_found(files):
    with pytest.raises(NotFound):
        files.read(NOTHING)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, NOTHING + "/.."])
def test_nothing_but_a_digest_names_a_file(files, name):
    with pytest.raises(NotFound):
        files.read(name)
    with pytest.raises(NotFound):
        files.delete(name)


def test_a_file_is_deleted_once_or_twice(files):
    sha256 = files.put(BytesIO(b"gone"), 10).sha256
    files.delete(sha256)
    files.delete(sha256)
    with pytest.raises(NotFound):
        files.read(sha256)


def test_what_broke_off_leaves_nothing_behind(tmp_path):
    class Broken(BytesIO):
        def read(self, _size=-1):
            raise ConnectionResetError

    files = Files(tmp_path / "files")
    with pytest.raises(ConnectionResetError):
        files.put(Broken(), 10)
    with pytest.raises(InvalidRequest):
        files.put(BytesIO(b"x" * 11), 10)
    assert kept(tmp_path) == []


def test_the_settings_name_the_place(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    assert Files.open(ServiceSettings(home=tmp_path)).folder == tmp_path / "files"
    elsewhere = Files.open(ServiceSettings(home=tmp_path, files_url="s3://factures/ici"))
    assert isinstance(elsewhere, ObjectFiles)
    assert "ici" in repr(elsewhere.store)


def test_a_store_that_does_not_answer_is_unavailable():
    from obstore.store import S3Store

    away = S3Store(
        "factures",
        endpoint="http://127.0.0.1:9",
        access_key_id="a",
        secret_access_key="b",
        region="x",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    files = ObjectFiles(away)
    with pytest.raises(Unavailable, match="stockage"):
        files.put(BytesIO(b"facture"), 10)
    with pytest.raises(Unavailable):
        files.read(NOTHING)
    with pytest.raises(Unavailable):
        files.delete(NOTHING)


def test_a_folder_where_nothing_can_be_written_says_so(tmp_path):
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        Files(Path(tmp_path / "files")).put(BytesIO(b"x"), 10)


def test_files_are_listed_and_forgotten_unless_they_were_put_again_lately(files):
    digests = {files.put(BytesIO(data), 10).sha256 for data in (b"a", b"b")}
    assert set(files.digests()) == digests
    one = digests.pop()
    past, future = (datetime.now(UTC) + timedelta(seconds=seconds) for seconds in (-60, 60))
    assert not files.delete_older(one, past)
    assert files.read(one)
    assert files.delete_older(one, future)
    assert not files.delete_older(one, future)
    assert not files.is_older(one, future)
    assert set(files.digests()) == digests


def test_files_that_are_placed_together_are_settled_together(files):
    placed = [files.place(BytesIO(data), 100).sha256 for data in (b"one", b"two", b"one")]
    files.settle(placed)
    assert [files.read(sha256) for sha256 in placed] == [b"one", b"two", b"one"]
    assert sorted(files.digests()) == sorted(set(placed))


def test_a_folder_that_was_taken_away_is_made_anew(tmp_path):
    files = Files(tmp_path / "files")
    sha256 = files.put(BytesIO(b"one"), 10).sha256
    for gone in (tmp_path / "files" / sha256[:2], tmp_path / "files"):
        shutil.rmtree(gone)
        assert files.read(files.put(BytesIO(b"one"), 10).sha256) == b"one"


def test_a_name_is_on_disk_when_a_file_is_settled(tmp_path, monkeypatch):
    opened, lasting = {}, []
    real_open, real_fsync = os.open, os.fsync

    def remembered(path, flags, *mode):
        handle = real_open(path, flags, *mode)
        opened[handle] = Path(path)
        return handle

    def noted(handle):
        lasting.append(opened[handle])
        real_fsync(handle)

    monkeypatch.setattr(os, "open", remembered)
    monkeypatch.setattr(os, "fsync", noted)
    files = Files(tmp_path)
    sha256 = files.put(BytesIO(b"one"), 10).sha256
    assert lasting[1:] == [tmp_path / sha256[:2], tmp_path]  # its bytes come first
    lasting.clear()
    files.put(BytesIO(b"one"), 10)
    assert lasting[1:] == [tmp_path / sha256[:2]]  # the folder's own name is there already
