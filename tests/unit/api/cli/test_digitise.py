import argparse

import pytest

from api.cli import digitise
from api.cli.main import main


def test_a_watched_file_is_taken_once_it_is_still_and_again_when_it_changed(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "own.pdf").write_bytes(b"%PDF-1.7 ours")
    (tmp_path / "empty.pdf").write_bytes(b"")
    scan = tmp_path / "a.pdf"
    scan.write_bytes(b"%PDF-1.7 1")
    batches = digitise.watched(tmp_path, out, 0.001)
    assert [one.name for one in next(batches)] == ["a.pdf"]
    scan.write_bytes(b"%PDF-1.7 longer")
    assert [one.path for one in next(batches)] == [scan]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "--watch"),
        (["-"], "entrée standard"),
        (["--watch", "/nowhere"], "pas un dossier"),
        (["--plan", "/nowhere/plan.json", "tests"], "plan.json"),
    ],
)
def test_what_can_not_be_meant_is_said(arguments, why, tmp_path, capsys):
    assert main(["digitise", "-o", str(tmp_path / "out"), *arguments]) == 2
    assert why in capsys.readouterr().err


def test_files_below_the_output_are_not_read_and_one_that_is_missing_is_told(tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    (out / "own.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    options = argparse.Namespace(files=[str(tmp_path), str(tmp_path / "b.pdf")], watch=None, out=out)
    found, missing = digitise.inputs(options)
    assert ([one.name for one in found], missing) == (["a.pdf"], 1)
    assert "ne peut pas être ouvert" in capsys.readouterr().err
