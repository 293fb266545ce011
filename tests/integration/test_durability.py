"""Whatever process is cut off, wherever: no upload that was acknowledged is lost, and none is deposited twice.

The full figure, 200 documents deposited into a folder, is `python -m tests.benchmarks --only service`; this is the
same with fewer, deposited with the embedded portal.
"""

from redis import Redis

from tests.integration.durability_service import command, served
from tests.integration.durability_trial import Trial, any_moment, judged, nothing_wrong, points

DOCUMENTS = 32


def test_processes_cut_off_at_every_point_lose_nothing_and_deposit_nothing_twice(tmp_path):
    with served(tmp_path, PREFACTURE_GATEWAY="portal") as running:
        trial = Trial(running)
        assert points(trial, range(DOCUMENTS // 4), 40) == []
        assert any_moment(trial, range(DOCUMENTS // 4, DOCUMENTS), 6, 40) >= 6
        for identifier in trial.acknowledged.values():
            trial.deposit(identifier)
        trial.all_deposited(40)
        assert judged(trial) == nothing_wrong(DOCUMENTS)


def test_a_queue_that_forgets_everything_loses_no_work(tmp_path):
    with served(tmp_path) as running, Redis.from_url(f"unix://{tmp_path}/queue.sock") as redis:
        trial = Trial(running)
        for index in range(12):
            trial.upload(index)
            redis.flushall()
        trial.all_read(40)
        assert judged(trial) == nothing_wrong(12)


def test_a_service_killed_whole_goes_on_where_it_was(tmp_path):
    with served(tmp_path) as running:
        trial = Trial(running)
        trial.upload_all(range(8))
        assert running.process
        left = running.processes()
        running.process.kill()
        running.process.wait()
        running.wait(lambda: not any(command(number) for number in left), 10, "processes are left without their head")
        running.start()
        trial.upload_all(range(4, 12))
        trial.all_read(40)
        assert judged(trial) == nothing_wrong(12)
