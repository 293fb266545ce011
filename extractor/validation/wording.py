"""What the official rules report, in words that a craftsman or an accountant understands, in French and in English.

The rules' own texts are technical, often English, and not ours; a message here says in our words what is wrong and what
to do, then repeats the values that the rule had found. Words come from `messages/*.toml`: `norm` (EN 16931 and the
extended profile), `vat` (the rules that every VAT category repeats), `france` (XP Z12-012).

>>> worded("BR-02", "[BR-02]-An Invoice shall have an Invoice number (BT-1).").fr
'Le numéro de facture (BT-1) manque : donnez à la facture le numéro qui la rend unique.'
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.validation.facts import facts
from extractor.validation.rule_families import of_family
from extractor.validation.schema_wording import xsd_message
from extractor.validation.vocabulary import filled, named, table
from models.finding import Message

__all__ = ["worded", "xsd_message"]

LONGEST = 4_000
"""Characters of a text that are looked at: it repeats values of the invoice, and a hostile one may have millions."""

REPEATED = 600
"""Characters of an unknown rule's text that are repeated."""

_FRENCH = re.compile(r"^\W*(BR-FR-(?:[A-Z]+-)?\d+)\b")
_BASE = re.compile(r"^(BR-FR-(?:[A-Z]+-)?\d+)")
_TERMS = re.compile(r"B[TG]-(?:X-)?\d+|EXT-FR-FE-(?:BG-)?\d+")
_INNER = re.compile(r"\b(?:BR|CII|UBL|PEPPOL)-[A-Z0-9-]*\d[a-z]?")
_EXTENDED = re.compile(r"^BR-(?:FREXT|FXEXT|EXT)-(.+)$")
_VAT = re.compile(r"^BR-(?:FREXT-|FXEXT-)?(S|Z|E|AE|IC|G|O|AF|AG)-?(\d\d(?:rev)?)")
_WITH_VALUES = re.compile(r"\bBR-(?:FR|FREXT|FXEXT)-")  # the others' texts are the same for every invoice
_NOTICE = re.compile(r"\b(?:code|sujet) (?:sujet )?(PMT|PMD|AAB|TXD)\b")


def worded(rule: str, original: str) -> Message:
    """The message of a rule that was reported; the values found are repeated, and an unknown rule's whole text."""
    text = " ".join(original[:LONGEST].split())
    found = _looked_up(rule, text) or of_family(text)
    if found is None:
        return _framed(rule, text)
    values = [fact for fact in facts(text) if fact.value] if _WITH_VALUES.search(text) else []
    told = "; ".join(f"{fact.en}: “{fact.value}”" for fact in values)
    dits = " ; ".join(map(str, values))
    return Message(fr=found.fr + (f" ({dits})" if dits else ""), en=found.en + (f" ({told})" if told else ""))


def _looked_up(rule: str, text: str) -> Message | None:
    """The words for the rule, by its own number first, then by the numbers that its text cites."""
    opening = _FRENCH.match(text)
    numbers = [*([opening[1]] if opening else []), rule, *_INNER.findall(text)[:3]]
    for number in dict.fromkeys(numbers):
        for name in _names(number, text):
            pair = table("norm").get(name) or table("france").get(name)
            if pair:
                return filled(pair, term=_terms(rule, text))
        vat = _VAT.match(number)
        asked = _of_vat(vat[1], vat[2]) if vat else None
        if asked:
            return asked
    return None


def _names(number: str, text: str) -> Iterator[str]:
    """What the words for a rule may be filed under, the most precise first."""
    base = _BASE.match(number)
    if base:
        notice = _NOTICE.search(text)
        if notice:
            yield f"{base[1]}-{notice[1]}"
        yield "BR-FR-02" if base[1] == "BR-FR-01" and "caractères non autorisés" in text else base[1]
        return
    yield number
    extended = _EXTENDED.match(number)
    if extended:
        rest = extended[1].removeprefix("BR-")
        yield from (f"EXT-{extended[1]}", f"EXT-BR-{rest}", f"EXT-{rest}", f"BR-{rest}")


def _of_vat(category: str, question: str) -> Message | None:
    """The question that is asked about a VAT category, in the words for it, for its kind, or for all."""
    told = table("vat")
    french, english, kind = told["categories"][category]
    pair = told.get(category, {}).get(question) or told.get(kind, {}).get(question) or told["questions"].get(question)
    return filled(pair, category=Message(fr=french, en=english)) if pair else None


def _terms(rule: str, text: str) -> Message:
    """The terms that a French rule is about: those behind its number, else the first that its text names."""
    behind = re.match(r"\W*BR-FR-[A-Z0-9-]*\d\W?/\s*((?:B[TG]|EXT)[\w-]*(?:\s*[/_]\s*(?:B[TG]|EXT)[\w-]*)*)", text)
    numbers = _TERMS.findall(rule.partition("_")[2]) or _TERMS.findall(behind[1] if behind else text)[:1]
    names = [named(number) for number in dict.fromkeys(numbers)] or [Message(fr="une valeur", en="a value")]
    return Message(fr=" ou ".join(one.fr for one in names), en=" or ".join(one.en for one in names))


def _framed(rule: str, text: str) -> Message:
    """An unknown rule: its own text, said to be that."""
    repeated = text[:REPEATED] + ("…" if len(text) > REPEATED else "")
    return Message(
        fr=f"La règle {rule} n'est pas respectée. Son texte : {repeated}",
        en=f"Rule {rule} is broken. Its text: {repeated}",
    )
