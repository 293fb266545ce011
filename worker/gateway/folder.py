"""A folder instead of a platform: what is deposited lies in it, one file per deposit, named by the deposit's key.

For trying out, and for those who hand the files on by other means. A file is whole or absent, and never written twice.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from models.finding import Message
from worker.gateway.parcel import Enclosed, GatewayRefused, GatewayUnavailable, Parcel, Progress, Routing, Sent

SUFFIXES = frozenset({".pdf", ".xml", ".json"})


def _nobody() -> GatewayRefused:
    fr = "Les factures déposées dans un dossier n'ont pas de suivi : faites cette démarche sur la plateforme."
    return GatewayRefused("not_offered", Message(fr=fr, en="A folder follows nothing up: do this on the platform."))


class FolderGateway:
    """The folder; attachments lie beside it, in a folder whose name ends in `.attachments`, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.partial = folder.with_name(folder.name + ".partial")
        self.attachments = folder.with_name(folder.name + ".attachments")

    def find(self, key: str, parcel: Parcel) -> Sent | None:
        path = self._path(key, parcel)
        try:
            written = path.stat().st_mtime
        except FileNotFoundError:
            return None
        except OSError as error:
            raise GatewayUnavailable(f"{path} : {error.strerror}") from error
        return Sent(key, datetime.fromtimestamp(written, UTC))

    def send(self, parcel: Parcel) -> Sent:
        path = self._path(parcel.key, parcel)
        try:
            for number, enclosed in enumerate(parcel.enclosed, 1):
                name = f"{number}-{PurePosixPath(enclosed.name).name}"
                self._put(self.attachments / parcel.key / name, enclosed.data)
            self._put(path, parcel.data)
        except OSError as error:
            raise GatewayUnavailable(f"{path} : {error.strerror}") from error
        sent = self.find(parcel.key, parcel)
        if sent is None:
            raise GatewayUnavailable(f"{path} : introuvable après écriture")
        return sent

    def follow(self, platform_id: str, parcel: Parcel, kept: dict[str, Any]) -> Progress:  # noqa: ARG002 - the protocol's
        return Progress("DEPOSEE", final=True)

    def recycle(self, platform_id: str, parcel: Parcel, routing: Routing) -> None:  # noqa: ARG002 - the protocol's
        raise _nobody()

    def complete(self, platform_id: str, parcel: Parcel, enclosed: tuple[Enclosed, ...], comment: str | None) -> None:  # noqa: ARG002 - the protocol's
        raise _nobody()

    def acknowledge(self, platform_id: str, parcel: Parcel) -> None:  # noqa: ARG002 - the protocol's
        raise _nobody()

    def _path(self, key: str, parcel: Parcel) -> Path:
        suffix = PurePosixPath(parcel.name).suffix.lower()
        return self.folder / f"{key}{suffix if suffix in SUFFIXES else ''}"

    def _put(self, path: Path, data: bytes) -> None:
        """Write it aside, then give it its name, which a file that is there already keeps."""
        self.partial.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.partial) as kept:
            kept.write(data)
            kept.flush()
            os.fsync(kept.fileno())
            with suppress(FileExistsError):
                os.link(kept.name, path)
        for folder in (path.parent, path.parent.parent):
            number = os.open(folder, os.O_RDONLY)  # the name is on disk too
            try:
                os.fsync(number)
            finally:
                os.close(number)
