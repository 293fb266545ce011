"""A known identifier or reference among printed words: compact or in groups, in one line, over cells or over two lines.

Only letters and digits count, without case or accents. It must begin and end where a printed run of digits or of
letters does, so that `118` is not found in `F-2118`, but is in `F-118`.

>>> from extractor.comparison.printed import printed_of
>>> from extractor.testing import document_of
>>> printed = printed_of(document_of("IBAN FR76 3000 6000   0112 3456 7890 189"))
>>> [hit.place.text for hit in hits_of("FR7630006000011234567890189", printed)]
['FR76 3000 6000  0112 3456 7890 189']
>>> hits_of("7630006000011", printed)
()
"""

from __future__ import annotations

from extractor.comparison.case import UNSEEN, Case, Verdict, different, plain, same
from extractor.comparison.lookalikes import alike
from extractor.comparison.places import Hit
from extractor.comparison.printed import Printed
from models.field import Field

_PARTIES = {"seller": "buyer", "buyer": "seller"}
_SHARED = frozenset({"iban", "purchase_order", "buyer_reference", "contract_reference", "preceding_invoice"})
"""Of these a page may print several: one that is printed is right, whatever other was read."""
_BELIEVED = 0.5
"""Confidence from which another reading counts where the value of the XML is not printed at all."""
_CONTRADICTS = 0.9
"""Confidence from which it counts although the value is printed somewhere."""
_NUMBERED = frozenset({"invoice_number", "preceding_invoice", "purchase_order"})
"""Of these pages often print the figures alone: "Facture n° 118" for FA118."""
_LONG, _MIDDLE, _SHORT = 12, 6, 5
"""Characters from which a text with two others, or one, is the same number written wrong rather than another.

The shortest must mix letters and figures."""


def judge(name: str, value: str, case: Case) -> Verdict:
    """One number, identifier or reference of the XML against the page."""
    seen = case.field(name)
    if seen is not None and alike_but_for_habit(name, value, seen.value):
        return same(seen.value, seen)
    hits = hits_of(value, case.printed) or (inside_others(value, case.printed) if name.endswith("_siren") else ())
    if hits:
        return _printed(name, value, hits, case)
    if seen is not None and seen.confidence >= _BELIEVED and not case.claimed(seen.value, name):
        return different(seen.value, seen, doubtful=case.printed.scanned and alike(plain(value), plain(seen.value)))
    return _twin(name, value, case)


def alike_but_for_habit(name: str, value: str, read: str) -> bool:
    """Whether two texts are one identifier, written with or without what people leave out.

    >>> alike_but_for_habit("bic", "AGRIFRPPXXX", "AGRIFRPP"), alike_but_for_habit("invoice_number", "FA-0118", "0118")
    (True, True)
    >>> alike_but_for_habit("invoice_number", "FA-0118", "FB-0118"), alike_but_for_habit("iban", "FR76", "76")
    (False, False)
    """
    one, other = plain(value), plain(read)
    if name == "bic":
        return one.removesuffix("xxx") == other.removesuffix("xxx")
    if name in _NUMBERED and other.isdigit():
        one = one.lstrip("abcdefghijklmnopqrstuvwxyz")
    return one == other


def _printed(name: str, value: str, hits: tuple[Hit, ...], case: Case) -> Verdict:
    """The value is on the page, but perhaps as something else: the other party's, or another reference."""
    seen = case.field(name)
    role = next((hit for hit in hits if name in case.printed.roles(hit)), None)
    party, _, kind = name.partition("_")
    if party in _PARTIES and kind in ("siret", "siren", "vat"):
        return _of_a_party(name, value, hits, case)
    if seen is None or name in _SHARED or role is not None or seen.confidence < _CONTRADICTS:
        return same(value, role or hits[0])
    if case.claimed(seen.value, name) or not _announced(name, seen, case):
        return same(value, hits[0])
    return different(seen.value, seen)


def _of_a_party(name: str, value: str, hits: tuple[Hit, ...], case: Case) -> Verdict:
    """An identifier that is printed is the other party's where the page was read to say so."""
    party, _, kind = name.partition("_")
    other = f"{_PARTIES[party]}_{kind}"
    seen, theirs = case.field(name), case.field(other)
    given = case.value(other)
    twice = given is not None and plain(given) == plain(value)
    enough = _BELIEVED if twice else _CONTRADICTS
    swapped = theirs is not None and plain(theirs.value) == plain(value) and theirs.confidence >= enough
    if seen is not None and swapped and seen.confidence >= enough:
        return different(seen.value, seen)
    if swapped and twice:
        return different(None, theirs)
    return same(value, hits[0])


def _announced(name: str, seen: Field, case: Case) -> bool:
    """Whether what was read stands where the page announces this very field."""
    return any(
        name in case.printed.roles(hit)
        for hit in hits_of(seen.value, case.printed)
        if seen.provenance is not None and hit.place.page == seen.provenance.page
    )


def _twin(name: str, value: str, case: Case) -> Verdict:
    """A text on the page that differs by a character or two, and is nothing else that the XML says."""
    wanted = plain(value)
    most = 2 if len(wanted) >= _LONG else 1
    mixed = not wanted.isdigit() and not wanted.isalpha()
    if len(wanted) < (_SHORT if mixed else _MIDDLE):
        return UNSEEN
    for stretch in case.printed.stretches:
        for text, hit in stretch.near(wanted, most):
            if not case.claimed(text, name):
                return different(hit.place.text, hit, doubtful=case.printed.scanned and alike(wanted, text))
    return UNSEEN


def inside_others(value: str, printed: Printed) -> tuple[Hit, ...]:
    """Where a SIREN is printed as part of a SIRET or of a VAT number."""
    wanted = plain(value)
    return tuple(hit for stretch in printed.stretches for hit in stretch.inside(wanted)) if wanted else ()


def hits_of(value: str, printed: Printed) -> tuple[Hit, ...]:
    """Where an identifier is printed, whatever stands between its characters."""
    wanted = plain(value)
    if not wanted:
        return ()
    found: dict[tuple[int, int], Hit] = {}
    for stretch in printed.stretches:
        if wanted in stretch.characters:
            for hit in stretch.find(wanted):
                found.setdefault((hit.line, hit.start), hit)
    return tuple(found.values())
