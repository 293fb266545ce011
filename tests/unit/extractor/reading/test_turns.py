"""Readers that take turns are alone in theirs; without a turn, or behind one that hangs, a page is read anyhow."""

import fcntl
import time

from extractor.reading.ocr import turns


def others_may(path):
    """Whether another holder of the file gets in."""
    with path.open("ab") as other:
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def test_a_turn_keeps_others_out_until_it_ends(tmp_path):
    path = tmp_path / "turns"
    with turns.in_turns(path):
        with turns.turn():
            assert not others_may(path)
        assert others_may(path)


def test_who_was_told_of_no_turns_takes_none(tmp_path):
    with turns.turn():
        assert list(tmp_path.iterdir()) == []


def test_a_reader_that_hangs_in_its_turn_stops_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    path = tmp_path / "turns"
    with path.open("ab") as hanging:
        fcntl.flock(hanging, fcntl.LOCK_EX)
        began = time.monotonic()
        with turns.in_turns(path), turns.turn():
            assert time.monotonic() - began >= 0.1


def test_a_file_that_can_not_be_made_is_no_hindrance(tmp_path):
    with turns.in_turns(tmp_path / "no" / "such" / "folder"), turns.turn():
        assert list(tmp_path.iterdir()) == []
