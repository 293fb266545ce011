"""A hybrid's XML and its page: the embedded values count, the page completes and places them."""

from __future__ import annotations

from models.resolution import Resolution


def prefer_embedded(embedded: Resolution, read_off: Resolution) -> Resolution:
    """The embedded invoice's values, completed by what only the page shows, each placed where the page prints it."""
    fields = dict(read_off.fields)
    for name, field in embedded.fields.items():
        seen = read_off.fields.get(name)
        same = seen is not None and seen.value == field.value
        fields[name] = field.model_copy(update={"provenance": seen.provenance}) if same and seen else field
    return Resolution(
        fields=fields,
        vat_breakdown=embedded.vat_breakdown or read_off.vat_breakdown,
        lines=embedded.lines or read_off.lines,
        mentions=read_off.mentions or embedded.mentions,
        adjustments=embedded.adjustments if embedded.lines else embedded.adjustments or read_off.adjustments,
        given=embedded.given,
    )
