"""Stand-ins for a reader process: they read nothing, and one dies of it."""

import os
import time

from api.cli.work import Line


def echo(connection, _threads):
    """Names each file; dies of `crash`, sleeps over `slow`, and is late with `first`."""
    try:
        while True:
            task = connection.recv()
            if task.name == "crash":
                os.abort()
            time.sleep({"slow": 60, "first": 0.3}.get(task.name, 0))
            connection.send(Line(task.name))
            connection.send(None)
    except EOFError:
        return
