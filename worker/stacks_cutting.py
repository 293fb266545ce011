"""Papers cut out of a stack in the reader process, each as a PDF of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from worker import stacks_trouble
from worker.digitising.order import Form, Scan
from worker.page_files import PageFiles
from worker.stacks_tasks import page_of, scan_of


@dataclass(frozen=True, slots=True)
class CutOut:
    """Groups of a file's pages. Those of a PDF as they came; of pictures upright, with the words that were read."""

    name: str
    path: Path
    sha256: str
    pages: PageFiles
    groups: tuple[tuple[int, ...], ...]

    def run(self) -> tuple[bytes, ...]:
        """The PDFs, in the order of the groups."""
        from extractor.output.cutting import cut_from, opened  # noqa: PLC0415

        scan = scan_of(self)
        if scan.form is not Form.PDF:
            return tuple(self._upright(scan))
        with opened(scan.path, self.name) as pdf:
            return tuple(cut_from(pdf, group, name=self.name) for group in self.groups)

    def _upright(self, scan: Scan) -> Iterator[bytes]:
        from extractor.output.pdfa.upright import write_upright  # noqa: PLC0415
        from worker.digitising.writing import photo_of  # noqa: PLC0415

        unread = stacks_trouble.failures(self.pages, self.sha256)
        for group in self.groups:
            pages = [page_of(scan, self.pages, number, unread) for number in group]
            photos = {page.number: photo_of(scan, page.number) for page in pages if page.corners}
            with tempfile.NamedTemporaryFile(prefix="prefacture-", suffix=".pdf") as made:
                write_upright(scan.path, Path(made.name), pages, title=self.name, photos=photos)
                yield Path(made.name).read_bytes()
