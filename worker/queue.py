"""The queue: what may be done now, by whom is free. It may forget everything; the store knows what is left to do."""

from __future__ import annotations

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue as RqQueue
from rq.exceptions import DuplicateJobError

NAME = "prefacture"
ENTRY = "worker.run.perform"
_CONNECT_SECONDS = 2.0


class Queue:
    """Jobs by their kind and the identifier that they are about; the same job waits once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.redis = Redis.from_url(url, socket_connect_timeout=_CONNECT_SECONDS)
        self._queue = RqQueue(NAME, connection=self.redis)

    def put(self, job: str, about: str) -> bool:
        """Ask for a job. False where the server does not answer: the sweeper will find the work in the store."""
        try:
            self._queue.enqueue(ENTRY, job, about, job_id=f"{job}-{about}", unique=True, result_ttl=0, failure_ttl=0)
        except DuplicateJobError:
            return True
        except (RedisError, OSError):
            return False
        return True

    def alive(self) -> bool:
        try:
            return bool(self.redis.ping())
        except (RedisError, OSError):
            return False

    def depth(self) -> int:
        """Jobs that wait. Raises redis' own errors where the server does not answer."""
        return int(self._queue.count)

    def close(self) -> None:
        self.redis.close()
