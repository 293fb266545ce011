import io

from api.cli.inputs import Task, tasks
from models.errors import EngineError

PDF = b"%PDF-1.7\n"


def named(arguments, stdin=b""):
    return [task.name for task in tasks([str(argument) for argument in arguments], io.BytesIO(stdin))]


def test_a_file_is_called_by_its_name(tmp_path):
    (tmp_path / "a.pdf").write_bytes(PDF)
    assert named([tmp_path / "a.pdf"]) == ["a.pdf"]


def test_a_folder_gives_its_readable_files_by_their_path_below_it(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name, content in {
        "b.pdf": PDF,
        "sub/a": PDF,
        "notes.txt": b"bonjour",
        "broken.pdf": b"",
        ".hidden/c.pdf": PDF,
        "x.dat": b"<?xml?>",
    }.items():
        (tmp_path / name).write_bytes(content)
    assert named([tmp_path]) == ["b.pdf", "broken.pdf", "x.dat", "sub/a"]


def test_two_files_of_one_name_are_told_apart(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.pdf").write_bytes(PDF)
    assert named([tmp_path / "one", tmp_path / "two"]) == [
        str(tmp_path / f"{folder}/a.pdf") for folder in ("one", "two")
    ]


def test_a_name_that_is_no_utf_8_can_be_printed(tmp_path):
    (tmp_path / "caf\udce9.pdf").write_bytes(PDF)
    (task,) = tasks([str(tmp_path)], io.BytesIO())
    assert task.name == "caf\ufffd.pdf"
    assert task.path.read_bytes() == PDF
    assert tasks(["\udcff"], io.BytesIO())[0].error.source == "\ufffd"


def test_a_hyphen_is_the_standard_input_once():
    assert tasks(["-", "-"], io.BytesIO(PDF)) == [Task("-", data=PDF)]


def test_a_missing_file_and_an_empty_folder_are_errors_of_their_own(tmp_path):
    found = tasks([str(tmp_path / "nowhere.pdf"), str(tmp_path)], io.BytesIO())
    assert [task.error.code for task in found if isinstance(task.error, EngineError)] == [
        "file_not_found",
        "empty_folder",
    ]
