"""Pages that can't be read: how often each was tried, and why it was given up; kept beside what was read of the file.

A page is noted before it is begun, so that one which ends the whole worker is known to whoever goes on. It is tried
again when a person has a document of its file read again.
"""

from __future__ import annotations

from contextlib import suppress

from models.finding import Message
from worker.page_files import PageFiles

TRIED, FAILED = "tried-{}", "failed-{}"


def tried(files: PageFiles, sha256: str, number: int) -> int:
    """How often reading a page was begun, without an end."""
    told = _told(files, sha256, TRIED.format(number))
    return int(told) if told is not None and told.isdigit() else 0


def begin(files: PageFiles, sha256: str, number: int) -> None:
    """A page is about to be read."""
    _tell(files, sha256, TRIED.format(number), str(tried(files, sha256, number) + 1))


def done(files: PageFiles, sha256: str, number: int) -> None:
    """A page was read."""
    (files.folder(sha256) / TRIED.format(number)).unlink(missing_ok=True)


def give_up(files: PageFiles, sha256: str, number: int, why: Message) -> None:
    """A page is not tried again, and stands in its place unread."""
    _tell(files, sha256, FAILED.format(number), why.model_dump_json())
    done(files, sha256, number)


def failures(files: PageFiles, sha256: str) -> dict[int, Message]:
    """Pages that were given up, and why."""
    found: dict[int, Message] = {}
    for path in files.folder(sha256).glob(FAILED.format("*")):
        told = _told(files, sha256, path.name)
        with suppress(ValueError):
            if told is not None:
                found[int(path.name.partition("-")[2])] = Message.model_validate_json(told)
    return dict(sorted(found.items()))


def forgive(files: PageFiles, sha256: str) -> None:
    """Have everything that was given up tried again."""
    for name in (TRIED, FAILED):
        for path in files.folder(sha256).glob(name.format("*")):
            path.unlink(missing_ok=True)


def _told(files: PageFiles, sha256: str, name: str) -> str | None:
    found = files.kept(files.folder(sha256) / name)
    return None if found is None else found.decode(errors="replace")


def _tell(files: PageFiles, sha256: str, name: str, told: str) -> None:
    files.keep(files.folder(sha256) / name, told.encode())
