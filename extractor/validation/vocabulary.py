"""What the terms and the XML elements of an invoice are called in plain words, in French and in English.

A business term is named with its number, as EN 16931 writes it; an element of CII or UBL by the term that it carries,
or by a word of its own where it carries none. The words are ours, in `messages/terms.toml` and `elements.toml`.

Sources: EN 16931-1:2017 (terms) · EN 16931-3-2 and 3-3:2020 (their elements in UBL and CII) · XP Z12-012 (EXT-FR-FE-…)

>>> named("BT-112").fr, element("/ram:SellerTradeParty/ram:PostalTradeAddress/ram:CountryID").fr
('total TTC (BT-112)', 'code pays du vendeur (BT-40)')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from models.finding import Message

FOLDER = Path(__file__).with_name("messages")
DEEPEST = 12
"""Steps of a path that are looked at, from its end: no invoice needs more, and a hostile one has thousands."""

_PLACEHOLDER = re.compile(r"\{([A-Z][A-Z0-9-]+)\}")
_INDEX = re.compile(r"\[[^\]]*\]")
_LINE = re.compile(r"(?:IncludedSupplyChainTradeLineItem|InvoiceLine|CreditNoteLine)\[(\d+)\]")


@cache
def table(name: str) -> dict[str, Any]:
    """The messages of one file, read once."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def named(number: str) -> Message:
    """A term with its number; the number alone where it has no name here.

    >>> named("BT-999").fr
    'BT-999'
    """
    pair = table("terms").get(number)
    return Message(fr=f"{pair[0]} ({number})", en=f"{pair[1]} ({number})") if pair else Message(fr=number, en=number)


def filled(pair: Sequence[str], **words: Message) -> Message:
    """A sentence in two languages whose `{BT-1}` give way to names of terms, and whose other braces to `words`.

    >>> filled(["Le {BT-1} manque : {why}.", "The {BT-1} is missing: {why}."], why=Message(fr="oubli", en="lapse")).fr
    'Le numéro de facture (BT-1) manque : oubli.'
    """
    sentences = []
    for language, sentence in zip(("fr", "en"), pair, strict=True):
        text = _PLACEHOLDER.sub(lambda found, tongue=language: getattr(named(found[1]), tongue), sentence)  # type: ignore[misc]
        for name, word in words.items():
            text = text.replace("{" + name + "}", getattr(word, language))
        sentences.append(text)
    return Message(fr=sentences[0], en=sentences[1])


def element(path: str) -> Message:
    """What stands at a path of the XML; an element that has no name here keeps its own.

    >>> element("cac:InvoiceLine/cac:Price/cbc:PriceAmount").en, element("ram:SellerTradeParty/ram:Odd").fr
    ('net unit price (BT-146)', 'vendeur (BG-4) › Odd')
    """
    steps = [step for step in map(bare, _INDEX.sub("", path).split("/")) if step][-DEEPEST:]
    words: list[Message] = []
    while steps:
        term = _term(steps)
        own = named(term) if term else _word(steps[-1])
        if own.fr:
            words.append(own)
        if term:
            break
        steps.pop()
    words.reverse()
    return Message(fr=" › ".join(one.fr for one in words), en=" › ".join(one.en for one in words))


def place(location: str) -> Message:
    """The same for a whole location, led by the number of the invoice line that it is within.

    >>> place("/rsm:A/ram:IncludedSupplyChainTradeLineItem[2]/ram:SpecifiedTradeProduct/ram:Name").fr
    "ligne 2 › désignation de l'article (BT-153)"
    """
    what, line = element(location), _LINE.search(location)
    if line is None or not what.fr:
        return what
    if bare(location.rpartition("/")[2]) == bare(line[0]):
        return Message(fr=f"ligne {line[1]}", en=f"line {line[1]}")
    return Message(fr=f"ligne {line[1]} › {what.fr}", en=f"line {line[1]} › {what.en}")


def bare(step: str) -> str:
    """A step of a path without its prefix, its condition and its number.

    >>> bare("ram:SpecifiedTaxRegistration[ram:ID/@schemeID='VA']"), bare("@ram:format"), bare("{urn:x}Name")
    ('SpecifiedTaxRegistration', '@format', 'Name')
    """
    name = _INDEX.sub("", step.rpartition("}")[2]).strip().strip("'\"")
    at = "@" if name.startswith("@") else ""
    return at + name.lstrip("@").rpartition(":")[2]


def _term(steps: Sequence[str]) -> str | None:
    """The term of the longest end of the path that carries one."""
    paths = table("elements")["paths"]
    return next((paths[end] for end in _ends(steps) if end in paths), None)


def _ends(steps: Sequence[str]) -> Iterator[str]:
    same = ["Invoice" + step.removeprefix("CreditNote") if step in _CREDIT else step for step in steps]
    return ("/".join(same[start:]) for start in range(len(same)))


_CREDIT = frozenset({"CreditNote", "CreditNoteLine"})


def _word(name: str) -> Message:
    """What an element or attribute is called by itself."""
    words = table("elements")
    pair = words["names"].get(name) or words["attributes"].get(name.removeprefix("@"))
    return Message(fr=pair[0], en=pair[1]) if pair else Message(fr=name, en=name)
