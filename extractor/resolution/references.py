"""References: invoice number, purchase order, engagement, service code, contract, original invoice.

Their values have no form of their own, so the labels look for them: what follows on the line, else the next piece of
the row, else what stands below. The public sector's three references are told apart by label alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.labels import Label, box_of
from extractor.resolution.evidence import Evidence
from extractor.resolution.reference_shapes import ADDRESS, shaped
from extractor.text import PrintedLine
from models.candidate import Kind
from models.provenance import Provenance

ROLES = ("invoice_number", "purchase_order", "engagement", "buyer_reference", "contract_reference", "preceding_invoice")

_LEAD = re.compile(
    r"^(?:\s|[:=#>*|•.,;)(–—-]|n\s?°|no?\.?\s(?=\S*\d)|num(?:ero|\.)?\s(?=\S*\d)|du bc\b|client\b"
    r"|(?:avoir|facture|piece|document)\b(?=\s*:|\s+n)|est\b|le\b|chorus\b|pro\b"
    r"|du \d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d(?= n\s?°)"
    r"|executant\b|juridique\b|public\b|nr\.?\s|ref\.?\s?:)+"
)
_STOP = re.compile(
    r"(?<=\d)-(?=[a-z]{5,})|\s(?:du|en date|date|le|au|page|emise?|of|dated|vom)\s|\s[–—|/•]\s|\s-\s"
    r"|,|;|\s\(|\s{2,}|\s(?=(?:siret|siren|tva|tel)\b)"
)
_ALIGNED = 3
"""Points between the left edges of two lines of one paragraph."""

_GOES_ON = re.compile(
    r"\b(?:avoir sur|annule|annulation de|rectifie|rectification de|relati\w+ a|correction de)(?: la)?$"
)
"""The end of a line that announces the original invoice, the label standing on the next line."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that a label of `role` announces; `score` from 0 to 1."""

    role: str
    value: str
    provenance: Provenance
    score: float


def references_of(evidence: Evidence) -> tuple[Reference, ...]:
    """Every value announced as a reference, in reading order."""
    found = []
    for label in evidence.candidates.labels:
        for role in _roles(evidence, label):
            if role in ROLES:
                share = 1.0 if len(label.terms) == 1 else 0.8
                found += [
                    Reference(role, value, place, round(score * share * _weight(label, role), 3))
                    for value, place, score in _values(evidence, label, role)
                ]
    return tuple(found)


def _roles(evidence: Evidence, label: Label) -> tuple[str, ...]:
    """The terms of a label; "facture n°" at the start of a line that goes on from "avoir sur" means the original."""
    line = evidence.lines[label.line]
    if "invoice_number" in label.terms and not line.folded[: label.start].strip() and label.line > 0:
        before = evidence.lines[label.line - 1]
        if before.page == line.page and _GOES_ON.search(before.folded):
            return ("preceding_invoice",)
    return label.terms


def _weight(label: Label, role: str) -> float:
    """A bare "Facture" announces less surely than "Facture n°"; a weak label less than a strong one."""
    words = label.text.split()
    weight = 0.75 if label.weak else 1.0
    if role == "invoice_number" and len(words) == 1:
        weight *= 0.85
    return weight


def _values(evidence: Evidence, label: Label, role: str) -> Iterator[tuple[str, Provenance, float]]:
    """What a label may announce, with a score: what follows it, else what stands further right or below."""
    line = evidence.lines[label.line]
    following = [other for other in evidence.labels[label.line] if other.start >= label.end]
    if following and role in following[0].terms and not line.text[label.end : following[0].start].strip(" :"):
        following = following[1:]  # "Commande n° BC 2026 118": the second label is part of the value
    end = following[0].start if following else len(line.text)
    direct = _piece(line, label.end, end, role)
    if direct is not None:
        if not _in_other_value(evidence, line, direct[1]):
            gap = line.folded[label.end : label.end + 3]
            yield (*direct, 1.0 if ":" in gap or "°" in label.text or "#" in label.text else 0.93)
    elif following and not line.text[label.end : end].strip(" :.-/n°"):
        yield from _beneath(evidence, label, role)
    elif (wrapped := _wrapped(evidence, label, role)) is not None:
        yield wrapped
    elif following or not _prose(line.text[label.end : end], role):
        yield from _beside_or_beneath(evidence, label, role)


def _wrapped(evidence: Evidence, label: Label, role: str) -> tuple[str, Provenance, float] | None:
    """The beginning of the next line, where pairs run on in a line ("N° : F-12 - Échéance : 31/03 - Engagement :")."""
    line = evidence.lines[label.line]
    runs_on = ":" in line.text[: label.start] and line.text[label.end :].strip() == ":"
    below = evidence.below(line, line.bbox.x0, line.bbox.x1, reach=1.8)[:1] if runs_on else []
    for other in below:
        if abs(other.bbox.x0 - line.bbox.x0) < _ALIGNED and not _starts_with_label(evidence, other):
            piece = _piece(other, 0, _until_label(evidence, other), role)
            return (*piece, 0.9) if piece is not None else None
    return None


def _prose(rest: str, role: str) -> bool:
    """Whether what follows a label goes on as a sentence, so that its value is not elsewhere."""
    if rest.strip(" :.-()#°").lower() in ("", "n", "no", "client", "pro", "chorus"):
        return False
    return len(rest.strip()) > 30 or (role == "invoice_number" and not rest.strip().endswith(":"))


def _beside_or_beneath(evidence: Evidence, label: Label, role: str) -> Iterator[tuple[str, Provenance, float]]:
    box = box_of(label, evidence.lines)
    found = False
    for other in evidence.right_of(evidence.lines[label.line])[:1]:
        if other.bbox.x0 - box.x1 > (560 if _alone(evidence, label) else 260) or _starts_with_label(evidence, other):
            break
        piece = _piece(other, 0, _until_label(evidence, other), role)
        if piece is not None:
            found = True
            yield (*piece, 0.55 if _header_row(evidence, label) and _value_below(evidence, label) else 0.92)
    for value, place, score in _beneath(evidence, label, role):
        yield value, place, score if not found else score * 0.6


def _beneath(evidence: Evidence, label: Label, role: str) -> Iterator[tuple[str, Provenance, float]]:
    line = evidence.lines[label.line]
    box = box_of(label, evidence.lines)
    for other in evidence.below(line, box.x0 - 4, box.x1 + 4, reach=2.4)[:1]:
        if _starts_with_label(evidence, other):
            return
        start, end = _under(other, box.x0 - 12, box.x1 + 40)
        whole = other.bbox.x0 >= box.x0 - 14 or start == 0
        piece = _piece(other, start if not whole else 0, end if not whole else len(other.text), role)
        if piece is not None:
            straight = abs(other.bbox.x0 - box.x0) < 8 or abs(other.bbox.x_center - box.x_center) < 12
            yield (*piece, 0.9 if straight else 0.7)


def _alone(evidence: Evidence, label: Label) -> bool:
    """Whether the label is its whole line, so that its value may stand at the far end of the row."""
    line = evidence.lines[label.line]
    return not (line.folded[: label.start] + line.folded[label.end :]).strip(" :.-")


def _in_other_value(evidence: Evidence, line: PrintedLine, place: Provenance) -> bool:
    """Whether a stretch is part of a date or an amount."""
    others = [value for value in evidence.values[line.index] if value.kind in (Kind.DATE, Kind.AMOUNT)]
    return any(other.provenance.bbox.contains(place.bbox, margin=2) for other in others)


def _under(line: PrintedLine, x0: float, x1: float) -> tuple[int, int]:
    inside = [
        (at, at + len(word.text))
        for word, at in zip(line.line.words, line.starts, strict=True)
        if word.bbox.x1 > x0 and word.bbox.x0 < x1
    ]
    return (inside[0][0], inside[-1][1]) if inside else (0, len(line.text))


def _header_row(evidence: Evidence, label: Label) -> bool:
    """Whether other labels stand in the same row, so that values are below."""
    line = evidence.lines[label.line]
    row = [*evidence.left_of(line), *evidence.right_of(line)]
    return any(_starts_with_label(evidence, other) and not any(c.isdigit() for c in other.text) for other in row)


def _value_below(evidence: Evidence, label: Label) -> bool:
    """Whether something that is no label stands right under a label."""
    line = evidence.lines[label.line]
    box = box_of(label, evidence.lines)
    beneath = evidence.below(line, box.x0 - 4, box.x1 + 4, reach=2.4)[:1]
    return any(not _starts_with_label(evidence, other) for other in beneath)


def _starts_with_label(evidence: Evidence, line: PrintedLine) -> bool:
    return any(not line.folded[: label.start].strip(" :-•*(n°") for label in evidence.labels[line.index])


def _until_label(evidence: Evidence, line: PrintedLine) -> int:
    return min((label.start for label in evidence.labels[line.index] if label.start > 0), default=len(line.text))


def _piece(line: PrintedLine, start: int, end: int, role: str) -> tuple[str, Provenance] | None:
    """The reference at the beginning of a stretch of a line, or None where there is none of the role's form."""
    text = line.text[start:end]
    lead = _LEAD.match(line.folded[start:end])
    skip = lead.end() if lead else 0
    body = text[skip:]
    if ADDRESS.match(body):
        return None
    stop = _STOP.search(line.folded[start + skip : end])
    body = body[: stop.start()] if stop else body
    value = shaped(body.strip(" :.-–"), role)
    if not value:
        return None
    at = line.text.find(value.split()[0], start + skip)
    at = start + skip if at < 0 else at
    return value, line.provenance(at, at + len(value))


def identifiers_at(evidence: Evidence) -> set[tuple[int, str]]:
    """Compact texts of identifiers per line, which are no references (a SIRET under a far label)."""
    kinds = (Kind.SIRET, Kind.VAT_NUMBER, Kind.IBAN, Kind.DATE, Kind.AMOUNT)
    return {(c.line, re.sub(r"\W", "", c.provenance.text)) for c in evidence.candidates.of(*kinds)}
