"""What PDF/A-3 forbids or demands of the file as a whole: no password, no program in it.

Sources: ISO 19005-3:2012, 6.1.3 (trailer), 6.1.7.2 (filters), 6.4.2 (XFA), 6.5 (actions)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pikepdf

from extractor.validation.container.document import Object, entry, items, leaves, text, values
from extractor.validation.container.fault import Fault
from models.finding import Severity

_FORBIDDEN = frozenset(
    "/Launch /Sound /Movie /ResetForm /ImportData /Hide /SetOCGState /Rendition /Trans /GoTo3DView".split()
)
_PAGES, _OBJECTS = 2000, 20_000


def archive_faults(pdf: pikepdf.Pdf) -> Iterator[Fault]:
    """What is wrong with the file, whatever is attached to it."""
    if pdf.is_encrypted:
        yield Fault(
            "PF-PDF-ENCRYPTED",
            Severity.BLOCKING,
            "Le PDF est chiffré : enregistrez-le sans protection, PDF/A l'interdit.",
            "The PDF is encrypted: save it without protection, PDF/A forbids it.",
            "ISO 19005-3, 6.1.3",
        )
    if len(list(items(entry(pdf.trailer, "/ID")))) != len("ID"):
        yield Fault(
            "PF-PDF-ID",
            Severity.WARNING,
            "Le PDF n'a pas d'identifiant (/ID dans trailer) : réenregistrez-le en PDF/A.",
            "The PDF has no identifier (/ID in the trailer): save it as PDF/A again.",
            "ISO 19005-3, 6.1.3",
        )
    yield from _programs(pdf)
    if entry(pdf.Root, "/AcroForm", "/XFA") is not None:
        yield Fault(
            "PF-PDF-XFA",
            Severity.WARNING,
            "Le PDF contient un formulaire XFA, que PDF/A interdit : aplatissez le formulaire.",
            "The PDF holds an XFA form, which PDF/A forbids: flatten the form.",
            "ISO 19005-3, 6.4.2",
        )
    if any(_packed_with_lzw(one) for one in islice(pdf.objects, _OBJECTS)):
        yield Fault(
            "PF-PDF-LZW",
            Severity.WARNING,
            "Le PDF est compressé avec LZW, que PDF/A interdit : réenregistrez-le avec Flate.",
            "The PDF is compressed with LZW, which PDF/A forbids: save it again with Flate.",
            "ISO 19005-3, 6.1.7.2",
        )


def _programs(pdf: pikepdf.Pdf) -> Iterator[Fault]:
    kinds = set(_kinds(pdf))
    if "/JavaScript" in kinds or any(True for _ in leaves(entry(pdf.Root, "/Names", "/JavaScript"))):
        yield Fault(
            "PF-PDF-JAVASCRIPT",
            Severity.WARNING,
            "Le PDF contient du JavaScript, que PDF/A interdit et que des plateformes prennent pour une attaque : "
            "retirez-le.",
            "The PDF holds JavaScript, which PDF/A forbids and platforms may take for an attack: remove it.",
            "ISO 19005-3, 6.5.1",
        )
    if forbidden := sorted(kinds & _FORBIDDEN):
        names = ", ".join(kind[1:] for kind in forbidden)
        yield Fault(
            "PF-PDF-ACTION",
            Severity.WARNING,
            f"Le PDF contient une action que PDF/A interdit ({names}) : retirez-la.",
            f"The PDF holds an action that PDF/A forbids ({names}): remove it.",
            "ISO 19005-3, 6.5.1",
        )


def _kinds(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The kinds of all actions: of opening, of events, of pages, of annotations and form fields."""
    yield from _chain(entry(pdf.Root, "/OpenAction"))
    yield from _events(pdf.Root)
    for page in islice(pdf.pages, _PAGES):
        yield from _events(page.obj)
        for annotation in items(entry(page.obj, "/Annots")):
            yield from _chain(entry(annotation, "/A"))
            yield from _events(annotation)


def _events(holder: Object) -> Iterator[str]:
    for _, action in values(entry(holder, "/AA")):
        yield from _chain(action)


def _chain(action: Object | None) -> Iterator[str]:
    """An action and the first of those that follow each; an array of followers is looked at one deep."""
    for _ in range(len(_FORBIDDEN)):
        kind = text(entry(action, "/S"))
        if kind is None:
            return
        yield kind
        following = entry(action, "/Next")
        yield from (name for one in items(following) if (name := text(entry(one, "/S"))) is not None)
        action = following


def _packed_with_lzw(value: Object) -> bool:
    if not isinstance(value, pikepdf.Stream):
        return False
    filters = entry(value, "/Filter")
    return "/LZWDecode" in {text(filters), *(text(one) for one in items(filters))}
