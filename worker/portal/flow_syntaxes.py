"""What a flow may be written in (`syntaxeFlux`), and what of it the portal reads.

E1: all data in the XML. E2: the XML tells the essential, and a PDF travels with it: inside it, or around it (Factur-X).

Sources: AIFE, API Factures v1 (syntaxeFlux) · the interface codes that the portal's own reports bear (FSO1100A ...)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from worker.portal import refusals


class Form(StrEnum):
    """What an invoice of a flow is, by its content."""

    UBL = "UBL"
    CII = "CII"
    FACTURX = "Factur-X"


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way to write a flow; `minimal` where a PDF has to travel inside the XML, `interface` where it is known."""

    name: str
    form: Form
    minimal: bool = False
    interface: str | None = None


_READ: Final = (
    Syntax("IN_DP_E1_UBL_INVOICE", Form.UBL, interface="FSO1100A"),
    Syntax("IN_DP_E1_CII_16B", Form.CII, interface="FSO1106A"),
    Syntax("IN_DP_E1_CII", Form.CII),
    Syntax("IN_DP_E2_CII_FACTURX", Form.FACTURX, interface="FSO1117A"),
    Syntax("IN_DP_E2_UBL_INVOICE_MIN", Form.UBL, minimal=True, interface="FSO1110A"),
    Syntax("IN_DP_E2_CII_MIN_16B", Form.CII, minimal=True),
)
SYNTAXES: Final = MappingProxyType({one.name: one for one in _READ})
"""The syntaxes that are read, by their names."""

USUAL: Final = MappingProxyType(
    {Form.UBL: "IN_DP_E1_UBL_INVOICE", Form.CII: "IN_DP_E1_CII_16B", Form.FACTURX: "IN_DP_E2_CII_FACTURX"}
)
"""The syntax to advise for what a file turns out to be."""


def syntax_of(name: str) -> Syntax:
    """The syntax of that name. Raises Refused for one that is not read here, or is none."""
    syntax = SYNTAXES.get(name)
    if syntax is None:
        taken = ", ".join(SYNTAXES)
        why = f"« {name[:60]} » n'est pas lu ici, choisissez parmi {taken}" if name else f"donnez l'un de {taken}"
        raise refusals.FIELD_WRONG(field="syntaxeFlux", why=why)
    return syntax


def mismatch(form: Form, expected: Syntax) -> str | None:
    """What to tell of a file that is something else than its flow says; None where it is the same."""
    if form is expected.form:
        return None
    return (
        f"Le fichier est au format {form}, alors que le flux est annoncé en {expected.form} ({expected.name}) : "
        f"déposez-le avec la syntaxe {USUAL[form]}."
    )
