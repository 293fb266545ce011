"""The queue: what may be done now, by whoever is free. It may forget everything; the store knows what is left to do.

Jobs are RQ's, on Redis or Valkey. A job is its kind and the identifier that it is about, and waits once. Reading waits
its turn; what a person or another program waits for goes before it.

The library's own names: https://python-rq.org/docs/
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Final, Literal, TypeAlias, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue as RqQueue, SimpleWorker
from rq.exceptions import DuplicateJobError, StopRequested
from rq.job import Job
from rq.queue import EnqueueData
from rq.timeouts import TimerDeathPenalty
from rq.worker import WorkerStatus

Kind: TypeAlias = Literal["read", "deposit", "follow", "flow", "tell", "reprocess"]

NAME: Final = "prefacture"
PATIENT: Final = frozenset({"read", "reprocess"})  # jobs that wait their turn
ENTRY: Final = "worker.run.perform"
NO_LIMIT: Final = -1  # of time: readings have their own, kept by who starts them
AWAY_SECONDS: Final = 1.0  # a server that did not answer is not asked again for so long
WORKER_SECONDS: Final = 60  # after which a silent worker is taken for dead
BEAT_SECONDS: Final = 10.0
TOGETHER: Final = 32  # files read by one job: leased in one transaction, stored in another
SHARE: Final = 4  # of the files that wait, one in so many goes to who asks
_ANSWER_SECONDS: Final = 2.0
_AGAIN_SECONDS: Final = 2.0


class Queue:
    """Jobs that wait."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.redis = _redis(url, socket_timeout=_ANSWER_SECONDS)
        self._queue = RqQueue(NAME, connection=self.redis)
        self._away_until = 0.0

    def put(self, job: Kind, about: str) -> bool:
        """Ask for a job. False where the server does not answer: the sweeper will find the work in the store."""
        if time.monotonic() < self._away_until:
            return False
        try:
            self._queue.enqueue(
                ENTRY,
                job,
                about,
                job_id=job_id(job, about),
                unique=True,
                at_front=job not in PATIENT,
                job_timeout=NO_LIMIT,
                result_ttl=0,
                failure_ttl=0,
            )
        except DuplicateJobError:
            return True
        except (RedisError, OSError):
            self._away_until = time.monotonic() + AWAY_SECONDS
            return False
        return True

    def put_all(self, job: Kind, abouts: Sequence[str]) -> int:
        """Ask for jobs of one kind in three messages, as `put` does in three for each; how many wait now."""
        names = {job_id(job, about): about for about in abouts}
        if not names or time.monotonic() < self._away_until:
            return 0
        try:
            with self.redis.pipeline(transaction=False) as asked:
                for name in names:
                    asked.exists(Job.key_for(name))
                known = asked.execute()
            self._queue.enqueue_many(
                Queue.prepared(job, about, name)
                for (name, about), there in zip(names.items(), known, strict=True)
                if not there
            )
        except (RedisError, OSError):
            self._away_until = time.monotonic() + AWAY_SECONDS
            return 0
        return len(names)

    @staticmethod
    def prepared(job: Kind, about: str, name: str) -> EnqueueData:
        """A job as the library takes many of them."""
        return RqQueue.prepare_data(
            ENTRY,
            (job, about),
            job_id=name,
            at_front=job not in PATIENT,
            timeout=NO_LIMIT,
            result_ttl=0,
            failure_ttl=0,
        )

    def renew(self, job: Kind, about: str) -> bool:
        """Ask anew for a job that no longer waits: what a worker that is gone left of it is dropped. As `put`."""
        name = job_id(job, about)
        try:
            with self.redis.pipeline(transaction=True) as dropped:
                dropped.lrem(self._queue.intermediate_queue_key, 0, name)
                dropped.delete(Job.key_for(name))
                dropped.execute()
        except (RedisError, OSError):
            return False
        return self.put(job, about)

    def waiting(self) -> frozenset[str] | None:
        """The names of all jobs that wait, as `job_id` gives them; None where the server does not answer."""
        try:
            return frozenset(self._queue.job_ids)
        except (RedisError, OSError):
            return None

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


class Performer(SimpleWorker):
    """RQ's worker, without what we have no use for: alarms, commands from outside, words on every job."""

    death_penalty_class = TimerDeathPenalty
    max_connection_wait_time = _AGAIN_SECONDS
    stopping = False
    next_beat = 0.0

    def request_stop(self, _signum: int, _frame: FrameType | None) -> None:
        """A job under way is finished. Nothing is told to the server: it may be away, and this may be a signal."""
        self.stopping = True
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Three of these between two jobs are three times three messages: one in a while is enough."""
        if self.stopping and self.get_state() != WorkerStatus.BUSY:
            raise StopRequested  # told while somebody else caught what the signal raised
        if pipeline is not None or time.monotonic() >= self.next_beat:
            self.next_beat = time.monotonic() + BEAT_SECONDS
            super().heartbeat(timeout, pipeline)

    def check_for_suspension(self, burst: bool) -> None:  # noqa: FBT001 - RQ's signature
        pass

    def subscribe(self) -> None:
        pass

    def set_state(self, state: str, pipeline: Pipeline | None = None) -> None:  # noqa: ARG002 - RQ's signature
        """Kept here only: it tells a signal whether a job is under way."""
        self._state = state

    def execute_job(self, job: Job, queue: RqQueue) -> None:
        """Forget the job, then do it: who has it and how often it was tried stands in the store.

        RQ's own way registers, times and counts each job in 40 messages, 4 ms of a processor; this takes one.
        """
        self.set_state(WorkerStatus.BUSY)
        with self.connection.pipeline(transaction=True) as taken:
            taken.lrem(queue.intermediate_queue_key, 1, job.id)
            taken.delete(job.key)
            taken.execute()
        for done, args in self._bundles(job, queue):
            done(*args)
        self.set_state(WorkerStatus.IDLE)

    def _popped(self, queue: RqQueue, most: int) -> list[str]:
        popped = cast("list[bytes] | None", self.connection.lpop(queue.key, most))
        return [name.decode() for name in popped or ()]

    def _bundles(self, job: Job, queue: RqQueue) -> Iterator[tuple[Callable[..., object], tuple[str, ...]]]:
        """The job; one of reading with those that wait behind it, of which other workers are left most."""
        kind, about = job.args
        if kind != "read":
            yield job.func, (kind, about)
            return
        more = min(TOGETHER - 1, queue.count // SHARE)
        names = self._popped(queue, more) if more else []
        if names:
            self.connection.delete(*map(Job.key_for, names))
        told = [name.partition("-")[::2] for name in names]
        for other, its in told:
            if other != kind:
                yield job.func, (other, its)  # came just now, and is waited for
        yield job.func, (kind, about, *(its for other, its in told if other == kind))


def perform_jobs(url: str, *, burst: bool = False) -> bool:
    """Perform what waits until told to stop by SIGTERM; with `burst`, until nothing waits.

    True when told to stop or nothing waits; False when the server went away: try again. A job under way is finished.
    """
    with _redis(url) as redis:
        performer = None
        try:
            queue = RqQueue(NAME, connection=redis)
            performer = Performer([queue], connection=redis, worker_ttl=WORKER_SECONDS, log_job_description=False)
            performer.log_result_lifespan = False
            performer.work(burst=burst, logging_level="WARNING")
        except (RedisError, OSError):
            return performer is not None and performer.stopping
        return burst or performer.stopping


def _redis(url: str, **options: float) -> Redis:
    """A connection that is made anew once where the server has closed it, and waits for none that is away."""
    return Redis.from_url(url, socket_connect_timeout=_ANSWER_SECONDS, retry=Retry(NoBackoff(), 1), **options)


def job_id(job: Kind, about: str) -> str:
    """The name of a job.

    >>> job_id("read", "0b1f")
    'read-0b1f'
    """
    return f"{job}-{about}"
