"""What the address of the deposit page says of choices, as deposits take them; the page can be made anew from it.

    ?format=chorus&cadre=A9&nature=S&reglement=1&compte=<account>|lu&mentions=1

What is not understood is as good as not said: the page shows what it took for it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated, Any, Final

from fastapi import Query
from pydantic import BaseModel

from models.deposit import Choices, DepositPreview
from models.output import OutputKind, Supplements

FRAMES: Final = MappingProxyType(
    {
        "A1": "A1_FACTURE_FOURNISSEUR",
        "A2": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
        "A9": "A9_FACTURE_SOUSTRAITANT",
        "A12": "A12_FACTURE_COTRAITANT",
    }
)
NATURES: Final = ("S", "B", "M")
SETTLEMENTS: Final = ("1", "2", "4")
"""Of the billing mode (BT-23): nothing is paid, all is paid, a part was paid before."""

READ: Final = "lu"
_PAID: Final = "2"
_Short = Annotated[str, Query(max_length=100)]


class Asked(BaseModel):
    """The address, as it came."""

    format: _Short = ""
    cadre: _Short = ""
    nature: _Short = ""
    reglement: _Short = ""
    compte: _Short = ""
    mentions: _Short = ""

    @property
    def settlement(self) -> str:
        """The second sign of the billing mode."""
        return self.reglement if self.reglement in SETTLEMENTS else "1"

    @property
    def mode(self) -> str | None:
        """The billing mode, where a person said what is sold."""
        return f"{self.nature}{self.settlement}" if self.nature in NATURES else None

    def frame(self, mode: str | None = None) -> str:
        """The framework's short name; an invoice that was paid already is A2 unless somebody says otherwise.

        >>> Asked(cadre="A9").frame(), Asked().frame("S2"), Asked(cadre="?").frame()
        ('A9', 'A2', 'A1')
        """
        if self.cadre in FRAMES:
            return self.cadre
        return "A2" if mode is not None and mode[1:] == _PAID else "A1"

    @property
    def choices(self) -> Choices:
        """As the worker takes them."""
        return Choices(
            kind=OutputKind(self.format) if self.format in set(OutputKind) else None,
            supplements=Supplements(billing_mode=self.mode, legal_notes=bool(self.mentions)),
            account={"": None, READ: ""}.get(self.compte, self.compte),
        )

    def request(self, preview: DepositPreview, version: int) -> dict[str, Any]:
        """The body with which the page asks the API for this deposit."""
        told: dict[str, Any] = {
            "version": version,
            "kind": preview.kind.value,
            "supplements": {
                "billing_mode": self.mode,
                "legal_notes": bool(self.mentions),
                "chorus_frame": FRAMES[self.frame(preview.invoice.billing_mode)],
            },
        }
        return told | ({"bank_account_id": preview.account} if preview.account else {})
