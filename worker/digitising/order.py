"""What is asked of a run, what goes in, and how it tells what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from models.output import Supplements
from models.stack import StackPlan

Starts = tuple[tuple[int, str], ...]
"""First pages of parts with what each is (models.stack.PartKind)."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file: what it is called, with its folder below the one that was given, and where it is."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Order:
    """`page_seconds` and `page_bytes` are what one page may cost, `tries` how often it is tried.

    `plans` are boundaries that a person gave, by a file's digest; `anew` has what failed before tried again.
    """

    out: Path
    jobs: int = 2
    page_seconds: int = 90
    page_bytes: int = 900 * 2**20
    tries: int = 3
    supplements: Supplements = field(default_factory=Supplements)
    plans: Mapping[str, Starts] = field(default_factory=dict)
    dry_run: bool = False
    anew: bool = False
    engine: str = ""


class Form(StrEnum):
    """How the pages of a file are got at."""

    PDF = "pdf"
    PICTURES = "pictures"  # of which there are several in the file
    PICTURE = "picture"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that can be read: its name and digest as given, where it is now, its pages.

    `data` tells that it carries its invoice as data beside the pages.
    """

    name: str
    sha256: str
    path: Path
    form: Form
    pages: int = 1
    data: bool = False


class Progress(Protocol):
    """Is told what happens, by several threads."""

    def began(self, name: str, pages: int, known: int) -> None:
        """A file of so many pages, of which so many are known from before."""

    def page(self, name: str, number: int) -> None:
        """A page was read, or can't be."""

    def planned(self, name: str, plan: StackPlan, *, by_person: bool) -> None:
        """The boundaries are known."""

    def ended(self, name: str) -> None:
        """All of a file is written, or it is set aside."""


class Silent:
    """Tells nobody."""

    def began(self, name: str, pages: int, known: int) -> None: ...

    def page(self, name: str, number: int) -> None: ...

    def planned(self, name: str, plan: StackPlan, *, by_person: bool) -> None: ...

    def ended(self, name: str) -> None: ...
