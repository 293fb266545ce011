"""Whatever process is cut off, wherever: no upload that was acknowledged is lost, and none is deposited twice.

The full figure, 200 documents, is `python -m tests.benchmarks --only durability`; this is the same with fewer.
"""

from tests.integration.durability_service import served
from tests.integration.durability_trial import Trial, any_moment, judged, points

DOCUMENTS = 40


def test_processes_cut_off_at_every_point_lose_nothing_and_deposit_nothing_twice(tmp_path):
    with served(tmp_path) as running:
        trial = Trial(running)
        assert points(trial, range(DOCUMENTS // 4), 40) == []
        assert any_moment(trial, range(DOCUMENTS // 4, DOCUMENTS), 6, 40) >= 6
        for identifier in trial.acknowledged.values():
            trial.deposit(identifier)
        trial.all_deposited(40)
        outcome = judged(trial)
        assert outcome.pop("acknowledged") == DOCUMENTS
        assert outcome == dict.fromkeys(outcome, 0)
