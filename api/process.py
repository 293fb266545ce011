"""The API's own process: serves requests from a socket that the process which started it keeps open.

    python -m api.process HANDLE

Whoever calls while this process is started again waits for it, and is not refused.
"""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence
from typing import Final

import uvicorn

from api.app import create_app
from worker import logs
from worker.bound import end_with_parent
from worker.settings import ServiceSettings

LAST_SECONDS: Final = 5  # that requests under way get when told to stop


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop."""
    end_with_parent(signal.SIGTERM)
    logs.configure(ServiceSettings())
    config = uvicorn.Config(
        create_app,
        factory=True,
        lifespan="on",
        log_config=None,
        access_log=False,  # requests are told by lines of our own
        server_header=False,
        timeout_graceful_shutdown=LAST_SECONDS,
    )
    with socket.socket(fileno=int(arguments[0])) as listening:
        uvicorn.Server(config).run(sockets=[listening])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
