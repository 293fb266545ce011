"""Every value of an XML invoice against the pages that show it."""

from __future__ import annotations

from extractor.comparison.identifiers import hits_of
from extractor.comparison.printed import printed_of
from models.comparison import Agreement, Compared
from models.document import Document
from models.resolution import Resolution


def compare(embedded: Resolution, document: Document, read_off: Resolution) -> tuple[Compared, ...]:
    """The fields of the contract."""
    printed = printed_of(document)
    values = []
    for name, field in embedded.fields.items():
        seen = read_off.fields.get(name)
        hits = hits_of(field.value, printed)
        if seen is not None and seen.value == field.value:
            agreement, page, place = Agreement.SAME, seen.value, seen.provenance
        elif hits:
            agreement, page, place = Agreement.SAME, field.value, hits[0].place
        else:
            agreement, page, place = Agreement.UNSEEN, None, None
        values.append(
            Compared(
                field=name, term=field.term, xml_value=field.value, agreement=agreement, page_value=page, place=place
            )
        )
    return tuple(values)
