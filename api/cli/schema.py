"""The published JSON Schema (2020-12) of one line of `--format jsonl`: an extraction, or the error in its place.

Made from the models, with what a reader of the output needs beside them: which fields there are, and that absent
values are left out rather than null.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field as Described

from models.extraction import Extraction
from models.finding import Message
from models.terms import AMOUNTS, DATES, TERMS

TITLE = "Prefacture: one line of jsonl"
FORMS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(AMOUNTS, r"^-?\d+(\.\d+)?$"),
        **dict.fromkeys(DATES, r"^\d{4}-\d{2}-\d{2}$"),
    }
)
"""What the text of a field looks like, where every reading of it does."""

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "invoice_number": "invoice number",
        "issue_date": "date of issue",
        "type_code": "UNTDID 1001: 380 invoice, 381 credit note, 386 deposit, 389 self-billed",
        "currency": "ISO 4217",
        "due_date": "date by which to pay",
        "delivery_date": "date of delivery or of completion",
        "billing_period_start": "first day of the period that is invoiced",
        "billing_period_end": "last day of that period",
        "buyer_reference": "code service of a public buyer",
        "contract_reference": "number of the public contract (marché)",
        "purchase_order": "numéro d'engagement where printed, else bon de commande",
        "preceding_invoice": "invoice that a credit note corrects, or that a final account follows",
        "preceding_invoice_date": "date of that invoice",
        "seller_address": "postal address, lines apart",
        "buyer_address": "postal address, lines apart",
        "payment_means": "UNTDID 4461: 30 transfer, 49 direct debit, 58 SEPA transfer",
        "total_without_vat": "total HT",
        "total_vat": "total TVA",
        "total_with_vat": "total TTC",
        "prepaid_amount": "already paid, positive",
        "amount_due": "net à payer",
    }
)
DESCRIPTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Extraction": {
            "source": "Name of the file; a member of an archive is archive.zip/member.pdf.",
            "sha256": "Digest of the file's bytes as given.",
            "pages": "Pages of the file that this invoice stands on, from 1.",
            "reading": "How the words were read.",
            "fields": "What was found, by name; what was not found is absent.",
            "vat_breakdown": "Rows of the VAT breakdown (BG-23).",
            "lines": "Invoice lines (BG-25), as printed.",
            "invoice": "The EN 16931 invoice that would be deposited.",
            "findings": "What the rules have to say about it.",
            "ready": "True when no finding blocks the deposit.",
        },
        "Field": {
            "value": "Text: decimals with a point, dates ISO 8601, identifiers compact.",
            "confidence": "Probability that the value is right, 0 to 1.",
            "term": "Business term of EN 16931.",
            "origin": "The page, the XML in the file, arithmetic, or a person.",
            "provenance": "Where it is printed.",
            "alternatives": "What else the page would allow, most likely first.",
        },
        "Place": {
            "page": "From 1.",
            "bbox": "Left, top, right and bottom edges in PDF points, origin at the top left.",
            "text": "The characters as printed.",
        },
        "Finding": {
            "rule": "Official number of the rule where it has one.",
            "severity": "blocking stops the deposit, warning asks for a look.",
            "field": "A field's name, or a line such as lines[2].",
            "message": "What is wrong and what to do.",
            "reference": "The law or the norm.",
            "provenance": "Where the value stands that it is about.",
        },
    }
)


class ReadingError(BaseModel):
    """Why a file, or a member of an archive, could not be read."""

    model_config = ConfigDict(extra="forbid")

    code: str = Described(description="Stable; the text may change.")
    message: Message
    detail: str = Described(description="What completes the message; may be empty.")


class Unreadable(BaseModel):
    """The line of a file that could not be read."""

    model_config = ConfigDict(extra="forbid")

    source: str = Described(description="Name of the file; a member of an archive is archive.zip/member.pdf.")
    error: ReadingError


def schema() -> dict[str, Any]:
    """The schema as an object."""
    definitions: dict[str, Any] = {}
    for model in (Extraction, Unreadable):
        one = model.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
        definitions |= one.pop("$defs", {}) | {model.__name__: one}
    for name, definition in definitions.items():
        definitions[name] = without_nulls(definition)
        for property_name, text in DESCRIPTIONS.get(name, {}).items():
            definitions[name]["properties"][property_name]["description"] = text
    definitions["Extraction"]["properties"]["fields"] |= fields()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "oneOf": [{"$ref": "#/$defs/Extraction"}, {"$ref": "#/$defs/Unreadable"}],
        "$defs": dict(sorted(definitions.items())),
    }


def fields() -> dict[str, Any]:
    """The fields by name, instead of any name."""
    described: dict[str, dict[str, Any]] = {}
    for name, term in TERMS.items():
        described[name] = {
            "description": f"{term}: {MEANINGS.get(name, name.replace('_', ' '))}",
            "allOf": [{"$ref": "#/$defs/Field"}],
        }
        if name in FORMS:
            described[name]["properties"] = {"value": {"pattern": FORMS[name]}}
    return {"properties": described, "additionalProperties": False}


def without_nulls(definition: dict[str, Any]) -> dict[str, Any]:
    """What may be null is absent instead: neither null nor required."""
    properties = {}
    required = set(definition.get("required", ()))
    for name, one in definition.get("properties", {}).items():
        allowed = [kind for kind in one.get("anyOf", ()) if kind != {"type": "null"}]
        if len(allowed) < len(one.get("anyOf", ())):
            required.discard(name)
            rest = {key: part for key, part in one.items() if key not in ("anyOf", "default")}
            properties[name] = rest | (allowed[0] if len(allowed) == 1 else {"anyOf": allowed})
        else:
            properties[name] = one
    if not properties:
        return definition
    kept = [name for name in definition.get("required", ()) if name in required]
    return definition | {"properties": properties, "required": kept}


def text() -> str:
    """The schema as it is printed and kept in `docs/extraction.schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
