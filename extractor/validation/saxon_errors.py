"""What stops a stylesheet, in words: something in the XML that it can't compute with, or something missing here.

The official stylesheets stop at an amount that is no number, and at an element that is there twice where they count on
one; every platform that runs them refuses such a file.

Sources: XPath and XQuery Functions 3.1, C (error codes FORG0001, FOCA…) · XPath 3.1, G (XPTY0004)

>>> told("rules.xslt", 'FORG0001 Cannot convert string "trois" to xs:decimal').message.en
'`trois` is not a number: the rules stopped there. Mend it and validate again.'
"""

from __future__ import annotations

import re
from types import MappingProxyType

from extractor.validation.layers import Skipped
from models.finding import Message

_NO_VALUE = re.compile(r'Cannot convert (?:string "(.*?)"|zero-length string) to xs:(\w+)')
_REPEATED = re.compile(r"A sequence of more than one item.*?\(((?:\"|<)[^)]{1,200})\)")
_OF_DATA = re.compile(r"\b(?:XPTY0004|FORG\d{4}|FOCA\d{4}|FOAR\d{4}|FODT\d{4})\b")
_TYPES = MappingProxyType(
    {
        "decimal": ("un nombre", "a number"),
        "double": ("un nombre", "a number"),
        "integer": ("un nombre entier", "a whole number"),
        "date": ("une date", "a date"),
    }
)
_OTHER = ("une valeur permise", "an allowed value")


class Unfit(Exception):
    """Something in the XML stops the rules: what, and what to do."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.en)


def told(rules: str, error: str) -> Unfit | Skipped:
    """What an error of Saxon's means: the XML is unfit, or the rules can't be run."""
    detail = " ".join(error.split())
    if not _OF_DATA.search(detail):
        return Skipped(
            Message(
                fr=f"Contrôle impossible : les règles « {rules} » n'ont pas pu être exécutées ({detail[:200]}).",
                en=f"Not checked: the rules `{rules}` could not be run ({detail[:200]}).",
            )
        )
    value, repeated = _NO_VALUE.search(detail), _REPEATED.search(detail)
    if value:
        return Unfit(_no_value((value[1] or "")[:60], *_TYPES.get(value[2], _OTHER)))
    if repeated:
        return Unfit(_twice(repeated[1][:100]))
    return Unfit(
        Message(
            fr=f"Une valeur ou un élément inattendu a arrêté les règles : corrigez d'abord le schéma. ({detail[:200]})",
            en=f"An unexpected value or element stopped the rules: mend the schema errors first. ({detail[:200]})",
        )
    )


def missing(what: str) -> Message:
    """Saxon or a stylesheet is not installed."""
    return Message(
        fr=f"Contrôle impossible : « {what} » n'est pas installé. Lancez « make setup », puis recommencez.",
        en=f"Not checked: `{what}` is not installed. Run `make setup` and try again.",
    )


def too_long(what: str, seconds: int) -> Message:
    """A run was stopped by the clock."""
    return Message(
        fr=f"Contrôle interrompu après {seconds} secondes (« {what} ») : séparez cette facture en plusieurs.",
        en=f"Stopped after {seconds} seconds (`{what}`): split this invoice.",
    )


def _no_value(text: str, fr: str, en: str) -> Message:
    return Message(
        fr=f"« {text} » n'est pas {fr} : les règles se sont arrêtées là. Corrigez, puis validez à nouveau.",
        en=f"`{text}` is not {en}: the rules stopped there. Mend it and validate again.",
    )


def _twice(what: str) -> Message:
    return Message(
        fr=f"Élément répété là où un seul est permis ({what}) : les règles se sont arrêtées là. Gardez-en un seul.",
        en=f"An element is repeated where one is allowed ({what}): the rules stopped there. Keep only one.",
    )
