"""What a person changes in an extraction: values of fields, whole VAT breakdown, whole lines."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field as Constrained

from models.field import LineItem, Place, VatRow


class Correction(BaseModel):
    """`fields` holds the new text of each field by its name in the contract, None to empty it.

    Text is taken as a French person types it (`12/03/2026`, `1 234,56`, `732 829 320 00074`). `vat_breakdown` and
    `lines` replace what was read where they are given. `places` tells where new values stand on the page, for fields
    whose value a person pointed at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: dict[str, str | None] = Constrained(default_factory=dict)
    places: dict[str, Place] = Constrained(default_factory=dict)
    vat_breakdown: tuple[VatRow, ...] | None = None
    lines: tuple[LineItem, ...] | None = None
