"""Where `prefacture reprocess` does its work: a running service asked over its API, or the store of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from api.cli.remote import Remote
from models.reprocessing import ItemPage, ItemView, NewRun, RunPage, RunView, Selected, Selection, Step, StepChoice


@dataclass(frozen=True, slots=True)
class Chosen:
    """One step for many: for those of a step, those that wait for a word, or all."""

    choice: StepChoice
    step: Step | None = None
    lacking: bool = False


class Source(Protocol):
    """What the command asks for. Raises RemoteError or ServiceError with what a person is told."""

    def count(self, selection: Selection) -> Selected:
        """How many documents a selection holds."""
        ...

    def create(self, new: NewRun) -> RunView:
        """A run, which is read from now on."""
        ...

    def get(self, run_id: str) -> RunView:
        """A run as it is now."""
        ...

    def listed(self) -> RunPage:
        """The newest runs."""
        ...

    def items(self, run_id: str) -> Iterator[ItemView]:
        """Its documents, in their order."""
        ...

    def choose(self, run_id: str, version: int, chosen: Chosen) -> RunView:
        """The run with that step for all that are meant and where it is possible."""
        ...

    def apply(self, run_id: str, version: int) -> RunView:
        """Have it done as it was shown in that version."""
        ...

    def report(self, run_id: str, kind: str) -> bytes:
        """A report of the run: html, xlsx or jsonl."""
        ...

    def work(self, run_id: str) -> None:
        """Do what waits, where nobody else does."""
        ...


class Service(Remote):
    """A running service; its workers do what waits."""

    def count(self, selection: Selection) -> Selected:
        return self._told(Selected, "POST", "reprocessings/count", json=_json(selection))

    def create(self, new: NewRun) -> RunView:
        return self._told(RunView, "POST", "reprocessings", json=_json(new))

    def get(self, run_id: str) -> RunView:
        return self._told(RunView, "GET", f"reprocessings/{run_id}")

    def listed(self) -> RunPage:
        return self._told(RunPage, "GET", "reprocessings")

    def items(self, run_id: str) -> Iterator[ItemView]:
        asked: dict[str, str] = {"limit": "100"}
        while True:
            page = self._told(ItemPage, "GET", f"reprocessings/{run_id}/items", params=asked)
            yield from page.items
            if page.next is None:
                return
            asked["cursor"] = page.next

    def choose(self, run_id: str, version: int, chosen: Chosen) -> RunView:
        asked = {"version": version, "choice": _json(chosen.choice), "step": chosen.step, "lacking": chosen.lacking}
        return self._told(RunView, "POST", f"reprocessings/{run_id}/choices", json=asked)

    def apply(self, run_id: str, version: int) -> RunView:
        return self._told(RunView, "POST", f"reprocessings/{run_id}/apply", json={"version": version})

    def report(self, run_id: str, kind: str) -> bytes:
        return self._answer("GET", f"reprocessings/{run_id}/report.{kind}").content

    def work(self, run_id: str) -> None:
        """Its workers do it."""


def _json(asked: Selection | NewRun | StepChoice) -> dict[str, Any]:
    return asked.model_dump(mode="json", exclude_defaults=True)
