"""A run ended by SIGKILL in the middle of something, then the same command: as if nothing had happened."""

import pytest

from models.output import Supplements
from tests.digitise_kit import killed, made, stack_of, started, until
from worker.digitising import Input, Order, Run

SERVICES = Supplements(billing_mode="S1", legal_notes=True)


def digitised(scan, out, **order):
    with Run(Order(out, jobs=1, supplements=SERVICES, engine="prefacture test", **order)) as run:
        return run.take([Input(scan.name, scan)])


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    return stack_of(tmp_path_factory.mktemp("scans") / "pile.pdf", blank_after=(0,))


@pytest.fixture(scope="module")
def whole(stack, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole")
    (found,) = digitised(stack, out)
    assert found.plan.pages == 4
    assert len(found.lines) == 3
    return made(out)


POINTS = {
    "digitise.page-3": "about to read a page",
    "digitise.written-plan.json": "the plan is not written",
    "part": "a part is not named yet",
}


@pytest.mark.parametrize("point", POINTS, ids=[text.replace(" ", "-") for text in POINTS.values()])
def test_the_same_command_goes_on_after_a_kill_and_gives_the_same_files(point, stack, whole, tmp_path):
    if point == "part":
        point = "digitise.written-" + next(name.rpartition("/")[2] for name in whole if name.endswith("-facturx.pdf"))
    fault, out = tmp_path / "fault", tmp_path / "out"
    fault.mkdir()
    (fault / point).write_text("hang")
    process = started(stack, "-o", out, "--billing-mode", "S1", "--legal-notes", "-j", "1", fault=fault)
    until(lambda: not (fault / point).exists() or process.poll() is not None)
    assert process.poll() is None, process.communicate()
    killed(process)
    assert made(out) != whole
    for engine in (out / ".prefacture").glob("prefacture-*"):
        engine.rename(engine.with_name("prefacture-test"))
    (found,) = digitised(stack, out)
    assert made(out) == whole
    assert found.known == (2 if point == "digitise.page-3" else 4)  # with one reader, pages are read in their order
    assert not list(out.rglob(".prefacture-*"))
