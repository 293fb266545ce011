"""What a flow's report tells: errors of single invoices, and errors of the file as a whole.

They are kept with the flow (`PortalFlowRow.errors`) under the names of the portal's detailed report.

Source: AIFE, `consulterCRDetaille` (listeErreurDP, listeErreurTechnique)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from models.portal import FlowState
from worker.portal.flow_reading import FlowInvoice
from worker.reader import ReaderFailed
from worker.tasks import Failure

REFUSED: Final = "REJET"
INCIDENT: Final = "INCIDENT"
INTERRUPTED: Final = (
    "Le traitement de ce flux a été interrompu à chaque essai : les factures déjà intégrées le restent. "
    "Séparez-le en plusieurs flux, puis redéposez ce qui manque."
)
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class InvoiceError:
    """Why one invoice was not deposited."""

    identifiantFournisseur: str | None  # noqa: N815 - the report's names
    identifiantDestinataire: str | None  # noqa: N815
    numeroDP: str | None  # noqa: N815
    libelleErreurDP: str  # noqa: N815


@dataclass(frozen=True, slots=True)
class TechnicalError:
    """Why the flow could not be taken, or was not finished."""

    natureErreur: str  # noqa: N815 - the report's names
    codeErreur: str  # noqa: N815
    libelleErreur: str  # noqa: N815


@dataclass(slots=True)
class Outcome:
    """What became of a flow: how many invoices are deposited and refused, and what is told of the others.

    In a `lot` every error names its file.
    """

    lot: bool = False
    deposited: int = 0
    refused: int = 0
    invoices: list[InvoiceError] = field(default_factory=list)
    technical: list[TechnicalError] = field(default_factory=list)

    @property
    def state(self) -> FlowState:
        """Where the flow stands with that."""
        if any(one.natureErreur == INCIDENT for one in self.technical):
            return FlowState.FAILED
        if not self.deposited:
            return FlowState.REJECTED
        return FlowState.PARTLY if self.refused else FlowState.INTEGRATED

    def refuse(self, name: str, read: FlowInvoice, faults: Sequence[str]) -> None:
        """Note why an invoice is not deposited."""
        self.refused += 1
        for said in faults:
            told = f"{name} : {said}" if self.lot else said
            self.invoices.append(InvoiceError(read.seller, read.buyer, read.number, told[:_LONGEST]))

    def kept(self, structures: Sequence[str]) -> dict[str, Any]:
        """As it is stored; `structures` are those whose members may see it."""
        return {
            "invoices": [asdict(one) for one in self.invoices],
            "technical": [asdict(one) for one in self.technical],
            "count": self.deposited,
            "refused": self.refused,
            "structures": list(structures),
        }


def unread(error: ReaderFailed | Failure) -> str:
    """Why a file could not be read, as a sentence."""
    said = error.message.fr
    return f"{said} ({error.detail})"[:_LONGEST] if error.detail else said


def of_file(error: ReaderFailed) -> TechnicalError:
    """The file as a whole is not taken, or was not read in time."""
    return TechnicalError(REFUSED if error.refused else INCIDENT, error.code, unread(error))
